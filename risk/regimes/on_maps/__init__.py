"""Laws asked about a map: the things each looks at, their facts, and where the map says each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from data_maps.model import DataMap
from risk.regimes.on_maps import apps, china, deals, europe, stakes
from risk.regimes.on_maps.matter import Matter


class Asked(NamedTuple):
    """How the matters of a law are found, and what is said of a map that shows none."""

    matters: Callable[[DataMap, date], Iterator[Matter]]
    nothing: str


TO_US = "no party organised in the United States gives another access to data of people there"
NOT_USED = "nobody in the United States uses the app"
STAKES = "nobody from abroad holds or directs a party organised in the United States that runs a system or the app"
NOT_ABROAD = "no data of people in the European Economic Area go to a party outside it"
ASKED: Mapping[str, Asked] = {
    "us_bulk_data": Asked(deals.bulk, TO_US),
    "us_pafaca": Asked(apps.controlled_application, NOT_USED),
    "us_padfa": Asked(deals.brokers, "no data of people in the United States are sold or passed on for advertising"),
    "us_icts": Asked(apps.technology, NOT_USED),
    "us_cfius_data": Asked(stakes.investments, STAKES),
    "us_2020_orders": Asked(apps.orders, NOT_USED),
    "eu_transfer": Asked(
        europe.transfers, "no party gives another access to data of people in the European Economic Area"
    ),
    "eu_adequacy": Asked(europe.adequacy, NOT_ABROAD),
    "eu_supplementary_measures": Asked(europe.measures, NOT_ABROAD),
    "eu_dpia": Asked(europe.run, "nobody in the European Economic Area uses the app"),
    "cn_export": Asked(
        china.exports, "no party in mainland China gives one outside it access to data in a system there"
    ),
    "gb_adequacy": Asked(europe.bridges, "no data of people in the United Kingdom go to a party outside it"),
}


def facts(regime: str, data_map: DataMap, day: date | None = None) -> tuple[Matter, ...]:
    """What a law is asked about a map, on a day that is the map's own unless said; raises KeyError for no such law.

    A fact that the map does not say is absent, or not known where its absence would count as no.
    """
    return tuple(ASKED[regime].matters(data_map, day or data_map.as_of))
