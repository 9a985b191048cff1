"""What happens to a map when somebody else holds the keys to some data of a system."""

from __future__ import annotations

from collections.abc import Iterable

from risk.exposure import bare
from risk.inputs import Changed, Input
from risk.options.in_force import without_numbers

NO_LOCK = ("operator", "none", "unknown")
"""Key holders who lock out nobody that a state can make them act for, as far as is known."""


def with_holder(data_map: Changed, system: str, data: Iterable[str], holder: str) -> Changed:
    """The holder of the keys to these data; whether each of them can be read is judged anew.

    Where nobody was locked out before, what made the data unreadable then still does: a lock that is added opens none.
    Data that no keys can cover are as readable as they were.
    """
    covered = tuple(data)
    about = data_map.systems[system]
    before = {(d, system): _before(data_map, d, system) for d in covered if about.keys.get(d) in NO_LOCK}
    unlocked = {**before, **data_map.unlocked} if holder not in NO_LOCK else data_map.unlocked
    keys = {**about.keys, **dict.fromkeys(covered, holder)}
    stated = without_numbers(data_map, (f"clear.{d}.{system}" for d in covered if not bare(data_map, d)))
    systems = {**stated.systems, system: about.model_copy(update={"keys": keys})}
    return stated.model_copy(update={"systems": systems, "unlocked": unlocked})


def _before(data_map: Changed, data: str, system: str) -> Input | str:
    """The map's own number for whether the data can be read there, or else who holds the keys."""
    address = f"clear.{data}.{system}"
    stated = data_map.estimates.get(address)
    if stated is None or address in {**data_map.named, **data_map.settings}:
        return data_map.systems[system].keys[data]
    return Input(address, stated, "map", data_map.places.get(f"estimates.{address}"))
