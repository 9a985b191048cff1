"""Freshness of law: when each rule and power was last read, what is due to be read again, and what changes when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from pydantic import Field

from assessments.results.laws import change_days
from assessments.results.part import Part
from data_maps.model import DataMap
from laws import NAMES
from laws.decision import NOT_IN_FORCE, Decision
from laws.parameters import Parameter, Version, law, laws_not_written
from laws.verdicts import NOTHING, OUT, speaks, verdict
from risk.jurisdictions import CitedText, Dated, LegalReading, SourceBasis, jurisdictions, rests_on

READ_AGAIN = timedelta(days=365)
"""How long a power of a state may stand before it is read again; rules say their own day."""
OF_THE_PAST = timedelta(days=365)
"""How much earlier than the day on which it is assessed the day of a map is, so that it is one of the past."""
SILENT = (NOTHING, OUT, NOT_IN_FORCE)
ONE_DAY = timedelta(days=1)
FIRST_DAY_RECALLED = " [from recall: first day]"


class LastRead(Part):
    """One rule or power with the day on which somebody last read its text; of a map, one that holds on its day."""

    fact: str = Field(description="The law and its parameter, or the state and its power.")
    what: str = Field(description="The rule or the law in words.")
    value: Any = Field(default=None, description="The value, in codes, where the rule has several.")
    until: date | None = Field(default=None, description="The last day, where the rule has several values; else open.")
    citation: str = Field(description="The text.")
    address: str | None = Field(default=None, description="The address of the text; absent where none was found.")
    read: date | None = Field(default=None, description="The day it was read; absent where nobody read it.")
    rests_on: SourceBasis | None = Field(
        default=None,
        description="The official text, a copy or a summary of it, or recall; absent for a text not read in.",
    )
    read_in: str | None = Field(default=None, description="The title of the text it was read in.")
    recall: bool = Field(description="Whether any of it was written from memory.")
    first_day_known: bool = Field(default=True, description="Whether the day is known on which it began.")
    read_again_by: date | None = Field(default=None, description="The day by which it is to be read again.")
    stale: bool = Field(description="Whether that day has passed.")


class KnownChange(Part):
    """A day on which law changes, as far as the dates on record say."""

    on: date = Field(description="The day.")
    fact: str = Field(description="The law and its parameter, or the state and its power.")
    what: Literal["begins", "ends", "changed_and_not_read_in"] = Field(description="The change.")
    says: str = Field(description="What begins, ends or changed, in words.")
    value: Any = Field(default=None, description="The value, in codes, where the rule has several.")
    stands_for: str | None = Field(
        default=None, description="What the day stands for, such as a model year, where the text names no day."
    )
    citation: str = Field(description="The text.")
    address: str | None = Field(default=None, description="The address of the text; absent where none was found.")


class Answered(Part):
    """The answer of a law, with its enforcement where that is not as usual."""

    outcome: str = Field(description="The outcome in the law's own terms.")
    enforcement: str | None = Field(default=None, description="How it is enforced, such as suspended.")
    divestiture: str | None = Field(default=None, description="How a sale ended it, such as recognised by order.")


class LawSince(Part):
    """A law that says otherwise of a map, or says the same by other texts, since a day after it was assessed."""

    regime: str = Field(description="The id of the law.")
    on: date = Field(description="The day.")
    before: Answered = Field(description="The answer when the map was assessed.")
    after: Answered = Field(description="The answer since that day.")
    texts: tuple[str, ...] = Field(description="The texts that it rests on since then and did not before.")


class Freshness(Part):
    """The state of the law held here on a day; of a map, of what its result rests on."""

    on: date = Field(description="The day on which it is judged.")
    before: date = Field(description="Changes are listed that come before this day.")
    facts: tuple[LastRead, ...] = Field(description="Every rule and power, the ones that are stale first.")
    from_memory: tuple[str, ...] = Field(description="The rules and powers of which any part is from memory.")
    in_secondary_texts: tuple[str, ...] = Field(
        description="The rules and powers that were read in a secondary text, such as a note, and in no other."
    )
    changes: tuple[KnownChange, ...] = Field(description="Known changes to come, the next one first.")
    since: tuple[LawSince, ...] = Field(
        default=(), description="Laws that say otherwise of a saved assessment since it was made."
    )

    @property
    def stale(self) -> tuple[LastRead, ...]:
        """The laws that are to be read again."""
        return tuple(fact for fact in self.facts if fact.stale)


def freshness(day: date, before: date, data_map: DataMap | None = None, since: tuple[LawSince, ...] = ()) -> Freshness:
    """What was last read when, and what changes from a day until before another; of one map if it is named.

    `since` are the laws that say otherwise of a saved assessment since it was made.
    """
    laws, states = _rested_on(data_map) if data_map else (NAMES, tuple(jurisdictions().states))
    as_of = data_map.as_of if data_map else None
    facts = (*_rules(laws, day, as_of), *_powers(states, day, as_of))
    memory, secondary = of_memory(facts), of_secondary_texts(facts)
    named = _places_named(data_map) if data_map else None
    known = (*_changes(laws, states), *_not_written(named))
    changes = (change for change in known if day <= change.on < before)
    return Freshness(
        on=day,
        before=before,
        facts=tuple(sorted(facts, key=lambda fact: not fact.stale)),
        from_memory=tuple(dict.fromkeys(fact.fact for fact in memory)),
        in_secondary_texts=tuple(dict.fromkeys(fact.fact for fact in secondary)),
        changes=tuple(sorted(changes, key=lambda change: change.on)),
        since=since,
    )


def of_memory(facts: Iterable[LastRead]) -> tuple[LastRead, ...]:
    """The rules and powers of which any part was written from memory."""
    return tuple(fact for fact in facts if fact.recall)


def of_secondary_texts(facts: Iterable[LastRead]) -> tuple[LastRead, ...]:
    """The rules and powers that were read in a secondary text alone, and of which nothing is from memory."""
    return tuple(fact for fact in facts if fact.rests_on == "summary" and not fact.recall)


def rested_on(day: date, data_map: DataMap) -> tuple[LastRead, ...]:
    """The rules and powers that a map rests on, each with how it was read."""
    laws, states = _rested_on(data_map)
    return (*_rules(laws, day, data_map.as_of), *_powers(states, day, data_map.as_of))


def stale_on(day: date, data_map: DataMap) -> tuple[LastRead, ...]:
    """The rules and powers that a map rests on and that are to be read again on a day."""
    as_of = data_map.as_of
    due = [name for name in NAMES if any(fact.stale for fact in _rules((name,), day, as_of))]
    facts = (*_rules(_speaking(due, data_map), day, as_of), *_powers(_states_named(data_map), day, as_of))
    return tuple(fact for fact in facts if fact.stale)


def laws_changing(after: date, until: date) -> tuple[str, ...]:
    """The laws that change after a day and no later than another, as far as the dates on record say."""
    return tuple(name for name in NAMES if any(after < day <= until for day in change_days(name)))


def changed_since(data_map: DataMap, made: date, today: date) -> Iterator[LawSince]:
    """The laws that say otherwise of a map since it was assessed, be it by other texts alone.

    A law that said otherwise on that day already is left out, and so is a map of the past, whose day lies more than a
    year before the one on which it was assessed: its answers are of its day.
    """
    start = max(made, data_map.as_of)
    if start - data_map.as_of > OF_THE_PAST:
        return
    for name in laws_changing(start, today):
        days = sorted({start, *(day for day in change_days(name) if start < day <= today)})
        runs = groupby(
            ((day, verdict(name, data_map, day).decision) for day in days), key=lambda dated: _what_it_says(dated[1])
        )
        (_, before), *later = (next(run) for _, run in runs)
        stated = verdict(name, data_map).decision
        if later and _what_it_says(later[-1][1]) != _what_it_says(before) and _heads(before) == _heads(stated):
            yield _since(name, later[-1][0], before, later[-1][1])


def _what_it_says(decision: Decision) -> tuple[object, ...]:
    """What a law says and by which texts; of one that says nothing of the map, no texts."""
    heads = _heads(decision)
    return heads, tuple(finding.citation for finding in decision.because) if heads else ()


def _heads(decision: Decision) -> tuple[str | None, ...] | None:
    """The outcome of a law with what heads it; None where it is not in force or looks at nothing on the map."""
    return None if decision.outcome in SILENT else decision.headline


def _since(name: str, day: date, before: Decision, after: Decision) -> LawSince:
    cited = {finding.citation for finding in before.because}
    texts = tuple(dict.fromkeys(finding.citation for finding in after.because if finding.citation not in cited))
    return LawSince(
        regime=name,
        on=day,
        before=_answered(before),
        after=_answered(after),
        texts=texts,
    )


def _answered(decision: Decision) -> Answered:
    outcome, enforcement, divestiture = decision.headline
    return Answered(outcome=outcome, enforcement=enforcement, divestiture=divestiture)


def _rested_on(data_map: DataMap) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The laws that have something to judge on a map, and the states that it names."""
    return _speaking(NAMES, data_map), _states_named(data_map)


