"""Data that options leave within reach of the state asked about: of the map's options and of the ready ones."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.conclusions.reach import is_shown_to_cut, lead_of
from assessments.results.options.models import OptionReach
from assessments.results.quantity import quantity
from assessments.results.reach import CONDITIONS, Sides, read_as, sides_of
from assessments.results.states import state_rows, told_of_state
from assessments.run import Run
from data_maps.addresses import family_of
from data_maps.caching import kept
from risk.inputs import Input
from risk.options.outcomes import Outcomes
from risk.options.ready import with_ready_options
from risk.options.within_reach import DataWithinReach
from risk.uncertainty.draw_counts import OPTION_DRAWS, WHAT_IF_DRAWS
from risk.uncertainty.draws import Columns
from risk.uncertainty.spreads import BATCHES


def columns_of(run: Run, most: int = OPTION_DRAWS) -> Columns | None:
    """The draws in which options are compared: all that were made, or the first so many; None without draws."""
    made = run.uncertain
    if made is None:
        return None
    return Columns(made.draws, run.settings.seed, BATCHES, min(made.draws, most), made.numbers_made())


@kept
def data_left(run: Run, reading: str | None = None) -> DataWithinReach | None:
    """What options leave the state that page one begins with, on a reading of the map; None where none comes first."""
    lead = lead_of(state_rows(run))
    if lead is None:
        return None
    state = lead.actor.removeprefix("state:")
    own = None if reading is None else data_left(run)
    if reading is None or own is None:
        outcomes = Outcomes(
            with_ready_options(run.data_map), run.model, columns_of(run, WHAT_IF_DRAWS), run.settings.nodes
        )
        return DataWithinReach(outcomes, state, lead.of_class)
    stated = run.data_map.readings[reading].set_
    if all(family_of(text) in (*CONDITIONS, "people") for text in stated):
        read = {text: Input(text, number, "map") for text, number in stated.items()}
        return DataWithinReach(own.outcomes, state, lead.of_class, own, read)
    data_map = with_ready_options(read_as(run.data_map, reading))
    return DataWithinReach(
        Outcomes(data_map, run.model, own.outcomes.columns, own.outcomes.budget), state, lead.of_class
    )


def option_reach(run: Run, options: Sequence[str], later: float = 0.0) -> OptionReach | None:
    """What some options leave the state that page one begins with, if all start so many years later."""
    left = data_left(run)
    if left is None:
        return None
    spans, full = left.spans(options, later=later), left.spans(options, in_full=True)
    force = full[0].in_force
    asked = ((left.state, left.of_class),)
    sides = Sides(left.reach(force).at_best, left.drawn(force), run.uncertain, asked) if force else sides_of(run)
    removed, removed_in_full = quantity(left.removed(spans)), quantity(left.removed(full))
    told = told_of_state(sides, left.state, left.of_class, left.left(spans), left.removed(spans))
    return OptionReach(
        **{**told, "cuts": is_shown_to_cut(removed, removed_in_full)},
        expected_data_in_full=quantity(left.left(full)),
        data_removed_in_full=removed_in_full,
    )
