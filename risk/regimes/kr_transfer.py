"""Cross-border transfers of personal information from Korea."""

from __future__ import annotations

from collections.abc import Mapping

from risk.regimes.decision import Ruling, ruling
from risk.regimes.facts import Facts
from risk.regimes.parameters import law
from risk.regimes.transfer_grounds import from_state_with_list

HOME = "KR"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """A place that is recognised, a safeguard, or a further case with its conditions (PIPA Articles 28-8 and 28-9)."""
    stopped = facts.true("stopped_by_order").says("PIPA Art. 28-9", "the commission has ordered it to stop")
    return ruling(from_state_with_list(HOME, facts, law("kr_transfer"), (stopped, "barred")), {})
