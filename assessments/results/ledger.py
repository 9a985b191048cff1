"""Every number that a result rests on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from assessments.results.breakdown import moved_by
from assessments.results.evidence import grade, instead_of, origins, sources
from assessments.results.result import LedgerEntry, Statement
from data_maps.addresses import Address
from data_maps.reading import address_in

if TYPE_CHECKING:
    from assessments.results.rows import LedgerRow
    from assessments.run import Assessment
    from data_maps.quantities import Estimate


def ledger(assessment: Assessment) -> tuple[LedgerEntry, ...]:
    """Every number used, what moves most first, then those that only the comparison of options rests on."""
    of_options = assessment.options.ledger if assessment.options else ()
    return tuple(_entry(assessment, row) for row in (*assessment.ledger, *of_options))


def assumed(assessment: Assessment, most: int | None = None) -> tuple[LedgerRow, ...]:
    """The assumed numbers that move the result, the ones that move most first; all, or as many."""
    numbers, moved = assessment.events.numbers, assessment.elasticities
    moving = (a for a in assessment.by_moving if numbers[a].assumed and not numbers[a].exact and moved[a])
    return tuple(map(assessment.ledger_row, islice(moving, most)))


def by_spread(assessment: Assessment, most: int | None = None) -> tuple[LedgerRow, ...]:
    """The numbers that spread the score, the ones that spread it most first; all, or as many."""
    shares = assessment.variance_shares
    ordered = sorted((address for address, share in shares.items() if share), key=lambda a: (-shares[a], a))
    return tuple(map(assessment.ledger_row, ordered[:most]))


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
