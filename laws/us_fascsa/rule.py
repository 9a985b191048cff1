"""Sources and articles that orders under the Federal Acquisition Supply Chain Security Act exclude."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import NO, Answer, Ruling, all_of, any_of, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import DatedLaw, law
from laws.procurement import in_force


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Prohibited where an order of that part of the government names what is provided or used under the contract."""
    terms = law("us_fascsa")
    known, others = _known_order(facts, terms), _other_order(facts)
    answers = {
        "in_force": in_force(facts, terms),
        "named_in_order": any_of(known, others).says(
            terms.citation("prohibition"), no="no order that is known or stated names the source or the article"
        ),
        "order_reaches_agency": _reaches(facts, terms, known),
        "in_contract": facts.one_of("role", ("provided", "used_in_performance"), absent=None).says(
            terms.citation("prohibition"),
            "it is provided to an agency, or used in performing the contract",
            "it is neither provided nor used under a contract of an agency",
        ),
        "waiver": facts.true("waiver").says("FAR 4.2304(c), 52.204-30(b)(5)", "a waiver covers it"),
    }
    reached = all_of(*(answers[name] for name in ("named_in_order", "order_reaches_agency", "in_contract")))
    choice = first_that_fits(
        (~answers["in_force"], "not_in_force"),
        (~reached, "not_covered"),
        (answers["waiver"], "excepted"),
        otherwise="prohibited",
    )
    return ruling(choice, answers)


def _known_order(facts: Facts, terms: DatedLaw) -> Answer:
    """Yes for a source that an order which is held here names, from the day on which it takes effect."""
    orders = terms.parameters["orders"].on(facts.day("date"))
    if not orders:
        return NO
    sources = [order.value["source"] for order in orders]
    return facts.one_of("source", sources, absent=None).says(orders[0].citation, "an order names the source")


def _other_order(facts: Facts) -> Answer:
    """Yes where another order is stated to name the source or the article; the system that lists them is not held."""
    return (~facts.one_of("other_order", ("none",), absent=None)).says(
        "FAR 4.2303; 52.204-30(b)", "another order names the source or the article"
    )


def _reaches(facts: Facts, terms: DatedLaw, known: Answer) -> Answer:
    """Yes where an order is of the part of the government for which the thing is provided or used."""
    issuers: Mapping[str, list[str]] = terms.value("issuers")
    by_order = [
        all_of(facts.one_of("other_order", (issuer,), absent=None), facts.one_of("agency", of_whom, absent=None))
        for issuer, of_whom in issuers.items()
    ]
    by_known = all_of(known, facts.one_of("agency", issuers["dni"], absent=None))
    return any_of(by_known, *by_order).says(
        terms.citation("issuers"),
        "the order is of that part of the government",
        "no order that names it is of that part of the government",
    )
