"""What happens to a map when a party can no longer reach into a system."""

from __future__ import annotations

from collections.abc import Iterator

from data_maps.model import Agreement, EndAccess
from risk.inputs import Changed
from risk.interventions.force import Force

KEY = "end_access"


def changed(data_map: Changed, change: EndAccess, force: Force) -> Changed:
    """Its access is gone, and so is what agreements give it; what they give the others stays."""
    access = tuple(a for a in data_map.access if (a.party, a.to) != (change.party, change.to))
    agreements = tuple(one for old in data_map.agreements for one in _without(old, change))
    return data_map.model_copy(update={"access": access, "agreements": agreements})


def _without(agreement: Agreement, change: EndAccess) -> Iterator[Agreement]:
    """The agreement: whole, or for what it gives elsewhere, and for the others what it gives there."""
    there = tuple(gift for gift in agreement.gives if gift.system == change.to)
    others = tuple(party for party in agreement.between if party != change.party)
    if not there or len(others) == len(agreement.between):
        yield agreement
        return
    elsewhere = tuple(gift for gift in agreement.gives if gift.system != change.to)
    yield agreement.model_copy(update={"gives": elsewhere})
    if len(others) > 1:
        id_ = f"{agreement.id}-without-{change.party}-{change.to}"
        yield agreement.model_copy(update={"id": id_, "between": others, "gives": there})
