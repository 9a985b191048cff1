"""The orders of 2020 on a map: whether an app is one that they name, and what is done for it in the United States."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parties import called
from laws.united_states import acts, us

ORDERED = {"wechat": r"we\s?chat(?! pay)", "tiktok": r"tik\s?tok", "wechat_pay": r"we\s?chat pay", "alipay": r"alipay"}
FUNDS = "funds_transfer"


def orders(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The distribution of an app, the hosting of its systems in the United States, and payment through it."""
    people = PeopleReached(data_map, us())
    if not people.groups:
        return
    app = next((word for word, name in ORDERED.items() if re.match(name, data_map.app.name, re.IGNORECASE)), "other")
    for act, title, where in (*acts(data_map), *_payments(data_map, people.groups)):
        tree = {
            "app": MapValue(app, "app.name"),
            "act": MapValue(act, where),
            "reaches_us": MapValue(True, people.where),
            "date": MapValue(day.isoformat(), "as_of"),
        }
        yield matter(data_map, title, tree)


def _payments(data_map: DataMap, groups: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The moving of funds through an app for some groups, once for each place that does it."""
    flows = {flow.target: flow for flow in data_map.flows if flow.use == "payment" and flow.source_id in groups}
    for target, flow in flows.items():
        named = data_map.systems[target].name if target in data_map.systems else called(data_map, target)
        yield FUNDS, f"payment through {named or target}", f"flows.{flow.id}"


ON_MAP = OnMap(
    orders,
    "nobody in the United States uses the app",
)
