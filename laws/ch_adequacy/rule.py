"""Places that Switzerland has found adequate, on a given day."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Ruling, first_that_fits, ruling
from laws.facts import Facts
from laws.parameters import law
from laws.transfer_grounds import at_home, by_own_staff, on_the_list

HOME = "CH"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Adequate where Annex 1 of the ordinance lists the destination that day for such a recipient (FADP Article 16)."""
    terms = law("ch_adequacy")
    choice = first_that_fits(
        (at_home(facts, terms, HOME), "not_a_third_country"),
        (by_own_staff(facts, terms, readings), "not_restricted"),
        (on_the_list(facts, terms), "adequate"),
        otherwise="not_adequate",
    )
    return ruling(choice, {})
