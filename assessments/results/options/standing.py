"""Standing of options to each other: dominance, excess, frontiers and prices, at the best values and in draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.results.options.averages import Track
from assessments.results.options.models import Dominance, DominatedBy
from assessments.results.quantity import Quantity, unbounded
from data_maps.caching import cached_property
from risk.arrays import Bools, Floats
from risk.number import UNDRAWN, Number
from risk.options.tradeoffs import beaten, beats, excess, excesses, frontier, price, prices

TRACKS: tuple[Track, ...] = ("harm", "strategic")


@dataclass(frozen=True)
class Tracks:
    """Harm, strategic exposures and burden of every row, shape (rows,) or (rows, draws) each."""

    harm: Floats
    strategic: Floats
    burden: Floats

    def risk(self, track: Track) -> Floats:
        """Harm or strategic exposures."""
        return self.harm if track == "harm" else self.strategic


class OptionStanding:
    """The standing of the rows of a comparison to each other; the first of them is the status quo.

    `draws` is None where none were asked for. Prices are per unit of burden over a horizon in years.
    """

    def __init__(self, names: Sequence[str], best: Tracks, draws: Tracks | None, horizon: float) -> None:
        self.names = tuple(names)
        self.best = best
        self.draws = draws
        self.horizon = horizon

    def dominance(self, name: str) -> Dominance:
        """The rows that remove at least as much with no more burden, on both tracks and by harm alone, and how surely.

        What would turn these orders round is not looked for here.
        """
        place, chances = self.names.index(name), self._chances
        both, alone = (better[place] for better in self._beats)
        others = [(i, other) for i, other in enumerate(self.names) if i > 0]
        by = [(other, None if chances is None else float(chances[0][place, i])) for i, other in others if both[i]]
        return Dominance(
            probability=None if chances is None else float(chances[1][place]),
            by=tuple(DominatedBy(option=other, probability=chance) for other, chance in by),
            by_harm_only=tuple(other for i, other in others if alone[i]),
            probability_by_harm_only=None if chances is None else float(chances[2][place]),
        )

    @cached_property
    def _beats(self) -> tuple[Bools, Bools]:
        """On both tracks, and by harm alone: whether the column beats the row at the best values."""
        best = self.best
        return beats(best.harm, best.strategic, best.burden), beats(best.harm, best.burden)

    @cached_property
    def _chances(self) -> tuple[Floats, Floats, Floats] | None:
        """The share of draws in which the column beats the row on both tracks; any does; any does by harm alone."""
        if self.draws is None:
            return None
        draws = self.draws
        both = beats(draws.harm, draws.strategic, draws.burden)
        alone = beaten(beats(draws.harm, draws.burden))
        return both.mean(axis=2), beaten(both).mean(axis=1), alone.mean(axis=1)

    def _is_watched(self, track: Track) -> bool:
        """True where anybody is exposed on a track where nothing is done; harm is always looked at."""
        return track == "harm" or bool(self.best.strategic[0] > 0.0)

    @cached_property
    def _excess(self) -> Mapping[Track, list[float | None]]:
        return {t: excess(self.best.risk(t), self.best.burden) for t in TRACKS if self._is_watched(t)}

    def excess(self, name: str, track: Track) -> float | None:
        """The burden of a row over the least that removes nearly as much; None without end, or for the status quo."""
        place = self.names.index(name)
        return self._excess[track][place] if place and track in self._excess else None

    @cached_property
    def _drawn_excess(self) -> Mapping[Track, Floats]:
        """The excess of every row in every draw, shape (rows, draws); nothing without draws."""
        return {t: excesses(self.draws.risk(t), self.draws.burden) for t in TRACKS} if self.draws else {}

    def excess_quantity(self, name: str, track: Track) -> Quantity | None:
        """The excess with its interval, which may have no end; None where nobody is exposed on a track."""
        place, point = self.names.index(name), self.excess(name, track)
        if not self._is_watched(track):
            return None
        draws = self._drawn_excess[track][place] if self.draws else UNDRAWN
        return unbounded(Number(math.inf if point is None else point, draws))

    @cached_property
    def _frontiers(self) -> Mapping[Track, Bools]:
        return {track: frontier(self.best.risk(track), self.best.burden) for track in TRACKS}

    def is_on_frontier(self, name: str, track: Track) -> bool:
        """True where a row is on the Pareto frontier of a track and the burden, at the best values."""
        return bool(self._frontiers[track][self.names.index(name)])

    @cached_property
    def _drawn_frontiers(self) -> Mapping[Track, Floats]:
        """The share of draws in which each row is on the frontier of a track; nothing without draws."""
        draws = self.draws
        return {t: frontier(draws.risk(t), draws.burden).mean(axis=1) for t in TRACKS} if draws else {}

    def frontier_chance(self, name: str, track: Track) -> float | None:
        """The share of draws in which a row is on the frontier of a track; None without draws."""
        shares = self._drawn_frontiers
        return float(shares[track][self.names.index(name)]) if track in shares else None

    @cached_property
    def _prices(self) -> Mapping[Track, Mapping[tuple[int, int], float]]:
        return {track: prices(self.best.risk(track), self.best.burden, self.horizon) for track in TRACKS}

    def price_over(self, name: str, track: Track) -> dict[str, float]:
        """The worth in burden of one exposure from which on a row is preferred to each other, at the best values."""
        place, prices = self.names.index(name), self._prices[track]
        return {other: prices[place, i] for i, other in enumerate(self.names) if (place, i) in prices}

    def prices(self, name: str, track: Track) -> dict[str, Quantity]:
        """The prices of options with their intervals, which may have no end."""
        over = self.price_over(name, track)
        return {other: unbounded(Number(worth, self._drawn_price(name, other, track))) for other, worth in over.items()}

    def _drawn_price(self, name: str, other: str, track: Track) -> Floats:
        if self.draws is None:
            return UNDRAWN
        places = [self.names.index(name), self.names.index(other)]
        risk, burden = (tuple(values[places]) for values in (self.draws.risk(track), self.draws.burden))
        return price(risk, burden, self.horizon)
