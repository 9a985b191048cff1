"""What happens to a map one of whose agreements ends."""

from __future__ import annotations

from data_maps.model import EndAgreement
from risk.inputs import Changed
from risk.options.in_force import Force

KEY = "end_agreement"


def changed(data_map: Changed, change: EndAgreement, force: Force) -> Changed:
    """The agreement is gone, with all access it gave."""
    return data_map.model_copy(update={"agreements": tuple(a for a in data_map.agreements if a.id != change.agreement)})
