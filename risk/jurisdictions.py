"""Jurisdictions: what each state may order, of whom, since when, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from data_maps.vocabulary import ShippedEntry
from risk.shipped import Many, read, refuse, texts

PowerWord = Literal["binding", "partial", "contested", "none"]
Hook = Literal["organised_in", "run_from", "stands_in", "offers_service"]
Gives = Literal["content", "metadata", "keys", "direct"]
PriorJudge = Literal["always", "partly", "never", "disputed", "unknown"]
Redress = Literal["available", "partly", "none", "unknown"]
Recalled = Literal["all", "article", "year", "from", "until", "binds", "hooks", "redress", "says"]
SourceKind = Literal["official", "copy", "summary"]
SourceBasis = Literal["official", "copy", "summary", "recall"]
NO_FIRST_DAY = "first day not known"
FIELDS = {"from": "first day", "until": "last day", "hooks": "ties", "says": "contents"}
LegalGrade = Annotated[str, StringConstraints(pattern=r"^[A-D](/[A-D])?$")]


def _day(written: Any) -> Any:
    """A day as a file writes it: 2020-06-30, or `unknown` and `open` for a day that is not given."""
    if written in ("unknown", "open"):
        return None
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        raise ValueError("a day is written 2020-06-30, unknown or open") from None


LegalDay = Annotated[date | None, BeforeValidator(_day)]
LegalYear = Annotated[int | None, BeforeValidator(lambda written: None if written == "unknown" else written)]


class Dated(ShippedEntry):
    """Something that holds from a first to a last day; None is a day that is unknown or has not come."""

    first: LegalDay = Field(alias="from")
    last: LegalDay = Field(alias="until")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise ValueError("until is before from")
        return self

    @property
    def beginning(self) -> date:
        """The first day that counts; the first of all days where none is known."""
        return self.first or date.min

    def holds(self, as_of: date) -> bool:
        """True where it holds on this day."""
        return self.beginning <= as_of <= (self.last or date.max)


class LegalReading(ShippedEntry):
    """The reading on which a row rests: the day, who read, and the source that was read.

    What was written from recall was read on no day and in no source.
    """

    by: Literal["Datareach", "recall"]
    day: LegalDay = Field(default=None, alias="on")
    text: str | None = Field(default=None, alias="in")

    @model_validator(mode="after")
    def _has_a_day_and_a_text_unless_recalled(self) -> Self:
        if (self.day is None, self.text is None) != (self.recalled, self.recalled):
            raise ValueError("what Datareach read has a day and a text; what is from recall has neither")
        return self

    @property
    def recalled(self) -> bool:
        """True where nobody read it."""
        return self.by == "recall"


HOMES = ("", "/", "/anpd")
"""Paths of an address that lead to a register or an authority, and to no text."""


class CitedText(ShippedEntry):
    """A text that is cited or was read; without an address where none was found.

    `official` is the publication of its author, `copy` the same words elsewhere, `summary` what others say of it.
    `cited_as` are the first words of the citations that are of this text.
    """

    title: str
    kind: SourceKind
    cited_as: Many[str] = ()
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None

    @property
    def register_alone(self) -> bool:
        """True where the address is that of a register of laws, in which the text is still to be looked up."""
        address = urlsplit(self.url or "")
        return self.url is not None and address.path in HOMES and not address.query


def rests_on(read: LegalReading, texts: Mapping[str, CitedText]) -> SourceBasis:
    """The ground of a row: the official text, a copy or a summary of it, as it was read in; or recall."""
    return texts[read.text].kind if read.text is not None else "recall"


class LegalSource(CitedText):
    """The source of a claim and how much of it was read."""

    publisher: str
    date: str
    grade: LegalGrade
    read: Literal["excerpt", "quoted", "recall"]


class GradedClaim(ShippedEntry):
    """A claim with a source and a grade."""

    source: str
    grade: LegalGrade


class LawReading(GradedClaim):
    """One way in which a law is read; several of them stand side by side."""

    says: str


class Member(Dated):
    """A state in a union, with the days of its membership."""

    state: str
    source: str


class ReachAbroad(Dated, GradedClaim):
    """The law of a state on providers abroad that offer their service there, and its basis."""

    word: PowerWord
    basis: str
    why: str


class Power(Dated, GradedClaim):
    """A law by which a state can order data to be handed over, or take them.

    `hooks` are the ties through which it binds: a party organised in the state, or run from it; a system that stands in
    it; a service offered to people there. `recall` names the fields written from memory ("all": the whole row).
    """

    id: str
    law: str
    article: str
    year: LegalYear
    binds: str
    hooks: Many[Hook]
    gives: Many[Gives]
    prior_judge: PriorJudge
    redress: Redress
    says: str
    readings: Many[LawReading]
    read: LegalReading
    recall: Many[Recalled]

    @model_validator(mode="after")
    def _is_recalled_as_a_whole_or_was_read(self) -> Self:
        if self.read.recalled != ("all" in self.recall):
            raise ValueError("a row that nobody read is from recall as a whole")
        return self

    @property
    def beginning(self) -> date:
        """The first day that counts; where it is unknown, the first of the year after its own."""
        return self.first or (date(self.year + 1, 1, 1) if self.year else date.min)

    @property
    def assumption(self) -> bool:
        """True for a judgement of ours, never to be shown as a finding."""
        return self.grade == "D" or "all" in self.recall

    @property
    def title(self) -> str:
        """The law, its article and its year, as far as they are known."""
        article = "" if self.article in ("whole", "not seen", "none found") else f", {self.article}"
        return f"{self.law}{article}" + (f" ({self.year})" if self.year else "")

    @property
    def since(self) -> str:
        """The first day; where it is not known, the words for that and the day from which the law is counted."""
        if self.first:
            return str(self.first)
        return f"{NO_FIRST_DAY}; counted {f'from {self.beginning}' if self.year else 'on every day'}"

    @property
    def recalled(self) -> str:
        """The fields written from memory, in words."""
        return ", ".join(FIELDS.get(field, field) for field in self.recall)

    @property
    def citation(self) -> str:
        """The title, what of it or of the row is known from memory only, and that no first day is known."""
        recalled = (f"from recall: {self.recalled}",) if self.recall else ()
        remarks = (*recalled, *(() if self.first else (NO_FIRST_DAY,)))
        return self.title + (f" [{'; '.join(remarks)}]" if remarks else "")


class Spared(Dated):
    """A state to which a law that bars giving data does not apply on some days, and by what."""

    state: str
    why: str
    source: str


class BlockingLaw(Dated, GradedClaim):
    """A law that bars those whom the state's law binds from giving data to other states, save to some."""

    law: str
    article: str
    data: Many[Literal["content", "metadata"]]
    save: Many[Spared]
    says: str

    def bars(self, state: str, as_of: date) -> bool:
        """True where the law keeps those it binds from giving content to a state on that day."""
        spared = any(one.state == state and one.holds(as_of) for one in self.save)
        return self.holds(as_of) and "content" in self.data and not spared


