"""Laws: their outcomes on a map and a day, with reasons and facts that would change them; and on facts in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from assessments.results.parts import CountOver, LegalDuty, Matter, OtherReading, Reason, Regime
from data_maps.checking import located
from data_maps.model import DataMap
from data_maps.places import Spot, decoded, first_bytes, parsed
from data_maps.problems import Fault, KeyPath, Place, Problem, did_you_mean, path_text, shown
from data_maps.reading import why_unread
from laws import NAMES
from laws.deciding import decide, outcome_on
from laws.decision import COUNSEL, NOTE, UNKNOWN, Decision, Finding, MissingFact
from laws.facts import contradictions, faults, levers, three_valued, with_value, words
from laws.parameters import Duty, law
from laws.uncertain_facts import Counted, JudgedMatter
from laws.verdicts import Verdict, standing, verdict, verdicts

if TYPE_CHECKING:
    from assessments.run import Run

MOST_TURNED = 8


def regimes(run: Run) -> tuple[Regime, ...]:
    """The outcome of each law on an assessed map, on the map's own day."""
    return tuple(map(regime, verdicts(run.data_map)))


def regime(verdict: Verdict) -> Regime:
    """The outcome of a law on a map; determinations are those of the matter that leads."""
    leading = verdict.judged[0] if verdict.judged else None
    return Regime(
        regime=verdict.regime,
        standing=verdict.standing,
        **_determined(verdict.decision, leading, verdict.day),
        presumed=tuple(_reason(verdict.regime, finding, None, verdict.day) for finding in verdict.presumed) or None,
        duties=tuple(map(_duty, verdict.duties)) or None,
        as_of=verdict.day,
        matters=tuple(_matter(judged, verdict.day) for judged in verdict.judged),
        note=NOTE,
    )


def _duty(duty: Duty) -> LegalDuty:
    return LegalDuty(
        duty=duty.says,
        due=duty.due,
        since=duty.since,
        outcomes=tuple(duty.outcomes),
        citation=duty.citation,
        from_memory=duty.recall or None,
    )


def _matter(judged: JudgedMatter, day: date) -> Matter:
    return Matter(
        about=judged.matter.about,
        standing=standing(judged.decision),
        **_determined(judged.decision, judged, day),
        draws=dict(judged.shares) or None,
        counts=tuple(map(_count, judged.counts)) or None,
    )


def _count(count: Counted) -> CountOver:
    return CountOver(
        fact=path_text(count.path),
        median=count.median,
        low=count.low,
        high=count.high,
        over={str(bound): share for bound, share in count.over.items()},
    )


def _determined(decision: Decision, judged: JudgedMatter | None, day: date) -> dict[str, Any]:
    """The determinations of a law by name, its reasons and its open questions."""
    return {
        "outcome": decision.outcome,
        **decision.determinations,
        "because": tuple(_reason(decision.regime, finding, judged, day) for finding in decision.because),
        "unknown": tuple(open_question(question.path, question.ask) for question in decision.unknown),
        "alternatives": tuple(OtherReading(**vars(reading)) for reading in decision.alternatives) or None,
    }


def _reason(regime: str, finding: Finding, judged: JudgedMatter | None, day: date) -> Reason:
    place = judged.matter.place(finding.path) if judged else None
    return Reason(
        finding=finding.text,
        citation=finding.citation,
        place=place.cited if place else None,
        from_memory=law(regime).is_from_memory(finding.citation, day) or None,
    )


def open_question(path: KeyPath, ask: str) -> str:
    """An open question after the path of its fact."""
    return f"{path_text(path)}: {ask}"


