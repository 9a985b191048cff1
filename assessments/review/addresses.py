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


def _under(at: str, value: Mapping[str, Any]) -> Iterator[str]:
    """The address of each number, and of each mapping of numbers by level or horizon."""
    for name, part in value.items():
        yield f"{at}.{name}"
        if isinstance(part, Mapping) and "point" not in part:
            yield from _under(f"{at}.{name}", part)


def _counted(names: Iterable[str]) -> Iterator[str]:
    """Each name, with a number behind it where it was there before."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}.{seen[name]}"


def misnamed(act: Act, known: Known, before: Sequence[Act]) -> str | None:
    """Why nothing is called as a comment says it is; None where something is, or where the act is no comment."""
    about = str(act.about)
    if act.did != "comment" or about in known:
        return None
    there = {name for each in before for name in (each.id, *each.condition_ids())}
    if about in there:
        return None
    if ID.match(about):
        return f"nothing was done here as {about}"
    hint = str(did_you_mean(about, known))
    return f"nothing in this assessment is called {shown(about)}{f' ({hint})' if hint else ''}"


def value_text(value: object) -> str:
    """The value of an estimate as a map writes it."""
    return value if isinstance(value, str) else flow_text(value)


def unreadable(act: Act, data_map: DataMap) -> str | None:
    """Why a value is no estimate of a number in a map, in the words of the map; None where it is."""
    about = str(act.about)
    at = address_in(about, data_map)
    if isinstance(at, Fault):
        return _worded(about, at.message, str(at.hint))
    found = with_setting(data_map, f"{about}={estimate_text(value_text(act.value), by=act.by)}")
    if isinstance(found, Problem):
        return _worded(about, found.message, str(found.hint))
    if found.estimates[at.text].said:
        return _worded(about, "one person's estimate is asked for, not a list of several people's", "")
    return None


def _worded(about: str, message: str, hint: str) -> str:
    return f"{about}: {message}{f' ({hint})' if hint else ''}"
