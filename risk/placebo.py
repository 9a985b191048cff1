"""Placebo of a map: the same map with an owner from another state, to tell what is specific to the owner.

Only whose the app's organisation is changes. Rates, interest, places and people's terms stay with their states.
"""

from __future__ import annotations

from collections.abc import Mapping

from data_maps.model import DataMap
from data_maps.organisations import organisations
from data_maps.parties import Party
from data_maps.quantities import Estimate
from risk.defaults import estimate_of
from risk.exposure import POWER
from risk.jurisdictions import reach_abroad
from risk.organisations import Organisations
from risk.record.evidence import defaults

NEUTRAL = ("CH", "NZ", "XZ")
"""States without a record or a stake, the first that is not on the map; the last is made up."""


def owner_state(data_map: DataMap) -> str:
    """The state that the top of the app operator's organisation is run from."""
    return data_map.parties[organisations(data_map)[data_map.app.operator]].run_from


def neutral_state(data_map: DataMap) -> str:
    """A state without a record or a stake that is not on the map."""
    states = Organisations(data_map).states
    return next((state for state in NEUTRAL if state not in states), NEUTRAL[-1])


def with_owner_in(data_map: DataMap, state: str) -> DataMap:
    """The map whose app belongs to an organisation of another state.

    In those of its parties that are organised in or run from the owner's state, that state becomes the other, and the
    power that the map states over them goes along. The owner state's standing access at the organisation ends.
    """
    before, top_of = owner_state(data_map), organisations(data_map)
    top = top_of[data_map.app.operator]
    moved = {
        id_: _moved(party, before, state)
        for id_, party in data_map.parties.items()
        if top_of[id_] == top and before in (party.organised_in, party.run_from)
    }
    standing = tuple(line for line in data_map.standing if line.state != before or top_of[line.at] != top)
    return data_map.model_copy(
        update={
            "parties": {**data_map.parties, **moved},
            "estimates": _powers_moved(data_map, moved, before, state),
            "standing": standing,
        }
    )


def _moved(party: Party, before: str, after: str) -> Party:
    """A party of one state as one of another."""
    seats = {"organised_in": party.organised_in, "run_from": party.run_from}
    return party.model_copy(update={key: after if seat == before else seat for key, seat in seats.items()})


def _powers_moved(data_map: DataMap, moved: Mapping[str, Party], before: str, after: str) -> dict[str, Estimate]:
    """The estimates of a map with the stated powers over some parties gone to another state.

    Of two that then stand at one address the higher counts. What one state loses it does not gain by the default of
    another tie: a stated power that is lower stays.
    """
    estimates = dict(data_map.estimates)
    for party in moved:
        stated = estimates.pop(f"power.{before}.{party}", None)
        if stated is None:
            continue
        there = estimates.get(f"power.{after}.{party}")
        if there is None or _best(there) < _best(stated):
            estimates[f"power.{after}.{party}"] = stated
        if _best(stated) < _by_service(data_map, before, party):
            estimates[f"power.{before}.{party}"] = stated
    return estimates


def _by_service(data_map: DataMap, state: str, party: str) -> float:
    """The default power of a state over a party that serves people there; 0 over others."""
    serves = party == data_map.app.operator and any(group.place == state for group in data_map.users.values())
    word = reach_abroad(state, data_map.as_of).word
    return _best(estimate_of(defaults()[POWER, word])) if serves else 0.0


def _best(estimate: Estimate) -> float:
    return estimate.best or 0.0