def _speaking(names: Iterable[str], data_map: DataMap) -> tuple[str, ...]:
    """The laws among these that are in force on a map's day and have something to judge on it."""
    return tuple(name for name in names if speaks(name, data_map))


def _states_named(data_map: DataMap) -> tuple[str, ...]:
    """The states that a map names and whose powers are held here."""
    named = _places_named(data_map)
    return tuple(state for state in jurisdictions().states if state in named)


def _places_named(data_map: DataMap) -> set[str]:
    parties = (place for party in data_map.parties.values() for place in (party.organised_in, party.run_from))
    return {*parties, *(system.place for system in data_map.systems.values()), data_map.viewpoint}


def _rules(laws: tuple[str, ...], day: date, as_of: date | None) -> Iterator[LastRead]:
    """The values of laws, of a map those of its day alone, and the text of that day where it was not read in."""
    for name in laws:
        yield from _unread(name, as_of or day)
        for parameter, dated in law(name).parameters.items():
            for version in (version for version in dated.versions if as_of is None or version.holds(as_of)):
                yield LastRead(
                    fact=f"{name}.{parameter}",
                    what=version.says or dated.what,
                    **_told_apart(dated, version),
                    citation=_cited(version),
                    address=law(name).sources[version.source].url,
                    **_read(version.read, law(name).sources),
                    recall=version.read.recalled or bool(version.recall),
                    read_again_by=version.review_by,
                    stale=version.review_by is not None and version.review_by < day,
                )


