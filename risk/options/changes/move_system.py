"""What happens to a map one of whose systems moves to another country, or to another operator."""

from __future__ import annotations

from data_maps.addresses import by_form
from data_maps.model import MoveSystem
from risk.inputs import Changed
from risk.options.in_force import Force, without_numbers

KEY = "move_system"


def changed(data_map: Changed, change: MoveSystem, force: Force) -> Changed:
    """Another place and, if one is named, another operator; powers over the system where it stood are withdrawn."""
    system = data_map.systems[change.system]
    moved = {"place": change.to, "operator": change.operator or system.operator}
    systems = {**data_map.systems, change.system: system.model_copy(update=moved)}
    stood = (address for address in data_map.estimates if by_form(address).over == change.system)
    elsewhere = without_numbers(data_map, stood if change.to != system.place else ())
    return elsewhere.model_copy(update={"systems": systems})
