"""What happens to a map when a party can no longer reach into a system."""

from __future__ import annotations

from collections.abc import Iterator

from data_maps.model import Access, Agreement, EndAccess, Gift
from risk.inputs import Changed
from risk.options.in_force import Force

KEY = "end_access"


def changed(data_map: Changed, change: EndAccess, force: Force) -> Changed:
    """Its access is gone, and so is what agreements give it; what they give the others stays."""
    operator = data_map.systems[change.to].operator if change.to in data_map.systems else change.to
    left = (access for old in data_map.agreements for access in _of_the_last(old, change) if access.party != operator)
    access = (*(a for a in data_map.access if (a.party, a.to) != (change.party, change.to)), *left)
    agreements = tuple(one for old in data_map.agreements for one in _without(old, change))
    return data_map.model_copy(update={"access": access, "agreements": agreements})


def _left(agreement: Agreement, change: EndAccess) -> tuple[tuple[Gift, ...], tuple[str, ...]]:
    """What an agreement gives to the system, and the parties it gives that to from now on."""
    there = tuple(gift for gift in agreement.gives if gift.system == change.to)
    return there, tuple(party for party in agreement.between if party != change.party)


def _of_the_last(agreement: Agreement, change: EndAccess) -> Iterator[Access]:
    """What a single party that is left has there from now on: an agreement takes two."""
    there, others = _left(agreement, change)
    if len(others) == 1 < len(agreement.between):
        yield from (Access(party=others[0], to=gift.system, how=agreement.id, data=gift.data) for gift in there)


def _without(agreement: Agreement, change: EndAccess) -> Iterator[Agreement]:
    """The agreement: whole, or for what it gives elsewhere, and for the others what it gives there."""
    there, others = _left(agreement, change)
    if not there or len(others) == len(agreement.between):
        yield agreement
        return
    elsewhere = tuple(gift for gift in agreement.gives if gift.system != change.to)
    yield agreement.model_copy(update={"gives": elsewhere})
    if len(others) > 1:
        id_ = f"{agreement.id}-without-{change.party}-{change.to}"
        yield agreement.model_copy(update={"id": id_, "between": others, "gives": there})
