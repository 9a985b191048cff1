"""Decisions of a law on facts: its rule under each reading of what its text leaves open, on the day asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import cache, partial
from importlib import import_module
from itertools import product
from typing import Any

from data_maps.problems import KeyPath
from laws import NAMES
from laws.decision import (
    COUNSEL,
    NOT_IN_FORCE,
    TEXT_OF_DAY,
    UNKNOWN,
    AlternativeGround,
    Decision,
    Finding,
    MissingFact,
    Ruling,
    outcome_words,
    unique,
)
from laws.facts import NOT_KNOWN, Facts, question, record, schema, three_valued, with_value
from laws.parameters import DisputedPoint, UnreadText, Version, applied_day, applied_on, law

LawRule = Callable[[Facts, Mapping[str, str]], Ruling]
ACT = "act_date"
"""The fact that says on which day an act was done, which later rules may reach; `date` is the day of the rules."""
READ_IT = "what did the text in force on that day say of this ({})?"


@cache
def rule_of(regime: str) -> LawRule:
    """The rule of a law, from its folder; raises KeyError for a name that the tuple of laws does not have."""
    if regime not in NAMES:
        raise KeyError(regime)
    rule: LawRule = import_module(f"laws.{regime}.rule").rule
    return rule


def decide(regime: str, facts: Mapping[str, Any]) -> Decision:
    """The decision of a regime on facts that have the form of its schema; raises KeyError for an unknown regime.

    Where the text leaves a point open, the rule is applied under each reading of it. If they agree, that is the
    outcome; if not, it is `counsel_review` where the regime has that outcome, else that of the first reading, and
    `unknown` where the readings differ on whether the law concerns the thing at all. A fact that was looked into and is
    not known comes first: while it could change the outcome, that is `unknown`. So is the outcome on a day on which
    another text held than the rule was read in.
    """
    rule = rule_of(regime)
    facts_record = record(facts)
    if (other := _of_its_day(regime, facts_record)) is not None:
        return other
    first_ruling = rule(facts_record, {})
    if not first_ruling.choice.disputed:
        ours = _ours(regime)
        return _decision(regime, rule(facts_record, ours) if ours else first_ruling, _outcome(first_ruling))
    points = {name: law(regime).disputed[name] for name in first_ruling.choice.disputed}
    ways = [dict(zip(points, names, strict=True)) for names in product(*(point.readings for point in points.values()))]
    rulings = [rule(facts_record, {**_ours(regime), **way}) for way in ways]
    outcomes = [_outcome(reading_ruling) for reading_ruling in rulings]
    agreed = replace(rulings[0], determine=partial(_common, rulings))
    silent = tuple(
        Finding(f"the text is open on this: {point.what}", law(regime).instrument) for point in points.values()
    )
    if set(outcomes) == {UNKNOWN}:
        return _decision(regime, _whatever_is_read(rulings, agreed, silent), UNKNOWN)
    if len(set(outcomes)) == 1:
        return _decision(regime, agreed, outcomes[0])
    alternatives = tuple(_alternative(points, way, outcome) for way, outcome in zip(ways, outcomes, strict=True))
    if COUNSEL not in law(regime).outcomes and len({law(regime).standing.get(outcome) for outcome in outcomes}) == 1:
        return _decision(regime, rulings[0], outcomes[0], alternatives)
    asks = unique(path for reading_ruling in rulings for path in reading_ruling.choice.asks)
    not_known = [path for path in asks if facts_record.along(path).value == NOT_KNOWN]
    if UNKNOWN in outcomes and not_known and not _left_to_counsel(regime, facts_record.value, not_known[0]):
        return _decision(regime, _whatever_is_read(rulings, agreed, silent), UNKNOWN)
    both = replace(agreed, choice=replace(first_ruling.choice, asks=asks))
    return _decision(regime, both, COUNSEL if COUNSEL in law(regime).outcomes else UNKNOWN, alternatives, silent)


def decide_on(regime: str, facts: Mapping[str, Any], day: date) -> Decision:
    """The decision on facts as of a day: with the values of that day, and none on a day of other rules or of none."""
    if day < _first_version(regime).beginning and (earlier := _other_rules(regime, day)) is not None:
        return earlier
    if (key := day_key(regime)) is not None:
        return decide(regime, {key: day.isoformat(), **facts})
    with applied_on(day):
        return decide(regime, facts)


def outcome_on(regime: str, facts: Mapping[str, Any], day: date) -> str:
    """The outcome alone of facts as of a day; no determination is worked out."""
    if day < _first_version(regime).beginning:
        return decide_on(regime, facts, day).outcome
    key = day_key(regime)
    facts_record = record(facts if key is None else {key: day.isoformat(), **facts})
    with applied_on(day) if key is None else nullcontext():
        if _of_its_day(regime, facts_record) is None:
            first_ruling = rule_of(regime)(facts_record, {})
            if not first_ruling.choice.disputed:
                return _outcome(first_ruling)
    return decide_on(regime, facts, day).outcome


def day_key(regime: str) -> str | None:
    """The fact by which a regime asks for the day itself; None for one that does not."""
    return next((key for key in ("date", ACT) if key in schema(regime)["properties"]), None)


def _of_its_day(regime: str, facts_record: Facts) -> Decision | None:
    """The decision on facts of a day on which these rules did not hold; None where they did, or no day is stated.

    An act before their first day is within their own words, and so is what a law with an outcome for it says.
    """
    key, terms = day_key(regime), law(regime)
    day = facts_record.day(key) if key else applied_day()
    if day is None or (key == ACT and day < _first_version(regime).beginning):
        return None
    other = _other_rules(regime, day, (key,) if key else None)
    itself = NOT_IN_FORCE in (*terms.outcomes, *terms.standing.values())
    return None if itself and other and other.outcome == NOT_IN_FORCE else other


def _other_rules(regime: str, day: date, path: KeyPath | None = None) -> Decision | None:
    """Not known where a text that was not read in held on a day; not in force where none did."""
    if (text := law(regime).unread_on(day)) is not None:
        ask = MissingFact(TEXT_OF_DAY, READ_IT.format(text.citation))
        return Decision(regime, UNKNOWN, {}, (Finding(text.says, text.citation, path),), (ask,))
    if law(regime).parameters["in_force"].on(day):
        return None
    texts: list[UnreadText | Version] = [*law(regime).unread, _first_version(regime)]
    first = min(texts, key=lambda text: text.beginning)
    return Decision(regime, NOT_IN_FORCE, {}, (Finding(f"these rules apply from {first.first}", first.citation, path),))


def _first_version(regime: str) -> Version:
    return law(regime).parameters["in_force"].versions[0]


def _ours(regime: str) -> dict[str, str]:
    """The readings that decide where a regime leaves nothing to counsel: the first of each point."""
    terms = law(regime)
    return (
        {}
        if COUNSEL in terms.outcomes
        else {name: next(iter(point.readings)) for name, point in terms.disputed.items()}
    )


def _whatever_is_read(rulings: Sequence[Ruling], agreed: Ruling, silent: tuple[Finding, ...]) -> Ruling:
    """The ruling that facts leave open: every outcome of a reading, what would settle one, where they part."""
    choices = [reading_ruling.choice for reading_ruling in rulings]
    open_choice = next(choice for choice in choices if len(choice.outcomes) > 1)
    parts = len({choice.outcomes for choice in choices}) > 1
    left = unique(outcome for choice in choices for outcome in choice.outcomes)
    asks = unique(path for choice in choices if len(choice.outcomes) > 1 for path in choice.asks)
    because = (*open_choice.because, *(silent if parts else ()))
    return replace(agreed, choice=replace(open_choice, outcomes=left, asks=asks, because=because))


def _left_to_counsel(regime: str, facts: Mapping[str, Any], path: KeyPath) -> bool:
    """True where the point stays open to counsel whichever way a fact that is not known turns out."""
    if not three_valued(regime, path) or Facts(facts).along(path).value != NOT_KNOWN:
        return False
    return all(decide(regime, with_value(facts, path, value)).outcome == COUNSEL for value in (True, False))


def _common(rulings: Sequence[Ruling]) -> dict[str, Any]:
    """Determinations that are alike under every reading."""
    first, *others = (ruling.determinations for ruling in rulings)
    return {
        name: value for name, value in first.items() if all(name in other and other[name] == value for other in others)
    }


def _alternative(points: Mapping[str, DisputedPoint], way: Mapping[str, str], outcome: str) -> AlternativeGround:
    chosen = [points[name].readings[reading] for name, reading in way.items()]
    words, citations = (
        "; ".join(reading_chosen.says for reading_chosen in chosen),
        "; ".join(reading_chosen.citation for reading_chosen in chosen),
    )
    return AlternativeGround(" + ".join(way), " + ".join(way.values()), words, citations, outcome)


def _outcome(ruling: Ruling) -> str:
    outcomes = ruling.choice.outcomes
    return outcomes[0] if len(outcomes) == 1 else UNKNOWN


def _decision(
    regime: str,
    ruling: Ruling,
    outcome: str,
    alternatives: tuple[AlternativeGround, ...] = (),
    last: tuple[Finding, ...] = (),
) -> Decision:
    asks = _questions(regime, ruling) if outcome in (UNKNOWN, COUNSEL) else ()
    concluding = () if last and outcome == UNKNOWN else _concluding(regime, ruling, outcome)
    because = (*ruling.choice.because, *last, *concluding)
    read_apart = unique(reading.outcome for reading in alternatives)
    possible = (read_apart or ruling.choice.outcomes) if outcome in (UNKNOWN, COUNSEL) else ()
    return Decision(regime, outcome, ruling.determinations, unique(because), tuple(asks), alternatives, possible)


def _questions(regime: str, ruling: Ruling) -> Iterator[MissingFact]:
    yield from (MissingFact(path, question(regime, path)) for path in unique(ruling.choice.asks))


def _concluding(regime: str, ruling: Ruling, outcome: str) -> Iterator[Finding]:
    """The last finding where the outcome is open, or where no finding was needed to reach it."""
    terms = law(regime)
    if outcome == UNKNOWN:
        possible = " or ".join(map(outcome_words, ruling.choice.outcomes))
        yield Finding(f"what is not known leaves more than one outcome possible: {possible}", terms.instrument)
    elif not ruling.choice.because:
        yield Finding(f"{outcome_words(outcome)}: {terms.outcomes[outcome]}", terms.instrument)
