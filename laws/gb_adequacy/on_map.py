"""Adequacy regulations on a map: destinations of what is a restricted transfer, or may be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from data_maps.model import DataMap
from data_maps.problems import KeyPath
from laws.deciding import decide_on
from laws.matter import MapMatter, MapValue, matter
from laws.on_maps import OnMap
from laws.passings import Passing, asked_first
from laws.transfer_criteria import left_open, transfer_criteria
from laws.transfers import NOT_OUT_OF, list_facts, out_of, place_facts

PLAIN = {
    "importer_in_uk_extension": "is the receiver listed as part of the UK extension to the Data Privacy Framework?",
    "data_subject_to_principles": "will the receiver handle these data under the principles of that framework?",
    "importer_under_covered_law": (
        "is the receiver bound by the data protection law for which the regulations specify that country?"
    ),
}


def gb_adequacy(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """Each destination of a restricted transfer outside the United Kingdom, or of what may be one."""
    for passing in out_of(data_map, ("GB",)):
        first = _restricted(data_map, passing, day)
        if passing.country != "GB" and first is not None:
            hanging = replace(passing, first=(*passing.first, *first))
            yield asked_first(data_map, hanging, list_facts("gb_adequacy", data_map, passing, day))
    yield from left_open(data_map, ("GB",), "gb_adequacy")


def _restricted(data_map: DataMap, passing: Passing, day: date) -> tuple[KeyPath, ...] | None:
    """What decides whether a transfer is restricted, nothing where it is; None where it is not."""
    tree = {
        **place_facts(passing, day),
        **transfer_criteria("gb_transfer", data_map, passing),
        "ground": MapValue("none"),
    }
    decision = decide_on(
        "gb_transfer", {**matter(data_map, passing.title, tree).facts, "covered_by_adequacy": False}, day
    )
    if decision.outcome == "not_restricted":
        return None
    return tuple(missing.path for missing in decision.unknown) if "not_restricted" in decision.possible else ()


ON_MAP = OnMap(
    gb_adequacy,
    NOT_OUT_OF.format("the United Kingdom"),
    plain=PLAIN,
    home="GB",
    defined_by="gb_transfer",
)
