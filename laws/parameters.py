"""Parameters of a law: numbers, dates and lists, since when, by which text, and when and where they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from data_maps.vocabulary import ShippedEntry
from risk.jurisdictions import CitedText, Dated, LegalDay, LegalReading, SourceBasis, rests_on
from risk.shipped import Many, read, refuse

HERE = Path(__file__).parent
_DAY: ContextVar[date | None] = ContextVar("the day for which a law is applied", default=None)
ONE_DAY = timedelta(days=1)
Basis = Literal["statute", "guidance", "official example", "our reading"]


class Version(Dated):
    """One value of a parameter, with the first and last day it holds.

    `source` is the text that says so; `read` tells whether that text was read, a copy of it, or nothing. `recall` names
    the first day where that alone was written from memory. `says` is what holds with it, where the parameter's own
    words do not tell; `stands_for` is what the first day stands for, where it is none of the text's own.
    """

    value: Any
    citation: str
    basis: Basis
    source: str
    read: LegalReading
    review_by: LegalDay
    recall: Many[Literal["from"]] = ()
    says: str = ""
    stands_for: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _is_reviewed_after_it_was_read(self) -> Self:
        if self.review_by is None or (self.read.day is not None and self.review_by <= self.read.day):
            raise ValueError("review_by is a day after the one on which it was read")
        return self


class Parameter(ShippedEntry):
    """A number, a day or a list on which a law lets something turn; its versions in the order of time.

    Where `side_by_side` is true several hold at once, such as the adequacy decisions of one day.
    """

    what: str
    versions: Many[Version]
    side_by_side: bool = False

    def on(self, day: date | None) -> tuple[Version, ...]:
        """The versions that hold on a day, or, without a day, those that have not ended."""
        return tuple(version for version in self.versions if (version.holds(day) if day else version.last is None))

    def as_of(self, day: date) -> Parameter:
        """The parameter with the version that holds on a day alone, if there is one; several at once are all kept."""
        holding = () if self.side_by_side else self.on(day)
        return (
            self.model_copy(update={"versions": (holding[-1].model_copy(update={"last": None}),)}) if holding else self
        )


class PointReading(ShippedEntry):
    """One way of reading a point that the text leaves open."""

    says: str
    citation: str


class DisputedPoint(ShippedEntry):
    """A point on which the text is silent or disputed: what it is, and at least two named readings, the first one ours.

    Where the regime has no outcome for such points, ours decides and the others are shown; where they differ on whether
    it concerns the thing, the outcome is not known.
    """

    what: str
    readings: Annotated[Mapping[str, PointReading], Field(min_length=2)]


class Presumption(ShippedEntry):
    """Facts that a law takes for so while nobody says otherwise: what it takes, by which text.

    `settles` is a determination that would rest on it alone, and that is not told.
    """

    facts: Many[str]
    says: str
    citation: str
    settles: str | None = None


class UnreadText(Dated):
    """A text, earlier or later than the rule held here, that nobody has read in: on its days no outcome is given.

    `recall` names the first day where it was written from memory.
    """

    says: str
    citation: str
    source: str
    recall: Many[Literal["from"]] = ()


class LawNotWritten(Dated):
    """A law of a country that is known, due or in force, of which no official text was read: named, and no more."""

    country: str
    title: str
    says: str
    citation: str
    source: str
    note: str = ""


class LawsNotWritten(ShippedEntry):
    """The laws that are known and not written here, with the texts that told of them."""

    laws: Many[LawNotWritten]
    sources: Mapping[str, CitedText]


class Duty(ShippedEntry):
    """What a law asks of people beside an outcome: since when, of which outcomes, by when, by which text.

    `recall` is yes where it was written from memory.
    """

    since: date
    outcomes: Many[str]
    says: str
    due: str
    citation: str
    source: str
    recall: bool = False


class DatedLaw(ShippedEntry):
    """One regime as data: its title, the rule in words, its parameters, what is disputed, its limits and sources.

    `transfers_from` are the countries from which this says what may go abroad, or the parameter that lists them;
    `transfers_beside` is what their other laws say of it, which is not held.
    `presumed` are the facts on which silence is taken for an answer; on any other it leaves the outcome open.
    `duties` are what it asks for beside an outcome. `unread` are the texts before and after these that nobody has
    read in. `standing` names the outcomes under which the law does not apply: it is not in force, was ended, does not
    concern the thing, or waits for a determination; under any other it does.
    """

    title: str
    instrument: str
    rule: Many[str]
    transfers_from: Many[str] = ()
    transfers_beside: str = ""
    outcomes: Mapping[str, str]
    standing: Mapping[str, Literal["not_in_force", "ended", "does_not_concern", "awaits_determination"]] = {}
    limits: Many[str]
    parameters: Mapping[str, Parameter]
    disputed: Mapping[str, DisputedPoint] = {}
    presumed: Many[Presumption] = ()
    duties: Many[Duty] = ()
    unread: Many[UnreadText] = ()
    sources: Mapping[str, CitedText]

    @model_validator(mode="after")
    def _every_source_is_listed(self) -> Self:
        versions = [version for parameter in self.parameters.values() for version in parameter.versions]
        named = {version.source for version in versions}
        named |= {version.read.text for version in versions if version.read.text is not None}
        named |= {text.source for text in self.unread} | {duty.source for duty in self.duties}
        if missing := sorted(named - self.sources.keys()):
            raise ValueError(f"no source called {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _only_outcomes_have_a_standing(self) -> Self:
        if others := sorted(self.standing.keys() - self.outcomes.keys()):
            raise ValueError(f"no outcome called {', '.join(others)}")
        return self

    @model_validator(mode="after")
    def _duties_stand_beside_outcomes(self) -> Self:
        beside = {outcome for duty in self.duties for outcome in duty.outcomes}
        if others := sorted(beside - self.outcomes.keys()):
            raise ValueError(f"duties beside no outcome: {', '.join(others)}")
        return self

    @model_validator(mode="after")
    def _every_value_is_cited_to_an_official_text(self) -> Self:
        cited = [version.source for parameter in self.parameters.values() for version in parameter.versions]
        cited += [duty.source for duty in self.duties]
        if others := sorted({name for name in cited if self.sources[name].kind != "official"}):
            raise ValueError(f"cited as a source, and no official text: {', '.join(others)}")
        return self

    def homes(self, day: date) -> frozenset[str]:
        """The countries from which this law says on a day what may go abroad."""
        named = (self.parameters[name] for name in self.transfers_from if name in self.parameters)
        lists = (parameter.on(day) or (() if parameter.side_by_side else parameter.versions[:1]) for parameter in named)
        listed = {code for versions in lists for version in versions for code in version.value}
        return frozenset(listed or self.transfers_from) - self.parameters.keys()

    def as_of(self, day: date) -> DatedLaw:
        """The law with the values of a day; a parameter that had none on it keeps what it has."""
        return self.model_copy(
            update={"parameters": {key: parameter.as_of(day) for key, parameter in self.parameters.items()}}
        )

    def version(self, name: str, day: date | None = None) -> Version:
        """The one version of a parameter that holds on a day, or the latest read; raises LookupError where none is."""
        parameter = self.parameters[name]
        holding = parameter.on(day)
        if day is None and not holding:
            holding = tuple(held for text in self.unread if text.first for held in parameter.on(text.first - ONE_DAY))
        if not holding:
            raise LookupError(f"{name} has no value on {day}")
        return holding[-1]

    def unread_on(self, day: date | None) -> UnreadText | None:
        """The text that held on a day and has not been read in; None where there is none."""
        return next((text for text in self.unread if text.holds(day)), None) if day is not None else None

    def address(self, citation: str) -> str | None:
        """The address of the text that a citation is of: that of a value so cited, else of the text called so."""
        versions = (version for parameter in self.parameters.values() for version in parameter.versions)
        sources = [*((version.citation, version.source) for version in versions)]
        sources += [(version.citation, version.source) for version in self.unread]
        cited = [source for citation_of_source, source in sources if citation_of_source == citation]
        called = {start: name for name, text in self.sources.items() for start in text.cited_as}
        longest = max((start for start in called if citation.startswith(start)), key=len, default=None)
        source = cited[0] if cited else called.get(longest or "")
        return self.sources[source].url if source else None

    def is_from_memory(self, citation: str, day: date | None = None) -> bool:
        """True where a value or duty that is so cited, and holds on the day, was written from memory."""
        return any(duty.recall and duty.citation == citation for duty in self.duties) or any(
            version.citation == citation and rests_on(version.read, self.sources) == "recall"
            for parameter in self.parameters.values()
            for version in parameter.on(day)
        )

    def weak(
        self, grounds: Collection[SourceBasis] = ("summary", "recall")
    ) -> Iterator[tuple[str, Version, SourceBasis]]:
        """The values, each with its parameter, that rest on a summary or on recall, be it for their day alone."""
        for name, parameter in self.parameters.items():
            for version in parameter.versions:
                ground = rests_on(version.read, self.sources)
                if ground in grounds or (version.recall and "recall" in grounds):
                    yield name, version, ground

    def value(self, name: str, day: date | None = None) -> Any:
        """The value of a parameter on a day, or its latest."""
        return self.version(name, day).value

    def citation(self, name: str, day: date | None = None) -> str:
        """The text that gives a parameter its value."""
        return self.version(name, day).citation


def law_of(texts: Mapping[str, str]) -> DatedLaw:
    """The law that the one text (file → text) describes; raises BrokenData with every problem in it."""
    laws = read(DatedLaw, texts)
    refuse(laws.problems)
    return laws.entries[0]


@cache
def laws_not_written() -> LawsNotWritten:
    """The laws that are known and not written here."""
    name = "not_written.yaml"
    found = read(LawsNotWritten, {f"laws/{name}": (HERE / name).read_text(encoding="utf-8")})
    refuse(found.problems)
    return found.entries[0]


@contextmanager
def applied_on(day: date) -> Iterator[None]:
    """While this lasts, `law` gives every regime with the values of the day."""
    before = _DAY.set(day)
    try:
        yield
    finally:
        _DAY.reset(before)


def applied_day() -> date | None:
    """The day for which laws are applied at present."""
    return _DAY.get()


def law(regime: str) -> DatedLaw:
    """The parameters of a regime, on the day for which it is applied, else with the latest values."""
    return _dated_law(regime, _DAY.get())


@lru_cache(maxsize=256)
def _dated_law(regime: str, day: date | None) -> DatedLaw:
    if day:
        return _dated_law(regime, None).as_of(day)
    return law_of({f"laws/{regime}/law.yaml": (HERE / regime / "law.yaml").read_text(encoding="utf-8")})
