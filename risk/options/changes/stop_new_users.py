"""What happens to a map whose channels no longer give the app to new people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_maps.model import StopNewUsers
from risk.inputs import Changed, Input, derived
from risk.options.changes.channels import named_share
from risk.options.in_force import Force, chosen, default, with_active

Floats = NDArray[np.float64]
KEY = "stop_new_users"


def changed(data_map: Changed, change: StopNewUsers, force: Force) -> Changed:
    """Joiners fall to those who still get the app, more people leave; those who are there stay."""
    named = named_share(data_map, change.channels)
    side_load = force.parameter(data_map, "side_load")
    added = force.parameter(data_map, "added_leaving", "rate")
    shares = {
        group: derived(
            f"active.{group}",
            Staying(force.since, force.until),
            (named, *_turnover(data_map, group), side_load, added),
        )
        for group in data_map.users
    }
    return with_active(data_map, data_map.users, shares, force.option)


def _turnover(data_map: Changed, group: str) -> tuple[Input, Input]:
    """Who joins and who leaves a year, as shares of the group; as many join as leave unless the map says otherwise."""
    about, at = data_map.users[group], f"users.{group}"
    place = data_map.places.get(at)
    leave = chosen(data_map, f"{at}.leave_per_year", about.leave_per_year, "rate", place, default("leave_per_year"))
    if about.new_per_year is None:
        return leave, leave
    return chosen(data_map, f"{at}.new_per_year", about.new_per_year, "rate", place, default("leave_per_year")), leave


@dataclass(frozen=True)
class Staying:
    """The mean share of a group that still uses the app over some years of a stop of new users.

    With χ the rate of leaving in all and σ the share that joiners hold up in the long run (1 at most: a ban adds
    nobody), the share after t years is σ + (1 − σ)·exp(−χ·t).
    """

    since: float
    until: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The share from: channels stopped, joiners and leavers a year, side-loading, added leaving."""
        stopped, new, leave, side_load, added = values
        still = 1.0 - stopped + stopped * side_load
        leaving = leave + added
        lasting = np.minimum(1.0, still * new / np.maximum(leaving, TINY))
        return np.asarray(lasting + (1.0 - lasting) * self._decay(leaving))

    def _decay(self, leaving: Floats) -> Floats:
        """The mean of exp(−leaving·t) over the years."""
        before = np.exp(-leaving * self.since)
        passed = leaving * (self.until - self.since)
        return np.asarray(before * np.where(passed > TINY, -np.expm1(-passed) / np.maximum(passed, TINY), 1.0))


TINY = 1e-12
