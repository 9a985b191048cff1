"""Ledger: every number that a result rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypedDict

from assessments.results.breakdown import moved_by
from assessments.results.evidence import grade, instead_of, origins, rests_on, sources
from assessments.results.options.table import Options, options_of
from assessments.results.parts import LedgerEntry, OtherSide, OwnHistory, Statement
from assessments.results.quantity import Quantity, of_number, quantity
from assessments.run import Run
from data_maps.addresses import Address, address
from data_maps.caching import kept
from data_maps.quantities import Estimate
from risk.events import Event
from risk.inputs import Input


@dataclass(frozen=True)
class LedgerRow:
    """One number used: where it came from, its distribution, what it moves, and its share of the score's variance.

    `elasticity` is that at the best values: by how many percent the harm index moves with one percent of the number.
    """

    number: Input
    estimate: Quantity
    elasticity: float
    variance_share: float | None
    assumed: bool


def ledger(run: Run) -> tuple[LedgerEntry, ...]:
    """Every number used, what moves most first, then those that only the comparison of options rests on."""
    return tuple(_entry(run, row) for row in (*ledger_rows(run), *ledger_rows_of_options(run)))


def addresses_by_effect(run: Run) -> tuple[str, ...]:
    """The address of every number used, the one that moves the harm index most first."""
    return run.by_moving


@kept
def ledger_rows(run: Run) -> tuple[LedgerRow, ...]:
    """Every number used, what moves most first."""
    return tuple(ledger_row(run, address) for address in addresses_by_effect(run))


@kept
def ledger_rows_of_options(run: Run) -> tuple[LedgerRow, ...]:
    """The numbers that only the comparison of options rests on; none of them moves the harm as it is."""
    options = options_of(run)
    if options is None:
        return ()
    others = [number for address, number in sorted(options.numbers_used.items()) if address not in run.events.numbers]
    return tuple(_option_row(options, number) for number in others if not number.exact or number.origin == "map")


def _option_row(options: Options, number: Input) -> LedgerRow:
    used = options.outcomes.number(number.best, lambda: options.outcomes.draws([number])[number.address])
    return LedgerRow(number, quantity(used), 0.0, 0.0 if used.drawn else None, number.assumed)


def ledger_row(run: Run, address: str) -> LedgerRow:
    """The row of one number."""
    number = run.events.numbers[address]
    share = run.variance_shares.get(address)
    return LedgerRow(number, of_number(run, address, number), run.elasticities[address], share, number.assumed)


def assumed(run: Run, most: int | None = None) -> tuple[LedgerRow, ...]:
    """The assumed numbers that move the result, the ones that move most first; all, or as many."""
    numbers, moved = run.events.numbers, run.elasticities
    moving = (a for a in run.by_moving if numbers[a].assumed and not numbers[a].exact and moved[a])
    return tuple(ledger_row(run, address) for address in islice(moving, most))


def by_spread(run: Run, most: int | None = None) -> tuple[LedgerRow, ...]:
    """The numbers that spread the score, the ones that spread it most first; all, or as many."""
    shares = run.variance_shares
    ordered = sorted((address for address, share in shares.items() if share), key=lambda a: (-shares[a], a))
    return tuple(ledger_row(run, address) for address in ordered[:most])


def grounds(run: Run, actors: Iterable[str]) -> tuple[LedgerRow, ...]:
    """The numbers that the events of some actors rest on and that move the result, the ones that move most first."""
    chosen = set(actors)
    addresses = {address for event in run.events.events if event.actor in chosen for address in _addresses(run, event)}
    used = {leaf.address for address in addresses for leaf in run.events.inputs[address].leaves}
    return tuple(r for r in ledger_rows(run) if r.number.address in used and r.elasticity and not r.number.exact)


def _addresses(run: Run, event: Event) -> Iterator[str]:
    """The addresses of the conditions, rates and roots of an event."""
    yield from event.conditions
    for polynomial in (event.rate, *event.people.values()):
        yield from (address for _, factors in polynomial for address in factors)
    core = run.events.cores[event.core]
    roots = [names[0] for names in core.levels.values()]
    yield from run.events.equations.part(roots).variables


def _of_address(run: Run, text: str) -> dict[str, Any]:
    """The kind of the number at an address, and whether what it says persists from one attempt to the next."""
    form = address(text, run.names)
    return {"kind": form.kind, "persists": form.persists} if isinstance(form, Address) else {}


def _entry(run: Run, row: LedgerRow) -> LedgerEntry:
    data_map, used, estimate = run.data_map, row.number, row.number.estimate
    cited, several = sources(used), len(sources(used)) > 1
    return LedgerEntry(
        address=used.address,
        estimate=row.estimate,
        widened=estimate.best if used.origin == "map" and estimate.form == "plain" and not used.leaves[1:] else None,
        **_of_address(run, used.address),
        per=estimate.per,
        given=estimate.given,
        basis=estimate.basis,
        grade=grade(data_map, used),
        sources=len(cited) if several else None,
        origins=len(origins(data_map, used)) if several else None,
        source=estimate.source,
        origin=_origin(run, estimate),
        by=estimate.by,
        on=estimate.on,
        said=tuple(_statement(run, statement) for statement in estimate.said) or None,
        assumed=row.assumed,
        rests_on=rests_on(used),
        against=tuple(OtherSide(**dict(claim)) for claim in estimate.against) or None,
        replaces=instead_of(run, used),
        **_of_history(run, row),
        place=used.place.cited if used.place else None,
        elasticity=row.elasticity,
        elasticity_interval=moved_by(run, row.number.address),
        variance_share=row.variance_share,
    )


class Learned(TypedDict, total=False):
    """A number before an own history, what the history tells of it, and the number after."""

    prior: Quantity | None
    data: OwnHistory
    posterior: Quantity


def _of_history(run: Run, row: LedgerRow) -> Learned:
    own = row.number.own
    if own is None:
        return {}
    data = OwnHistory(events=own.events, years=own.years)
    return {"prior": instead_of(run, row.number), "data": data, "posterior": row.estimate}


def _origin(run: Run, estimate: Estimate) -> str | None:
    """The first source that the source of an estimate goes back to."""
    return run.data_map.origin_of(estimate.source) if estimate.source else None


def _statement(run: Run, estimate: Estimate) -> Statement:
    """The statement of one of several people on a number, as it stands in the map."""
    return Statement(
        by=estimate.by,
        on=estimate.on,
        basis=estimate.basis,
        source=estimate.source,
        why=estimate.why,
        origin=_origin(run, estimate),
        best=estimate.best,
        low=estimate.low,
        high=estimate.high,
        grade=run.data_map.grade_of(estimate),
    )
