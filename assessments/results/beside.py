"""Results of two maps side by side, in the same draws: another map beside that of a run, and its placebo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from assessments.results.quantity import Quantity, from_spread, quantity
from assessments.results.reach import Sides, rows_of, sides_beside, sides_of
from assessments.results.reach_parts import OtherMap, Placebo
from assessments.run import Run, paired_draws
from data_maps.caching import OwnedView, cached_property, kept
from data_maps.model import DataMap
from risk.arrays import Floats
from risk.organisations import places_of_viewpoint
from risk.placebo import neutral_state, owner_state, with_owner_in, with_systems_merged, with_systems_split
from risk.reach import Class
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.spreads import scaled_spread, spread


class PairedMap(OwnedView["Run"]):
    """Another map beside that of a run, in the same draws; `sides` are the people within reach on it.

    `assessed` makes its events, which reach does without. `same`: the other map is that of the run, as where a reading
    is in force, and has all its draws.
    """

    def __init__(self, run: Run, assessed: Callable[[], Run], sides: Sides, *, same: bool = False) -> None:
        super().__init__(run)
        self._assessed = assessed
        self.sides = sides
        self._same = same

    @cached_property
    def other(self) -> Run:
        """The assessment of the other map."""
        return self._assessed()

    @cached_property
    def _draws(self) -> Uncertain | None:
        return self.run.uncertain if self._same else paired_draws(self.other, self.run)

    @property
    def run(self) -> Run:
        """The assessment whose map the other is beside."""
        return self.about

    @property
    def harm(self) -> Quantity:
        """Severe equivalents a year on the other map."""
        return paired_harm(self.run, self.other.harm, self._draws, [""], [""])

    @property
    def foreign_harm(self) -> Quantity:
        """Severe equivalents a year of foreign states on the other map."""
        here, there = _foreign_states(self.run), _foreign_states(self.other)
        return paired_harm(self.run, foreign_harm_at_best(self.other), self._draws, here, there)

    def foreign_persons(self, of_class: Class) -> Quantity:
        """Persons a year whose content, or any data, foreign states would take on the other map, scaled as harm is."""
        places, measures = foreign_places(self.other), self.other.measures
        by_place = measures.content if of_class == "content" else measures.persons[:, :, 0]
        point = float(by_place[places].sum())
        own, draws = self.run.uncertain, self._draws
        if own is None or draws is None:
            return Quantity(point)

        def taken(uncertain: Uncertain, by: Run) -> Floats:
            names = _foreign_states(by)
            return uncertain.content(*names) if of_class == "content" else uncertain.persons(*names)[0]

        here = taken(own, self.run)
        few, whole = np.median(here[: draws.draws]), np.median(here)
        scale = float(whole / few) if few else 1.0
        return from_spread(point, scaled_spread(spread(taken(draws, self.other)), scale))

    @property
    def content_moved(self) -> dict[str, Quantity]:
        """The people whose content each state could order on the map of the run, less those on the other."""
        states = dict.fromkeys((*sides_of(self.run).states, *self.sides.states))
        return {f"state:{state}": self._content_moved(state) for state in states}

    def _content_moved(self, state: str) -> Quantity:
        here, there = (
            sides.number_of(lambda reached: reached.persons(state, "content"))
            for sides in (sides_of(self.run), self.sides)
        )
        return quantity(here - there)

    @property
    def foreign_harm_moved(self) -> Quantity:
        """Severe equivalents a year of foreign states on the map of the run, less those on the other."""
        point = foreign_harm_at_best(self.run) - foreign_harm_at_best(self.other)
        if self.run.uncertain is None or self._draws is None:
            return Quantity(point)
        here, there = _foreign_states(self.run), _foreign_states(self.other)
        more = self.run.uncertain.spread_of_harm_more(self._draws, here, there)
        return from_spread(point, scaled_spread(more, _scale(self.run, here, self._draws.draws)))


def paired_harm(
    run: Run, point: float, draws: Uncertain | None, names: Sequence[str], others: Sequence[str]
) -> Quantity:
    """The harm of some actors on another map, in the first draws of a run.

    It is scaled as the harm of some actors of the run in these draws is to that in all, so that the same map has the
    same harm.

    Args:
        run: The assessment of the map itself.
        point: The harm on the other map at the best values.
        draws: The other map in the first draws of the run; None without draws.
        names: The actors on the map itself; the empty name stands for all.
        others: The actors on the other map.
    """
    if draws is None:
        return Quantity(point)
    return from_spread(point, scaled_spread(draws.spread_of_harm(*others), _scale(run, tuple(names), draws.draws)))


@kept
def _scale(run: Run, names: tuple[str, ...], first: int) -> float:
    """The ratio of the median harm of some actors in all draws to that in the first so many."""
    uncertain = run.uncertain
    if uncertain is None or first == uncertain.draws:
        return 1.0
    median = uncertain.spread_of_harm(*names, first=first).median
    return uncertain.spread_of_harm(*names).median / median if median else 1.0


def _foreign_states(run: Run) -> tuple[str, ...]:
    """The actors that are states other than the viewpoint's own."""
    own = {f"state:{state}" for state in run.events.exposure.own_states}
    return tuple(dict.fromkeys(e.actor for e in run.events.events if e.is_of_a_state and e.actor not in own))


def foreign_places(run: Run) -> list[int]:
    """The places of the events of foreign states, actor by actor."""
    return [place for actor in _foreign_states(run) for place in run.of_actor(actor)]


def foreign_harm_at_best(run: Run) -> float:
    """Severe equivalents a year of foreign states, at the best values."""
    return float(sum(run.harms[place] for place in foreign_places(run)))


@kept
def placebo(run: Run) -> Placebo:
    """The map with its owner from the viewpoint and from a neutral state, and drawn coarser and finer.

    Reach is in all draws of the run; harm in few of these, scaled as the map's own harm in few draws is to that in all.
    """
    data_map, owner = run.data_map, owner_state(run.data_map)
    own, neutral = data_map.viewpoint, neutral_state(data_map)
    return Placebo(
        owner=f"state:{owner}",
        own=None if owner in places_of_viewpoint(data_map) else _other_map(run, with_owner_in(data_map, own), own),
        neutral=_owner_part(with_neutral_owner(run), neutral),
        coarser=_other_map(run, with_systems_merged(data_map)),
        finer=_other_map(run, with_systems_split(data_map)),
    )


def _other_map(run: Run, data_map: DataMap, state: str | None = None) -> OtherMap:
    """Another map beside that of a run, by the settings of the run."""
    return _owner_part(_paired(run, data_map), state)


@kept
def with_neutral_owner(run: Run) -> PairedMap:
    """The map with its owner from a state without a record or a stake, beside that of a run."""
    return _paired(run, with_owner_in(run.data_map, neutral_state(run.data_map)))


def _paired(run: Run, data_map: DataMap) -> PairedMap:
    from assessments.run import assess, reach_alone

    reach = sides_beside(run, reach_alone(data_map, run.settings))
    return PairedMap(run, partial(assess, data_map, run.settings), reach)


def _owner_part(beside: PairedMap, state: str | None) -> OtherMap:
    return OtherMap(
        state=state,
        harm=beside.harm,
        foreign_harm=beside.foreign_harm,
        reach=rows_of(beside.other, beside.sides),
        content_moved=beside.content_moved,
        foreign_harm_moved=beside.foreign_harm_moved,
    )
