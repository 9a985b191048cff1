"""Numbers at the addresses of a map, who states each, and what options in force make of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from typing import Literal

import networkx as nx
import numpy as np
from pydantic import Field, SkipValidation

from data_maps.addresses import AddressKind
from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.problems import Place
from data_maps.quantities import Estimate
from risk.arrays import Floats
from risk.defaults import Catalogued, MapDefaults, OwnEvents
from risk.uncertainty.distributions import Distribution

Origin = Literal["map", "history", "catalogue", "construction"]
Formula = Callable[[Sequence[Floats]], Floats]

EVERYONE = Estimate(form="exact", best=1.0, why="everyone's data takes this flow: the map states no share")
TAKEN = Estimate(form="exact", best=1.0, why="the people who take this one of the flows that exclude each other")
CERTAIN = Estimate(form="exact", best=1.0, why="true by construction")


@dataclass(frozen=True)
class Input:
    """The number used at an address; `replaces` is the one it took the place of.

    `address` is the name it is drawn under: its own, where an option put it in the place of another. `kind` is said
    where the address does not tell it; `evidence` is the entry, (pattern, case), that a default of the catalogue has;
    `distribution` is the distribution where an estimate cannot write it, `own` what a party's own history tells.
    """

    address: str
    estimate: Estimate
    origin: Origin
    place: Place | None = None
    replaces: Input | None = None
    kind: AddressKind | None = None
    evidence: tuple[str, str] | None = None
    distribution: Distribution | None = None
    own: OwnEvents | None = None

    def __hash__(self) -> int:
        """The hash of the address, which tells nearly all numbers apart; an estimate takes long to hash."""
        return hash(self.address)

    @property
    def leaves(self) -> tuple[Input, ...]:
        """The numbers that it follows from: itself, unless it is derived."""
        return (self,)

    def value(self, numbers: Mapping[str, Floats]) -> Floats:
        """Its value, shape () or (draws,), where the numbers that are drawn have these values."""
        return numbers[self.address]

    @property
    def best(self) -> float:
        """The point value.

        Raises:
            ValueError: of an unknown without one, which cannot be computed with.
        """
        if self.estimate.best is None:
            raise ValueError(f"{self.address} has no value")
        return self.estimate.best

    @property
    def exact(self) -> bool:
        """True for a number without a range."""
        return self.estimate.form == "exact"

    @property
    def assumed(self) -> bool:
        """True where nobody stated the number: it comes from the catalogue, or the map calls it unknown."""
        return self.origin == "catalogue" or self.estimate.form == "unknown"


@dataclass(frozen=True)
class Derived(Input):
    """A number that is a pure function of others in each draw: it is never drawn itself, and nobody states it."""

    formula: Formula = lambda values: np.asarray(values[0])
    parts: tuple[Input, ...] = ()

    __hash__ = Input.__hash__

    @cached_property
    def leaves(self) -> tuple[Input, ...]:
        """The numbers that it follows from."""
        return tuple(dict.fromkeys(leaf for used in self.parts for leaf in used.leaves))

    def value(self, numbers: Mapping[str, Floats]) -> Floats:
        """Its value, shape () or (draws,), where the numbers that it follows from have these values."""
        return np.asarray(self.formula([used.value(numbers) for used in self.parts]))


def values_of(inputs: Iterable[Input], numbers: Mapping[str, Floats]) -> Iterator[Floats]:
    """The values of some numbers, shape () or (draws,) each; one that several of them follow from is computed once.

    Args:
        inputs: the numbers, each told apart by which object it is: a derived one may have the address of its part.
        numbers: the values of the numbers that are drawn, by name.
    """
    computed: dict[int, Floats] = {}
    return (_value(used, numbers, computed) for used in inputs)


def _value(used: Input, numbers: Mapping[str, Floats], computed: dict[int, Floats]) -> Floats:
    if not isinstance(used, Derived):
        return used.value(numbers)
    if id(used) not in computed:
        computed[id(used)] = np.asarray(used.formula([_value(operand, numbers, computed) for operand in used.parts]))
    return computed[id(used)]


def derived(address: str, formula: Formula, parts: Sequence[Input]) -> Derived:
    """The number at an address that follows from others; exact if all of them are."""
    exact = all(used.exact for used in parts)
    estimate = _following(formula, tuple([used.best for used in parts]), exact)
    return Derived(address, estimate, "map", parts[-1].place, formula=formula, parts=tuple(parts))


@lru_cache(maxsize=2**14)
def _following(formula: Formula, values: tuple[float, ...], exact: bool) -> Estimate:
    """A formula at the best values of its parts: maps that differ in a few numbers ask for the same many times."""
    best = float(formula([np.asarray(value) for value in values]))
    return Estimate(form="exact" if exact else "plain", best=best, why="follows from other numbers")


def quotient(values: Sequence[Floats]) -> Floats:
    """The first of two numbers over the second, each of shape () or (draws,).

    >>> float(quotient([np.asarray(0.5), np.asarray(0.25)]))
    2.0
    """
    return np.asarray(values[0] / values[1])


def product(values: Sequence[Floats]) -> Floats:
    """The product of some numbers, each of shape () or (draws,).

    >>> float(product([np.asarray(0.5), np.asarray(0.25)]))
    0.125
    """
    return np.asarray(reduce(np.multiply, values))


@dataclass(frozen=True)
class Retained:
    """The share of the leavers' data that stays held while an option has been in force for some years."""

    share: Input
    years: float

    def part(self, longest: float) -> float:
        """The part of the share that is left on average where no data are held for longer than so many years."""
        return longest / self.years if longest < self.years else 1.0


