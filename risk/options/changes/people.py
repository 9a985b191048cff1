"""Changes of who uses the app: new users and updates stopped by channel, groups barred, the service ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_maps.changes import BarUseBy, CeaseService, StopNewUsers, StopUpdates
from data_maps.quantities import Estimate
from risk.arrays import Floats
from risk.inputs import EVERY_INTRUSION, ChangedMap, Input, derived
from risk.options.effects import EVERYTHING, StepInForce, default, option_number, with_active, with_factor

NONE_STATED = Estimate(form="exact", best=0.0, why="no channel has a share")
TINY = 1e-12


def stop_new_users(data_map: ChangedMap, change: StopNewUsers, step: StepInForce) -> ChangedMap:
    """The map in which joiners fall to those who still get the app and more people leave; those who are there stay."""
    stopped = share_of_channels(data_map, change.channels)
    side_load = step.parameter(data_map, "side_load")
    added = step.parameter(data_map, "added_leaving", "rate")
    staying = Staying(step.since, step.until)
    shares = {
        group: derived(f"active.{group}", staying, (stopped, *_turnover(data_map, group), side_load, added))
        for group in data_map.users
    }
    return with_active(data_map, data_map.users, shares, step)


def _turnover(data_map: ChangedMap, group: str) -> tuple[Input, Input]:
    """Who joins and who leaves a year, as shares of the group; as many join as leave unless the map says otherwise."""
    users, address = data_map.users[group], f"users.{group}"
    place, usual = data_map.places.get(address), default("leave_per_year")
    leave = option_number(data_map, f"{address}.leave_per_year", users.leave_per_year, "rate", place, usual)
    if users.new_per_year is None:
        return leave, leave
    return option_number(data_map, f"{address}.new_per_year", users.new_per_year, "rate", place, usual), leave


@dataclass(frozen=True)
class Staying:
    """The mean share of a group that still uses the app over some years of a stop of new users.

    With χ the rate of leaving in all and σ the share that joiners hold up in the long run (1 at most: a ban adds
    nobody), the share after t years is σ + (1 − σ)·exp(−χ·t).
    """

    since: float
    until: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The share, from: channels stopped, joiners and leavers a year, side-loading, added leaving; any one shape."""
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


def stop_updates(data_map: ChangedMap, change: StopUpdates, step: StepInForce) -> ChangedMap:
    """The map in which known holes stay open: intrusions grow with every year without updates."""
    inputs = (share_of_channels(data_map, change.channels), step.parameter(data_map, "patch_debt", "rate"))
    growth = derived(f"unpatched.{step.option}", Growth(step.since, step.until), inputs)
    return with_factor(data_map, (EVERY_INTRUSION,), growth)


@dataclass(frozen=True)
class Growth:
    """The mean over some years of 1 + debt · share of channels · years without updates."""

    since: float
    until: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The factor, from: channels stopped, debt a year; any one shape."""
        stopped, debt = values
        return np.asarray(1.0 + debt * stopped * (self.since + self.until) / 2.0)


def bar_use_by(data_map: ChangedMap, change: BarUseBy, step: StepInForce) -> ChangedMap:
    """The map in which a share of some groups no longer uses the app."""
    barred = step.parameter(data_map, "share", otherwise=EVERYTHING)
    remaining = derived(f"active.{step.option}", complement, (barred,))
    return with_active(data_map, change.groups, remaining, step)


def complement(values: Sequence[Floats]) -> Floats:
    """The complement of a share.

    >>> complement([np.array([0.25])]).tolist()
    [0.75]
    """
    return np.asarray(1.0 - values[0])


def cease_service(data_map: ChangedMap, change: CeaseService, step: StepInForce) -> ChangedMap:
    """The map whose app few people still use; the data already held stay."""
    return with_active(data_map, data_map.users, step.parameter(data_map, "remaining"), step)


def share_of_channels(data_map: ChangedMap, channels: tuple[str, ...] | None) -> Input:
    """The share of people who get the app through some channels; all if all are named, or None is given.

    Channels without a share divide equally what the others leave.
    """
    every = tuple(data_map.distribution)
    if channels is None or set(channels) >= set(every):
        return Input("channels", EVERYTHING, "construction")
    stated = [c for c in every if data_map.distribution[c].share or _address(c) in data_map.estimates]
    places = tuple(stated.index(channel) for channel in channels if channel in stated)
    silent, unstated = len([c for c in set(channels) if c not in stated]), len(every) - len(stated)
    shares = [_share(data_map, channel) for channel in stated] or [Input("channels", NONE_STATED, "construction")]
    return derived("channels", ShareOfSome(places, silent / unstated if unstated else 0.0), shares)


@dataclass(frozen=True)
class ShareOfSome:
    """The sum of the shares at some places, and a part of what all shares together leave; 1 at most."""

    places: tuple[int, ...]
    part_of_rest: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The sum, from the share of each channel; any one shape."""
        chosen_shares = sum((values[i] for i in self.places), np.zeros(1)[0])
        rest = np.maximum(0.0, 1.0 - sum(values, np.zeros(1)[0]))
        return np.minimum(1.0, chosen_shares + self.part_of_rest * rest)


def _address(channel: str) -> str:
    return f"distribution.{channel}.share"


def _share(data_map: ChangedMap, channel: str) -> Input:
    place = data_map.places.get(f"distribution.{channel}")
    return option_number(
        data_map, _address(channel), data_map.distribution[channel].share, "probability", place, EVERYTHING
    )
