"""Verdicts of a law on a map on a day: on each thing it looks at, on all together, and what the numbers leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from data_maps.caching import cached_property
from data_maps.model import DataMap
from data_maps.problems import Path, path_text
from risk.arrays import Floats
from risk.regimes import NAMES, decide_on
from risk.regimes.decision import COUNSEL, NOT_IN_FORCE, UNKNOWN, Decision, Finding, MissingFact, outcome_words, unique
from risk.regimes.on_maps import MATTERS, facts, nothing
from risk.regimes.on_maps.matter import MapMatter, with_value
from risk.regimes.on_maps.questions import in_plain_words
from risk.regimes.parameters import law
from risk.regimes.schema import question

NOTHING, OUT = "nothing_to_judge", "does_not_concern"
OUT_ANYHOW = "whatever the answers are, the law does not concern this"
SHARE = "how large is the share? The map leaves between {:g} % and {:g} %."
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
    "barred",
    "security_assessment",
    "covered_control_transaction",
    "not_effective",
    "dpia_required",
    "transfer",
    "not_adequate",
    "no_ground",
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
    "derogation",
    "appropriate_safeguards",
    "effective",
    "adequate",
    "permitted",
    "exempt",
)
"""Outcomes from the one that asks most of people to the one that asks least; any other comes after these."""


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
    outcome = decision.outcome
    if outcome not in (UNKNOWN, COUNSEL):
        waits = "effective_from" in decision.determinations and not decision.determinations.get("identified", True)
        return "not_in_force" if waits else _standing_of(decision.regime, outcome)
    left = {_standing_of(decision.regime, possible) for possible in decision.possible}
    if UNKNOWN not in decision.possible and len(left) == 1:
        (shared,) = left
        return "applies_open" if shared == "applies" and decision.unknown else shared
    if decision.unknown:
        return "facts_missing"
    return "text_open" if outcome == COUNSEL or decision.alternatives else "text_not_read"


def _standing_of(regime: str, outcome: str) -> Standing:
    if outcome in (NOT_IN_FORCE, NOTHING, OUT):
        return "not_in_force" if outcome == NOT_IN_FORCE else "does_not_concern"
    return law(regime).standing.get(outcome, "applies")


@dataclass(frozen=True, eq=False)
class Counted:
    """A count that a law compares with bounds: its median, its 90 % interval, and how often it is over each bound.

    `of` is the category of data that it is about, where the law tells several apart.
    """

    path: Path
    of: str
    low: float
    median: float
    high: float
    over: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class Judged:
    """The decision of a law on one thing on a map; `shares` are those of the draws, where they do not agree."""

    matter: MapMatter
    decision: Decision
    shares: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def counts(self) -> tuple[Counted, ...]:
        """The counts among its facts."""
        bounds = bounds_of(self.decision.regime)
        facts, counts = self.matter.facts, self.matter.counts
        return tuple(_counted(path, _category(facts, path), draws, bounds) for path, draws in counts.items())


@dataclass(frozen=True, eq=False)
class Verdict:
    """The decision of a law on a map on a day: the furthest-reaching of those on each thing it looks at."""

    regime: str
    day: date
    judged: tuple[Judged, ...]
    decision: Decision

    @property
    def leading(self) -> Judged | None:
        """The thing whose outcome is that of all; None where there is none."""
        return next((thing for thing in self.judged if thing.decision is self.decision), None)

    @property
    def standing(self) -> Standing:
        """Whether the law applies to the map: it does where it applies to one thing, and others may lack facts."""
        own = standing(self.decision)
        on_things = {standing(thing.decision) for thing in self.judged}
        if on_things.isdisjoint(APPLY) or own in ("not_in_force", "does_not_concern"):
            return own
        return "applies" if on_things.isdisjoint(LACKS_FACTS) else "applies_open"

    @property
    def lacking(self) -> Judged | None:
        """The first thing that lacks facts; None where the law as a whole lacks none."""
        if self.standing not in LACKS_FACTS:
            return None
        return next(thing for thing in self.judged if standing(thing.decision) in LACKS_FACTS)

    @property
    def presumed(self) -> tuple[Finding, ...]:
        """What the law takes as so while nobody says otherwise, where it applies to anything on the map or may."""
        if all(standing(thing.decision) not in MAY_APPLY for thing in self.judged):
            return ()
        return tuple(Finding(each.says, each.citation) for each in law(self.regime).presumed)


def verdicts(data_map: DataMap, day: date | None = None) -> tuple[Verdict, ...]:
    """The verdict of every law on a map, in the order of the laws; on the map's own day unless another is named."""
    return tuple(verdict(regime, data_map, day) for regime in NAMES)


