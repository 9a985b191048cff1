"""What happens to a map some of whose groups may no longer use the app."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data_maps.model import BarUseBy
from risk.inputs import Changed, derived
from risk.options.in_force import EVERYTHING, Force, with_active

Floats = NDArray[np.float64]
KEY = "bar_use_by"


def changed(data_map: Changed, change: BarUseBy, force: Force) -> Changed:
    """A share of the groups stops, and with them goes whoever is swept along with them."""
    barred = force.parameter(data_map, "share", otherwise=EVERYTHING)
    remaining = derived(f"active.{force.option}", rest, (barred,))
    return with_active(data_map, change.groups, remaining, force.option)


def rest(values: Sequence[Floats]) -> Floats:
    """What a share leaves."""
    return np.asarray(1.0 - values[0])
