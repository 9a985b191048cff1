"""Changes of numbers: estimates set to others, and takings that reach less under an audit."""

from __future__ import annotations

from data_maps.changes import Audit, SetEstimates
from data_maps.quantities import Estimate
from risk.inputs import ChangedMap
from risk.options.effects import StepInForce, option_number, with_factor, with_number

UNKNOWN = Estimate(form="unknown", best=None, why="nothing is said")


def set_estimates(data_map: ChangedMap, change: SetEstimates, step: StepInForce) -> ChangedMap:
    """The map with the option's estimate at each address; one that says what the map says already is the map's own."""
    for address, estimate in change.root.items():
        name = f"option.{step.option}.{address}"
        number = option_number(data_map, name, estimate, None, step.place(data_map), UNKNOWN)
        if data_map.estimates.get(address) != number.estimate:
            data_map = with_number(data_map, address, number)
    return data_map


def audit(data_map: ChangedMap, change: Audit, step: StepInForce) -> ChangedMap:
    """The map in which takings reach some systems less often, and insiders succeed less where all are audited."""
    addresses = (f"reached.{system}" for system in dict.fromkeys(change.systems))
    return with_factor(data_map, addresses, step.parameter(data_map, "leaves"))
