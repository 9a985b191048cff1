"""Verdicts of a law on a map on a day: on each thing it looks at, on all together, and what the numbers leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.problems import Path, path_text
from risk.regimes import NAMES, decide_on
from risk.regimes.decision import NOT_IN_FORCE, UNKNOWN, Decision, Question, outcome_words
from risk.regimes.logic import Finding, unique
from risk.regimes.on_maps import ASKED, facts
from risk.regimes.on_maps.matter import Floats, Matter, with_value
from risk.regimes.parameters import law

NOTHING = "nothing_to_judge"
ENOUGH = 0.95
BOUNDS = {
    "us_bulk_data": ("floors",),
    "us_pafaca": ("monthly_users",),
    "us_icts": ("floors",),
    "us_cfius_data": ("individuals",),
    "cn_export": ("ordinary_floor", "ordinary_ceiling", "sensitive_ceiling"),
}
FURTHEST = (
    "prohibited",
    "identified_as_prohibited",
    "violation",
    "security_assessment",
    "covered_control_transaction",
    "not_effective",
    "dpia_required",
    "transfer",
    "not_adequate",
    "reviewable",
    "restricted",
    "controlled_application",
    "standard_contract_or_certification",
    "covered_investment",
    "permitted_with_conditions",
    "enjoined",
    "not_yet_effective",
    "needs_determination",
    "counsel_review",
    UNKNOWN,
    "controller_judgement",
    "effective",
    "adequate",
    "exempt",
)
"""Outcomes from the one that asks most of people to the one that asks least; any other comes after these."""


@dataclass(frozen=True, eq=False)
class Counted:
    """A count that a law compares with bounds: its median, its 90 % interval, and how often it is over each bound."""

    path: Path
    low: float
    median: float
    high: float
    over: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class Judged:
    """What a law says of one thing on a map; `shares` says in which share of draws, where they do not agree."""

    matter: Matter
    decision: Decision
    shares: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def counts(self) -> tuple[Counted, ...]:
        """The counts among its facts."""
        bounds = bounds_of(self.decision.regime)
        return tuple(_counted(path, draws, bounds) for path, draws in self.matter.counts.items())


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a law says of a map on a day: the furthest-reaching of what it says of each thing it looks at."""

    regime: str
    day: date
    judged: tuple[Judged, ...]
    decision: Decision

    @property
    def leading(self) -> Judged | None:
        """The thing whose outcome is that of all; None where there is none."""
        return next((each for each in self.judged if each.decision is self.decision), None)


def verdicts(data_map: DataMap, day: date | None = None) -> tuple[Verdict, ...]:
    """What every law says of a map, in the order of the laws; on the map's own day unless another is named."""
    return tuple(verdict(regime, data_map, day) for regime in NAMES)


def verdict(regime: str, data_map: DataMap, day: date | None = None) -> Verdict:
    """What one law says of a map."""
    day = day or data_map.as_of
    empty = decide_on(regime, {}, day)
    if empty.outcome == NOT_IN_FORCE:
        return Verdict(regime, day, (), empty)
    found = tuple(judged(regime, matter, day) for matter in facts(regime, data_map, day))
    if not found:
        said = Finding(f"{ASKED[regime].nothing}, as far as the map shows", law(regime).instrument)
        return Verdict(regime, day, (), Decision(regime, NOTHING, {}, (said,)))
    ordered = tuple(sorted(found, key=lambda each: _rank(each.decision.outcome)))
    return Verdict(regime, day, ordered, ordered[0].decision)


def _rank(outcome: str) -> int:
    return FURTHEST.index(outcome) if outcome in FURTHEST else len(FURTHEST)


