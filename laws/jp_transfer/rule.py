"""Provision of personal data to third parties abroad from Japan."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Ruling, ruling
from laws.facts import Facts
from laws.parameters import law
from laws.transfer_grounds import from_state_with_list, restricted

HOME = "JP"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """No third party abroad, a place that is recognised, a safeguard, or a further case (APPI Article 28)."""
    terms = law("jp_transfer")
    free = (~restricted(facts, terms), "not_restricted")
    return ruling(from_state_with_list(HOME, facts, terms, free), {})
