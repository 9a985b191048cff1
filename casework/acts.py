"""Acts of people in the review of a saved assessment, each written down once, and the addresses that they are about."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from casework.grammar import RULES, Did
from data_maps.checking import raised
from data_maps.edits import estimate_text
from data_maps.model import DataMap
from data_maps.places import flow_text
from data_maps.problems import Fault, KnownNames, Problem, did_you_mean, shown
from data_maps.quantities import is_date
from data_maps.settings import address_in, with_setting
from data_maps.usual_days import day, local_day

DecisionOutcome = Literal["accepted", "accepted with conditions", "rejected"]

LONGEST_SAID = 5_000
MOST_CONDITIONS = 50
ID = re.compile(r"r-[0-9a-f]{12}")
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


_GIVEN = ("about", "said", "value", "owner", "until", "outcome", "conditions", "rests_on")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Condition(_Strict):
    """The condition a decision depends on: what is to be done, by whom, until when."""

    what: str = Field(min_length=1, max_length=LONGEST_SAID)
    owner: str = Field(min_length=1, max_length=80)
    until: date


class Done(_Strict):
    """One thing that one person did, at a moment in UTC."""

    at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$")
    by: str = Field(min_length=1, max_length=80)
    did: Did
    about: str | None = Field(default=None, min_length=1, max_length=300)
    said: str = Field(default="", max_length=LONGEST_SAID)
    value: Any = None
    owner: str | None = Field(default=None, min_length=1, max_length=80)
    until: date | None = None
    outcome: DecisionOutcome | None = None
    conditions: tuple[Condition, ...] = Field(default=(), max_length=MOST_CONDITIONS)
    rests_on: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_what_it_takes(self) -> Self:
        if faults := list(_faults(self)):
            raise raised(faults)
        return self


class Act(Done):
    """An act with the id by which other acts are about it."""

    id: str = Field(pattern=f"^{ID.pattern}$")

    def condition_ids(self) -> tuple[str, ...]:
        """The ids of a decision's conditions, `r-….1` and on."""
        return tuple(f"{self.id}.{number}" for number in range(1, len(self.conditions) + 1))


def _faults(act: Done) -> list[Fault]:
    rule = RULES[act.did]
    allowed = (*rule.needs, *rule.may)
    missing = [Fault((name,), f"is needed to {act.did}", on_key=True) for name in rule.needs if not getattr(act, name)]
    idle = [
        Fault((name,), f"says nothing where somebody did '{act.did}'", "take it out")
        for name in _GIVEN
        if getattr(act, name) and name not in allowed
    ]
    try:
        datetime.fromisoformat(act.at)
    except ValueError:
        idle.append(Fault(("at",), f"there is no moment {act.at}"))
    with_conditions = act.outcome == "accepted with conditions"
    if act.did == "decide" and with_conditions != bool(act.conditions):
        idle.append(Fault(("outcome",), "conditions and 'accepted with conditions' go together"))
    return [*missing, *idle]


def unsaid(act: Done) -> str | None:
    """Reason an act cannot be written down for what it says: nothing but spaces where a text is needed, or too much.

    It is asked of what comes, not of what is on record, which stays readable whatever is asked later.
    """
    texts = {"said": act.said} if "said" in RULES[act.did].needs else {}
    for number, condition in enumerate(act.conditions):
        texts |= {f"conditions[{number}].what": condition.what, f"conditions[{number}].owner": condition.owner}
    if blank := [name for name, text in texts.items() if not text.strip()]:
        return f"{', '.join(blank)}: nothing but spaces (write a text)"
    length = len(str(act.value))
    return f"value: has {length:,} characters ({LONGEST_SAID:,} at most)" if length > LONGEST_SAID else None


def condition_of(text: str) -> dict[str, Any]:
    """`WHAT; OWNER; DATE` as the values of a condition; WHAT may have semicolons in it. Raises ValueError."""
    what, _, until = text.rpartition(";")
    what, _, owner = what.rpartition(";")
    if not (what.strip() and owner.strip()):
        raise ValueError(f"'{text.strip()}' is no condition (write WHAT; OWNER; DATE)")
    return {"what": what.strip(), "owner": owner.strip(), "until": last_day(until.strip())}


def last_day(text: str) -> date:
    """The day until which something holds, in any usual notation; raises ValueError with a question where it is none.

    >>> last_day("31 Dec 2026"), last_day("2999-01-01")
    (datetime.date(2026, 12, 31), datetime.date(2999, 1, 1))
    """
    if is_date(text, whole=True):
        return date.fromisoformat(text)
    named = day(text, local_day())
    if isinstance(named, Fault):
        raise ValueError(f"{named.message} ({named.hint})")
    return named


def new_id() -> str:
    """An id that no act ever had."""
    return f"r-{secrets.token_hex(6)}"


def addresses(result: Mapping[str, Any]) -> KnownNames:
    """All addresses of a result as `assess --json` tells it: its numbers, then what it finds."""
    names = [row["address"] for row in result["ledger"]]
    for section in NUMBERS:
        names += _under(section, result[section])
    for section, (family, key) in NAMED.items():
        names += [f"{family}.{row[key]}" for row in result.get(section, ())]
    for section, family in NUMBERED.items():
        names += [f"{family}.{number}" for number, _ in enumerate(result[section], 1)]
    counts = Counter[str]()
    for row in result["checks"]:
        counts[row["check"]] += 1
        # The first of a kind keeps its plain address, which comments on a saved result have, when a second comes.
        names.append(f"check.{row['check']}" + (f".{counts[row['check']]}" if counts[row["check"]] > 1 else ""))
    return KnownNames(dict.fromkeys(names))


def _under(section: str, value: Mapping[str, Any]) -> Iterator[str]:
    """The address of each number, and of each mapping of numbers by level or horizon."""
    for name, inner in value.items():
        yield f"{section}.{name}"
        if isinstance(inner, Mapping) and "point" not in inner:
            yield from _under(f"{section}.{name}", inner)


def misnamed(act: Act, addresses: KnownNames, before: Sequence[Act]) -> str | None:
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
