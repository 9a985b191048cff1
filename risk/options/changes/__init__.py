"""Which kinds of change an option can be made of, each a function from map to map."""

from __future__ import annotations

from collections.abc import Mapping

from risk.options.changes import (
    audit,
    bar_use_by,
    cease_service,
    divest,
    end_access,
    end_agreement,
    end_flow,
    move_keys,
    move_system,
    set_estimates,
    shorten_retention,
    stop_new_users,
    stop_updates,
    user_keys,
)
from risk.options.in_force import Intervention

INTERVENTIONS: tuple[Intervention, ...] = (
    stop_new_users,
    stop_updates,
    bar_use_by,
    cease_service,
    move_system,
    end_flow,
    end_access,
    end_agreement,
    user_keys,
    move_keys,
    divest,
    audit,
    shorten_retention,
    set_estimates,
)

BY_KEY: Mapping[str, Intervention] = {module.KEY: module for module in INTERVENTIONS}
