"""Laws that speak of given facts: one module and one file of dated parameters per law, named here in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from types import ModuleType
from typing import Any

from data_maps.problems import Path
from risk.regimes import (
    cn_export,
    eu_adequacy,
    eu_dpia,
    eu_supplementary_measures,
    eu_transfer,
    gb_adequacy,
    us_2020_orders,
    us_bulk_data,
    us_cfius_data,
    us_icts,
    us_padfa,
    us_pafaca,
)
from risk.regimes.decision import COUNSEL, NOT_IN_FORCE, UNKNOWN, Alternative, Decision, Question, Ruling, outcome_words
from risk.regimes.facts import NOT_KNOWN, Facts, record
from risk.regimes.logic import Finding, unique
from risk.regimes.parameters import Overdue, Point, applied_on, law, overdue
from risk.regimes.schema import question, schema, three_valued

REGIMES: tuple[ModuleType, ...] = (
    us_bulk_data,
    us_pafaca,
    us_padfa,
    us_icts,
    us_cfius_data,
    us_2020_orders,
    eu_transfer,
    eu_adequacy,
    eu_supplementary_measures,
    eu_dpia,
    cn_export,
    gb_adequacy,
)
Rule = Callable[[Facts, Mapping[str, str]], Ruling]
NAMES = tuple(module.__name__.rpartition(".")[2] for module in REGIMES)


def decide(regime: str, facts: Mapping[str, Any]) -> Decision:
    """What a regime says of facts that have the form of its schema; raises KeyError for a regime there is none of.

    Where the text leaves a point open, the rule is applied under each reading of it. If they agree, that is the
    outcome; if not, it is `counsel_review` where the regime has that outcome, else that of the first reading. A fact
    that was looked into and is not known comes first: while it could change the outcome, that is `unknown`.
    """
    rule: Rule = dict(zip(NAMES, REGIMES, strict=True))[regime].rule
    asked = record(facts)
    found = rule(asked, {})
    if not found.choice.disputed:
        return _decision(regime, rule(asked, _ours(regime)), _outcome(found))
    return _read_apart(regime, rule, asked, found)


def decide_on(regime: str, facts: Mapping[str, Any], day: date) -> Decision:
    """What a regime says of facts as of a day: with the values of that day, and nothing before its rules applied."""
    version = law(regime).parameters["in_force"].versions[0]
    if not version.holds(day):
        found = Finding(f"these rules apply from {version.first}", version.citation)
        return Decision(regime, NOT_IN_FORCE, {}, (found,))
    if (key := day_key(regime)) is not None:
        return decide(regime, {key: day.isoformat(), **facts})
    with applied_on(day):
        return decide(regime, facts)


def day_key(regime: str) -> str | None:
    """The fact by which a regime asks for the day itself; None for one that does not."""
    return next((key for key in ("date", "act_date") if key in schema(regime)["properties"]), None)


def stale(today: date) -> tuple[Overdue, ...]:
    """Every parameter of every regime that should have been looked at again before today."""
    return tuple(overdue({name: law(name) for name in NAMES}, today))


def _ours(regime: str) -> dict[str, str]:
    """The readings that decide where a regime leaves nothing to counsel: the first of each point."""
    known = law(regime)
    return (
        {}
        if COUNSEL in known.outcomes
        else {name: next(iter(point.readings)) for name, point in known.disputed.items()}
    )


def _read_apart(regime: str, rule: Rule, asked: Facts, found: Ruling) -> Decision:
    points = {name: law(regime).disputed[name] for name in found.choice.disputed}
    ways = [dict(zip(points, names, strict=True)) for names in product(*(point.readings for point in points.values()))]
    rulings = [rule(asked, {**_ours(regime), **way}) for way in ways]
    outcomes = [_outcome(each) for each in rulings]
    agreed = replace(rulings[0], determinations=_common(rulings))
    if len(set(outcomes)) == 1:
        return _decision(regime, agreed, outcomes[0])
    alternatives = tuple(_alternative(points, way, outcome) for way, outcome in zip(ways, outcomes, strict=True))
    if COUNSEL not in law(regime).outcomes:
        return _decision(regime, rulings[0], outcomes[0], alternatives)
    asks = unique(path for each in rulings for path in each.choice.asks)
    not_known = [path for path in asks if asked.along(path).value == NOT_KNOWN]
    if UNKNOWN in outcomes and not_known and not _left_to_counsel(regime, asked.value, not_known[0]):
        open_ruling = rulings[outcomes.index(UNKNOWN)]
        return _decision(regime, replace(open_ruling, determinations=agreed.determinations), UNKNOWN)
    silent = tuple(
        Finding(f"the text is open on this: {point.what}", law(regime).instrument) for point in points.values()
    )
    both = replace(agreed, choice=replace(found.choice, asks=asks))
    return _decision(regime, both, COUNSEL, alternatives, silent)


def _left_to_counsel(regime: str, facts: Mapping[str, Any], path: Path) -> bool:
    """Whether the point stays open to counsel whichever way a fact that is not known turns out."""
    if not three_valued(regime, path) or Facts(facts).along(path).value != NOT_KNOWN:
        return False
    return all(decide(regime, _stated(facts, path, value)).outcome == COUNSEL for value in (True, False))


def _stated(part: Any, path: Path, value: bool) -> Any:
    """Facts with another value at the end of a path."""
    if not path:
        return value
    step, *rest = path
    changed = part.copy()
    changed[step] = _stated(part[step], tuple(rest), value)
    return changed


def _common(rulings: Sequence[Ruling]) -> dict[str, Any]:
    """What is determined alike under every reading."""
    first, *others = (each.determinations for each in rulings)
    return {
        name: value for name, value in first.items() if all(name in other and other[name] == value for other in others)
    }


def _alternative(points: Mapping[str, Point], way: Mapping[str, str], outcome: str) -> Alternative:
    chosen = [points[name].readings[reading] for name, reading in way.items()]
    said, cited = "; ".join(each.says for each in chosen), "; ".join(each.citation for each in chosen)
    return Alternative(" + ".join(way), " + ".join(way.values()), said, cited, outcome)


def _outcome(found: Ruling) -> str:
    outcomes = found.choice.outcomes
    return outcomes[0] if len(outcomes) == 1 else UNKNOWN


def _decision(
    regime: str,
    found: Ruling,
    outcome: str,
    alternatives: tuple[Alternative, ...] = (),
    last: tuple[Finding, ...] = (),
) -> Decision:
    asks = _questions(regime, found) if outcome in (UNKNOWN, COUNSEL) else ()
    because = (*found.choice.because, *last, *_concluding(regime, found, outcome))
    return Decision(regime, outcome, found.determinations, unique(because), tuple(asks), alternatives)


def _questions(regime: str, found: Ruling) -> Iterator[Question]:
    yield from (Question(path, question(regime, path)) for path in unique(found.choice.asks))


def _concluding(regime: str, found: Ruling, outcome: str) -> Iterator[Finding]:
    """What is said last where the outcome is open, or where no finding was needed to reach it."""
    known = law(regime)
    if outcome == UNKNOWN:
        possible = " or ".join(map(outcome_words, found.choice.outcomes))
        yield Finding(f"what is not known leaves more than one outcome possible: {possible}", known.instrument)
    elif not found.choice.because:
        yield Finding(f"{outcome_words(outcome)}: {known.outcomes[outcome]}", known.instrument)