def judged(regime: str, matter: Matter, day: date) -> Judged:
    """What a law says of one thing: what 95 of 100 draws of its counts agree on, else that it is not known."""
    best = decide_on(regime, matter.facts, day)
    if not matter.counts:
        return Judged(matter, best)
    found = _by_side(regime, matter, day)
    outcomes = dict.fromkeys(decision.outcome for decision, _ in found)
    shares = {name: sum(share for decision, share in found if decision.outcome == name) for name in outcomes}
    outcome, most = max(shares.items(), key=lambda each: each[1])
    leading = next(each for each in (best, *(decision for decision, _ in found)) if each.outcome == outcome)
    if len(shares) == 1:
        return Judged(matter, leading)
    if most >= ENOUGH:
        return Judged(matter, _with_share(leading, most), shares)
    return Judged(matter, _open(regime, matter, shares, [decision for decision, _ in found]), shares)


def _with_share(decision: Decision, share: float) -> Decision:
    said = f"so it is in {_in_100(share)} of the numbers of people"
    return replace(decision, because=(*decision.because, Finding(said, law(decision.regime).instrument)))


def _in_100(share: float) -> str:
    return f"{min(round(100 * share), 99)} of 100 draws"


def _open(regime: str, matter: Matter, shares: Mapping[str, float], found: list[Decision]) -> Decision:
    """Not known, because the numbers of people on the map leave more than one outcome possible."""
    each = "; ".join(f"{outcome_words(outcome)} in {max(round(100 * share), 1)}" for outcome, share in shares.items())
    said = Finding(f"the numbers of people leave it open, of 100 draws: {each}", law(regime).instrument)
    common = {
        key: value
        for key, value in found[0].determinations.items()
        if all(key in other.determinations and other.determinations[key] == value for other in found)
    }
    asked = [Question(path, f"how many people? {_range(draws)}") for path, draws in matter.counts.items()]
    others = unique(question for decision in found for question in decision.unknown)
    because = tuple(f for f in found[0].because if all(f in other.because for other in found))
    return Decision(regime, UNKNOWN, common, (*because, said), (*asked, *others))


def _range(draws: Floats) -> str:
    low, high = (int(each) for each in np.quantile(draws, (0.05, 0.95)))
    return f"The map leaves between {low:,} and {high:,} (90 % interval)."


def _by_side(regime: str, matter: Matter, day: date) -> list[tuple[Decision, float]]:
    """The decision on each side of the bounds on which draws fall, with their share, the most frequent first."""
    paths, counts = list(matter.counts), np.rint(np.array(list(matter.counts.values())))
    bounds = bounds_of(regime)
    columns = np.vstack([counts, counts.sum(axis=0)])
    sides = np.searchsorted(bounds, columns, "left") + np.searchsorted(bounds, columns, "right")
    _, first, members = np.unique(sides, axis=1, return_index=True, return_counts=True)
    found = [
        (decide_on(regime, _with_counts(matter, paths, counts[:, at]), day), int(count) / counts.shape[1])
        for at, count in zip(first, members, strict=True)
    ]
    return sorted(found, key=lambda each: -each[1])


def _with_counts(matter: Matter, paths: list[Path], values: Floats) -> Mapping[str, object]:
    changed: Mapping[str, object] = matter.facts
    for path, value in zip(paths, values, strict=True):
        changed = with_value(changed, path, int(value))
    return changed


def bounds_of(regime: str) -> list[int]:
    """The numbers of people that a law compares with, rising."""
    known = law(regime)
    found = (each for name in BOUNDS.get(regime, ()) for each in _numbers(known.value(name)))
    return sorted(set(found))


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _numbers(part)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def _counted(path: Path, draws: Floats, bounds: list[int]) -> Counted:
    low, median, high = (float(each) for each in np.quantile(draws, (0.05, 0.5, 0.95)))
    return Counted(path, low, median, high, {bound: float(np.mean(draws > bound)) for bound in bounds})


def over_text(counted: Counted) -> Iterator[str]:
    """In words in how many draws a count is over each bound that its draws straddle."""
    for bound, share in counted.over.items():
        if 0.0 < share < 1.0:
            yield f"{path_text(counted.path)} is over {bound:,} in {max(1, min(99, round(100 * share)))} of 100 draws"
