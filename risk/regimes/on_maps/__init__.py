"""Laws asked about a map: the things each looks at, their facts, and where the map says each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from data_maps.countries import MADE_UP, members
from data_maps.model import DataMap
from risk.regimes.decision import Finding, unique
from risk.regimes.on_maps import apps, deals, exports, transfers
from risk.regimes.on_maps.matter import MapMatter, with_silence_unknown
from risk.regimes.parameters import law


class MatterSource(NamedTuple):
    """The matters of a law on a map, and the words for a map that shows none."""

    matters: Callable[[DataMap, date], Iterator[MapMatter]]
    nothing: str


TO_US = "no party organised in the United States gives another access to data of people there"
NOT_USED = "nobody in the United States uses the app"
NO_TIE = "nobody in the United States uses the app, or nobody on the map is tied to a country on its list"
STAKES = "nobody from abroad holds or directs a party organised in the United States that runs a system or the app"
NOT_ABROAD = "no data of people in the European Economic Area, or held by a party there, go to another firm outside it"
NOT_OUT_OF = "no data of people in {}, or held by a party there, go to another firm outside it"
NOT_KEPT_OUT_OF = "no data of people in {}, or held by a party there, go to a party or a system outside it"
MATTERS: Mapping[str, MatterSource] = {
    "us_bulk_data": MatterSource(deals.bulk, TO_US),
    "us_pafaca": MatterSource(apps.controlled_application, NOT_USED),
    "us_padfa": MatterSource(
        deals.brokers, "no data of people in the United States are sold or passed on for advertising"
    ),
    "us_icts": MatterSource(apps.technology, NO_TIE),
    "us_cfius_data": MatterSource(deals.investments, STAKES),
    "us_2020_orders": MatterSource(apps.orders, NOT_USED),
    "eu_transfer": MatterSource(
        transfers.transfers,
        "no party in the European Economic Area, and none with data of people there, gives another access",
    ),
    "eu_adequacy": MatterSource(transfers.adequacy, NOT_ABROAD),
    "eu_supplementary_measures": MatterSource(transfers.measures, NOT_ABROAD),
    "eu_dpia": MatterSource(transfers.impact, "nobody in the European Economic Area uses the app"),
    "cn_export": MatterSource(
        exports.exports,
        "no data in mainland China, or of people there, go to a party or a system outside it",
    ),
    "gb_adequacy": MatterSource(transfers.gb_adequacy, NOT_OUT_OF.format("the United Kingdom")),
    "gb_transfer": MatterSource(transfers.gb_transfers, NOT_OUT_OF.format("the United Kingdom")),
    "eu_grounds": MatterSource(transfers.eu_grounds, NOT_ABROAD),
    "ch_adequacy": MatterSource(partial(transfers.leaving, "ch_adequacy", "CH"), NOT_OUT_OF.format("Switzerland")),
    "in_transfer": MatterSource(partial(transfers.leaving, "in_transfer", "IN"), NOT_KEPT_OUT_OF.format("India")),
    "br_transfer": MatterSource(partial(transfers.leaving, "br_transfer", "BR"), NOT_OUT_OF.format("Brazil")),
    "kr_transfer": MatterSource(partial(transfers.leaving, "kr_transfer", "KR"), NOT_KEPT_OUT_OF.format("Korea")),
    "jp_transfer": MatterSource(partial(transfers.leaving, "jp_transfer", "JP"), NOT_OUT_OF.format("Japan")),
    "au_transfer": MatterSource(partial(transfers.leaving, "au_transfer", "AU"), NOT_OUT_OF.format("Australia")),
}


def nothing(regime: str, data_map: DataMap, day: date) -> Finding:
    """The reason why a law has nothing to judge on a map; what people give to a firm abroad is told as that."""
    finding = transfers.collected(regime, data_map, day)
    finding = finding or Finding(MATTERS[regime].nothing, law(regime).instrument)
    return replace(finding, text=f"{finding.text}, as far as the map shows")


def without_transfer_law(data_map: DataMap, day: date) -> tuple[str, ...]:
    """The countries of the people and of those who give or get data whose laws on transfers are not held here."""
    named = _places(data_map)
    with_law = {code for regime in MATTERS for code in law(regime).homes(day)}
    unions = {code for code in named if members(code, day) and members(code, day) <= with_law}
    return tuple(code for code in named if code not in with_law | unions | MADE_UP | {"unknown"})


def beside_transfer_law(data_map: DataMap, day: date) -> tuple[str, ...]:
    """The laws of the countries of a map that are not held, beside those that are."""
    named = set(_places(data_map))
    laws = (law(regime) for regime in MATTERS)
    return tuple(terms.transfers_beside for terms in laws if terms.transfers_beside and named & terms.homes(day))


def _places(data_map: DataMap) -> tuple[str, ...]:
    """The countries of a map's people, then of its operator and of the parties that give or get data."""
    parties = [data_map.app.operator, *(name for giver, taker, _ in deals.pairs(data_map) for name in (giver, taker))]
    seats = [data_map.parties[name] for name in parties if name in data_map.parties]
    people = [group.place for group in data_map.users.values()]
    return unique([*people, *(place for seat in seats for place in (seat.organised_in, seat.run_from))])


def facts(regime: str, data_map: DataMap, day: date | None = None) -> tuple[MapMatter, ...]:
    """The matters of a law on a map, on the map's own day unless another is named; raises KeyError for no such law.

    A fact that holds or not, and of which the map says nothing, is not known, but for what the law presumes.
    """
    matters = MATTERS[regime].matters(data_map, day or data_map.as_of)
    return tuple(with_silence_unknown(regime, matter) for matter in matters)
