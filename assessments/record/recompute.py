"""Recomputation of a saved assessment: the same bytes, or what changed; its law since; its side of a comparison."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assessments.measures import PERSONS, MeasureRow
from assessments.record.drafts import data_map_of, map_of_request, run_of_request
from assessments.record.entries import SUBJECT
from assessments.record.errors import Unsavable
from assessments.record.saved_results import SavedResult, read
from assessments.report.glossary import HARMED
from assessments.report.sentences import Say, as_read, closely, number, people, with_interval
from assessments.results.freshness import LastRead, LawSince, changed_since, laws_changing, stale_on

if TYPE_CHECKING:
    from assessments.record.entries import AssessmentRequest
    from assessments.record.models import Saved
    from assessments.record.store import Store
    from assessments.results.comparison.compared import ComparedMap
    from assessments.results.quantity import Quantity
    from data_maps.model import DataMap

ABSENT = "absent"
NAMES = {"datareach": "Datareach", "program": "the program", "python": "Python", "machine": "the kind of processor"}
BEHIND = ("vocabulary", "catalogue", "laws")


@dataclass(frozen=True)
class RecomputedChange:
    """Something that is no longer as it was: where, how it was, how it is."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Recomputed:
    """A saved assessment made again: the `same` bytes or not, the causes of a difference, and what they did.

    `problems` say why it cannot be made again.
    """

    same: bool
    causes: tuple[RecomputedChange, ...]
    effects: tuple[RecomputedChange, ...]
    problems: tuple[str, ...] = ()


def recomputed(store: Store, saved: Saved) -> Recomputed:
    """Assess a saved map again, as it was asked, and compare."""
    from assessments.exports.json import export
    from assessments.scenario import Unusable
    from assessments.versions import versions

    causes = tuple(_causes(store, saved.versions, asdict(versions())))
    try:
        data_map = data_map_of(saved.entry.map, saved.files)
        result = export(run_of_request(data_map, saved.entry.asked)).encode()
    except Unsavable as wrong:
        return Recomputed(False, causes, (), tuple(str(wrong).splitlines()))
    except Unusable as wrong:
        return Recomputed(False, causes, (), tuple(map(str, wrong.problems)))
    if result == saved.result:
        return Recomputed(True, causes, ())
    return Recomputed(False, causes, tuple(effects(saved.content, read(result))))


def _causes(store: Store, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[RecomputedChange]:
    """Versions, then facts one by one, that are not what they were."""
    for key, name in NAMES.items():
        if before.get(key) != now[key]:
            yield RecomputedChange(name, _short(before.get(key, ABSENT)), _short(now[key]))
    for name in sorted({*before.get("libraries", {}), *now["libraries"]}):
        was, is_ = before.get("libraries", {}).get(name, ABSENT), now["libraries"].get(name, ABSENT)
        if was != is_:
            yield RecomputedChange(f"the library {name}", was, is_)
    from assessments.versions import KINDS

    was, is_ = (
        {name: file for kind in KINDS for name, file in versions.get(kind, {}).items()} for versions in (before, now)
    )
    yield from changed_facts(store, was, is_)


def _short(version: str) -> str:
    return version[:12] if len(version) == 64 else version


def changed_facts(store: Store, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[RecomputedChange]:
    """Each value of the files of facts that is not what it was; files by name, with their digests."""
    from assessments.versions import fact_files

    for file in sorted({*before, *now}):
        if before.get(file) == now.get(file):
            continue
        old = store.facts(before[file]) if file in before else b""
        if old is None:
            yield RecomputedChange(file, "another text, which was not kept", "as it ships now")
            continue
        texts = (old, fact_files().get(file, b""))
        leaves = list(_differing(f"{file}: ", *(dict(_values(_read(text, file))) for text in texts)))
        yield from leaves or [RecomputedChange(file, "written otherwise", "saying the same")]


def _read(content: bytes, file: str) -> Any:
    from data_maps.places import parsed

    text = content.decode("utf-8", "replace")
    if file.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(text)))
    return parsed(text, file).value if content else None


