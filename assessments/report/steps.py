"""The steps of a route, each with its reason in words and its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.reasons import explained
from assessments.results.quantity import of_number
from assessments.results.result import Step

if TYPE_CHECKING:
    from assessments.report.reasons import Reason
    from assessments.run import Run
    from risk.routes import Way


def steps(run: Run, way: Way) -> tuple[Step, ...]:
    """Every step of a route in the order in which it is followed."""
    return tuple(_step(run, reason) for reason in explained(run.events, way))


def _step(run: Run, reason: Reason) -> Step:
    return Step(
        start=reason.source,
        end=reason.target,
        because=reason.because,
        address=reason.address,
        probability=reason.probability,
        probability_interval=None if reason.address is None else of_number(run, reason.address),
        evidence="; ".join((*reason.laws, reason.evidence)),
        place=reason.place.cited if reason.place else None,
    )
