"""Totals of simulated years: the people that all events of a year expose together, and those of the worst years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from risk.arrays import Floats
from risk.chances import by_outcome, event_rate, event_sizes, interest
from risk.engine.worlds import Worlds
from risk.events import Event
from risk.measures import Model

YEARS, FEW_YEARS = 20_000, 1_000
WORST = 0.05


@dataclass(frozen=True)
class Tail:
    """The level below which 95 of 100 years stay, and the mean of the rest; `error` is that mean's standard error."""

    high: float
    mean_beyond: float
    error: float


def year_totals(
    model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], seed: int, years: int = YEARS
) -> Floats:
    """People exposed in each of many simulated years, once for each event, at one value of every number.

    In each year the world is drawn, then whether each state is interested, then how often each event happens (Poisson).

    Args:
        model: The map's events as arrays.
        x: One value of every number, shape (addresses,).
        worlds: The states of the world with their masses, shape (worlds, 1).
        chosen: The events that count.
        seed: Where random numbers start.
        years: How many years are simulated.

    Returns:
        People in each year, shape (years,); somebody taken in two events counts twice.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, years])))
    below = np.cumsum(worlds.mass[:, 0])
    world = np.minimum(np.searchsorted(below, rng.random(years) * below[-1], side="right"), below.size - 1)
    points, total = x[:, None], np.zeros(years)
    actors = dict.fromkeys(event.interest for event in chosen)
    cares = {actor: rng.random(years) < interest(model, points, actor)[0] for actor in actors}
    for event in by_outcome(chosen):
        times = rng.poisson(event_rate(model, points, event)[0], years)
        total += times * cares[event.interest] * event_sizes(model, points, worlds, event)[world, 0]
    return total


def tails(
    model: Model, x: Floats, worlds: Worlds, chosen: Sequence[Event], seed: int, years: int = FEW_YEARS
) -> tuple[Floats, Floats]:
    """The level below which 95 of 100 years stay in each draw, and the mean of the other five, shape (draws,) each.

    From fewer years for each, drawn as those at one value of every number.

    Args:
        model: The map's events as arrays.
        x: The values of every number in each draw, shape (addresses, draws).
        worlds: The states of the world with their masses, shape (worlds, draws).
        chosen: The events that count.
        seed: Where random numbers start.
        years: How many years are simulated in each draw.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, years])))
    many = (years, x.shape[1])
    below = np.cumsum(worlds.mass, axis=0)
    pairs = zip(below.T, (rng.random(many) * below[-1]).T, strict=True)
    world = np.minimum(np.stack([np.searchsorted(*pair, side="right") for pair in pairs], axis=1), len(below) - 1)
    actors = dict.fromkeys(event.interest for event in chosen)
    cares = {actor: rng.random(many) < interest(model, x, actor) for actor in actors}
    total = np.zeros(many)
    for event in by_outcome(chosen):
        times = rng.poisson(event_rate(model, x, event), many)
        sizes = np.take_along_axis(event_sizes(model, x, worlds, event), world, axis=0)
        total += times * cares[event.interest] * sizes
    beyond = np.sort(total, axis=0)[-max(1, round(WORST * years)) :]
    return beyond[0], beyond.mean(axis=0)


def tail(totals: Floats, worst: float = WORST) -> Tail:
    """The point that the worst share of some totals lies beyond, and the mean of those."""
    ordered = np.sort(totals)
    beyond = ordered[-max(1, round(worst * totals.size)) :]
    error = float(beyond.std(ddof=1) / np.sqrt(beyond.size)) if beyond.size > 1 else 0.0
    return Tail(float(beyond[0]), float(beyond.mean()), error)
