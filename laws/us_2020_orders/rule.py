"""US orders of 2020 that barred acts for an app: on which day, and what courts made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laws.decision import NO, YES, Answer, Ruling, all_of, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, Version, law

NOT_YET, IDENTIFIED = "not_yet_effective", "identified_as_prohibited"
TRANSIT, ANY = "transit_or_peering", "any"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Revoked, not on the list, enjoined, not yet effective, or identified, in this order.

    Without a day only the list is asked about (executive orders 13942, 13943, 13971; Commerce, September 2020).
    """
    terms, day = law("us_2020_orders"), facts.day("date")
    named = identified(facts, terms)
    lists = terms.parameters["lists"].versions[0]
    there = day is None or day >= lists.beginning
    words = f"an order bars what a list names, and none was published before {lists.beginning}"
    on_list = all_of(Answer(there, path=("date",)).says(lists.citation, no=words), named)
    enjoined = _enjoined(facts, terms, day) if day else NO
    wanted = _item(facts, terms) or 1
    entries = (entry for entry in terms.parameters["starts"].versions if entry.value["app"] == facts.word("app"))
    starts = next((entry for entry in entries if wanted in entry.value["items"]), None)
    first = starts.beginning if starts else date.min
    waiting = Answer(bool(day and day < first), path=("date",))
    choice = first_that_fits(
        (_revoked(facts, terms, day), "revoked"),
        (~on_list, "not_identified"),
        (enjoined, "enjoined"),
        (waiting.says(terms.citation("starts"), f"the item was to apply from {first}"), NOT_YET),
        (
            YES.resting_on(("act",)).says(terms.citation("lists"), "the act is on the list of identified transactions"),
            IDENTIFIED,
        ),
        otherwise=IDENTIFIED,
    )
    order = _order(facts, terms)
    return ruling(
        choice,
        {"identified": on_list, **({"enjoined": all_of(on_list, enjoined)} if day else {})},
        item=_item(facts, terms) if on_list.value else None,
        effective_from=str(first) if starts and named.value else None,
        in_force=order.holds(day) if day and order else None,
    )


def identified(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for an item of the list for the app: the act reaches the United States, and transit was arranged."""
    app, act = facts.word("app"), facts.word("act")
    if app is None:
        return facts.asked("app")
    listed = terms.value("lists").get(app, {})
    if not listed:
        return Answer(False, path=("app",)).says(terms.citation("lists"), no="no list of transactions names this app")
    if act is None:
        return facts.asked("act")
    named = Answer(act == ANY or act in listed, path=("act",)).says(
        terms.citation("lists"), no="no item of the list names this act"
    )
    reaches = facts.true("reaches_us", absent=None).says(
        terms.citation("lists"), no="the act does not reach the United States"
    )
    arranged = facts.true("arranged_for_the_app", absent=None) if act == TRANSIT else YES
    unarranged = "the carriage was not contracted or arranged for the app"
    return all_of(named, reaches, arranged.says(terms.citation("lists"), no=unarranged))


def _item(facts: Facts, terms: DatedLaw) -> int | None:
    item: int | None = terms.value("lists").get(facts.word("app"), {}).get(facts.word("act"))
    return item


def _enjoined(facts: Facts, terms: DatedLaw, day: date) -> Answer:
    """Yes where a court order kept the item from being enforced on the day."""
    app = facts.word("app")
    item = _item(facts, terms)
    acts = {item} if item else set(terms.value("lists").get(app, {}).values())
    for order in terms.parameters["injunctions"].on(day):
        if order.value["app"] == app and acts <= set(order.value["items"]):
            return Answer(True, path=("date",)).says(order.citation, "a court order bars enforcement on that day")
    return NO


def _order(facts: Facts, terms: DatedLaw) -> Version | None:
    return next(
        (version for version in terms.parameters["orders"].versions if facts.word("app") in version.value), None
    )


def _revoked(facts: Facts, terms: DatedLaw, day: date | None) -> Answer:
    order = _order(facts, terms)
    over = bool(day and order and order.last and day > order.last)
    return Answer(over, path=("date",)).says(terms.citation("revocation"), "the order had been revoked on that day")
