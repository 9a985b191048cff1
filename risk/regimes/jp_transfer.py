"""Provision of personal data to third parties abroad from Japan."""

from __future__ import annotations

from collections.abc import Mapping

from risk.regimes.decision import Ruling, ruling
from risk.regimes.facts import Facts
from risk.regimes.parameters import law
from risk.regimes.transfer_grounds import at_home, chosen, listed

HOME = "JP"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """A place that is recognised, a safeguard, or a further case with its conditions (APPI Article 28)."""
    terms = law("jp_transfer")
    choice = chosen(
        facts,
        terms,
        (at_home(facts, terms, HOME), "not_a_third_country"),
        (listed(facts, terms), "adequate"),
    )
    return ruling(choice, {})