def _values(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(item, f"{path}[{_item_key(item, index)}]")
    elif value is not None:
        yield path, str(value)


def _item_key(item: Any, index: int) -> str:
    """An item of a list by its id, or by its address and case, so that an item put before it moves nothing."""
    if not isinstance(item, dict):
        return str(index)
    case = [str(item[key]) for key in ("address", "of") if key in item]
    return str(item.get("id") or ", ".join(case) or index)


def effects(before: SavedResult, after: SavedResult) -> Iterator[RecomputedChange]:
    """The differences between two results: the headline, then the numbers used, then what the laws say."""
    old, new = before.headline, after.headline
    yield from _quantity("score", old.score, new.score, number)
    yield from _quantity(f"harm, {HARMED} a year", old.harm, new.harm, number)
    for level in sorted({*old.persons_per_year} & {*new.persons_per_year}):
        was, is_ = old.persons_per_year[level], new.persons_per_year[level]
        yield from _quantity(f"people a year at level {level} or higher", was, is_, people)
    points = [{row.address: closely(row.estimate.point) for row in result.ledger} for result in (before, after)]
    yield from _differing("number ", *points)
    outcomes = [{law.regime: law.outcome for law in result.regimes} for result in (before, after)]
    yield from _differing("law ", *outcomes)


def _differing(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[RecomputedChange]:
    """Each entry that is not what it was, also one that only one side has."""
    for name in dict.fromkeys((*old, *new)):
        was, is_ = old.get(name, ABSENT), new.get(name, ABSENT)
        if was != is_:
            yield RecomputedChange(f"{kind}{name}", was, is_)


def _quantity(what: str, before: Quantity, after: Quantity, say: Say) -> Iterator[RecomputedChange]:
    # A mean is not among the words, and results of before have it by another way.
    was, is_ = (replace(quantity, mean=None, mean_error=None) for quantity in (before, after))
    if was != is_:
        yield RecomputedChange(what, _words(before, say), _words(after, say))


def _words(quantity: Quantity, say: Say) -> str:
    """A quantity with its interval where it has one."""
    return as_read(quantity, say) if quantity.low is None else with_interval(quantity, say)


def is_id(name: str) -> bool:
    """True where a name has the form of an id of the record: SUBJECT or SUBJECT/NUMBER."""
    subject, slash, number = name.partition("/")
    return bool(SUBJECT.fullmatch(subject)) and (not slash or number.isdecimal())


def side_of(saved: Saved, *, as_of: str | None = None, viewpoint: str | None = None) -> ComparedMap:
    """A saved assessment to compare, perhaps looked at otherwise: what it came to counts only as it was asked for.

    Raises Unsavable or Unusable where its map cannot be read or looked at so.
    """
    from assessments.results.comparison.compared import ComparedMap
    from assessments.run import Settings
    from assessments.scenario import viewed
    from assessments.versions import versions
    from risk.options.ready import with_ready_options

    request = saved.entry.asked
    data_map = with_ready_options(data_map_of(saved.entry.map, saved.files), request.options)
    day, place = as_of or request.as_of, viewpoint or request.viewpoint
    view = viewed(
        data_map,
        as_of=day,
        viewpoint=place,
        settings=request.numbers,
        reading=request.reading,
        about=request.about,
    )
    settings = Settings(
        draws=request.draws, seed=request.seed, severity_ratio=request.severity_ratio, options=request.options
    )
    if as_of or viewpoint:
        return ComparedMap(saved.entry.id, view, settings)
    then, now = (_digest(recorded) for recorded in (saved.versions, asdict(versions())))
    return ComparedMap(saved.entry.id, view, settings, "" if then == now else then, _recorded(saved.content))


def _digest(versions: Mapping[str, Any]) -> str:
    """The facts and laws behind a result, as one word; another program shows in what the result came to."""
    facts = json.dumps([versions.get(name) for name in BEHIND], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def _recorded(result: SavedResult) -> dict[str, Quantity]:
    """The measures of a saved result, with its intervals."""
    from assessments.results.comparison.compared import HARM_BY_SIDE
    from assessments.results.quantity import NOBODY

    persons = {
        MeasureRow(PERSONS, level).name: quantity for level, quantity in result.headline.persons_per_year.items()
    }
    acting = {side: total.harm for side, total in result.totals.by_side.items()}
    by_side = {measure: acting.get(side, NOBODY) for side, measure in HARM_BY_SIDE.items()} if acting else {}
    return {"harm": result.headline.harm, "strategic": result.strategic.persons_per_year, **persons, **by_side}


def law_since(saved: Saved, today: date) -> tuple[LawSince, ...]:
    """The laws that say otherwise of a saved assessment's map since it was made.

    Raises Unsavable or Unusable where a law changed and its map cannot be read, or looked at as it was asked.
    """
    made = date.fromisoformat(saved.entry.saved_at[:10])
    if not laws_changing(max(made, date.fromisoformat(saved.entry.as_of)), today):
        return ()
    return tuple(changed_since(map_looked_at(saved), made, today))


def due_again(saved: Saved, today: date) -> tuple[LastRead, ...]:
    """The rules and powers that a saved assessment rests on and that are due to be read again; raises as the other."""
    return stale_on(today, map_looked_at(saved))


def map_looked_at(saved: Saved) -> DataMap:
    """The map of a saved assessment as it was asked about."""
    return _looked_at(saved.entry.map, tuple(saved.files.items()), saved.entry.asked)


@lru_cache(maxsize=64)
def _looked_at(name: str, files: tuple[tuple[str, bytes], ...], request: AssessmentRequest) -> DataMap:
    return map_of_request(data_map_of(name, dict(files)), request)
