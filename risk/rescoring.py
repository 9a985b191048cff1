"""When can a map's events be kept although some of its numbers have changed."""

from __future__ import annotations

from dataclasses import replace

from data_maps.model import DataMap
from data_maps.quantities import Estimate
from risk.events import Events
from risk.exposure import CONTROLLING

VALUES = frozenset({"estimates", "settings", "overruled", "own_view", "places"})


def rescored_events(events: Events, data_map: DataMap) -> Events | None:
    """The events of a map that differs from theirs in the values of its estimates alone; None if they may be others.

    A number that was the catalogue's may be stated too, where stating it ties nothing to the app that was not.
    """
    before, known = events.data_map, events.exposure.inputs
    if not _same_but_values(before, data_map):
        return None
    changed = {a: e for a, e in data_map.estimates.items() if e is not before.estimates.get(a)}
    if not all(a in before.estimates or _may_be_stated(a, events) for a in changed):
        return None
    if not all(_keeps_structure(a, before.estimates.get(a, known.estimate(a)), new) for a, new in changed.items()):
        return None
    inputs = known.restated(data_map)
    found = inputs.found()
    exposure = replace(events.exposure, data_map=data_map, inputs=inputs)
    return replace(events, exposure=exposure, inputs={address: found[address] for address in events.inputs})


def _same_but_values(one: DataMap, other: DataMap) -> bool:
    """Whether the other map states all numbers of the one, at the same places of the text, and all else alike."""
    if type(one) is not DataMap or type(other) is not DataMap or not one.estimates.keys() <= other.estimates.keys():
        return False
    names = (name for name in DataMap.model_fields if name not in VALUES)
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return all(a is b or a == b for a, b in pairs) and _elsewhere(one) == _elsewhere(other)


def _elsewhere(data_map: DataMap) -> dict[str, object]:
    """The places of everything but the estimates, which are looked up anew."""
    return {path: place for path, place in data_map.places.items() if not path.startswith("estimates.")}


def _may_be_stated(address: str, events: Events) -> bool:
    """Whether the events ask for the address anyway; a stated interest makes a state one that is involved."""
    family, _, state = address.partition(".")
    return address in events.inputs and (family != "interest" or state in events.exposure.involved)


def _keeps_structure(address: str, old: Estimate | None, new: Estimate) -> bool:
    """Whether a number may go from one value to the other without any event, root or split of people being another.

    The best values of what is certain or impossible, of counts of people, and of control around one half decide which
    events there are and how they are written; so does what a rate counts per.
    """
    if old is None or old.best is None or new.best is None or old.per != new.per:
        return False
    if address.startswith("users.") or {old.best, new.best} & {0.0, 1.0}:
        return old.best == new.best and old.form == new.form
    return not address.startswith("control.") or (old.best >= CONTROLLING) == (new.best >= CONTROLLING)
