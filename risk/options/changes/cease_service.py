"""What happens to a map whose app's service ends."""

from __future__ import annotations

from data_maps.model import CeaseService
from risk.inputs import Changed
from risk.options.in_force import Force, with_active

KEY = "cease_service"


def changed(data_map: Changed, change: CeaseService, force: Force) -> Changed:
    """Few people still use it; the data already held stay."""
    return with_active(data_map, data_map.users, force.parameter(data_map, "remaining"), force.option)
