"""Evidence of defaults: where each number of the catalogue comes from, down to the rows that were counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field

from assessments.results.part import Part, Sha256
from data_maps.address_forms import OTHERS
from data_maps.countries import CODES, country_hint, members
from data_maps.problems import closest, shown
from risk.backtest.units import visible_units
from risk.keys_by_kind import keys_by_kind
from risk.record.evidence import Default, defaults, sources
from risk.record.rates import known_large_orders, known_placed, known_takings, large_orders, order_rate
from risk.record.record import KnownRecord, Record
from risk.record.rows import Row

IN_FULL = date.max
"""A day on which the whole record is known."""
FOLLOWS: Mapping[str, tuple[str, str]] = {
    "takings": ("record.covert", "known.covert"),
    "placed": ("record.placed", "known.placed"),
    "demand.many": ("record.many", "abroad.many"),
}
"""Numbers that follow from two defaults: the first is of a state, the second of all."""
SERVICES, KEYS = "services-visible", "keys_by_kind"
"""Tables that are no part of the record of acts."""
STATE_COLUMNS = ("sponsor", "country", "state")
Cells = dict[str, str | float | None]
Range = tuple[float, float, float]


class UnknownAddress(Exception):
    """No default has this address; the text says so and what may be meant."""


class CitedSource(Part):
    """A source of a default."""

    name: str = Field(description="Its name in sources.yaml.")
    title: str = Field(description="Its title.")
    publisher: str = Field(description="Who published it.")
    date: str = Field(description="When.")
    url: str | None = Field(default=None, description="Its address, if it has one.")
    read: Literal["whole", "page", "excerpt", "quoted"] = Field(description="How much of it was read.")


class CountedOfState(Part):
    """The count of one state, and the number that follows."""

    state: str = Field(description="The state, a union, or `others`.")
    counts: dict[str, float] = Field(description="What was counted, each under its name.")
    range: Range = Field(description="5 % point, best value and 95 % point.")


class DefaultEvidence(Part):
    """The evidence of the default of an address, or of one case of it; keys that do not apply are absent."""

    address: str = Field(description="The address, with <…> for what a map fills in.")
    of: str | None = Field(default=None, description="The case, where the address has several defaults.")
    kind: Literal["counted", "bracketed", "judged"] = Field(description="Whether it was counted, or how else it arose.")
    range: Range | None = Field(default=None, description="5, 50 and 95 % points; absent for a uniform share.")
    exact: float | None = Field(default=None, description="The value of a number that is exact by construction.")
    per: str | None = Field(default=None, description="What a rate counts per.")
    unit: str | None = Field(default=None, description="Its unit.")
    reference_class: str | None = Field(
        default=None, validation_alias="class", serialization_alias="class", description="What was counted."
    )
    k: float | None = Field(default=None, description="How many were counted.")
    counted: str | None = Field(default=None, description="What `k` counts, where it is no part of `n`.")
    n: float | None = Field(default=None, description="Among how many.")
    counted_in: str | None = Field(default=None, description="What `n` counts.")
    cases: tuple[float, ...] | None = Field(default=None, description="Numbers told one by one.")
    best_from: str | None = Field(default=None, description="The rule by which the best value follows.")
    by_hand: str | None = Field(default=None, description="What was set without a rule.")
    period: str | None = Field(default=None, description="The time that was counted.")
    leans: str | None = Field(default=None, description="Whether the class makes it too low or too high.")
    bias: str | None = Field(default=None, description="Why.")
    between: tuple[str, ...] | None = Field(default=None, description="The two classes that hold it between them.")
    chosen: str | None = Field(default=None, description="How the middle between them was chosen.")
    looked: str | None = Field(default=None, description="Where one looked for a class.")
    judged_by: str | None = Field(default=None, description="Who judged it.")
    sources: tuple[CitedSource, ...] = Field(description="Its sources.")
    of_state: CountedOfState | None = Field(default=None, description="What was counted of the state asked about.")
    rows: dict[str, tuple[Cells, ...]] | None = Field(default=None, description="The rows counted, by their table.")


class EvidenceResult(Part):
    """The evidence of the defaults that were asked about."""

    address: str | None = Field(default=None, description="What was asked about; absent for all.")
    record: Sha256 = Field(description="SHA-256 of the record.")
    defaults: tuple[DefaultEvidence, ...] = Field(description="Each default, in the order of the catalogue.")


def all_evidence(record: Record) -> EvidenceResult:
    """The evidence of all defaults, without rows."""
    every = tuple(_evidence(default) for default in defaults().values())
    return EvidenceResult(record=record.fingerprint, defaults=every)


def evidence_of(address: str, record: Record) -> EvidenceResult:
    """The evidence of the defaults that an address, a pattern or its beginning stands for, with the rows counted.

    Raises UnknownAddress where there is none.
    """
    matches = [match for pattern in _followed(address) for match in _matches(pattern)]
    if not matches:
        raise UnknownAddress(_no_default(address))
    return EvidenceResult(
        address=address,
        record=record.fingerprint,
        defaults=tuple(_with_rows(default, _state(default, named), record) for default, named in matches),
    )


def _no_default(address: str) -> str:
    beginnings = {_beginning(pattern) for pattern, _ in defaults()} | set(FOLLOWS)
    near = closest(".".join(address.split(".")[:2]), beginnings) or closest(address.partition(".")[0], beginnings)
    hint = f"did you mean '{near}'?" if near else "datareach evidence lists all defaults"
    return f"no default has the address {shown(address)} ({hint})"


def _beginning(pattern: str) -> str:
    """A pattern up to what a map fills in."""
    return re.split(r"\.?(?:state:)?<", pattern)[0]


def _followed(address: str) -> tuple[str, ...]:
    """The addresses of the defaults that a number follows from: itself, unless it follows from two."""
    for name, (of_state, of_all) in FOLLOWS.items():
        if address == name or address.startswith(f"{name}."):
            return (of_state + address.removeprefix(name), of_all)
    return (address,)


def _matches(address: str) -> list[tuple[Default, str]]:
    """The defaults whose patterns fit an address best: those that share the most words with it."""
    words = {default: _shared_words(default.address, address) for default in defaults().values()}
    most = max(words.values())
    return [(default, address) for default, count in words.items() if count == most] if most else []


def _shared_words(pattern: str, address: str) -> int:
    """How many parts of an address a pattern has word by word; 0 where they do not fit."""
    words = _words(pattern, address)
    pairs = list(zip(pattern.split("."), words, strict=False))
    if len(pairs) < len(words) or not all(_part_form(name).fullmatch(word) for name, word in pairs):
        return 0
    return sum("<" not in name for name, _ in pairs)


def _words(pattern: str, address: str) -> list[str]:
    """The parts of an address; the id of a flow, in which a dot may stand, is one."""
    return address.split(".", pattern.count(".")) if pattern.endswith("<flow>") else address.split(".")


def _part_form(part: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"<(\w+)>", r"(?P<\1>.+)", part))


def _state(default: Default, address: str) -> str | None:
    """The one state that an address names, if any; raises UnknownAddress for what is no country code."""
    for name, word in zip(default.address.split("."), address.split("."), strict=False):
        match = _part_form(name).fullmatch(word)
        state = match.groupdict().get("state") if match else None
        if state and state != OTHERS and not state.startswith("<"):
            if state not in CODES:
                raise UnknownAddress(f"{shown(address)}: {shown(state)} is no country code ({country_hint(state)})")
            return state
    return None


def _evidence(default: Default, **more: Any) -> DefaultEvidence:
    fields = {name: value for name, value in default.model_dump(exclude={"rows", "sources"}).items() if value}
    cited = tuple(_cited(name) for name in default.sources)
    return DefaultEvidence(**fields | {"exact": default.exact, "k": default.k}, sources=cited, **more)


def _cited(name: str) -> CitedSource:
    source = sources()[name]
    return CitedSource(name=name, **source.model_dump(exclude={"copied_in"}))


def _with_rows(default: Default, state: str | None, record: Record) -> DefaultEvidence:
    tables = re.findall(r"[\w-]+(?=\.(?:csv|yaml))", default.rows)
    rows = {table: tuple(_cells(table, state, record)) for table in tables}
    return _evidence(default, rows=rows or None, of_state=_of_state(default, state, record) if state else None)


def _cells(table: str, state: str | None, record: Record) -> Iterator[Cells]:
    """The rows of a table, those of one state if one is named, as cells by their columns."""
    if table == SERVICES:
        yield from _service_events()
        return
    states = None if state is None else members(state, IN_FULL) or {state}
    rows: Iterable[Row] = keys_by_kind() if table == KEYS else getattr(record, table)
    for row in rows:
        cells = row.model_dump(mode="json")
        cells["source"] = cells.pop("source")
        if states is None or next(cells[name] for name in STATE_COLUMNS if name in cells) in states:
            yield cells


def _service_events() -> Iterator[Cells]:
    """The thefts and scrapes of the visible services whose size is known."""
    for unit in visible_units():
        for event in unit.known_events("with_scraping"):
            if event.persons:
                users = unit.users.middle
                yield {"service": unit.id, "when": event.when, "kind": event.kind, "persons": event.persons,
                       "users": users, "sources": ", ".join(event.sources)}  # fmt: skip


def _of_state(default: Default, state: str, record: Record) -> CountedOfState | None:
    """What was counted of a state for a default that is counted from rows; None for any other."""
    counted = KnownRecord(record, IN_FULL).counts(state)
    match default.address, default.best_from:
        case "record.covert.<state>", _:
            rate = known_takings(counted)
            counts = {"takings": counted.takings, "operations": counted.operations, "years": counted.years}
        case "record.placed.<state>", _:
            rate = known_placed(counted)
            counts = {"placed": counted.placed, "operations": counted.operations, "years": counted.years}
        case "record.many.<state>", _:
            rate = known_large_orders(record, state)
            counts = {"large orders": large_orders(record, state), "years at providers": rate.exposure}
        case "demand.targeted.<state>.<organisation>", "rows":
            orders = order_rate(record, state, members(state, IN_FULL))
            if orders is None:
                return None
            counts = {"accounts a year": orders.accounts, "inhabitants": orders.inhabitants}
            return CountedOfState(state=state, counts=counts, range=orders.range)
        case _:
            return None
    ends = (rate.quantile(0.05), rate.mean, rate.quantile(0.95))
    return CountedOfState(state=state, counts=counts, range=ends)
