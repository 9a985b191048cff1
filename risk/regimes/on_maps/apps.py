"""Facts for the laws that look at an app as such: the orders of 2020, PAFACA, the ICTS rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from data_maps.model import DataMap
from risk.regimes import decide_on
from risk.regimes.decision import Finding
from risk.regimes.on_maps.matter import MapMatter, MapValue, PeopleCount, PeopleReached, matter
from risk.regimes.on_maps.parties import IDENTITIES, called, holders, party
from risk.regimes.parameters import ONE_DAY, law

ORDERED = {"wechat": r"we\s?chat(?! pay)", "tiktok": r"tik\s?tok", "wechat_pay": r"we\s?chat pay", "alipay": r"alipay"}
STORE, HOSTING, FUNDS = "app_store_distribution", "internet_hosting", "funds_transfer"
PURPOSES = {
    "messaging": "messaging_and_payments",
    "social": "social",
    "video": "social",
    "dating": "social",
    "marketplace": "shopping",
}
NAMED = IDENTITIES[:2]
UNSURE = 0.05
IN_VEHICLES = frozenset({"CN", "HK", "MO", "RU"})
BESIDE = "software of connected vehicles has rules of its own, which are named and not applied here"


def us() -> frozenset[str]:
    """The codes that count as the United States."""
    return frozenset(law("us_cfius_data").value("united_states"))


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


def acts(data_map: DataMap) -> Iterator[tuple[str, str, str]]:
    """Acts for the app, by whom, and where the map says so; that it is had at all where it says no more."""
    for channel, outlet in data_map.distribution.items():
        yield STORE, f"distribution by {called(data_map, outlet.party)}", f"distribution.{channel}"
    for name, system in data_map.systems.items():
        if system.place in us():
            yield HOSTING, f"hosting of {system.name or name}", f"systems.{name}.in"
    if not data_map.distribution:
        yield STORE, "distribution of the app, by whomever", "app"


def _payments(data_map: DataMap, groups: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The moving of funds through an app for some groups, once for each place that does it."""
    flows = {flow.target: flow for flow in data_map.flows if flow.use == "payment" and flow.source_id in groups}
    for target, flow in flows.items():
        named = data_map.systems[target].name if target in data_map.systems else called(data_map, target)
        yield FUNDS, f"payment through {named or target}", f"flows.{flow.id}"


