"""Changes of systems: where they stand, who holds their keys, how long they keep data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data_maps.addresses import by_form
from data_maps.changes import MoveKeys, MoveSystem, ShortenRetention, UserKeys
from risk.exposure import bare
from risk.inputs import ChangedMap, Input
from risk.options.effects import StepInForce, with_number, without_numbers

NO_LOCK = ("operator", "none", "unknown")
"""Key holders who lock out nobody that a state can make them act for, as far as is known."""


def move_system(data_map: ChangedMap, change: MoveSystem, step: StepInForce) -> ChangedMap:
    """The map with a system elsewhere and, if one is named, under another operator.

    Powers over the system where it stood are withdrawn.
    """
    system = data_map.systems[change.system]
    moved = {"place": change.to, "operator": change.operator or system.operator}
    systems = {**data_map.systems, change.system: system.model_copy(update=moved)}
    powers = (address for address in data_map.estimates if by_form(address).over == change.system)
    elsewhere = without_numbers(data_map, powers if change.to != system.place else ())
    return elsewhere.model_copy(update={"systems": systems})


def user_keys(data_map: ChangedMap, change: UserKeys, step: StepInForce) -> ChangedMap:
    """The map whose users hold the keys to the data named, or to all that keys can cover."""
    for system in change.systems:
        named = data_map.systems[system].keys if change.data is None else change.data
        data_map = with_key_holder(data_map, system, (d for d in named if not bare(data_map, d)), "users")
    return data_map


def move_keys(data_map: ChangedMap, change: MoveKeys, step: StepInForce) -> ChangedMap:
    """The map in which a party holds the keys to everything in some systems."""
    for system in change.systems:
        data_map = with_key_holder(data_map, system, data_map.systems[system].keys, change.to)
    return data_map


def with_key_holder(data_map: ChangedMap, system: str, data: Iterable[str], holder: str) -> ChangedMap:
    """The map with another holder of the keys to some data; whether each of them can be read is judged anew.

    Where nobody was locked out before, what made the data unreadable then still does: a lock that is added opens none.
    Data that no keys can cover are as readable as they were.
    """
    covered = tuple(data)
    keys = data_map.systems[system].keys
    unlocked = data_map.effects.unlocked
    if holder not in NO_LOCK:
        before = {(d, system): _unlocked_by(data_map, d, system) for d in covered if keys.get(d) in NO_LOCK}
        unlocked = {**before, **unlocked}
    judged_anew = (f"clear.{d}.{system}" for d in covered if not bare(data_map, d))
    changed = without_numbers(data_map, judged_anew).with_effects(replace(data_map.effects, unlocked=unlocked))
    rekeyed = changed.systems[system].model_copy(update={"keys": {**keys, **dict.fromkeys(covered, holder)}})
    return changed.model_copy(update={"systems": {**changed.systems, system: rekeyed}})


def _unlocked_by(data_map: ChangedMap, data: str, system: str) -> Input | str:
    """The map's own number for whether the data can be read there, or else who holds the keys."""
    address = f"clear.{data}.{system}"
    stated = data_map.estimates.get(address)
    if stated is None or address in data_map.effects.named or address in data_map.settings:
        return data_map.systems[system].keys[data]
    return Input(address, stated, "map", data_map.places.get(f"estimates.{address}"))


def shorten_retention(data_map: ChangedMap, change: ShortenRetention, step: StepInForce) -> ChangedMap:
    """The map that keeps data no longer than some time; if stated, a share of people have nothing at rest."""
    for system in change.systems:
        now = data_map.systems[system]
        named = now.keys if change.data is None else change.data
        kept = [data for data in named if now.keeps.get(data, 0.0) or not data_map.data[data].live]
        keeps = {**now.keeps, **{data: min(change.to, now.keeps.get(data, change.to)) for data in kept}}
        systems = {**data_map.systems, system: now.model_copy(update={"keeps": keeps})}
        data_map = data_map.model_copy(update={"systems": systems})
        if change.leaves is not None:
            leaves = step.parameter(data_map, "leaves")
            for data in kept:
                data_map = with_number(data_map, f"kept.{data}.{system}", leaves)
    return data_map
