"""What happens to a map whose users hold the keys."""

from __future__ import annotations

from data_maps.model import UserKeys
from risk.exposure import bare
from risk.inputs import Changed
from risk.options.changes.keys import with_holder
from risk.options.in_force import Force

KEY = "user_keys"


def changed(data_map: Changed, change: UserKeys, force: Force) -> Changed:
    """The keys to the data named, or to all that keys can cover; never to what has to stay bare."""
    for system in change.systems:
        named = data_map.systems[system].keys if change.data is None else change.data
        data_map = with_holder(data_map, system, (d for d in named if not bare(data_map, d)), "users")
    return data_map
