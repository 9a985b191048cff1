"""Changes of systems: where they stand, who holds their keys, how long they keep data."""

from __future__ import annotations

from collections.abc import Iterable

from data_maps.addresses import Address, by_form
from data_maps.changes import MoveKeys, MoveSystem, ShortenRetention, UserKeys
from risk.exposure import bare
from risk.inputs import ChangedMap
from risk.options.effects import StepInForce, with_number, without_numbers


def move_system(data_map: ChangedMap, change: MoveSystem, step: StepInForce) -> ChangedMap:
    """The map with a system elsewhere and, if one is named, under another operator.

    The map's powers over the system itself are withdrawn.
    """
    system = data_map.systems[change.system]
    moved = {"place": change.to, "operator": change.operator or system.operator}
    systems = {**data_map.systems, change.system: system.model_copy(update=moved)}
    powers = (address for address in data_map.estimates if by_form(address).over == change.system)
    return without_numbers(data_map, powers).model_copy(update={"systems": systems})


def user_keys(data_map: ChangedMap, change: UserKeys, step: StepInForce) -> ChangedMap:
    """The map whose users hold the keys to the data named, or to all that keys can cover.

    Whether each of them can be read is judged anew; what the map says of an organisation's stays.
    """
    covered = [d for d in data_map.data if not bare(data_map, d)] if change.data is None else change.data
    for system in change.systems:
        judged_anew = (f"clear.{system}.users", *(f"clear.{data}.{system}" for data in covered))
        data_map = with_key_holder(without_numbers(data_map, judged_anew), system, covered, "users")
    return data_map


def move_keys(data_map: ChangedMap, change: MoveKeys, step: StepInForce) -> ChangedMap:
    """The map in which a party holds the keys to everything in some systems; whether it can be read is judged anew."""
    for system in change.systems:
        judged_anew = (text for text in data_map.estimates if _is_clear_of(system, by_form(text)))
        data_map = with_key_holder(without_numbers(data_map, judged_anew), system, data_map.data, change.to)
    return data_map


def _is_clear_of(system: str, address: Address) -> bool:
    """True where an address says what can be read at a system."""
    return address.family == "clear" and address.flow is None and system in address.parts


def with_key_holder(data_map: ChangedMap, system: str, data: Iterable[str], holder: str) -> ChangedMap:
    """The map with another holder of the keys to some data at a system."""
    keys = {**data_map.systems[system].keys, **dict.fromkeys(data, holder)}
    rekeyed = data_map.systems[system].model_copy(update={"keys": keys})
    return data_map.model_copy(update={"systems": {**data_map.systems, system: rekeyed}})


def shorten_retention(data_map: ChangedMap, change: ShortenRetention, step: StepInForce) -> ChangedMap:
    """The map that keeps data no longer than some time; if stated, a share of people have nothing at rest."""
    for system in change.systems:
        unchanged = data_map.systems[system]
        named = unchanged.keys if change.data is None else change.data
        stored = [data for data in named if unchanged.keeps.get(data, 0.0) or not data_map.data[data].live]
        keeps = {**unchanged.keeps, **{data: min(change.to, unchanged.keeps.get(data, change.to)) for data in stored}}
        systems = {**data_map.systems, system: unchanged.model_copy(update={"keeps": keeps})}
        data_map = data_map.model_copy(update={"systems": systems})
        if change.leaves is not None:
            leaves = step.parameter(data_map, "leaves")
            for data in stored:
                data_map = with_number(data_map, f"kept.{data}.{system}", leaves)
    return data_map
