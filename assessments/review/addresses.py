"""Addresses of what is in a saved assessment, so that somebody can say something about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assessments.review.acts import ID, Act
from data_maps.edits import estimate_text
from data_maps.places import flow_text
from data_maps.problems import Fault, Known, Problem, did_you_mean, shown
from data_maps.settings import address_in, with_setting

if TYPE_CHECKING:
    from data_maps.model import DataMap

NUMBERED = {"routes": "route", "questions": "question"}
NAMED = {
    "actors": ("actor", "actor"),
    "events": ("event", "event"),
    "data": ("data", "data"),
    "options": ("option", "option"),
    "regimes": ("regime", "regime"),
    "choke_points": ("choke_point", "actor"),
}
NUMBERS = ("headline", "strategic")


def addresses(result: Mapping[str, Any]) -> Known:
    """All addresses of a result as `assess --json` tells it: its numbers, then what it finds."""
    return Known(dict.fromkeys((*_ledger(result), *_findings(result))))


def _ledger(result: Mapping[str, Any]) -> Iterator[str]:
    yield from (row["address"] for row in result["ledger"])


def _findings(result: Mapping[str, Any]) -> Iterator[str]:
    for section in NUMBERS:
        yield from _under(section, result[section])
    for section, (family, key) in NAMED.items():
        yield from (f"{family}.{row[key]}" for row in result.get(section, ()))
    for section, family in NUMBERED.items():
        yield from (f"{family}.{number}" for number, _ in enumerate(result[section], 1))
    yield from _counted(f"check.{row['check']}" for row in result["checks"])


def _under(section: str, value: Mapping[str, Any]) -> Iterator[str]:
    """The address of each number, and of each mapping of numbers by level or horizon."""
    for name, inner in value.items():
        yield f"{section}.{name}"
        if isinstance(inner, Mapping) and "point" not in inner:
            yield from _under(f"{section}.{name}", inner)


def _counted(names: Iterable[str]) -> Iterator[str]:
    """Each name, with a number behind it where it was there before."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        yield name if counts[name] == 1 else f"{name}.{counts[name]}"


def misnamed(act: Act, addresses: Known, before: Sequence[Act]) -> str | None:
    """Reason why nothing is called as a comment says it is; None where something is, or where the act is no comment."""
    subject = str(act.about)
    if act.did != "comment" or subject in addresses:
        return None
    names = {name for earlier in before for name in (earlier.id, *earlier.condition_ids())}
    if subject in names:
        return None
    if ID.match(subject):
        return f"nothing was done here as {subject}"
    hint = str(did_you_mean(subject, addresses))
    return f"nothing in this assessment is called {shown(subject)}{f' ({hint})' if hint else ''}"


def value_text(value: object) -> str:
    """The value of an estimate as a map writes it."""
    return value if isinstance(value, str) else flow_text(value)


def unreadable(act: Act, data_map: DataMap) -> str | None:
    """The reason why a value is no estimate of a number in a map, in the words of the map; None where it is."""
    written = str(act.about)
    address = address_in(written, data_map)
    if isinstance(address, Fault):
        return _worded(written, address.message, str(address.hint))
    changed = with_setting(data_map, f"{written}={estimate_text(value_text(act.value), by=act.by)}")
    if isinstance(changed, Problem):
        return _worded(written, changed.message, str(changed.hint))
    if changed.estimates[address.text].said:
        return _worded(written, "one person's estimate is asked for, not a list of several people's", "")
    return None


def _worded(address: str, message: str, hint: str) -> str:
    return f"{address}: {message}{f' ({hint})' if hint else ''}"
