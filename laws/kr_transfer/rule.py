"""Cross-border transfers of personal information from Korea."""

from __future__ import annotations

from collections.abc import Mapping

from laws.decision import Ruling, any_of, read_as, ruling
from laws.facts import Facts
from laws.parameters import law
from laws.transfer_grounds import by_own_staff, from_state_with_list

HOME = "KR"
DIRECT_POINT = "direct_collection"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """A place that is recognised, a safeguard, or a further case with its conditions (PIPA Articles 28-8 and 28-9)."""
    terms = law("kr_transfer")
    stopped = facts.true("stopped_by_order").says("PIPA Art. 28-9", "the commission has ordered it to stop")
    # The article does not say whether what comes from abroad, straight from the people, is a transfer.
    direct = read_as(facts.true("collected_from_person"), DIRECT_POINT, readings, "no_transfer")
    free = any_of(
        direct.says("PIPA Art. 28-8(1)", "what is collected from abroad is not provided, entrusted or stored abroad"),
        by_own_staff(facts, terms, readings),
    )
    return ruling(from_state_with_list(HOME, facts, terms, (free, "not_restricted"), (stopped, "barred")), {})
