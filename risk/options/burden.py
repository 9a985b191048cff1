"""Burden of options: the lifeline person-years that people lose, who bears them, and how many are cut off.

One lifeline person-year is one person without any substitute for all that the app does for them, for a year.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data_maps.addresses import family_of
from data_maps.caching import kept
from data_maps.changes import BarUseBy, CeaseService, Option, SetEstimates, StopNewUsers
from data_maps.model import DataMap
from data_maps.quantities import Estimate
from risk.arrays import Floats
from risk.event_numbers import PartOfTotal, Times
from risk.inputs import ChangedMap, Input, changeable, derived, effects_of, product
from risk.options.effects import EVERYTHING, NOTHING, option_number
from risk.options.timeline import ActingTime, InForce, Piece, acting_time, in_force, in_order, pieces
from risk.organisations import counted_groups

NumbersInDraws = Mapping[str, Floats]

ZERO, ONE = np.zeros(1)[0], np.ones(1)[0]


@dataclass(frozen=True)
class FunctionReliance:
    """The reliance of a group on the app for one function, which has `weight` among all functions."""

    group: str
    function: str
    weight: float
    used_by: Input
    substitutable: Input


@dataclass(frozen=True)
class Losses:
    """The losses an option brings to one function: from those who stay, and from those who can no longer use the app.

    No `substitute` of its own means that another app serves leavers as far as anybody.
    """

    stay: Input
    leave: Input
    substitute: Input | None


@dataclass(frozen=True)
class Lost:
    """The loss some options together bring over the horizon, by group: lifeline person-years, and the same by function;
    people who can no longer use the app, on average; and how many of them have no other for it, each function by its
    weight.
    """

    burden: Mapping[str, Floats]
    by_function: Mapping[str, Mapping[str, Floats]]
    cut_off: Mapping[str, Floats]
    stranded: Mapping[str, Floats]


def reliances(data_map: DataMap) -> tuple[FunctionReliance, ...]:
    """The reliances of each counted group on the app; the weights of functions add up to 1."""
    changed, whole = changeable(data_map), math.fsum(data_map.functions.values())
    rows = []
    for group in counted_groups(data_map):
        for function, stated in data_map.users[group].relies_on.items():
            address = f"users.{group}.relies_on.{function}"
            used_by = _number(changed, f"{address}.used_by", stated.used_by, f"users.{group}")
            substitutable = _number(changed, f"{address}.substitutable", stated.substitutable, f"users.{group}")
            rows.append(FunctionReliance(group, function, data_map.functions[function] / whole, used_by, substitutable))
    return tuple(rows)


def count(data_map: ChangedMap, group: str) -> Input:
    """The number of people a group has; a part of a total follows from it, a plain one from those like it."""
    address, people = f"users.{group}.count", data_map.people
    first = data_map.counted_with().get(group)
    if first is not None:
        return derived(address, Times(data_map.people_in(group) / data_map.people_in(first)), [count(data_map, first)])
    if people is None or group not in people.groups or address in data_map.estimates:
        stated = data_map.users[group].count
        return option_number(data_map, address, stated, "count", data_map.places.get(address), NOTHING)
    parts = {g: share.share for g, share in people.groups.items() if isinstance(share.share, Estimate)}
    numbers = {"people.total": people.total, **{f"people.{g}": share for g, share in parts.items()}}
    leaves = [
        option_number(data_map, address, estimate, None, data_map.places.get(address), NOTHING)
        for address, estimate in numbers.items()
    ]
    return derived(address, PartOfTotal(tuple(people.groups), tuple(parts), group), leaves)


def losses(data_map: DataMap, option: str, function: str) -> Losses:
    """Losses an option brings to a function: nothing for those who stay, everything for the others, unless said."""
    changed, stated, place = changeable(data_map), data_map.options[option], f"options.{option}"
    stay, leave = stated.loses.get(function), stated.leavers_lose.get(function)
    of_leavers = f"option.{option}.leavers_lose.{function}"
    own = leave.substitutable if leave else None
    return Losses(
        _number(changed, f"option.{option}.loses.{function}", stay, place, NOTHING),
        _number(changed, f"{of_leavers}.share", leave.share if leave else None, place),
        None if own is None else _number(changed, f"{of_leavers}.substitutable", own, place),
    )


def _number(
    data_map: ChangedMap, address: str, stated: Estimate | None, place: str, otherwise: Estimate = EVERYTHING
) -> Input:
    return option_number(data_map, address, stated, "probability", data_map.places.get(place), otherwise)


def is_stated(data_map: DataMap, options: Iterable[str]) -> bool:
    """True where the map says what people lose by each of some options: nobody's silence is a loss of nothing.

    It takes what people rely on the app for, and what those lose who stay; one that only bars groups changes nothing
    for those who stay, and takes what each group that it bars relies on the app for.
    """
    return all(_is_stated(data_map, data_map.options[option]) for option in options)


def _is_stated(data_map: DataMap, option: Option) -> bool:
    relying = {group for group in counted_groups(data_map) if data_map.users[group].relies_on}
    bars = [step.bar_use_by for step in option.do if step.bar_use_by is not None]
    if len(bars) == len(option.do):
        return {group for bar in bars for group in bar.groups} <= relying
    return bool(relying and option.loses)


@dataclass(frozen=True, eq=False)
class Relying:
    """The people of the counted groups, and their reliances on the app."""

    counts: Mapping[str, Input]
    reliances: tuple[FunctionReliance, ...]

    @property
    def numbers(self) -> Iterator[Input]:
        """Every number of it."""
        yield from (leaf for count in self.counts.values() for leaf in count.leaves)
        for reliance in self.reliances:
            yield from (reliance.used_by, reliance.substitutable)


def set_by(data_map: DataMap, option: str) -> Iterator[str]:
    """The addresses that an option sets a number at."""
    for step in data_map.options[option].do:
        yield from step.change.root if isinstance(step.change, SetEstimates) else ()


def relying(data_map: DataMap) -> Relying:
    """The reliances of the people of a map on the app, with whatever options are in force in it."""
    changed = changeable(data_map)
    return Relying({group: count(changed, group) for group in counted_groups(data_map)}, reliances(data_map))


@dataclass(frozen=True)
class _Stretch:
    """A part of the horizon in which the same is relied on: which part of it a member of each group uses the app, and
    which part of it one is gone.
    """

    relying: Relying
    active: Mapping[str, Floats]
    gone: Mapping[str, Floats]


class Burden:
    """The burden of the options of a map on people, for any of them together and any values of the numbers."""

    def __init__(self, data_map: DataMap) -> None:
        self.data_map = data_map
        self.groups = counted_groups(data_map)
        self.relying = relying(data_map)
        functions = dict.fromkeys(reliance.function for reliance in self.relying.reliances)
        self.losses = {(o, f): losses(data_map, o, f) for o in data_map.options for f in functions}
        self._setting = {o for o in data_map.options if any(family_of(a) == "users" for a in set_by(data_map, o))}
        self._relying: dict[tuple[str, ...], Relying] = {(): self.relying}

    def acting(self, options: Iterable[str], later: float = 0.0) -> dict[str, ActingTime]:
        """The time in which each of some options acts, in the map's order; those that never do are left out."""
        times = {o: acting_time(self.data_map, o, later) for o in in_order(self.data_map, options)}
        return {option: time for option, time in times.items() if time.years}

    def _relied_on(self, force: InForce) -> Relying:
        """The reliances while options are in force, some of which may set how many rely on them and how far."""
        setting = tuple(option for option in force if option[0] in self._setting)
        names = tuple(option for option, _, _ in setting)
        if names not in self._relying:
            self._relying[names] = relying(in_force(self.data_map, setting))
        return self._relying[names]

    @kept
    def _shares(self, option: str, since: float, until: float) -> Mapping[str, tuple[Input, ...]]:
        """The active share of each group while an option acts."""
        return effects_of(in_force(self.data_map, ((option, since, until),))).active

    def numbers(self, options: Iterable[str], later: float = 0.0) -> Iterator[Input]:
        """Every number that the burden of some options follows from."""
        times = self.acting(options, later)
        spans = pieces(self.data_map, times, later)
        for relied in dict.fromkeys(self._relied_on(span.in_force) for span in spans):
            yield from relied.numbers
        for function in dict.fromkeys(reliance.function for reliance in self.relying.reliances):
            for loss in (self.losses[option, function] for option in times):
                yield from (n for n in (loss.stay, loss.leave, loss.substitute) if n is not None)
        for option, time in times.items():
            by_group = self._shares(option, 0.0, time.years)
            yield from (leaf for group in self.groups for share in by_group.get(group, ()) for leaf in share.leaves)

    def lost(self, options: Iterable[str], values: NumbersInDraws, later: float = 0.0) -> Lost:
        """The loss of people over the horizon, at some values of the numbers, if all start so much later."""
        times = self.acting(options, later)
        shares = {o: self._active(o, 0.0, time.years, values) for o, time in times.items()}
        spans = pieces(self.data_map, times, later)
        horizon = self.data_map.horizon
        leaving = {
            g: {o: (1.0 - shares[o][g]) * time.years / horizon for o, time in times.items()} for g in self.groups
        }
        staying = {o: time.years / self._years(o) for o, time in times.items()}
        stretches = self._stretches(spans, shares)
        return self._lost(staying, values, stretches, leaving, horizon)

    def _stretches(self, spans: Sequence[Piece], shares: Mapping[str, Mapping[str, Floats]]) -> tuple[_Stretch, ...]:
        """The horizon by what is relied on."""
        by_relying: dict[Relying, list[Piece]] = {}
        for span in spans:
            by_relying.setdefault(self._relied_on(span.in_force), []).append(span)
        stretches = []
        for relied, alike in by_relying.items():
            active, gone = {}, {}
            for g in self.groups:
                stays = [(s.years, product([ONE, *(shares[o][g] for o, _, _ in s.in_force)])) for s in alike]
                active[g] = np.asarray(sum((years * a for years, a in stays), ZERO)) / self.data_map.horizon
                gone[g] = np.asarray(sum((years * (1.0 - a) for years, a in stays), ZERO)) / self.data_map.horizon
            stretches.append(_Stretch(relied, active, gone))
        return tuple(stretches)

    def lost_within(
        self, options: Iterable[str], values: NumbersInDraws, starts: float, ends: float, later: float = 0.0
    ) -> Lost:
        """The loss of people between two times of the horizon, during which the same options act.

        What those who stay lose on average over the horizon falls into the time in which the option acts.
        """
        times = self.acting(options, later)
        acts = {o: time for o, time in times.items() if time.starts <= starts and ends <= time.ends}
        staying = {o: self.data_map.horizon / self._years(o) if o in acts else 0.0 for o in times}
        shares = {o: self._active(o, starts - time.starts, ends - time.starts, values) for o, time in acts.items()}
        active = {g: product([ONE, *(shares[o][g] for o in acts)]) for g in self.groups}
        leaving = {g: {o: 1.0 - shares[o][g] for o in acts} for g in self.groups}
        relied = self._relied_on(tuple((o, 0.0, time.years) for o, time in acts.items()))
        stretch = _Stretch(relied, active, {g: 1.0 - active[g] for g in self.groups})
        return self._lost(staying, values, (stretch,), leaving, ends - starts)

    def _years(self, option: str) -> float:
        """The years an option acts if it starts when the map says, for which what those who stay lose is stated."""
        return acting_time(self.data_map, option).years

    def _active(self, option: str, since: float, until: float, values: NumbersInDraws) -> dict[str, Floats]:
        """The share of each group that still uses the app while an option acts by itself."""
        shares = self._shares(option, since, until)
        return {g: product([ONE, *(share.value(values) for share in shares.get(g, ()))]) for g in self.groups}

    def _lost(
        self,
        staying: Mapping[str, float],
        values: NumbersInDraws,
        stretches: Sequence[_Stretch],
        leaving: Mapping[str, Mapping[str, Floats]],
        years: float,
    ) -> Lost:
        burden, gone, stranded = (dict.fromkeys(self.groups, ZERO) for _ in range(3))
        by_function: dict[str, dict[str, Floats]] = {g: {} for g in self.groups}
        for stretch in stretches:
            people = {g: stretch.relying.counts[g].value(values) for g in self.groups}
            gone = {g: gone[g] + people[g] * stretch.gone[g] for g in self.groups}
            for reliance in stretch.relying.reliances:
                g, used = reliance.group, reliance.weight * reliance.used_by.value(values) * people[reliance.group]
                left = used * stretch.gone[g] * self._lost_by_leavers(reliance, leaving[g], values)
                stayed = used * stretch.active[g] * self._lost_by_those_who_stay(reliance, staying, values)
                by_function[g][reliance.function] = by_function[g].get(reliance.function, ZERO) + years * (
                    left + stayed
                )
                burden[g] = burden[g] + years * (left + stayed)
                stranded[g] = stranded[g] + left
        return Lost(burden, by_function, gone, stranded)

    def _lost_by_those_who_stay(
        self, reliance: FunctionReliance, staying: Mapping[str, float], values: NumbersInDraws
    ) -> Floats:
        """The loss from each option for those who stay, as often as it is in force compared with what is stated."""
        taken = [times * self.losses[option, reliance.function].stay.value(values) for option, times in staying.items()]
        return np.minimum(1.0, sum(taken, ZERO)) * (1.0 - reliance.substitutable.value(values))

    def _lost_by_leavers(
        self, reliance: FunctionReliance, leaving: Mapping[str, Floats], values: NumbersInDraws
    ) -> Floats:
        """The average loss of a leaver: of several options each answers for as many as it drives out by itself."""
        whole = sum(leaving.values(), ZERO)
        losses = [share * self._lost_by_leaver(reliance, option, values) for option, share in leaving.items()]
        return np.asarray(sum(losses, ZERO) / np.where(whole > 0.0, whole, 1.0))

    def _lost_by_leaver(self, reliance: FunctionReliance, option: str, values: NumbersInDraws) -> Floats:
        loss = self.losses[option, reliance.function]
        substitute = loss.substitute or reliance.substitutable
        return np.asarray(loss.leave.value(values) * (1.0 - substitute.value(values)))


def total(by_group: Mapping[str, Floats]) -> Floats:
    """The sum over the groups, shape () or (draws,)."""
    return np.asarray(sum(by_group.values(), ZERO))


def closed_channels(data_map: DataMap, options: Sequence[str]) -> tuple[str, ...]:
    """The channels that options close as a whole: ways to get the app, groups barred from it, the service itself."""
    channels: dict[str, None] = {}
    for change in (step.change for option in options for step in data_map.options[option].do):
        match change:
            case StopNewUsers():
                channels |= dict.fromkeys(data_map.distribution if change.channels is None else change.channels)
            case BarUseBy() if change.share is None or change.share.best == 1.0:
                channels |= dict.fromkeys(change.groups)
            case CeaseService():
                channels |= {"service": None}
    return tuple(channels)
