"""Exposures that measures are taken of: by events, by actors in draws, in rows of draws, and of totals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from assessments.measures import Exposures
from risk.arrays import Floats
from risk.measures import EventTotals, Measures, Model, steps
from risk.uncertainty.propagation import STRATEGIC, Uncertain


def exposed_by_events(model: Model, measures: Measures, ratio: float | None, places: Sequence[int]) -> Exposures:
    """What the events in some places expose, in the shape of the measures: at a point, in means or in draws."""
    at, groups = list(places), model.strategic

    def strategic() -> Floats:
        return np.asarray(measures.by_level(at, groups)[0] if groups else 0.0 * measures.by_level(at)[0])

    return Exposures(
        lambda: np.asarray(measures.harm(ratio)[at].sum(axis=0)),
        lambda: measures.by_level(at),
        lambda: np.asarray(measures.content[at].sum(axis=(0, 1))),
        strategic,
        lambda: np.asarray(measures.joined[at].sum(axis=(0, 1))),  # nobody outside strategic groups is joined
    )


def exposed_by_actors(draws: Uncertain, names: Sequence[str]) -> Exposures:
    """What some actors expose in every draw; the empty name stands for all, of whom more is kept."""
    everybody = tuple(names) == ("",)
    return Exposures(
        lambda: draws.harm(*names),
        lambda: draws.persons(*names),
        lambda: draws.content(*names),
        lambda: draws.persons(STRATEGIC)[0] if everybody else draws.strategic(*names)[0],
        lambda: draws.joined if everybody else draws.strategic(*names)[1],
    )


def exposed_in_rows(rows: Floats) -> Exposures:
    """What the rows of `Uncertain.exposed_by` say; of strategic groups they say nothing, which is not a number here."""
    unknown = np.full(rows.shape[1:], np.nan)
    return Exposures(lambda: rows[0], lambda: rows[2:], lambda: rows[1], lambda: unknown, lambda: unknown)


def exposed_in_totals(model: Model, totals: EventTotals, x: Floats, chances: Floats, ratio: float | None) -> Exposures:
    """What events that are added up expose at numbers of shape (addresses, draws)."""
    persons = cache(lambda: totals.persons(x, chances))
    return Exposures(
        lambda: np.asarray(steps(ratio) @ persons()),
        persons,
        lambda: totals.content(x, chances),
        lambda: np.asarray(totals.persons(x, chances, model.strategic)[0]),
        lambda: totals.joined(x, chances),
    )