def _unread(name: str, day: date) -> Iterator[LastRead]:
    """A text in force on the day that nobody has read in."""
    if (change := law(name).unread_on(day)) is not None:
        address = law(name).sources[change.source].url
        yield LastRead(fact=name, what=change.says, citation=change.citation, address=address, recall=False, stale=True)


def _cited(version: Version) -> str:
    """The text, and that the first day alone is from memory where it is."""
    return version.citation + (FIRST_DAY_RECALLED if version.recall and not version.read.recalled else "")


def _told_apart(parameter: Parameter, version: Version) -> dict[str, Any]:
    """What tells one value from the others of its parameter."""
    return {"value": version.value, "until": version.last} if len(parameter.versions) > 1 else {}


def _read(read: LegalReading, texts: Mapping[str, CitedText]) -> dict[str, Any]:
    """The day of a reading, the ground it gives, and the title of what was read."""
    title = texts[read.text].title if read.text is not None else None
    return {"read": read.day, "rests_on": rests_on(read, texts), "read_in": title}


def _powers(states: tuple[str, ...], day: date, as_of: date | None) -> Iterator[LastRead]:
    for state in states:
        for power in (power for power in jurisdictions().states[state].powers if as_of is None or power.holds(as_of)):
            again = power.read.day + READ_AGAIN if power.read.day else None
            yield LastRead(
                fact=f"{state}.{power.id}",
                what=power.says,
                citation=power.citation,
                address=jurisdictions().sources[power.source].url,
                **_read(power.read, jurisdictions().sources),
                recall=bool(power.recall),
                first_day_known=power.first is not None,
                read_again_by=again,
                stale=again is not None and again < day,
            )


def _changes(laws: tuple[str, ...], states: tuple[str, ...]) -> Iterator[KnownChange]:
    for name in laws:
        for text in law(name).unread:
            if text.first is not None:
                yield KnownChange(
                    on=text.first,
                    fact=name,
                    what="changed_and_not_read_in",
                    says=text.says,
                    citation=text.citation,
                    address=law(name).sources[text.source].url,
                )
        for parameter, dated in law(name).parameters.items():
            for version in dated.versions:
                yield from _ends(
                    version,
                    fact=f"{name}.{parameter}",
                    says=version.says or dated.what,
                    value=_told_apart(dated, version).get("value"),
                    stands_for=version.stands_for or None,
                    citation=_cited(version),
                    address=law(name).sources[version.source].url,
                )
    for state in states:
        for power in jurisdictions().states[state].powers:
            address = jurisdictions().sources[power.source].url
            yield from _ends(
                power, fact=f"{state}.{power.id}", says=power.says, citation=power.citation, address=address
            )


def _not_written(places: Collection[str] | None) -> Iterator[KnownChange]:
    """The first days of laws that are known and not written here, of some places or of all."""
    known = laws_not_written()
    for each in known.laws:
        if each.first is not None and (places is None or each.country in places):
            yield KnownChange(
                on=each.first,
                fact=f"{each.country}.{each.title}",
                what="changed_and_not_read_in",
                says=each.says,
                citation=each.citation,
                address=known.sources[each.source].url,
            )


def _ends(dated: Dated, **fields: Any) -> Iterator[KnownChange]:
    """The first day of something, and the day after its last."""
    if dated.first is not None:
        yield KnownChange(on=dated.first, what="begins", **fields)
    if dated.last is not None and dated.last < date.max:
        yield KnownChange(on=dated.last + ONE_DAY, what="ends", **{**fields, "stands_for": None})
