"""Tools of transfer that agreements name: which ground of which law each is, and what is asked where it is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from data_maps.model import DataMap
from data_maps.problems import Path
from data_maps.vocabulary import terms
from risk.regimes.decision import outcome_words
from risk.regimes.on_maps.matter import MapValue
from risk.regimes.on_maps.passings import Passing

EU_GROUNDS = {
    "standard_clauses": "standard_clauses",
    "own_clauses": "own_clauses",
    "binding_corporate_rules": "binding_corporate_rules",
    "code_of_conduct": "code_of_conduct",
    "certification": "certification",
    "consent": "explicit_consent",
    "contract": "contract_with_person",
    "none": "none",
}
GROUNDS: Mapping[str, Mapping[str, str]] = {
    "eu_grounds": EU_GROUNDS,
    "gb_transfer": EU_GROUNDS | {"uk_addendum": "addendum"},
    "br_transfer": {
        "standard_clauses": "standard_clauses",
        "own_clauses": "specific_clauses",
        "binding_corporate_rules": "corporate_rules",
        "code_of_conduct": "seal_or_code",
        "certification": "seal_or_code",
        "consent": "specific_consent",
        "contract": "duty_or_contract",
        "none": "none",
    },
    "kr_transfer": {
        "certification": "certification",
        "consent": "separate_consent",
        "contract": "contract_processing",
        "none": "none",
    },
    "jp_transfer": {"equivalent_system": "equivalent_system", "consent": "consent", "none": "none"},
    "au_transfer": {
        "standard_clauses": "reasonable_steps",
        "own_clauses": "reasonable_steps",
        "consent": "informed_consent",
        "none": "none",
    },
}
"""The ground of each law that a tool of transfer named in an agreement is; what is missing is no ground there."""
GROUND: Path = ("ground",)
NO_GROUND = "the map states {}, alone no ground under this law; which of {} is there?"
WHICH = {
    "eu_grounds": "standard clauses, binding rules or consent",
    "gb_transfer": "standard clauses, binding rules or consent",
    "br_transfer": "standard clauses, approved rules or specific consent",
    "kr_transfer": "separate consent, contract, certificate or statute",
    "jp_transfer": "consent, equivalent system (as by contract) or exception",
    "au_transfer": "reasonable steps, similar law or informed consent",
}
FRAMEWORK = "privacy_framework"
"""A framework on which an approval of transfers to a country rests."""
CALLED = {
    "uk_addendum": "the UK addendum",
    "equivalent_system": "an equivalent system",
    "code_of_conduct": "a code of conduct",
    "certification": "a certification",
    "contract": "a contract",
    FRAMEWORK: "the privacy framework",
}


def tool_named(data_map: DataMap, giver: str, taker: str, tools: Collection[str]) -> MapValue | None:
    """The first of these tools of transfer that an agreement of two parties names; `none` where no other is named."""
    named = [
        MapValue(agreement.transfer_tool, f"agreements.{agreement.id}.transfer_tool")
        for agreement in data_map.agreements
        if giver != taker and {giver, taker} <= set(agreement.between) and agreement.transfer_tool in tools
    ]
    return min(named, key=lambda tool: tool.value == "none", default=None)


def ground_named(law_name: str, data_map: DataMap, giver: str, taker: str) -> MapValue | None:
    """The ground of a law that an agreement of two parties names as the tool of their transfer."""
    named = tool_named(data_map, giver, taker, GROUNDS.get(law_name, ()))
    return MapValue(GROUNDS[law_name][named.value], named.where) if named else None


def with_its_tool(
    law_name: str, data_map: DataMap, passing: Passing, asked: Path = GROUND, covered: bool | str = False
) -> Passing:
    """The passing with what is asked of a tool that the map states and that is no ground of the law.

    A framework is asked for by itself where an approval that rests on it covers the transfer that day, or may.
    """
    stated = tool_named(data_map, passing.giver, passing.taker, terms("transfer_tools"))
    grounds = GROUNDS.get(law_name)
    if stated is None or grounds is None or tool_named(data_map, passing.giver, passing.taker, grounds):
        return passing
    if stated.value == FRAMEWORK and covered is not False:
        return passing
    words = NO_GROUND.format(CALLED.get(stated.value, outcome_words(stated.value)), WHICH[law_name])
    return replace(passing, asks={**passing.asks, asked: words})
