"""Which part of the people gets the app through some channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_maps.quantities import Estimate
from risk.inputs import Changed, Input, derived
from risk.options.in_force import EVERYTHING, chosen

Floats = NDArray[np.float64]


def named_share(data_map: Changed, channels: tuple[str, ...] | None) -> Input:
    """The share of the channels named; all of it if all of them are, or none is named.

    Channels without a share divide equally what the others leave.
    """
    known = tuple(data_map.distribution)
    if channels is None or set(channels) >= set(known):
        return Input("channels", EVERYTHING, "construction")
    stated = [c for c in known if data_map.distribution[c].share or _address(c) in data_map.estimates]
    where = tuple(stated.index(c) for c in channels if c in stated)
    silent = len([c for c in set(channels) if c not in stated])
    of_silent = len(known) - len(stated)
    parts = [_share(data_map, channel) for channel in stated] or [Input("channels", NONE_STATED, "construction")]
    return derived("channels", Named(where, silent / of_silent if of_silent else 0.0), parts)


NONE_STATED = Estimate(form="exact", best=0.0, why="no channel has a share")


@dataclass(frozen=True)
class Named:
    """The shares at some places, and a part of what all shares leave; 1 at most."""

    where: tuple[int, ...]
    rest: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The share of the channels named."""
        named = sum((values[i] for i in self.where), np.zeros(1)[0])
        left = np.maximum(0.0, 1.0 - sum(values, np.zeros(1)[0]))
        return np.minimum(1.0, named + self.rest * left)


def _address(channel: str) -> str:
    return f"distribution.{channel}.share"


def _share(data_map: Changed, channel: str) -> Input:
    place = data_map.places.get(f"distribution.{channel}")
    return chosen(data_map, _address(channel), data_map.distribution[channel].share, "probability", place, EVERYTHING)
