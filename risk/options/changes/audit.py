"""What happens to a map some of whose systems are looked after by somebody independent."""

from __future__ import annotations

from data_maps.model import Audit
from risk.inputs import Changed
from risk.options.in_force import Force, with_factor

KEY = "audit"
WATCHED = ("covert", "intrusion", "insider")


def changed(data_map: Changed, change: Audit, force: Force) -> Changed:
    """Covert access, intrusion and insiders succeed less often."""
    addresses = (f"success.{threat}.{system}" for system in dict.fromkeys(change.systems) for threat in WATCHED)
    return with_factor(data_map, addresses, force.parameter(data_map, "leaves"))
