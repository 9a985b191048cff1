"""PAFACA on a map: the app itself, and, for an app that the statute names, what is done for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from data_maps.model import DataMap
from laws.deals import DealTie, pairs
from laws.deciding import decide_on
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parameters import law
from laws.parties import IDENTITIES, called, holders, majority_owners, party
from laws.united_states import acts, us

PURPOSES = {
    "messaging": "messaging_and_payments",
    "social": "social",
    "video": "social",
    "dating": "social",
    "marketplace": "shopping",
}
NAMED = IDENTITIES[:2]
UNSURE = 0.05
PLAIN = {
    "divestiture.ownership_sold": "have the old owners sold their stakes in whoever runs the app?",
    "accounts": "can users register accounts?",
    "users_generate_content": "can users make and share content such as text, images or video?",
    "users_view_others_content": "can users see content that other users made?",
    "monthly_users": "how many people in the United States used it in each of the last three months?",
}


def controlled_application(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The app itself, and, for an app that the statute names, what is done for it."""
    people = PeopleReached(data_map, us())
    if not people.groups:
        return
    tree: dict[str, Any] = {"app": _app(data_map, people), "operator": party(data_map, data_map.app.operator)}
    determined = law("us_pafaca").value("determinations")
    tree["presidential_determination"] = MapValue(data_map.app.operator in determined)
    if bears_statutory_name(data_map) and (sold := _sold(tree["operator"], data_map, day)):
        ties = [MapValue(word, where) for word, where in _remaining_ties(data_map).items()]
        confirmed = MapValue(True, "as_of")
        tree["divestiture"] = {"ownership_sold": sold, "confirmed_by_president": confirmed, "remaining_ties": ties}
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


def _remaining_ties(data_map: DataMap) -> dict[str, str]:
    """The ties to the former owner that the Act names and a map draws, each with where.

    A means of access, a purpose or an agreement that names the algorithm is cooperation on it; any other way in which
    data come to the former owner, or to a firm that it may hold, is sharing of data.

    Source:
        Pub. L. 118-50 Div. H s. 2(g)(6)(B).
    """
    found: dict[str, str] = {}
    operator = data_map.app.operator
    for _, taker, ways in pairs(data_map):
        former = any(_is_named(called(data_map, name)) for name in (taker, *majority_owners(data_map, taker)))
        if former and operator not in (taker, *majority_owners(data_map, taker)):
            for way in ways:
                word = "recommendation_algorithm" if "algorithm" in _means(data_map, way) else "data_sharing"
                found.setdefault(word, way.where)
    return found


def _means(data_map: DataMap, way: DealTie) -> str:
    """The words of a map for the means or the purpose of a way."""
    means = [reach.how for reach in data_map.access if f"access.{reach.party}.{reach.to}" == way.where]
    means += [flow.purpose for flow in data_map.flows if flow.id == way.flow]
    return " ".join(filter(None, means)).lower()


def _is_named(name: str) -> bool:
    """True for a name that the statute gives."""
    return re.match(rf"({'|'.join(NAMED)})\b", name, re.IGNORECASE) is not None


def recognised(data_map: DataMap, day: date) -> bool:
    """True where a sale of the app had closed by the day and an order had recognised it."""
    apps = [app for version in law("us_pafaca").parameters["divestitures"].on(day) for app in version.value["apps"]]
    return any(re.match(rf"{app}\b", data_map.app.name, re.IGNORECASE) for app in apps)


def bears_statutory_name(data_map: DataMap) -> bool:
    """True where the operator or somebody above it bears a name that the statute gives."""
    names = [called(data_map, holder) for holder in holders(data_map, data_map.app.operator)]
    return any(map(_is_named, names))


def _app(data_map: DataMap, people: PeopleReached) -> dict[str, Any]:
    """The facts of the app; people counted otherwise than by the month say only that at least so many use it."""
    app, shows = data_map.app, "app.shows_users_content"
    content = None if app.shows_users_content is None else MapValue(app.shows_users_content, shows)
    terms, everyone = law("us_pafaca"), people.everyone()
    # Counted in another way than by the month, they are at least so many, which settles it only above the bound.
    monthly = all("month" in (data_map.users[group].count.measure or "") for group in people.groups)
    sure = float(np.quantile(everyone.draws, UNSURE)) > terms.value("monthly_users")
    return {
        "accounts": None if app.accounts is None else MapValue(app.accounts, "app.accounts"),
        "users_generate_content": content,
        "users_view_others_content": content,
        "monthly_users": ([everyone] * terms.value("months")["of"] if monthly or sure else None),
        "primary_purpose": MapValue(PURPOSES.get(app.kind, "other"), "app.kind") if app.kind else None,
    }


ON_MAP = OnMap(
    controlled_application,
    "nobody in the United States uses the app",
    plain=PLAIN,
    counted=("monthly_users",),
)