HELD_SHARE = "held"
INTRUSIONS = "attempts.intrusion."
EVERY_INTRUSION = f"{INTRUSIONS}*"


@dataclass(frozen=True)
class Effects:
    """The effects of options in force on the numbers of a map, beyond what a map can say; none at first.

    `named` are numbers of options by the address they stand at (their estimates stand in the map's too), `factors`
    multiply the number at an address, or with `EVERY_INTRUSION` those of all organisations, and `active` the share of
    each group that still uses the app; `retained` are the shares of the leavers' data that stay held, of which the
    largest counts.
    """

    named: Mapping[str, Input] = field(default_factory=dict)
    factors: Mapping[str, tuple[Input, ...]] = field(default_factory=dict)
    active: Mapping[str, tuple[Input, ...]] = field(default_factory=dict)
    retained: Mapping[str, tuple[Retained, ...]] = field(default_factory=dict)

    def factors_at(self, address: str) -> tuple[Input, ...]:
        """The factors of the number at an address."""
        everywhere = self.factors.get(EVERY_INTRUSION, ()) if address.startswith(INTRUSIONS) else ()
        return (*self.factors.get(address, ()), *everywhere)


NO_EFFECTS = Effects()


class ChangedMap(DataMap):
    """A map with options in force, and their effects on its numbers."""

    effects: SkipValidation[Effects] = Field(default=NO_EFFECTS, exclude=True)

    def with_effects(self, effects: Effects) -> ChangedMap:
        """The map with other effects on its numbers."""
        return self.model_copy(update={"effects": effects})

    def __eq__(self, other: object) -> bool:
        """True where two maps say the same and have the same in force."""
        return isinstance(other, DataMap) and effects_of(other) == self.effects and super().__eq__(other)

    __hash__ = None


def changeable(data_map: DataMap) -> ChangedMap:
    """A map that is ready for options to be put in force in it."""
    if isinstance(data_map, ChangedMap):
        return data_map
    return ChangedMap.model_construct(**{name: getattr(data_map, name) for name in DataMap.model_fields})


def effects_of(data_map: DataMap) -> Effects:
    """The effects of the options in force in a map; none in a map as it was read."""
    return data_map.effects if isinstance(data_map, ChangedMap) else NO_EFFECTS