def verdict(regime: str, data_map: DataMap, day: date | None = None) -> Verdict:
    """The verdict of one law on a map."""
    day = day or data_map.as_of
    empty = _on_nothing(regime, day)
    if empty.outcome == NOT_IN_FORCE:
        return Verdict(regime, day, (), empty)
    things = tuple(judged(regime, matter, day) for matter in facts(regime, data_map, day))
    if not things:
        finding = nothing(regime, data_map, day)
        return Verdict(regime, day, (), Decision(regime, NOTHING, {}, (finding,)))
    ordered = tuple(sorted(things, key=lambda thing: _rank(thing.decision)))
    return Verdict(regime, day, ordered, ordered[0].decision)


def speaks(regime: str, data_map: DataMap) -> bool:
    """Whether a law is in force on a map's day, or may be, and looks at something on the map."""
    if _on_nothing(regime, data_map.as_of).outcome == NOT_IN_FORCE:
        return False
    return next(MATTERS[regime].matters(data_map, data_map.as_of), None) is not None


@lru_cache(maxsize=2**12)
def _on_nothing(regime: str, day: date) -> Decision:
    """The decision on no facts at all, which tells whether the law is in force on a day."""
    return decide_on(regime, {}, day)


def _rank(decision: Decision) -> tuple[int, bool, int]:
    """The place of a decision among others; of those that are open, what applies goes before what may."""
    outcome = decision.outcome
    place = FURTHEST.index(outcome) if outcome in FURTHEST else len(FURTHEST)
    is_open = outcome in (COUNSEL, UNKNOWN)
    return FURTHEST.index(UNKNOWN) if is_open else place, is_open and standing(decision) not in APPLY, place


def judged(regime: str, matter: MapMatter, day: date) -> Judged:
    """The decision of a law on one thing: what 95 of 100 draws of its counts agree on, else that it is not known."""
    found = _over_ranges(regime, _judged(regime, matter, day), day)
    decision = _plainly(_presuming(found.decision), matter)
    *before, last = decision.because
    return replace(found, decision=replace(decision, because=(*before, *matter.beside, last)))


def _presuming(decision: Decision) -> Decision:
    """The decision that a law applies or may, without what would rest on its presumptions alone."""
    if standing(decision) not in MAY_APPLY:
        return decision
    left_out = {each.settles for each in law(decision.regime).presumed}
    determinations = {
        name: value for name, value in decision.determinations.items() if name not in left_out or value != "none"
    }
    return replace(decision, determinations=determinations)


def _plainly(decision: Decision, matter: MapMatter) -> Decision:
    """The decision with its questions in the words of the map, those first that the matter is about.

    Where those are asked, there may be no such matter at all, and the law is no surer than that. Nothing is asked of a
    law that does not concern the thing whatever the answer.
    """
    if standing(decision) in ("does_not_concern", "not_in_force"):
        return _out(decision)
    if matter.first and standing(decision) == "applies":
        decision = _hanging(decision)
    elif not decision.unknown:
        return decision
    open_facts = {missing.path: missing.ask for missing in decision.unknown}
    leading = [*matter.first, *(path for path in matter.leads if path in open_facts)]
    asked = dict.fromkeys(leading) | open_facts
    questions = (
        MissingFact(path, matter.asks.get(path) or in_plain_words(decision.regime, path, ask, matter.facts))
        for path, ask in asked.items()
    )
    possible = (*decision.possible, *([NOTHING] if matter.first else []))
    return replace(decision, unknown=tuple(questions), possible=possible)