class Statistic(GradedClaim):
    """A count that somebody published."""

    measure: str
    value: str
    period: str


class LegalOpinion(GradedClaim):
    """An opinion of a court, a regulator, the press or ours on the law or practice of a state."""

    by: str
    says: str


class Jurisdiction(ShippedEntry):
    """A state or a union: its members, its reach abroad, its powers, published counts, and what others say of them."""

    name: str
    members: Many[Member]
    reaches_abroad: Many[ReachAbroad]
    powers: Many[Power]
    blocks: Many[BlockingLaw]
    statistics: Many[Statistic]
    views: Many[LegalOpinion]

    @property
    def claims(self) -> tuple[GradedClaim, ...]:
        """Everything said about the state that has a source and a grade."""
        readings = (reading for power in self.powers for reading in power.readings)
        return (*self.reaches_abroad, *self.powers, *self.blocks, *readings, *self.statistics, *self.views)

    @model_validator(mode="after")
    def _one_reach_on_every_day(self) -> Self:
        entries = self.reaches_abroad
        ends = (entries[0].first, entries[-1].last) if entries else (date.min, date.max)
        gaps = (
            after.beginning.toordinal() - (before.last or date.max).toordinal() for before, after in pairwise(entries)
        )
        if ends != (None, None) or any(gap != 1 for gap in gaps):
            raise ValueError(
                "reaches_abroad needs one entry for every day, the first from unknown, the last until open"
            )
        return self


class Jurisdictions(ShippedEntry):
    """All states looked at, and the sources they rest on."""

    sources: Mapping[str, LegalSource]
    states: Mapping[str, Jurisdiction]

    @model_validator(mode="after")
    def _every_source_is_listed(self) -> Self:
        if missing := sorted(set(_sources_named(self.states)) - self.sources.keys()):
            raise ValueError(f"no source called {', '.join(missing)}")
        return self


NOT_LOOKED_AT = ReachAbroad.model_validate({
    "from": "unknown", "until": "open", "word": "contested", "basis": "not looked at", "source": "recall", "grade": "D",
    "why": "The law of this state has not been looked at; whether it reaches providers abroad is taken as disputed.",
})  # fmt: skip


def _sources_named(states: Mapping[str, Jurisdiction]) -> Iterator[str]:
    for state in states.values():
        yield from (member.source for member in state.members)
        yield from (claim.source for claim in state.claims)
        yield from (spared.source for bar in state.blocks for spared in bar.save)
        yield from (power.read.text for power in state.powers if power.read.text)


def jurisdictions_of(texts: Mapping[str, str]) -> Jurisdictions:
    """The states that the one text (file → text) describes; raises BrokenData with every problem in it."""
    checked = read(Jurisdictions, texts)
    refuse(checked.problems)
    return checked.entries[0]


@cache
def jurisdictions() -> Jurisdictions:
    """The states that ship, read once."""
    return jurisdictions_of(texts(["jurisdictions.yaml"]))


def jurisdiction(state: str) -> Jurisdiction | None:
    """The law and practice of a state, or None for one that has not been looked at."""
    return jurisdictions().states.get(state)


def source(name: str) -> LegalSource:
    """The source of this name; raises KeyError where there is none."""
    return jurisdictions().sources[name]


@cache
def reach_abroad(state: str, as_of: date) -> ReachAbroad:
    """A state's law of that day on providers abroad; contested for a state that has not been looked at."""
    known_law = jurisdiction(state)
    return next(reach for reach in known_law.reaches_abroad if reach.holds(as_of)) if known_law else NOT_LOOKED_AT


@cache
def members(state: str, as_of: date) -> frozenset[str]:
    """The states that were members of a union on that day; none for a state."""
    union = jurisdiction(state)
    return frozenset(member.state for member in union.members if member.holds(as_of)) if union else frozenset()


@cache
def powers(state: str, as_of: date, hook: Hook) -> tuple[Power, ...]:
    """The laws in force on that day that bind through this tie, in the order of the file; empty where none is known."""
    known_law = jurisdiction(state)
    return tuple(power for power in known_law.powers if hook in power.hooks and power.holds(as_of)) if known_law else ()


def blocks(state: str) -> tuple[BlockingLaw, ...]:
    """The laws of a state that bar those they bind from giving data to others; none where none is known."""
    known_law = jurisdiction(state)
    return known_law.blocks if known_law else ()