def held_share(data_map: DataMap, group: str) -> Derived | None:
    """The share of a group's people whose data are held: who is still active, and what is retained of the leavers."""
    effects = effects_of(data_map)
    active, leavers = effects.active.get(group, ()), effects.retained.get(group, ())
    if not active:
        return None
    longest = longest_kept(data_map, group) if leavers else math.inf
    share = HeldShare(len(active), tuple(retained.part(longest) for retained in leavers))
    return derived(f"{HELD_SHARE}.{group}", share, (*active, *(retained.share for retained in leavers)))


def in_other_spans(inputs: Mapping[str, Input], before: DataMap, after: DataMap) -> dict[str, Input] | None:
    """The numbers of a map where the same options have been in force for other spans than on the map they are of.

    What effects are part of follows anew from the others; None where it does not have the same parts.
    """
    own, there = effects_of(before), effects_of(after)
    if _lengths(own) != _lengths(there):
        return None
    made: dict[int, Input] = {}

    def anew(used: Input) -> Input:
        if id(used) not in made:
            made[id(used)] = _follow_anew(used, own, after, anew)
        return made[id(used)]

    renewed = {address: anew(used) for address, used in inputs.items()}
    same = all(_kind(renewed[address]) == _kind(used) for address, used in inputs.items())
    return renewed if same else None


def _follow_anew(used: Input, before: Effects, after: DataMap, anew: Callable[[Input], Input]) -> Input:
    """One number under other effects; itself where none of its parts is another."""
    if not isinstance(used, Derived):
        return used
    family, _, group = used.address.partition(".")
    if family == HELD_SHARE:
        return held_share(after, group) or used
    old, new = (effects.factors_at(used.address) for effects in (before, effects_of(after)))
    factors = range(1, 1 + len(old)) if old and used.parts[1 : 1 + len(old)] == old else range(0)
    parts = [new[place - 1] if place in factors else anew(part) for place, part in enumerate(used.parts)]
    same = all(part is other for part, other in zip(parts, used.parts, strict=True))
    return used if same else derived(used.address, used.formula, parts)


def _lengths(effects: Effects) -> object:
    """Of what effects are, and of how many parts each."""
    kinds = (effects.factors, effects.active, effects.retained)
    return [{address: len(parts) for address, parts in kind.items()} for kind in kinds]


def _kind(number: Input) -> tuple[bool, bool]:
    """Whether a number is certain, and whether it is none at all: then other events are possible."""
    return number.exact, number.best == 0.0


def longest_kept(data_map: DataMap, group: str) -> float:
    """The years for which the longest kept of a group's data are held; without end unless every system says for all."""
    brought = nx.DiGraph(
        (((flow.source_id, data if flow.source_id not in data_map.users else ""), (flow.target, data)))
        for flow in data_map.flows
        for data in flow.data
    )
    places = nx.descendants(brought, (group, "")) if (group, "") in brought else ()
    times = (_years_kept(data_map, place, data) for place, data in places)
    return max(times, default=math.inf)


def _years_kept(data_map: DataMap, place: str, data: str) -> float:
    return data_map.systems[place].keeps.get(data, math.inf) if place in data_map.systems else math.inf


