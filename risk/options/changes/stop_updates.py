"""What happens to a map whose channels no longer give updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_maps.model import StopUpdates
from risk.exposure import holdings
from risk.inputs import Changed, derived
from risk.options.changes.channels import named_share
from risk.options.in_force import Force, with_factor

Floats = NDArray[np.float64]
KEY = "stop_updates"


def changed(data_map: Changed, change: StopUpdates, force: Force) -> Changed:
    """Known holes stay open: intrusions grow with every year."""
    parts = (named_share(data_map, change.channels), force.parameter(data_map, "patch_debt", "rate"))
    growth = derived(f"unpatched.{force.option}", Growth(force.since, force.until), parts)
    return with_factor(data_map, (f"attempts.intrusion.{held.id}" for held in holdings(data_map)), growth)


@dataclass(frozen=True)
class Growth:
    """The mean over some years of 1 + debt · share of channels · years without updates."""

    since: float
    until: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The factor from: channels stopped, debt a year."""
        stopped, debt = values
        return np.asarray(1.0 + debt * stopped * (self.since + self.until) / 2.0)