def controlled_application(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The app itself, and, for an app that the statute names, what is done for it."""
    people = PeopleReached(data_map, us())
    if not people.groups:
        return
    tree: dict[str, Any] = {"app": _app(data_map, people), "operator": party(data_map, data_map.app.operator)}
    determined = law("us_pafaca").value("determinations")
    tree["presidential_determination"] = MapValue(data_map.app.operator in determined)
    if bears_statutory_name(data_map) and (sold := _sold(tree["operator"], data_map, day)):
        tree["divestiture"] = {"ownership_sold": sold, "confirmed_by_president": MapValue(True, "as_of")}
    yield matter(data_map, f"the app {data_map.app.name}", tree)
    if not bears_statutory_name(data_map):
        return
    begun = any("named" in version.value for version in law("us_pafaca").parameters["prohibition"].on(day))
    for kind, title, where in acts(data_map):
        act = {
            "kind": MapValue(kind, where),
            "users_in": MapValue("us", people.where),
            "after_deadline": MapValue(begun, "as_of"),
        }
        described: set[str] = set()
        yield matter(
            data_map, title, {**tree, "operator": party(data_map, data_map.app.operator, described), "act": act}
        )


def recognised(data_map: DataMap, day: date) -> bool:
    """True where a sale of the app had closed by the day and an order had recognised it."""
    apps = [app for version in law("us_pafaca").parameters["divestitures"].on(day) for app in version.value["apps"]]
    return any(re.match(rf"{app}\b", data_map.app.name, re.IGNORECASE) for app in apps)


def _sold(operator: Any, data_map: DataMap, day: date) -> MapValue | None:
    """Whether the app is among those sold: yes where the order names it and nobody from a listed country controls it.

    Where one of the two is so, it is not known: the order is also of what else the buyer operates. None for neither.
    """
    sales = law("us_pafaca").parameters["divestitures"].on(day)
    facts = matter(data_map, "", {"operator": operator}).facts
    controlled = decide_on("us_pafaca", facts, day).determinations.get("controlled_by_foreign_adversary", True)
    in_order = recognised(data_map, day)
    if not sales or (controlled and not in_order):
        return None
    return MapValue("unknown" if controlled or not in_order else True, f"parties.{data_map.app.operator}")


def bears_statutory_name(data_map: DataMap) -> bool:
    """True where the operator or somebody above it bears a name that the statute gives."""
    names = [called(data_map, holder) for holder in holders(data_map, data_map.app.operator)]
    return any(re.match(rf"({'|'.join(NAMED)})\b", name, re.IGNORECASE) for name in names)


def _app(data_map: DataMap, people: PeopleReached) -> dict[str, Any]:
    """The facts of the app; people counted otherwise than by the month say only that at least so many use it."""
    app, shows = data_map.app, "app.shows_users_content"
    content = None if app.shows_users_content is None else MapValue(app.shows_users_content, shows)
    return {
        "accounts": None if app.accounts is None else MapValue(app.accounts, "app.accounts"),
        "users_generate_content": content,
        "users_view_others_content": content,
        "monthly_users": _monthly(data_map, people),
        "primary_purpose": MapValue(PURPOSES.get(app.kind, "other"), "app.kind") if app.kind else None,
    }


def _monthly(data_map: DataMap, people: PeopleReached) -> list[PeopleCount] | None:
    """The users of each month; counted otherwise they are at least so many, which settles it only above the bound."""
    terms, everyone = law("us_pafaca"), people.everyone()
    monthly = all("month" in (data_map.users[group].count.measure or "") for group in people.groups)
    sure = float(np.quantile(everyone.draws, UNSURE)) > terms.value("monthly_users")
    return [everyone] * terms.value("months")["of"] if monthly or sure else None


def technology(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The app as software for the devices of people in the United States."""
    people = PeopleReached(data_map, us())
    if not people.groups:
        return
    above = [data_map.parties[holder] for holder in holders(data_map, data_map.app.operator)]
    foreign = any({holder.organised_in, holder.run_from} - us() for holder in above)
    tree = {
        "product": MapValue("connected_software_application", "app"),
        "us_jurisdiction": MapValue(True, people.where),
        "foreign_interest": MapValue(True, f"parties.{data_map.app.operator}") if foreign else None,
        "us_users_past_12_months": people.everyone(),
        "supplier": party(data_map, data_map.app.operator),
        "act_date": MapValue(day.isoformat(), "as_of"),
    }
    of_app = matter(data_map, f"the app {data_map.app.name}", tree)
    seats = {place for holder in above for place in (holder.organised_in, holder.run_from)}
    if not _is_untied(data_map, of_app.facts, day):
        yield replace(of_app, beside=tuple(_vehicles(seats, day)))


def _vehicles(seats: Collection[str], day: date) -> Iterator[Finding]:
    """The rules on connected vehicles that hold on a day, for an operator with a tie to a country that they name."""
    rules = law("us_icts").parameters["connected_vehicles"].on(day)
    if rules and not IN_VEHICLES.isdisjoint(seats):
        yield Finding(BESIDE, rules[0].citation)
        yield from (Finding(f"{rule.says[0].lower()}{rule.says[1:]}", rule.citation) for rule in rules)


def _is_untied(data_map: DataMap, facts: Mapping[str, Any], day: date) -> bool:
    """True on a day whose text was not read in, for a supplier without a tie, on a map with nobody from an adversary.

    Source:
        Executive Order 13873, section 1(a)(i), under which the rules stand: no text under it reaches further.
    """
    terms = law("us_icts")
    last = unread.first - ONE_DAY if (unread := terms.unread_on(day)) and unread.first else day
    if last == day or not terms.parameters["adversaries"].on(last):
        return False
    listed = {*terms.value("adversaries", last), *terms.value("not_named", last)}
    if any({party.organised_in, party.run_from} & listed for party in data_map.parties.values()):
        return False
    decision = decide_on("us_icts", {**facts, "act_date": last.isoformat()}, last)
    return decision.determinations.get("supplier_tied_to_adversary") is False
