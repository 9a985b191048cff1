"""What happens to a map when a party gets another owner."""

from __future__ import annotations

from data_maps.model import Divest, Ownership
from data_maps.quantities import Estimate
from risk.inputs import Changed, Input
from risk.options.in_force import Force, chosen, with_number, without_numbers

KEY = "divest"
WHOLE = Estimate(form="exact", best=1.0, why="the whole party is sold")


def changed(data_map: Changed, change: Divest, force: Force) -> Changed:
    """All lines of its ownership go, with what was known of their control; the buyer and the lines that stay come."""
    gone = [line for line in data_map.ownership if line.of == change.party]
    stated = without_numbers(data_map, (f"control.{line.owner}.{line.of}" for line in gone))
    bought = Ownership(owner=change.to, of=change.party, via="shares", share=WHOLE)
    others = tuple(line for line in stated.ownership if line.of != change.party)
    sold = stated.model_copy(update={"ownership": (*others, bought, *change.keeps)})
    for line in change.keeps:
        if line.control is not None:
            sold = with_number(sold, f"control.{line.owner}.{line.of}", _kept_control(sold, line, force))
    return sold


def _kept_control(data_map: Changed, line: Ownership, force: Force) -> Input:
    """What a line that stays still makes the party do: a number of the option, not of the line as it was."""
    address = f"option.{force.option}.control.{line.owner}.{line.of}"
    return chosen(data_map, address, line.control, "probability", force.place(data_map), WHOLE)
