"""Kinds of change an option can be made of: each a function from map to map, by its key in a map's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from risk.inputs import ChangedMap
from risk.options.changes import numbers, people, systems, ties
from risk.options.effects import StepInForce

KINDS: tuple[tuple[str, Callable[[ChangedMap, Any, StepInForce], ChangedMap]], ...] = (
    ("stop_new_users", people.stop_new_users),
    ("stop_updates", people.stop_updates),
    ("bar_use_by", people.bar_use_by),
    ("cease_service", people.cease_service),
    ("move_system", systems.move_system),
    ("end_flow", ties.end_flow),
    ("end_access", ties.end_access),
    ("end_agreement", ties.end_agreement),
    ("user_keys", systems.user_keys),
    ("move_keys", systems.move_keys),
    ("divest", ties.divest),
    ("audit", numbers.audit),
    ("shorten_retention", systems.shorten_retention),
    ("set", numbers.set_estimates),
)

CHANGES: Mapping[str, Callable[[ChangedMap, Any, StepInForce], ChangedMap]] = dict(KINDS)
