"""Totals of simulated years: the people that all events of a year expose together, and those of the worst years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from risk.arrays import Floats, Ints
from risk.chances import by_outcome, event_rate, event_sizes, interest
from risk.engine.simulation import stream_of
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
    world = _drawn_worlds(worlds, seed, years)[:, 0]
    points, total = x[:, None], np.zeros(years)
    actors = dict.fromkeys(event.interest for event in chosen)
    cares = {a: _stream(seed, years, str(a)).random(years) < interest(model, points, a)[0] for a in actors}
    for event in by_outcome(chosen):
        times = _stream(seed, years, event.key).poisson(event_rate(model, points, event)[0], years)
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
    many = (years, x.shape[1])
    world = _drawn_worlds(worlds, seed, years)
    actors = dict.fromkeys(event.interest for event in chosen)
    cares = {a: _stream(seed, years, str(a)).random(many) < interest(model, x, a) for a in actors}
    total = np.zeros(many)
    for event in by_outcome(chosen):
        times = _stream(seed, years, event.key).poisson(event_rate(model, x, event), many)
        sizes = np.take_along_axis(event_sizes(model, x, worlds, event), world, axis=0)
        total += times * cares[event.interest] * sizes
    beyond = np.sort(total, axis=0)[-max(1, round(WORST * years)) :]
    return beyond[0], beyond.mean(axis=0)


def _drawn_worlds(worlds: Worlds, seed: int, years: int) -> Ints:
    """The world of each year in each draw, shape (years, draws)."""
    order = _in_order(worlds) if worlds.exact else np.arange(len(worlds.mass))
    below = np.cumsum(worlds.mass[order], axis=0)
    chances = _stream(seed, years, "worlds").random((years, below.shape[1])) * below[-1]
    found = (np.searchsorted(*pair, side="right") for pair in zip(below.T, chances.T, strict=True))
    return np.asarray(order[np.minimum(np.stack(list(found), axis=1), len(below) - 1)])


def _in_order(worlds: Worlds) -> Ints:
    """The worlds by what they expose, which is the same however the map was written down."""
    order = sum(_weight(key) * worlds.fractions[key][:, 0] for key in sorted(worlds.fractions))
    return np.argsort(np.broadcast_to(order, len(worlds.mass)), kind="stable")


def _weight(key: object) -> float:
    """The weight of what one key exposes: its own, whatever else is exposed."""
    return float(np.random.Generator(stream_of(0, str(key))).random())


def _stream(seed: int, years: int, name: str) -> np.random.Generator:
    """Random numbers of the worlds, of a state's interest or of an event: the same whatever else is on the map."""
    return np.random.Generator(stream_of(seed, f"{name} in {years} years"))


def tail(totals: Floats, worst: float = WORST) -> Tail:
    """The point that the worst share of some totals lies beyond, and the mean of those."""
    ordered = np.sort(totals)
    beyond = ordered[-max(1, round(worst * totals.size)) :]
    error = float(beyond.std(ddof=1) / np.sqrt(beyond.size)) if beyond.size > 1 else 0.0
    return Tail(float(beyond[0]), float(beyond.mean()), error)
