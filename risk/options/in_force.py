"""Which numbers does a step of an option bring along while the option is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from data_maps.addresses import AddressKind
from data_maps.model import Option, Step
from data_maps.problems import Place
from data_maps.quantities import Estimate
from data_maps.settings import overruling
from risk.catalogue import Conditions
from risk.inputs import Changed, Input, Origin
from risk.shipped import read, refuse, texts

DEFAULTS = "options/changes/defaults.yaml"
NOTHING = Estimate(form="exact", best=0.0, why="none unless said")
EVERYTHING = Estimate(form="exact", best=1.0, why="all unless said")


@dataclass(frozen=True)
class Force:
    """A step of an option that is in force, looked at from `since` to `until` years after it came into force.

    What changes with time is replaced by its mean over these years.
    """

    option: str
    step: int
    since: float = 0.0
    until: float = 0.0

    def parameter(
        self, data_map: Changed, name: str, kind: AddressKind = "probability", otherwise: Estimate | None = None
    ) -> Input:
        """The number of a parameter of the step: the map's own estimate, what the step says, or a default."""
        steps = data_map.options[self.option].do
        stated: Estimate | None = getattr(steps[self.step].change, name)
        address = f"option.{self.option}.{name}{_ordinal(steps, name, stated)}"
        return chosen(data_map, address, stated, kind, self.place(data_map), otherwise or default(name))

    def place(self, data_map: Changed) -> Place | None:
        """Where the option stands in the text."""
        return data_map.places.get(f"options.{self.option}")


class Intervention(Protocol):
    """A kind of change of an option, as a module: `KEY` as a map writes it, and `changed`, from map to map."""

    KEY: str

    def changed(self, data_map: Changed, change: Any, force: Force) -> Changed:
        """The map with this change in force."""


def chosen(
    data_map: Changed,
    address: str,
    stated: Estimate | None,
    kind: AddressKind | None,
    place: Place | None,
    otherwise: Estimate,
) -> Input:
    """The number at an address that is no number of the exposure graph: an option's, the map's own, the inline one, or
    a default.
    """
    named: Input | None = data_map.named.get(address)
    if named is not None:
        return replace(named, replaces=_inline(address, stated, kind, place, otherwise))
    own = data_map.estimates.get(address)
    inline = _inline(address, stated, kind, place, otherwise)
    if own is not None and own.best is not None:
        return Input(address, own, "map", data_map.places.get(f"estimates.{address}"), inline, kind)
    return inline


def _inline(
    address: str, stated: Estimate | None, kind: AddressKind | None, place: Place | None, otherwise: Estimate
) -> Input:
    """What stands at the address if nothing else is said of it: what stands where it is used, else a default."""
    origin: Origin = "construction" if otherwise in (NOTHING, EVERYTHING) else "catalogue"
    usual = Input(address, otherwise, origin, place, None, kind)
    if stated is None or stated.best is None:
        return usual
    return Input(address, stated, "map", place, usual, kind)


def _ordinal(steps: Sequence[Step], name: str, stated: Estimate | None) -> str:
    """Nothing for the first value of a parameter in an option, `.2` for the second that differs, and so on."""
    said = list(dict.fromkeys(repr(getattr(step.change, name)) for step in steps if hasattr(step.change, name)))
    place = said.index(repr(stated))
    return f".{place + 1}" if place else ""


def retained(data_map: Changed, option: str) -> Input:
    """The share of the leavers' data that stays held while an option is in force."""
    about: Option = data_map.options[option]
    place = data_map.places.get(f"options.{option}")
    address = f"option.{option}.retained"
    return chosen(data_map, address, about.retained, "probability", place, default("retained"))


@cache
def defaults() -> Mapping[str, Estimate]:
    """What stands for the parameters of options that nobody has stated, by parameter."""
    found = read(Conditions, texts([DEFAULTS]))
    refuse(found.problems)
    return {name: stated.estimate for entry in found.entries for name, stated in entry.defaults.items()}


def default(parameter: str) -> Estimate:
    """The default of a parameter; everything where the format gives none."""
    return defaults().get(parameter, EVERYTHING)


def with_active(data_map: Changed, groups: Iterable[str], share: Mapping[str, Input] | Input, option: str) -> Changed:
    """The map in which only a share of some groups still uses the app."""
    kept = retained(data_map, option)
    active, held = dict(data_map.active), dict(data_map.retained)
    for group in groups:
        one = share if isinstance(share, Input) else share[group]
        active[group] = (*active.get(group, ()), one)
        held[group] = tuple(dict.fromkeys((*held.get(group, ()), kept)))
    return data_map.model_copy(update={"active": active, "retained": held})


def with_factor(data_map: Changed, addresses: Iterable[str], factor: Input) -> Changed:
    """The map in which a number multiplies those at some addresses."""
    factors = dict(data_map.factors)
    for address in addresses:
        factors[address] = (*factors.get(address, ()), factor)
    return data_map.model_copy(update={"factors": factors})


def with_number(data_map: Changed, address: str, number: Input) -> Changed:
    """The map in which an option's number stands at an address, unless it was fixed from outside the map."""
    if address in data_map.settings:
        return data_map
    estimates = {**data_map.estimates, address: number.estimate}
    named, before = {**data_map.named, address: number}, overruling(data_map, address)
    return data_map.model_copy(update={"estimates": estimates, "named": named, "overruled": before})


def without_numbers(data_map: Changed, addresses: Iterable[str]) -> Changed:
    """The map without its own estimates at some addresses; those fixed from outside and those of options stay."""
    gone = set(addresses) - set(data_map.settings) - set(data_map.named)
    if not gone & set(data_map.estimates):
        return data_map
    kept = {address: value for address, value in data_map.estimates.items() if address not in gone}
    return data_map.model_copy(update={"estimates": kept})