@dataclass(frozen=True)
class HeldShare:
    """Active shares multiply; of those who left, the largest of the retained shares, each of a part, stays held."""

    active: int
    parts: tuple[float, ...] = ()

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The active share a and a + (1 − a) · retained."""
        staying = product(values[: self.active])
        retained = (share_kept * share for share_kept, share in zip(self.parts, values[self.active :], strict=True))
        leavers = np.max(np.broadcast_arrays(0.0, *retained), axis=0)
        return np.asarray(staying + (1.0 - staying) * leavers)


class Inputs:
    """The numbers a map's events use, each found once: its own estimates, then inline values, then defaults.

    A rate or count that the map calls unknown is the catalogue's.
    """

    def __init__(self, data_map: DataMap, defaults: MapDefaults) -> None:
        self._map = data_map
        self._effects = effects_of(data_map)
        self.defaults = defaults
        self._found: dict[str, Input] = {}
        self._usual: dict[str, Input] = {}
        self._held: dict[str, tuple[str, ...]] = {}

    @property
    def data_map(self) -> DataMap:
        """The map whose numbers these are."""
        return self._map

    def stated(self, address: str) -> bool:
        """True where the map's own estimates give this address."""
        return address in self._map.estimates

    def default(self, address: str, pattern: str, case: str = "") -> str:
        """The address, with the catalogue's number for a pattern, or a case of it, unless the map states one."""
        return self.catalogued(address, self.defaults.default_of(pattern, case))

    def catalogued(self, address: str, default: Catalogued, *factors: Input) -> str:
        """The address, with a default of the catalogue unless the map states a number, times some factors."""
        usual = Input(address, default.estimate, "catalogue", evidence=default.evidence)
        if default.before is not None:
            assumed = replace(usual, estimate=default.before.estimate)
            usual = replace(
                usual, origin="history", distribution=default.distribution, own=default.own, replaces=assumed
            )
        return self._keep(address, usual, *factors)

    def inline(self, address: str, value: Estimate, path: str) -> str:
        """The address, with the value written at `path` of the map unless its estimates state one."""
        return self._keep(address, Input(address, value, "map", self._map.places.get(path)))

    def follows(self, address: str, formula: Formula, parts: Sequence[str]) -> str:
        """The address, with what follows from the numbers at others unless the map states a number."""
        if address in self._found:
            return address
        if not self.stated(address):
            self._found[address] = derived(address, formula, [self._found[name] for name in parts])
            return address
        best = float(formula([np.asarray(self.best(name)) for name in parts]))
        usual = Estimate(form="plain", best=best, why="follows from other numbers")
        return self._keep(address, Input(address, usual, "catalogue"))

    def certain(self, address: str, reason: Estimate = CERTAIN) -> str:
        """The address, true by construction unless the map states otherwise."""
        return self._keep(address, Input(address, reason, "construction"))

    def _keep(self, address: str, usual: Input, *more: Input) -> str:
        if address not in self._found:
            self._usual[address] = usual
            number, factors = self._number(address), (*self._effects.factors_at(address), *more)
            self._found[address] = derived(address, product, (number, *factors)) if factors else number
        return address

    def _number(self, address: str) -> Input:
        own, before = self._map.estimates.get(address), self._usual[address]
        if own is None or own.best is None:
            return before
        overruled = self._map.overruled.get(address)
        before = before if overruled is None else Input(address, overruled, "map", replaces=before)
        if address in self._effects.named:
            return replace(self._effects.named[address], replaces=before)
        return Input(address, own, "map", self._map.places.get(f"estimates.{address}"), before)

    def held(self, group: str) -> tuple[str, ...]:
        """The address of the share of a group whose data are held, if options in force make it less than all."""
        if group not in self._held:
            share = held_share(self._map, group)
            self._held[group] = () if share is None else (share.address,)
            self._found.update({} if share is None else {share.address: share})
        return self._held[group]

    def factors(self, address: str) -> tuple[Input, ...]:
        """The numbers with which options in force multiply the one at an address."""
        return self._effects.factors_at(address)

    def is_from_history(self, address: str) -> bool:
        """True where the number at an address already asked for is that of a party's own history."""
        return self._found[address].origin == "history"

    def inputs_asked_for(self) -> Mapping[str, Input]:
        """Every number asked for so far, by address."""
        return dict(self._found)

    def estimate(self, address: str) -> Estimate | None:
        """The estimate of the number at an address; None where it was not asked for."""
        return self._found[address].estimate if address in self._found else None

    def per(self, address: str) -> str | None:
        """The unit that the rate at an address already asked for counts per."""
        return self._found[address].estimate.per

    def best(self, address: str) -> float:
        """The point value at an address already asked for."""
        return self._found[address].best
