"""International transfers of personal data from Brazil."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Ruling, any_of, ruling
from laws.facts import Facts
from laws.parameters import law
from laws.transfer_grounds import by_own_staff, from_state_with_list, restricted

HOME = "BR"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """No transfer, a place that is recognised, a safeguard, or a further case with its conditions (LGPD Article 33)."""
    terms = law("br_transfer")
    free = any_of(by_own_staff(facts, terms, readings), ~restricted(facts, terms))
    return ruling(from_state_with_list(HOME, facts, terms, (free, "not_restricted")), {})
