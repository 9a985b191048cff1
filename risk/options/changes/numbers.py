"""Changes of numbers: estimates set to others, and attacks that succeed less often under an audit."""

from __future__ import annotations

from data_maps.changes import Audit, SetEstimates
from data_maps.quantities import Estimate
from risk.inputs import ChangedMap
from risk.options.effects import StepInForce, chosen, with_factor, with_number

WATCHED = ("covert", "intrusion", "insider")
"""Modes of attack that somebody independent who looks after a system makes harder."""
UNKNOWN = Estimate(form="unknown", best=None, why="nothing is said")


def set_estimates(data_map: ChangedMap, change: SetEstimates, step: StepInForce) -> ChangedMap:
    """The map with the option's estimate at each address; one that says what the map says already is the map's own."""
    for address, estimate in change.root.items():
        name = f"option.{step.option}.{address}"
        number = chosen(data_map, name, estimate, None, step.place(data_map), UNKNOWN)
        if data_map.estimates.get(address) != number.estimate:
            data_map = with_number(data_map, address, number)
    return data_map


def audit(data_map: ChangedMap, change: Audit, step: StepInForce) -> ChangedMap:
    """The map in which covert access, intrusion and insiders succeed less often in some systems."""
    addresses = (f"success.{mode}.{system}" for system in dict.fromkeys(change.systems) for mode in WATCHED)
    return with_factor(data_map, addresses, step.parameter(data_map, "leaves"))