def _out(decision: Decision) -> Decision:
    """The decision without questions; where only its rule is open, and not that it concerns nothing, that is said."""
    if decision.outcome not in (UNKNOWN, COUNSEL) or standing(decision) != "does_not_concern":
        return replace(decision, unknown=())
    finding = Finding(OUT_ANYHOW, law(decision.regime).instrument)
    return replace(decision, outcome=OUT, because=(*decision.because[:-1], finding), unknown=(), possible=())


def _hanging(decision: Decision) -> Decision:
    """The decision as it is while it is open whether there is such a matter: that outcome, or nothing to judge."""
    words = f"whether there is such a matter at all is not known; if there is, {outcome_words(decision.outcome)}"
    finding = Finding(words, law(decision.regime).instrument)
    return replace(decision, outcome=UNKNOWN, because=(*decision.because, finding), possible=(decision.outcome,))


def _judged(regime: str, matter: MapMatter, day: date) -> Judged:
    """The decision in the words of the law; counts are held against no bound of a text that another one replaced."""
    best = decide_on(regime, matter.facts, day)
    if not matter.counts or law(regime).unread_on(day):
        return Judged(replace(matter, counts={}), best)
    decisions = _by_side(regime, matter, day)
    outcomes = dict.fromkeys(decision.outcome for decision, _ in decisions)
    shares = {name: sum(share for decision, share in decisions if decision.outcome == name) for name in outcomes}
    outcome = max(shares, key=lambda name: shares[name])
    leading = next(decision for decision in (best, *(other for other, _ in decisions)) if decision.outcome == outcome)
    if len(shares) == 1:
        return Judged(matter, leading)
    if shares[outcome] >= ENOUGH:
        return Judged(matter, _with_share(leading, shares[outcome]), shares)
    return Judged(matter, _open(regime, matter, shares, [decision for decision, _ in decisions]), shares)


def _over_ranges(regime: str, found: Judged, day: date) -> Judged:
    """The decision on a matter with shares of which a map states ranges: open where their ends lead elsewhere."""
    facts, ranges = found.matter.facts, found.matter.ranges
    if not ranges or law(regime).unread_on(day):
        return found
    turned = {
        path: [decide_on(regime, with_value(facts, path, end), day) for end in ends] for path, ends in ranges.items()
    }
    best = decide_on(regime, facts, day)
    together = [decide_on(regime, _at_ends(facts, ranges, side), day) for side in (0, 1)]
    decisions = [best, *together, *(decision for both in turned.values() for decision in both)]
    if all(decision.outcome == best.outcome for decision in decisions):
        return found
    moving = [path for path, both in turned.items() if any(each.outcome != best.outcome for each in both)]
    return replace(found, decision=_open_by_range(found, decisions, moving or list(ranges)))


def _at_ends(
    facts: Mapping[str, object], ranges: Mapping[Path, tuple[float, float]], side: int
) -> Mapping[str, object]:
    for path, ends in ranges.items():
        facts = with_value(facts, path, ends[side])
    return facts


def _open_by_range(found: Judged, decisions: list[Decision], moving: list[Path]) -> Decision:
    """Not known, because a share that the map states as a range may lie on either side of a bound."""
    regime, before = found.decision.regime, found.decision
    common, because = _shared([before, *decisions])
    possible = unique(name for decision in (before, *decisions) for name in decision.possible or (decision.outcome,))
    words = "the ranges of shares leave it open: " + " or ".join(map(outcome_words, possible))
    asked = tuple(MissingFact(path, SHARE.format(*found.matter.ranges[path])) for path in moving)
    others = unique(question for decision in (before, *decisions) for question in decision.unknown)
    finding = Finding(words, law(regime).instrument)
    return Decision(regime, UNKNOWN, common, (*because, finding), (*asked, *others), possible=possible)


def _shared(decisions: list[Decision]) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """The determinations and the reasons that decisions have in common."""
    first, *others = decisions
    common = {
        key: value
        for key, value in first.determinations.items()
        if all(key in other.determinations and other.determinations[key] == value for other in others)
    }
    return common, tuple(reason for reason in first.because if all(reason in other.because for other in others))


