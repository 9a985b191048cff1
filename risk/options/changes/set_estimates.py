"""What happens to a map some of whose numbers are others while an option is in force."""

from __future__ import annotations

from data_maps.model import SetEstimates
from data_maps.quantities import Estimate
from risk.inputs import Changed
from risk.options.in_force import Force, chosen, with_number

KEY = "set"


def changed(data_map: Changed, change: SetEstimates, force: Force) -> Changed:
    """The option's estimate stands at each address; one that says what the map says already is the map's own."""
    for address, estimate in change.root.items():
        name = f"option.{force.option}.{address}"
        number = chosen(data_map, name, estimate, None, force.place(data_map), UNKNOWN)
        if data_map.estimates.get(address) != number.estimate:
            data_map = with_number(data_map, address, number)
    return data_map


UNKNOWN = Estimate(form="unknown", best=None, why="nothing is said")
