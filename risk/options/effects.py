"""Effects of a step of an option on a map's numbers: which it brings along, and how they come into the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from data_maps.addresses import AddressKind
from data_maps.changes import OptionStep
from data_maps.problems import Place
from data_maps.quantities import Estimate
from data_maps.settings import overruling
from risk.defaults import estimate_of
from risk.inputs import ChangedMap, Input, Origin, Retained
from risk.record.evidence import defaults

NOTHING = Estimate(form="exact", best=0.0, why="none unless said")
EVERYTHING = Estimate(form="exact", best=1.0, why="all unless said")


@dataclass(frozen=True)
class StepInForce:
    """A step of an option that is in force, looked at from `since` to `until` years after it came into force.

    What changes with time is replaced by its mean over these years.
    """

    option: str
    step: int
    since: float = 0.0
    until: float = 0.0

    def parameter(
        self, data_map: ChangedMap, name: str, kind: AddressKind = "probability", otherwise: Estimate | None = None
    ) -> Input:
        """The number of a parameter of the step: the map's own estimate, what the step says, or a default."""
        steps = data_map.options[self.option].do
        stated: Estimate | None = getattr(steps[self.step].change, name)
        address = f"option.{self.option}.{name}{_ordinal(steps, name, stated)}"
        return option_number(data_map, address, stated, kind, self.place(data_map), otherwise or default(name))

    def place(self, data_map: ChangedMap) -> Place | None:
        """The place of the option in the text."""
        return data_map.places.get(f"options.{self.option}")


def option_number(
    data_map: ChangedMap,
    address: str,
    stated: Estimate | None,
    kind: AddressKind | None,
    place: Place | None,
    otherwise: Estimate,
) -> Input:
    """The number at an address that is no number of the exposure graph.

    Args:
        data_map: the map, with whatever is in force in it.
        address: where the number stands in the ledger.
        stated: the estimate where it is used in the text, if there is one.
        kind: the kind of number, where the address does not tell it.
        place: where it is used in the text.
        otherwise: the estimate used if nobody states one.

    Returns:
        An option's number, else the map's own estimate at the address, else the stated one, else the default.
    """
    inline = _inline(address, stated, kind, place, otherwise)
    named = data_map.effects.named.get(address)
    if named is not None:
        return replace(named, replaces=inline)
    own = data_map.estimates.get(address)
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


def _ordinal(steps: Sequence[OptionStep], name: str, stated: Estimate | None) -> str:
    """The ending of a parameter's address: empty for its first value in an option, `.2` for the second, and so on."""
    own, others = repr(stated), set[str]()
    for step in steps:  # no further than the first equal value: an option can have a step for each of many systems
        if hasattr(step.change, name):
            if (value := repr(getattr(step.change, name))) == own:
                break
            others.add(value)
    return f".{len(others) + 1}" if others else ""


def retained(data_map: ChangedMap, option: str) -> Input:
    """The share of the leavers' data that stays held while an option is in force."""
    stated = data_map.options[option].retained
    place = data_map.places.get(f"options.{option}")
    return option_number(data_map, f"option.{option}.retained", stated, "probability", place, default("retained"))


def default(parameter: str) -> Estimate:
    """The default of a parameter; everything where the evidence has none."""
    default = defaults().get((evidence_of(parameter), ""))
    return estimate_of(default) if default else EVERYTHING


def evidence_of(parameter: str) -> str:
    """The pattern under which the evidence has the default of a parameter."""
    return f"option.<option>.{parameter}"


def with_active(
    data_map: ChangedMap, groups: Iterable[str], share: Mapping[str, Input] | Input, step: StepInForce
) -> ChangedMap:
    """The map in which only a share of some groups still uses the app."""
    effects, of_leavers = data_map.effects, Retained(retained(data_map, step.option), step.until)
    active, held = dict(effects.active), dict(effects.retained)
    for group in groups:
        own = share if isinstance(share, Input) else share[group]
        active[group] = (*active.get(group, ()), own)
        held[group] = tuple(dict.fromkeys((*held.get(group, ()), of_leavers)))
    return data_map.with_effects(replace(effects, active=active, retained=held))


def with_factor(data_map: ChangedMap, addresses: Iterable[str], factor: Input) -> ChangedMap:
    """The map in which a number multiplies those at some addresses."""
    factors = dict(data_map.effects.factors)
    for address in addresses:
        factors[address] = (*factors.get(address, ()), factor)
    return data_map.with_effects(replace(data_map.effects, factors=factors))


def with_number(data_map: ChangedMap, address: str, number: Input) -> ChangedMap:
    """The map in which an option's number stands at an address, unless it was fixed from outside the map."""
    if address in data_map.settings:
        return data_map
    estimates = {**data_map.estimates, address: number.estimate}
    changed = data_map.model_copy(update={"estimates": estimates, "overruled": overruling(data_map, address)})
    return changed.with_effects(replace(data_map.effects, named={**data_map.effects.named, address: number}))


def without_numbers(data_map: ChangedMap, addresses: Iterable[str]) -> ChangedMap:
    """The map without its own estimates at some addresses; those fixed from outside and those of options stay."""
    removed = set(addresses) - set(data_map.settings) - set(data_map.effects.named)
    if not removed & set(data_map.estimates):
        return data_map
    remaining = {address: estimate for address, estimate in data_map.estimates.items() if address not in removed}
    return data_map.model_copy(update={"estimates": remaining})