def _with_share(decision: Decision, share: float) -> Decision:
    words = f"so it is in {_in_100(share)} of the numbers of people"
    return replace(decision, because=(*decision.because, Finding(words, law(decision.regime).instrument)))


def _in_100(share: float) -> str:
    return f"{min(round(100 * share), 99)} of 100 simulations"


def _open(regime: str, matter: MapMatter, shares: Mapping[str, float], decisions: list[Decision]) -> Decision:
    """Not known, because the numbers of people on the map leave more than one outcome possible."""
    words = "; ".join(f"{outcome_words(outcome)} in {max(round(100 * share), 1)}" for outcome, share in shares.items())
    finding = Finding(f"the numbers of people leave it open, of 100 simulations: {words}", law(regime).instrument)
    common, because = _shared(decisions)
    questions = [MissingFact(path, f"how many people? {_range(draws)}") for path, draws in matter.counts.items()]
    others = unique(question for decision in decisions for question in decision.unknown)
    possible = unique(outcome for decision in decisions for outcome in decision.possible or (decision.outcome,))
    return Decision(regime, UNKNOWN, common, (*because, finding), (*questions, *others), possible=possible)


def _range(draws: Floats) -> str:
    low, high = (int(end) for end in np.quantile(draws, (0.05, 0.95)))
    return f"The map leaves between {low:,} and {high:,} (90 % interval)."


def _by_side(regime: str, matter: MapMatter, day: date) -> list[tuple[Decision, float]]:
    """The decision on each side of the bounds on which draws fall, with their share, the most frequent first."""
    paths, counts = list(matter.counts), np.rint(np.array(list(matter.counts.values())))
    bounds = bounds_of(regime)
    columns = np.vstack([counts, counts.sum(axis=0)])
    sides = np.searchsorted(bounds, columns, "left") + np.searchsorted(bounds, columns, "right")
    _, first, members = np.unique(sides, axis=1, return_index=True, return_counts=True)
    decisions = [
        (decide_on(regime, _with_counts(matter, paths, counts[:, column]), day), int(count) / counts.shape[1])
        for column, count in zip(first, members, strict=True)
    ]
    return sorted(decisions, key=lambda weighted: -weighted[1])


def _with_counts(matter: MapMatter, paths: list[Path], values: Floats) -> Mapping[str, object]:
    changed: Mapping[str, object] = matter.facts
    for path, value in zip(paths, values, strict=True):
        changed = with_value(changed, path, int(value))
    return changed


def bounds_of(regime: str) -> list[int]:
    """The numbers of people that a law compares with, rising."""
    terms = law(regime)
    numbers = (number for name in BOUNDS.get(regime, ()) for number in _numbers(terms.value(name)))
    return sorted(set(numbers))


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def _category(facts: Mapping[str, Any], path: Path) -> str:
    """The category of the item whose count stands at a path; empty where it has none."""
    item: Any = facts
    for step in path[:-1]:
        item = item[step]
    return outcome_words(item["category"]) if isinstance(item, Mapping) and "category" in item else ""


def _counted(path: Path, of: str, draws: Floats, bounds: list[int]) -> Counted:
    low, median, high = (float(quantile) for quantile in np.quantile(draws, (0.05, 0.5, 0.95)))
    return Counted(path, of, low, median, high, {bound: float(np.mean(draws > bound)) for bound in bounds})


def over_text(regime: str, counted: Counted) -> Iterator[str]:
    """The share of draws in which a count is over each bound that its draws straddle, as a sentence if there is any."""
    fact = question(regime, counted.path).partition("? ")[2].rstrip(".") or path_text(counted.path)
    straddled = {
        bound: max(1, min(99, round(100 * share))) for bound, share in counted.over.items() if 0.0 < share < 1.0
    }
    if straddled:
        shares = ", ".join(f"over {bound:,} in {share}" for bound, share in straddled.items())
        yield f"{fact}{f' ({counted.of})' if counted.of else ''}: it is {shares} of 100 simulations"
