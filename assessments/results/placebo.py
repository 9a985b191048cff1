"""Placebo of a result: the same map with an owner from another state, and with another drawing, in the same draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.results.beside import Beside
from assessments.results.reach import rows_of, sides_beside
from assessments.results.reach_parts import OtherMap, Placebo
from data_maps.caching import kept
from risk.organisations import places_of_viewpoint
from risk.placebo import coarser, finer, neutral_state, owner_state, with_owner_in

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap


@kept
def placebo(run: Run) -> Placebo:
    """The map with its owner from the viewpoint and from a neutral state, and drawn coarser and finer.

    Reach is in all draws of the run; harm in few of these, scaled as the map's own harm in few draws is to that in all.
    """
    data_map, owner = run.data_map, owner_state(run.data_map)
    own, neutral = data_map.viewpoint, neutral_state(data_map)
    return Placebo(
        owner=f"state:{owner}",
        own=None if owner in places_of_viewpoint(data_map) else _other(run, with_owner_in(data_map, own), own),
        neutral=_part(with_neutral_owner(run), neutral),
        coarser=_other(run, coarser(data_map)),
        finer=_other(run, finer(data_map)),
    )


def _other(run: Run, data_map: DataMap, state: str | None = None) -> OtherMap:
    """Another map beside that of a run, by the settings of the run."""
    return _part(_beside(run, data_map), state)


@kept
def with_neutral_owner(run: Run) -> Beside:
    """The map with its owner from a state without a record or a stake, beside that of a run."""
    return _beside(run, with_owner_in(run.data_map, neutral_state(run.data_map)))


def _beside(run: Run, data_map: DataMap) -> Beside:
    from assessments.run import assess

    other = assess(data_map, run.settings)
    return Beside(run, other, sides_beside(run, other))


def _part(beside: Beside, state: str | None) -> OtherMap:
    return OtherMap(
        state=state,
        harm=beside.harm,
        foreign_harm=beside.foreign_harm,
        reach=rows_of(beside.other, beside.sides),
        content_moved=beside.content_moved,
        foreign_harm_moved=beside.foreign_harm_moved,
    )