def as_json(verdicts: Iterable[Verdict]) -> str:
    """The outcomes of laws on a map, for other programs."""
    laws = [regime(verdict).model_dump(mode="json", exclude_none=True) for verdict in verdicts]
    return json.dumps(laws, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class TurnedFact:
    """A fact that, were it otherwise, would lead to another outcome: its path, its values, and that outcome."""

    path: KeyPath
    before: Any
    after: Any
    outcome: str


def turned_facts(judged: JudgedMatter, day: date) -> tuple[TurnedFact, ...]:
    """The facts that would change the outcome of one matter: open ones first, then those stated, then any other.

    A fact that holds or not is turned over, an open share is tried at none and all, an open word at each there is.
    Matters that differ in nothing but names are turned over once.
    """
    open_ = tuple(question.path for question in judged.decision.unknown)
    facts = json.dumps(_renamed(judged.matter.facts, {}))
    return _turned_facts(judged.decision.regime, facts, judged.decision.outcome, open_, day)


def _renamed(part: Any, numbers: dict[str, str]) -> Any:
    """Facts with every name replaced by its number, in the order of mention; parties with one name stay one."""
    if isinstance(part, list):
        return [_renamed(inner, numbers) for inner in part]
    if not isinstance(part, Mapping):
        return part
    named = part.get("name")
    number = {"name": numbers.setdefault(named, str(len(numbers)))} if isinstance(named, str) else {}
    return {key: _renamed(inner, numbers) for key, inner in part.items()} | number


@lru_cache(maxsize=1024)
def _turned_facts(
    regime: str, written: str, outcome: str, open_: tuple[KeyPath, ...], day: date
) -> tuple[TurnedFact, ...]:
    facts = json.loads(written)
    paths = dict.fromkeys((*open_, *_stated_paths(facts, ()), *levers(regime)))
    turned = (fact for path in paths for fact in _turned_fact(regime, facts, outcome, path, path in open_, day))
    return tuple(islice(turned, MOST_TURNED))


def _stated_paths(part: Any, path: KeyPath) -> Iterator[KeyPath]:
    if isinstance(part, bool):
        yield path
    elif isinstance(part, Mapping):
        for key, inner in part.items():
            yield from _stated_paths(inner, (*path, key))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from _stated_paths(inner, (*path, index))


def _turned_fact(
    regime: str, facts: Mapping[str, Any], before: str, path: KeyPath, is_open: bool, day: date
) -> Iterator[TurnedFact]:
    value_now = _value(facts, path)
    if value_now is None and not is_open and _settled_without(regime, facts, before, path, day):
        return
    new_part = not isinstance(_value(facts, path[:-1]), Mapping)
    for value in _tried(regime, path, is_open):
        changed = with_value(facts, path, value)
        if value == value_now:
            continue
        outcome = outcome_on(regime, changed, day)
        if outcome not in (before, UNKNOWN) and not (new_part and faults(regime, changed)):
            yield TurnedFact(path, value_now, value, outcome)


def deciding(judged: JudgedMatter, day: date) -> tuple[tuple[MissingFact, ...], tuple[MissingFact, ...]]:
    """The open questions of a matter of which one answer settles the outcome, and those that tell with others alone.

    What is asked before all else, and what no answer can be tried of, stands among the first.
    """
    regime, facts, unknown = judged.decision.regime, judged.matter.facts, judged.decision.unknown
    alone = [
        question
        for question in unknown
        if question.path in judged.matter.first
        or question.path in judged.matter.counts
        or not (tried := _tried(regime, question.path, is_open=True))
        or any(outcome_on(regime, with_value(facts, question.path, value), day) != UNKNOWN for value in tried)
    ]
    return tuple(alone or unknown), tuple(question for question in unknown if alone and question not in alone)


def _settled_without(regime: str, facts: Mapping[str, Any], before: str, path: KeyPath, day: date) -> bool:
    """True where a fact that nobody stated can change nothing: the outcome is the same while it is not known."""
    if before in (UNKNOWN, COUNSEL) or not three_valued(regime, path):
        return False
    changed = with_value(facts, path, UNKNOWN)
    return outcome_on(regime, changed, day) == before


def _tried(regime: str, path: KeyPath, is_open: bool) -> tuple[Any, ...]:
    if three_valued(regime, path):
        return (True, False)
    if not is_open:
        return ()
    return (0, 100) if path[-1] in ("percent", "votes_percent") else words(regime, path)


def _value(facts: Any, path: KeyPath) -> Any:
    for step in path:
        if isinstance(facts, Mapping):
            facts = facts.get(step)
        else:
            facts = facts[step] if isinstance(facts, list) and isinstance(step, int) and step < len(facts) else None
    return facts


def decisions_over_time(regime: str, data_map: DataMap, today: date) -> tuple[tuple[date, Decision], ...]:
    """The decisions of a law on every day on which a parameter of it changes, on the map's own and on the last."""
    days = sorted({*change_days(regime), data_map.as_of, today})
    return tuple((day, verdict(regime, data_map, day).decision) for day in days)


def change_days(regime: str) -> Iterator[date]:
    """The first day of every value of a law and of every text that was not read in, and the day after its last."""
    versions = (version for parameter in law(regime).parameters.values() for version in parameter.versions)
    for dated in (*law(regime).unread, *versions):
        if dated.first is not None:
            yield dated.first
        if dated.last is not None and dated.last < date.max:
            yield date.fromordinal(dated.last.toordinal() + 1)


@dataclass(frozen=True)
class DecidedCase:
    """One case of a file: the decision of the law on it, or its problems; `id` is None for a file of one."""

    id: Any
    decision: Decision | None
    problems: tuple[Problem, ...]
    spot: Spot


@dataclass(frozen=True)
class DecidedFile:
    """All cases of a file in its order, and the problems of the file, those of its cases included."""

    regime: str
    cases: tuple[DecidedCase, ...]
    problems: tuple[Problem, ...]
    listed: bool

    @property
    def exit_code(self) -> int:
        """0 when every case was answered, also with `unknown`; 1 when the file has problems."""
        return 1 if self.problems else 0


def unknown_regime(regime: str) -> str | None:
    """The problem of a name that no regime has; None for one that there is."""
    if regime in NAMES:
        return None
    hint = str(did_you_mean(regime, NAMES))
    return f"there is no regime {shown(regime)}{f' ({hint})' if hint else ''}: the regimes are {', '.join(NAMES)}"


def decided_file(regime: str, file: FilePath) -> DecidedFile:
    """The decisions of a regime on the facts in a file; a file that cannot be read is a problem like any other."""
    try:
        text = decoded(first_bytes(file), str(file))
    except OSError as error:
        text = Problem(Place(str(file), 1, 1), "", why_unread(error), "name a YAML file of facts")
    return (
        decided_cases(regime, text, str(file))
        if isinstance(text, str)
        else DecidedFile(regime, (), (text,), listed=False)
    )


def decided_cases(regime: str, text: str, file: str) -> DecidedFile:
    """The decisions of a regime on a text: one mapping of facts, or `cases:` with a list of `{id, facts}`."""
    source = parsed(text, file)
    if not source.whole:
        return DecidedFile(regime, (), source.problems, listed=False)
    if not isinstance(source.value, dict):
        fault = Fault((), "the file is not a mapping of facts", "write key: value, or cases: with a list")
        return DecidedFile(regime, (), located([fault], source.spot, source.problems), listed=False)
    if "cases" in source.value:
        return _listed(regime, source.value["cases"], source.spot, source.problems)
    case = _answered(regime, None, source.value, source.spot, ())
    return DecidedFile(regime, (case,), tuple(sorted({*source.problems, *case.problems})), listed=False)


def _listed(regime: str, cases: Any, spot: Spot, problems: tuple[Problem, ...]) -> DecidedFile:
    if not isinstance(cases, list):
        fault = Fault(("cases",), f"{shown(cases)} is not a list", "write - {id: …, facts: {…}}")
        return DecidedFile(regime, (), located([fault], spot, problems), listed=True)
    answered = tuple(_case(regime, case, spot, index) for index, case in enumerate(cases))
    all_problems = {*problems, *(problem for case in answered for problem in case.problems)}
    return DecidedFile(regime, answered, tuple(sorted(all_problems)), listed=True)


def _case(regime: str, case: Any, spot: Spot, index: int) -> DecidedCase:
    path: KeyPath = ("cases", index)
    id = case.get("id") if isinstance(case, dict) else None
    name = id if isinstance(id, str | int) else str(index + 1)
    if not isinstance(case, dict) or not isinstance(case.get("facts"), dict):
        is_one = isinstance(case, dict)
        message = "is missing or not a mapping" if is_one else f"{shown(case)} is not a mapping of id and facts"
        fault = Fault((*path, "facts") if is_one else path, message, "add facts: {…}", on_key=is_one)
        return DecidedCase(name, None, located([fault], spot), spot)
    return _answered(regime, name, case["facts"], spot, (*path, "facts"))


def _answered(regime: str, name: str | int | None, facts: Mapping[str, Any], spot: Spot, path: KeyPath) -> DecidedCase:
    wrong = faults(regime, facts) or contradictions(facts)
    problems = located([fault.under(*path) for fault in wrong], spot)
    inside = spot.inside(path)[0]
    return DecidedCase(name, None if problems else decide(regime, facts), problems, inside)


def place_of(finding: Finding, spot: Spot) -> Place | None:
    """The place of the fact on which a finding rests; None where it rests on what is not in the file."""
    if finding.path is None:
        return None
    inside, steps = spot.inside(finding.path)
    return inside.place if steps else None


def decided_as_json(decided: DecidedFile) -> str:
    """The answers for other programs: a list for a list of cases, else one object."""
    objects = [_plain(decided.regime, case) for case in decided.cases]
    whole: Any = objects if decided.listed else objects[0] if objects else {"problems": [*map(str, decided.problems)]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _plain(regime: str, case: DecidedCase) -> dict[str, Any]:
    named = {} if case.id is None else {"id": case.id}
    if case.decision is None:
        return {**named, "problems": [*map(str, case.problems)]}
    decision = case.decision
    alternatives = [vars(reading) for reading in decision.alternatives]
    return {
        **named,
        "regime": regime,
        "outcome": decision.outcome,
        **decision.determinations,
        "because": [_reason_of_fact(regime, finding, case.spot) for finding in decision.because],
        "unknown": [*open_questions(decision)],
        **({"alternatives": alternatives} if alternatives else {}),
        "note": NOTE,
    }


def _reason_of_fact(regime: str, finding: Finding, spot: Spot) -> dict[str, Any]:
    place = place_of(finding, spot)
    memory = {"from_memory": True} if law(regime).is_from_memory(finding.citation) else {}
    return {"finding": finding.text, "citation": finding.citation, "place": place.cited if place else None} | memory


def open_questions(decision: Decision) -> tuple[str, ...]:
    """The open questions of a decision, each after the path of its fact."""
    return tuple(open_question(question.path, question.ask) for question in decision.unknown)
