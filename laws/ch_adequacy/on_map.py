"""Transfers out of Switzerland on a map, by laws/transfers.py, and what tells one from what is none."""

from __future__ import annotations

from functools import partial

from data_maps.model import DataMap
from laws.matter import MapValue
from laws.on_maps import Criteria, OnMap
from laws.passings import Passing
from laws.transfer_criteria import own_staff_only
from laws.transfers import NOT_OUT_OF, leaving

PLAIN = {"importer_certified": "is the receiver certified under the Data Privacy Framework with Switzerland?"}


def _switzerland(data_map: DataMap, passing: Passing) -> Criteria:
    """The framework certifies organisations, so that nobody's own staff is certified."""
    by_staff = own_staff_only(data_map, passing)
    certified = MapValue(False, by_staff.where) if by_staff.value is True else None
    return {"own_staff_only": by_staff, "importer_certified": certified}


ON_MAP = OnMap(
    partial(leaving, "ch_adequacy"),
    NOT_OUT_OF.format("Switzerland"),
    plain=PLAIN,
    home="CH",
    criteria=_switzerland,
)
