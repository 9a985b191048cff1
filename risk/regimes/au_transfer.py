"""Cross-border disclosure of personal information from Australia."""

from __future__ import annotations

from collections.abc import Mapping

from risk.regimes.decision import Ruling, ruling
from risk.regimes.facts import Facts
from risk.regimes.parameters import law
from risk.regimes.transfer_grounds import at_home, chosen

HOME = "AU"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Reasonable steps, or a case in which neither they nor section 16C are asked for (APP 8.1 and 8.2)."""
    terms = law("au_transfer")
    return ruling(chosen(facts, terms, (at_home(facts, terms, HOME), "not_a_third_country")), {})
