"""Every number that a result rests on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from assessments.results.breakdown import moved_by
from assessments.results.evidence import grade, instead_of, origins, sources
from assessments.results.options.table import options_of
from assessments.results.quantity import Quantity, from_spread
from assessments.results.result import LedgerEntry, Statement
from assessments.results.rows import LedgerRow
from data_maps.addresses import Address
from data_maps.caching import kept
from data_maps.reading import address_in
from risk.uncertainty.propagation import known_spread

if TYPE_CHECKING:
    from assessments.run import Assessment
    from data_maps.quantities import Estimate


def ledger(assessment: Assessment) -> tuple[LedgerEntry, ...]:
    """Every number used, what moves most first, then those that only the comparison of options rests on."""
    options = options_of(assessment)
    of_options = options.ledger if options else ()
    return tuple(_entry(assessment, row) for row in (*ledger_rows(assessment), *of_options))


@kept
def ledger_rows(assessment: Assessment) -> tuple[LedgerRow, ...]:
    """Every number used, what moves most first."""
    return tuple(ledger_row(assessment, address) for address in assessment.by_moving)


def ledger_row(assessment: Assessment, address: str) -> LedgerRow:
    """What the ledger says of one number."""
    number, draws = assessment.events.numbers[address], assessment.uncertain
    estimate = from_spread(number.best, known_spread(draws.known[address])) if draws else Quantity(number.best)
    share = assessment.variance_shares.get(address) if draws else None
    return LedgerRow(number, estimate, assessment.elasticities[address], share, number.assumed)


def assumed(assessment: Assessment, most: int | None = None) -> tuple[LedgerRow, ...]:
    """The assumed numbers that move the result, the ones that move most first; all, or as many."""
    numbers, moved = assessment.events.numbers, assessment.elasticities
    moving = (a for a in assessment.by_moving if numbers[a].assumed and not numbers[a].exact and moved[a])
    return tuple(ledger_row(assessment, address) for address in islice(moving, most))


def by_spread(assessment: Assessment, most: int | None = None) -> tuple[LedgerRow, ...]:
    """The numbers that spread the score, the ones that spread it most first; all, or as many."""
    shares = assessment.variance_shares
    ordered = sorted((address for address, share in shares.items() if share), key=lambda a: (-shares[a], a))
    return tuple(ledger_row(assessment, address) for address in ordered[:most])


def _entry(assessment: Assessment, row: LedgerRow) -> LedgerEntry:
    data_map, used, estimate = assessment.data_map, row.number, row.number.estimate
    parsed = address_in(used.address, data_map)
    address = parsed if isinstance(parsed, Address) else None
    cited, several = sources(used), len(sources(used)) > 1
    return LedgerEntry(
        address=used.address,
        estimate=row.estimate,
        kind=address.kind if address else None,
        persists=address.persists if address else None,
        per=estimate.per,
        given=estimate.given,
        basis=estimate.basis,
        grade=grade(data_map, used),
        sources=len(cited) if several else None,
        origins=len(origins(data_map, used)) if several else None,
        source=estimate.source,
        origin=_origin(assessment, estimate),
        by=estimate.by,
        on=estimate.on,
        said=tuple(_statement(assessment, each) for each in estimate.said) or None,
        assumed=row.assumed,
        replaces=instead_of(assessment, used),
        place=used.place.cited if used.place else None,
        elasticity=row.elasticity,
        elasticity_interval=moved_by(assessment, row),
        variance_share=row.variance_share,
    )


def _origin(assessment: Assessment, estimate: Estimate) -> str | None:
    """The first source that the source of an estimate goes back to."""
    return assessment.data_map.origin_of(estimate.source) if estimate.source else None


def _statement(assessment: Assessment, estimate: Estimate) -> Statement:
    """What one of several people says of a number, as it stands in the map."""
    return Statement(
        by=estimate.by,
        on=estimate.on,
        basis=estimate.basis,
        source=estimate.source,
        why=estimate.why,
        origin=_origin(assessment, estimate),
        best=estimate.best,
        low=estimate.low,
        high=estimate.high,
        grade=assessment.data_map.grade_of(estimate),
    )
