"""What happens to a map when another party keeps the keys to whole systems."""

from __future__ import annotations

from data_maps.model import MoveKeys
from risk.inputs import Changed
from risk.options.changes.keys import with_holder
from risk.options.in_force import Force

KEY = "move_keys"


def changed(data_map: Changed, change: MoveKeys, force: Force) -> Changed:
    """The keys to everything in the systems go to the party."""
    for system in change.systems:
        data_map = with_holder(data_map, system, data_map.systems[system].keys, change.to)
    return data_map
