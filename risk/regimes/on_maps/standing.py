"""Standing of a law: whether it applies to a matter, does not, or which lack of knowledge leaves that open."""

from __future__ import annotations

from typing import Literal

from risk.regimes.decision import COUNSEL, NOT_IN_FORCE, UNKNOWN, Decision
from risk.regimes.parameters import law

NOTHING, OUT = "nothing_to_judge", "does_not_concern"
"""Outcomes of no rule: a map has no matter of the law, or the law leaves the matter out whatever the answers are."""

Standing = Literal[
    "applies", "applies_open", "facts_missing", "text_open", "text_not_read", "not_in_force", "does_not_concern"
]
APPLY: tuple[Standing, ...] = ("applies", "applies_open")
LACKS_FACTS: tuple[Standing, ...] = ("applies_open", "facts_missing")
MAY_APPLY: tuple[Standing, ...] = ("applies", *LACKS_FACTS)


def standing(decision: Decision) -> Standing:
    """Whether a law applies: yes; open for want of facts, in its text or unread; no, by its day or its matter.

    Where every outcome that is left says the same of that, it is told, and only what follows is open. What an order
    names and no list does yet has its first day to come.
    """
    if decision.outcome in (UNKNOWN, COUNSEL):
        return _standing_of_open(decision)
    is_to_come = "effective_from" in decision.determinations and not decision.determinations.get("identified", True)
    return "not_in_force" if is_to_come else _standing_of_outcome(decision.regime, decision.outcome)


def _standing_of_open(decision: Decision) -> Standing:
    """The standing that all outcomes which are left share; else what would have to be known."""
    standings = {_standing_of_outcome(decision.regime, outcome) for outcome in decision.possible}
    if UNKNOWN not in decision.possible and len(standings) == 1:
        (shared,) = standings
        return "applies_open" if shared == "applies" and decision.unknown else shared
    if decision.unknown:
        return "facts_missing"
    return "text_open" if decision.outcome == COUNSEL or decision.alternatives else "text_not_read"


def _standing_of_outcome(regime: str, outcome: str) -> Standing:
    if outcome in (NOT_IN_FORCE, NOTHING, OUT):
        return "not_in_force" if outcome == NOT_IN_FORCE else "does_not_concern"
    return law(regime).standing.get(outcome, "applies")
