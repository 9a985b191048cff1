"""Data within reach of one state while options act: people times the share of their data of a class, on the same draws.

The share is of all that people send on the map before any option acts: what an option ends or shortens is gone from
what is within reach, and not from the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from data_maps.caching import cached_property, kept, share_cached
from risk.arrays import Floats
from risk.inputs import Input
from risk.number import UNDRAWN, Number
from risk.options.burden import Burden, Lost
from risk.options.outcomes import Outcomes, with_values
from risk.options.timeline import InForce, Piece, acting_time, averaged, in_force, in_order, pieces
from risk.reach import Class, Reach, Reached, reach_on_map


class DataWithinReach:
    """The data of a class within reach of a state with any options in force; numbers have the same draws in all.

    `of_map` is the same on the map's own numbers where a reading has some otherwise, in `read`, that change no diagram.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        state: str,
        of_class: Class,
        of_map: DataWithinReach | None = None,
        read: Mapping[str, Input] | None = None,
    ) -> None:
        self.outcomes = outcomes
        self.data_map = outcomes.data_map
        self.state, self.of_class = state, of_class
        self._of_map, self._read = of_map, read or {}

    @cached_property
    def burden(self) -> Burden:
        """What people lose by the options."""
        return Burden(self.data_map)

    def spans(self, options: Iterable[str], *, in_full: bool = False, later: float = 0.0) -> tuple[Piece, ...]:
        """The spans of the horizon with what is in force in each; in full effect all options are, throughout."""
        if not in_full:
            return pieces(self.data_map, options, later)
        force = tuple((o, 0.0, acting_time(self.data_map, o).years) for o in in_order(self.data_map, options))
        return (Piece(0.0, self.data_map.horizon, force),)

    @kept
    def left(self, spans: tuple[Piece, ...]) -> Number:
        """The expected people times the share of their data, averaged over spans that make up the horizon."""
        numbers = [self.expected(span.in_force) for span in spans]
        base = self.expected(())

        def mean(part: Callable[[Number], Floats]) -> Floats:
            return averaged(self.data_map, spans, part(base), [part(number) for number in numbers])

        best = float(mean(lambda number: np.asarray(number.best)))
        return Number(best, mean(lambda number: number.draws) if base.drawn else UNDRAWN)

    def removed(self, spans: tuple[Piece, ...]) -> Number:
        """By how much less that is than where nothing is done."""
        return self.expected(()) - self.left(spans)

    def expected(self, force: InForce) -> Number:
        """The expected people times the share of their data with options in force."""
        return self._expected(self.outcomes.without_idle_spans(force))

    @kept
    def _expected(self, force: InForce) -> Number:
        drawn = self.drawn(force)
        weighted = UNDRAWN if drawn is None else drawn.weighted(self.state, self.of_class)
        return Number(float(self._at_best(force).weighted(self.state, self.of_class)[0]), weighted)

    def factors(self, spans: tuple[Piece, ...]) -> Floats:
        """The chance of an order, the expected people, and these times the share of their data, at the best values."""

        def at_best(force: InForce) -> Floats:
            best = self._at_best(self.outcomes.without_idle_spans(force))
            told = (best.chance, best.persons, best.weighted)
            return np.array([each(self.state, self.of_class)[0] for each in told])

        return averaged(self.data_map, spans, at_best(()), [at_best(span.in_force) for span in spans])

    @kept
    def _at_best(self, force: InForce) -> Reached:
        reach = self.reach(force)
        return reach.reached_at(with_values(self._used(reach.numbers.values()), {}))

    def drawn(self, force: InForce) -> Reached | None:
        """The reach in every draw; None without draws. Options that only multiply people leave its chances."""
        if self.outcomes.columns is None:
            return None
        structural = self.outcomes.structural(force)
        if structural == self.outcomes.without_idle_spans(force):
            return self._chances(structural)
        reach = self.reach(force)
        reached = reach.reached_at(self.outcomes.draws(self._used(reach.numbers.values())))
        share_cached(self._chances(structural), reached, ("_chances",))
        return reached

    @kept
    def _chances(self, structural: InForce) -> Reached:
        reach = self.reach(structural)
        reached = reach.reached_at(self.outcomes.draws(self._used(reach.numbers.values())))
        reached.weighted(self.state, self.of_class)
        return reached

    def _used(self, numbers: Iterable[Input]) -> Iterator[Input]:
        """Some numbers, those that the reading has otherwise as it has them."""
        return (self._read.get(number.address, number) for number in numbers)

    def reach(self, force: InForce) -> Reach:
        """The reach of the state on the map with options in force."""
        return (self._of_map or self)._reach(self.outcomes.without_idle_spans(force))

    @kept
    def _reach(self, force: InForce) -> Reach:
        structural = self.outcomes.structural(force)
        changed = in_force(self.data_map, force)
        if structural != force:
            held = self.reach(structural).where_held(changed)
            share_cached(self.reach(structural), held, ("shares_of_data",))
            return held
        reach = reach_on_map(changed, budget=self.outcomes.budget, states=(self.state,))
        return replace(reach, sent=self.reach(()).sent if force else reach.sent_by_class)

    def left_at(self, each: Iterable[Sequence[Piece]], values: Mapping[str, Floats]) -> list[Floats]:
        """What `left` is in each of some spans where numbers have other values than their best, (values,) each."""
        size = max((value.size for value in values.values()), default=1)
        by_force: dict[InForce, Floats] = {}

        def weighted(force: InForce) -> Floats:
            # Times in which nothing is in force are part of all spans: simulated once, they are the same in each.
            force = self.outcomes.without_idle_spans(force)
            if force not in by_force:
                reach = self.reach(force)
                reached = reach.reached_at(with_values(self._used(reach.numbers.values()), values))
                by_force[force] = np.broadcast_to(reached.weighted(self.state, self.of_class), (size,))
            return by_force[force]

        return [
            averaged(self.data_map, spans, weighted(()), [weighted(span.in_force) for span in spans]) for spans in each
        ]

    def numbers(self, spans: Iterable[Piece]) -> dict[str, Input]:
        """Every number that `left` follows from, by its name."""
        forces = dict.fromkeys(((), *(span.in_force for span in spans)))
        used = (self._used(self.reach(force).numbers.values()) for force in forces)
        return {number.address: number for numbers in used for number in numbers}

    @kept
    def lost(self, options: tuple[str, ...], in_full: bool = False) -> Lost:
        """What people lose over the horizon, or while all options act, at the best values."""
        return self._lost(options, with_values(self._used(self.burden.numbers(options)), {}), in_full)

    @kept
    def lost_in_draws(self, options: tuple[str, ...], in_full: bool = False) -> Lost:
        """What people lose in every draw."""
        return self._lost(options, self.outcomes.draws(self._used(self.burden.numbers(options))), in_full)

    def _lost(self, options: Sequence[str], values: Mapping[str, Floats], in_full: bool) -> Lost:
        times = [acting_time(self.data_map, option) for option in options]
        starts, ends = max((t.starts for t in times), default=0.0), min((t.ends for t in times), default=0.0)
        if in_full and starts < ends:
            return self.burden.lost_within(options, values, starts, ends)
        return self.burden.lost(options, values)
