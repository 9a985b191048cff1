"""Decisions on a matter whose numbers are uncertain: what nearly all simulations agree on, else not known.

A law compares numbers of people with bounds, and a map says how uncertain each number is. Say that a law bars what
concerns more than 10,000 people, and that a map leaves between 9,000 and 30,000. The rule is asked once on each side of
the bound, whatever the count of simulations. Where 97 of 100 are over it, the matter is barred, and the reasons name
the 97. Where 60 are, the outcome is not known: both outcomes are named, and the number is asked for.
A share that a map states as a range is held against the rule at both of its ends in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from data_maps.caching import cached_property
from data_maps.problems import KeyPath, path_text
from laws.deciding import decide_on
from laws.decision import UNKNOWN, Decision, Finding, MissingFact, outcome_words, unique
from laws.facts import question, with_value
from laws.matter import MapMatter
from laws.on_maps import on_map
from laws.parameters import law
from risk.arrays import Floats

ENOUGH = 0.95
"""The share of simulations from which on an outcome counts as that of all."""
HOW_LARGE = "how large is the share? The map leaves between {:g} % and {:g} %."
HOW_MANY = "how many people? The map leaves between {:,} and {:,} (90 % interval)."


@dataclass(frozen=True, eq=False)
class Counted:
    """A count that a law compares with bounds: its median, its 90 % interval, and how often it is over each bound.

    `of` is the category of data that it is about, where the law tells several apart.
    """

    path: KeyPath
    of: str
    low: float
    median: float
    high: float
    over: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class JudgedMatter:
    """The decision of a law on one matter; `shares` are those of its outcomes in the draws, where they do not agree."""

    matter: MapMatter
    decision: Decision
    shares: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def counts(self) -> tuple[Counted, ...]:
        """The counts among its facts."""
        bounds = bounds_of(self.decision.regime)
        facts = self.matter.facts
        return tuple(
            _count_fact(path, _category(facts, path), draws, bounds) for path, draws in self.matter.counts.items()
        )


def decided(regime: str, matter: MapMatter, day: date) -> JudgedMatter:
    """The decision in the words of the law, over all that the numbers and the shares of a matter may be.

    Numbers are held against no bound of a text that another one replaced.
    """
    if law(regime).unread_on(day):
        return JudgedMatter(replace(matter, counts={}), decide_on(regime, matter.facts, day))
    over_draws = _over_draws(regime, matter, day)
    return _over_ranges(regime, over_draws, day) if matter.ranges else over_draws


def _over_draws(regime: str, matter: MapMatter, day: date) -> JudgedMatter:
    """The decision over the draws of the numbers of people."""
    best = decide_on(regime, matter.facts, day)
    if not matter.counts:
        return JudgedMatter(matter, best)
    paths, counts = list(matter.counts), np.rint(np.array(list(matter.counts.values())))
    bounds = bounds_of(regime)
    columns = np.vstack([counts, counts.sum(axis=0)])
    sides = np.searchsorted(bounds, columns, "left") + np.searchsorted(bounds, columns, "right")
    # A law sees a number only against its bounds, so one draw of each side of them stands for all that fall there.
    _, first, members = np.unique(sides, axis=1, return_index=True, return_counts=True)
    weighted = [
        (decide_on(regime, _with_counts(matter, paths, counts[:, column]), day), int(count) / counts.shape[1])
        for column, count in zip(first, members, strict=True)
    ]
    weighted.sort(key=lambda pair: -pair[1])
    decisions = [decision for decision, _ in weighted]
    outcomes = dict.fromkeys(decision.outcome for decision, _ in weighted)
    shares = {name: sum(share for decision, share in weighted if decision.outcome == name) for name in outcomes}
    outcome = max(shares, key=lambda name: shares[name])
    leading = next(decision for decision in (best, *decisions) if decision.outcome == outcome)
    if len(shares) == 1:
        return JudgedMatter(matter, leading)
    if shares[outcome] >= ENOUGH:
        return JudgedMatter(matter, _with_share(leading, shares[outcome]), shares)
    words = "; ".join(f"{outcome_words(outcome)} in {max(round(100 * share), 1)}" for outcome, share in shares.items())
    finding = Finding(f"the numbers of people leave it open, of 100 simulations: {words}", law(regime).instrument)
    questions = (MissingFact(path, _how_many(draws)) for path, draws in matter.counts.items())
    return JudgedMatter(matter, _not_known(regime, decisions, finding, questions), shares)


def _with_counts(matter: MapMatter, paths: list[KeyPath], values: Floats) -> Mapping[str, object]:
    facts: Mapping[str, object] = matter.facts
    for path, value in zip(paths, values, strict=True):
        facts = with_value(facts, path, int(value))
    return facts


def _with_share(decision: Decision, share: float) -> Decision:
    """The decision with the share of the simulations that agree on it among its reasons."""
    words = f"so it is in {min(round(100 * share), 99)} of 100 simulations of the numbers of people"
    return replace(decision, because=(*decision.because, Finding(words, law(decision.regime).instrument)))


def _how_many(draws: Floats) -> str:
    return HOW_MANY.format(*(int(end) for end in np.quantile(draws, (0.05, 0.95))))


def _over_ranges(regime: str, judged: JudgedMatter, day: date) -> JudgedMatter:
    """The decision on a matter with shares of which a map states ranges: open where their ends lead elsewhere."""
    facts, ranges = judged.matter.facts, judged.matter.ranges
    best = decide_on(regime, facts, day)
    at_both_ends = [decide_on(regime, _at_ends(facts, ranges, side), day) for side in (0, 1)]
    at_its_ends = {
        path: [decide_on(regime, with_value(facts, path, end), day) for end in ends] for path, ends in ranges.items()
    }
    decisions = [best, *at_both_ends, *(decision for pair in at_its_ends.values() for decision in pair)]
    if all(decision.outcome == best.outcome for decision in decisions):
        return judged
    deciding = [path for path, pair in at_its_ends.items() if any(end.outcome != best.outcome for end in pair)]
    return replace(judged, decision=_open_by_ranges(judged, decisions, deciding or list(ranges)))


def _at_ends(
    facts: Mapping[str, object], ranges: Mapping[KeyPath, tuple[float, float]], side: int
) -> Mapping[str, object]:
    for path, ends in ranges.items():
        facts = with_value(facts, path, ends[side])
    return facts


def _open_by_ranges(judged: JudgedMatter, decisions: Sequence[Decision], deciding: Sequence[KeyPath]) -> Decision:
    """Not known, because a share that the map states as a range may lie on either side of a bound."""
    regime, decisions = judged.decision.regime, [judged.decision, *decisions]
    words = "the ranges of shares leave it open: " + " or ".join(map(outcome_words, _possible(decisions)))
    questions = (MissingFact(path, HOW_LARGE.format(*judged.matter.ranges[path])) for path in deciding)
    return _not_known(regime, decisions, Finding(words, law(regime).instrument), questions)


def _not_known(
    regime: str, decisions: Sequence[Decision], finding: Finding, questions: Iterator[MissingFact]
) -> Decision:
    """Not known which of several decisions holds: what they have in common, why it is open, and all that they ask."""
    common, because = _shared(decisions)
    others = unique(missing for decision in decisions for missing in decision.unknown)
    return Decision(regime, UNKNOWN, common, (*because, finding), (*questions, *others), possible=_possible(decisions))


def _possible(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The outcomes that decisions leave possible."""
    return unique(outcome for decision in decisions for outcome in decision.possible or (decision.outcome,))


