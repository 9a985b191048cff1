"""Freshness of law: when each rule and power was last read, what is due to be read again, and what changes when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from assessments.results.part import Part
from risk.jurisdictions import RestsOn, jurisdictions, rests_on
from risk.regimes import NAMES
from risk.regimes.decision import NOT_IN_FORCE
from risk.regimes.on_maps.judging import NOTHING, verdicts
from risk.regimes.parameters import law

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data_maps.model import DataMap
    from risk.jurisdictions import CitedText, Dated, Read

READ_AGAIN = timedelta(days=365)
"""How long a power of a state may stand before it is read again; rules say their own day."""
ONE_DAY = timedelta(days=1)


class LastRead(Part):
    """One rule or power with the day on which somebody last read its text."""

    fact: str = Field(description="The law and its parameter, or the state and its power.")
    what: str = Field(description="The rule or the law in words.")
    citation: str = Field(description="The text.")
    read: date | None = Field(default=None, description="The day it was read; absent where nobody read it.")
    rests_on: RestsOn | None = Field(
        default=None,
        description="The official text, a copy or a summary of it, or recall; absent for a text not read in.",
    )
    read_in: str | None = Field(default=None, description="The title of the text it was read in.")
    recall: bool = Field(description="Whether any of it was written from memory.")
    read_again_by: date | None = Field(default=None, description="The day by which it is to be read again.")
    stale: bool = Field(description="Whether that day has passed.")


class KnownChange(Part):
    """A day on which law changes, as far as the dates on record say."""

    on: date = Field(description="The day.")
    fact: str = Field(description="The law and its parameter, or the state and its power.")
    what: Literal["begins", "ends", "changed_and_not_read_in"] = Field(description="The change.")
    citation: str = Field(description="The text.")


class Freshness(Part):
    """The state of the law held here on a day; of a map, of what its result rests on."""

    on: date = Field(description="The day on which it is judged.")
    before: date = Field(description="Changes are listed that come before this day.")
    facts: tuple[LastRead, ...] = Field(description="Every rule and power, the ones that are stale first.")
    changes: tuple[KnownChange, ...] = Field(description="Known changes to come, the next one first.")

    @property
    def stale(self) -> tuple[LastRead, ...]:
        """What is to be read again."""
        return tuple(fact for fact in self.facts if fact.stale)


def freshness(day: date, before: date, data_map: DataMap | None = None) -> Freshness:
    """What was last read when, and what changes from a day until before another; of one map if it is named."""
    laws, states = _rested_on(data_map) if data_map else (NAMES, tuple(jurisdictions().states))
    facts = (*_rules(laws, day), *_powers(states, day))
    changes = (change for change in _changes(laws, states) if day <= change.on < before)
    return Freshness(
        on=day,
        before=before,
        facts=tuple(sorted(facts, key=lambda fact: not fact.stale)),
        changes=tuple(sorted(changes, key=lambda change: change.on)),
    )


def _rested_on(data_map: DataMap) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The laws that have something to judge on a map, and the states that it names."""
    silent = (NOTHING, NOT_IN_FORCE)
    laws = tuple(verdict.regime for verdict in verdicts(data_map) if verdict.decision.outcome not in silent)
    parties = (place for party in data_map.parties.values() for place in (party.organised_in, party.run_from))
    named = {*parties, *(system.place for system in data_map.systems.values()), data_map.viewpoint}
    return laws, tuple(state for state in jurisdictions().states if state in named)


def _rules(laws: tuple[str, ...], day: date) -> Iterator[LastRead]:
    for name in laws:
        yield from _unread(name, day)
        for parameter, one in law(name).parameters.items():
            for version in one.versions:
                yield LastRead(
                    fact=f"{name}.{parameter}",
                    what=one.what,
                    citation=version.citation,
                    **_read(version.read, law(name).sources),
                    recall=version.read.recalled or bool(version.recall),
                    read_again_by=version.review_by,
                    stale=version.review_by is not None and version.review_by < day,
                )


def _unread(name: str, day: date) -> Iterator[LastRead]:
    """A text in force on the day that nobody has read in."""
    if (change := law(name).unread_on(day)) is not None:
        yield LastRead(fact=name, what=change.says, citation=change.citation, recall=False, stale=True)


def _read(read: Read, texts: Mapping[str, CitedText]) -> dict[str, Any]:
    """The day of a reading, the ground it gives, and the title of what was read."""
    title = texts[read.text].title if read.text is not None else None
    return {"read": read.day, "rests_on": rests_on(read, texts), "read_in": title}


def _powers(states: tuple[str, ...], day: date) -> Iterator[LastRead]:
    for state in states:
        for power in jurisdictions().states[state].powers:
            again = power.read.day + READ_AGAIN if power.read.day else None
            yield LastRead(
                fact=f"{state}.{power.id}",
                what=power.says,
                citation=power.title,
                **_read(power.read, jurisdictions().sources),
                recall=bool(power.recall),
                read_again_by=again,
                stale=again is not None and again < day,
            )


def _changes(laws: tuple[str, ...], states: tuple[str, ...]) -> Iterator[KnownChange]:
    for name in laws:
        if (change := law(name).unread) is not None:
            yield KnownChange(on=change.first, fact=name, what="changed_and_not_read_in", citation=change.citation)
        for parameter, one in law(name).parameters.items():
            for version in one.versions:
                yield from _ends(version, f"{name}.{parameter}", version.citation)
    for state in states:
        for power in jurisdictions().states[state].powers:
            yield from _ends(power, f"{state}.{power.id}", power.citation)


def _ends(dated: Dated, fact: str, citation: str) -> Iterator[KnownChange]:
    """The first day of something, and the day after its last."""
    if dated.first is not None:
        yield KnownChange(on=dated.first, fact=fact, what="begins", citation=citation)
    if dated.last is not None and dated.last < date.max:
        yield KnownChange(on=dated.last + ONE_DAY, fact=fact, what="ends", citation=citation)
