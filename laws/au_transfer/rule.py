"""Cross-border disclosure of personal information from Australia."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Ruling, ruling
from laws.facts import Facts
from laws.parameters import law
from laws.transfer_grounds import at_home, chosen, restricted

HOME = "AU"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """No disclosure, reasonable steps, or a case in which neither they nor section 16C are asked for (APP 8)."""
    terms = law("au_transfer")
    inside, free = at_home(facts, terms, HOME), ~restricted(facts, terms)
    return ruling(chosen(facts, terms, (inside, "not_a_third_country"), (free, "not_restricted")), {})