def _shared(decisions: Sequence[Decision]) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """The determinations and the reasons that decisions have in common."""
    first, *others = decisions
    common = {
        key: value
        for key, value in first.determinations.items()
        if all(key in other.determinations and other.determinations[key] == value for other in others)
    }
    return common, tuple(reason for reason in first.because if all(reason in other.because for other in others))


def bounds_of(regime: str) -> list[int]:
    """The numbers of people that a law compares with, rising."""
    terms = law(regime)
    numbers = (number for name in on_map(regime).counted for number in _numbers(terms.value(name)))
    return sorted(set(numbers))


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def _count_fact(path: KeyPath, of: str, draws: Floats, bounds: list[int]) -> Counted:
    low, median, high = (float(quantile) for quantile in np.quantile(draws, (0.05, 0.5, 0.95)))
    return Counted(path, of, low, median, high, {bound: float(np.mean(draws > bound)) for bound in bounds})


def _category(facts: Mapping[str, Any], path: KeyPath) -> str:
    """The category of the item whose count stands at a path; empty where it has none."""
    item: Any = facts
    for step in path[:-1]:
        item = item[step]
    return outcome_words(item["category"]) if isinstance(item, Mapping) and "category" in item else ""


def over_text(regime: str, counted: Counted) -> Iterator[str]:
    """The share of draws in which a count is over each bound that its draws straddle, as a sentence if there is any."""
    fact = question(regime, counted.path).partition("? ")[2].rstrip(".") or path_text(counted.path)
    straddled = {
        bound: max(1, min(99, round(100 * share))) for bound, share in counted.over.items() if 0.0 < share < 1.0
    }
    if straddled:
        shares = ", ".join(f"over {bound:,} in {share}" for bound, share in straddled.items())
        yield f"{fact}{f' ({counted.of})' if counted.of else ''}: it is {shares} of 100 simulations"
