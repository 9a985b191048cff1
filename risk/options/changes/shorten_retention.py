"""What happens to a map some of whose systems keep data for a shorter time."""

from __future__ import annotations

from data_maps.model import ShortenRetention
from risk.inputs import Changed
from risk.options.in_force import Force, with_number

KEY = "shorten_retention"


def changed(data_map: Changed, change: ShortenRetention, force: Force) -> Changed:
    """Data are kept no longer than said, and, if that is said, a share of people have nothing at rest."""
    for system in change.systems:
        about = data_map.systems[system]
        named = about.keys if change.data is None else change.data
        kept = [d for d in named if about.keeps.get(d, 0.0) or not data_map.data[d].live]
        keeps = {**about.keeps, **{d: min(change.to, about.keeps.get(d, change.to)) for d in kept}}
        systems = {**data_map.systems, system: about.model_copy(update={"keeps": keeps})}
        data_map = data_map.model_copy(update={"systems": systems})
        if change.leaves is not None:
            leaves = force.parameter(data_map, "leaves")
            for data in kept:
                data_map = with_number(data_map, f"kept.{data}.{system}", leaves)
    return data_map
