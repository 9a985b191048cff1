"""Whether an act for an app was barred by the US orders of 2020, on which day, and what courts made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from risk.regimes.decision import Ruling, ruling
from risk.regimes.facts import Facts
from risk.regimes.logic import NO, YES, Answer, all_of, first_that_fits
from risk.regimes.parameters import Law, Version, law

NOT_YET, IDENTIFIED = "not_yet_effective", "identified_as_prohibited"
TRANSIT, ANY = "transit_or_peering", "any"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Revoked, not on the list, enjoined, not yet effective, or identified, in this order.

    Without a day only the list is asked about (executive orders 13942, 13943, 13971; Commerce, September 2020).
    """
    known, day = law("us_2020_orders"), _day(facts)
    on_list = identified(facts, known)
    enjoined = _enjoined(facts, known, day) if day else NO
    starts = _starts(facts, known)
    first = starts.beginning if starts else date.min
    waiting = Answer(bool(day and day < first), path=("date",))
    choice = first_that_fits(
        (_revoked(facts, known, day), "revoked"),
        (~on_list, "not_identified"),
        (enjoined, "enjoined"),
        (waiting.says(known.citation("starts"), f"the item was to apply from {first}"), NOT_YET),
        (
            YES.resting_on(("act",)).says(known.citation("lists"), "the act is on the list of identified transactions"),
            IDENTIFIED,
        ),
        otherwise=IDENTIFIED,
    )
    return ruling(
        choice,
        {"identified": on_list, **({"enjoined": all_of(on_list, enjoined)} if day else {})},
        item=_item(facts, known) if on_list.value else None,
        effective_from=str(first) if starts and on_list.value else None,
        in_force=_in_force(facts, known, day),
    )


def identified(facts: Facts, known: Law) -> Answer:
    """Whether the act is an item of the list for the app: it reaches the United States, and transit was arranged."""
    app, act = facts.word("app"), facts.word("act")
    if app is None:
        return facts.asked("app")
    listed = known.value("lists").get(app, {})
    if not listed:
        return Answer(False, path=("app",)).says(known.citation("lists"), no="no list of transactions names this app")
    if act is None:
        return facts.asked("act")
    named = Answer(act == ANY or act in listed, path=("act",)).says(
        known.citation("lists"), no="no item of the list names this act"
    )
    reaches = facts.true("reaches_us", absent=None).says(
        known.citation("lists"), no="the act does not reach the United States"
    )
    arranged = facts.true("arranged_for_the_app", absent=None) if act == TRANSIT else YES
    unarranged = "the carriage was not contracted or arranged for the app"
    return all_of(named, reaches, arranged.says(known.citation("lists"), no=unarranged))


def _day(facts: Facts) -> date | None:
    stated = facts.word("date")
    return date.fromisoformat(stated) if stated else None


def _item(facts: Facts, known: Law) -> int | None:
    item: int | None = known.value("lists").get(facts.word("app"), {}).get(facts.word("act"))
    return item


def _starts(facts: Facts, known: Law) -> Version | None:
    """The entry that says from which day the item was to apply; of any act, the first item's."""
    wanted = _item(facts, known) or 1
    entries = (each for each in known.parameters["starts"].versions if each.value["app"] == facts.word("app"))
    return next((each for each in entries if wanted in each.value["items"]), None)


def _enjoined(facts: Facts, known: Law, day: date) -> Answer:
    """Whether a court order kept the item from being enforced on the day."""
    app = facts.word("app")
    item = _item(facts, known)
    acts = {item} if item else set(known.value("lists").get(app, {}).values())
    for order in known.parameters["injunctions"].on(day):
        if order.value["app"] == app and acts <= set(order.value["items"]):
            return Answer(True, path=("date",)).says(order.citation, "a court order bars enforcement on that day")
    return NO


def _order(facts: Facts, known: Law) -> Version | None:
    return next((each for each in known.parameters["orders"].versions if facts.word("app") in each.value), None)


def _revoked(facts: Facts, known: Law, day: date | None) -> Answer:
    order = _order(facts, known)
    over = bool(day and order and order.last and day > order.last)
    return Answer(over, path=("date",)).says(known.citation("revocation"), "the order had been revoked on that day")


def _in_force(facts: Facts, known: Law, day: date | None) -> bool | None:
    order = _order(facts, known)
    return order.holds(day) if day and order else None
