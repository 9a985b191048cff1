"""Which laws a map meets on a day, why, what is missing to tell, and what would change it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from assessments.results.law_on_facts import value_words
from assessments.results.result import CountOver, Matter, Reading, Reason, Regime
from data_maps.model import DataMap
from data_maps.problems import Path, path_text
from risk.regimes import decide_on
from risk.regimes.decision import NOT_IN_FORCE, NOTE, UNKNOWN, Decision, outcome_words
from risk.regimes.on_maps.judging import NOTHING, Counted, Judged, Verdict, over_text, verdict, verdicts
from risk.regimes.on_maps.matter import with_value
from risk.regimes.parameters import law
from risk.regimes.schema import faults, levers, three_valued, words

if TYPE_CHECKING:
    from assessments.run import Assessment
    from risk.regimes.logic import Finding

__all__ = ["NOTE", "Verdict", "outcome_words", "verdicts"]

SPECIAL = {
    UNKNOWN: "what is not known leaves more than one outcome possible",
    NOT_IN_FORCE: "the rules did not apply yet",
    NOTHING: "the map shows nothing that this law looks at",
}
MOST_FLIPS, MOST_FACTS = 8, 2


def title(regime: str) -> str:
    """What a law is called."""
    return law(regime).title


def meaning(found: Verdict | Judged) -> str:
    """What the outcome means, in the law's own terms; where it is unknown, which facts would tell."""
    outcome = found.decision.outcome
    if outcome == UNKNOWN and found.decision.unknown:
        facts = [_without_question(asked_.ask) for asked_ in found.decision.unknown]
        more = f"; and {len(facts) - MOST_FACTS} more" if len(facts) > MOST_FACTS else ""
        return f"{SPECIAL[UNKNOWN]}; to be found out: {'; '.join(facts[:MOST_FACTS])}{more}"
    return SPECIAL.get(outcome) or law(found.decision.regime).outcomes.get(outcome, "")


def _without_question(ask: str) -> str:
    """A fact in the words of its schema, without the question before it."""
    question, _, fact = ask.partition("? ")
    return (fact or question).rstrip(".")


def as_of_text(data_map: DataMap, day: date) -> str:
    """Whose facts and which day's laws these are."""
    if day == data_map.as_of:
        return f"Facts and laws as of {day}."
    return f"Laws as of {day}, on the facts of the map, which are of {data_map.as_of}."


def regimes(assessment: Assessment) -> tuple[Regime, ...]:
    """What each law says of an assessed map on the map's own day."""
    return tuple(map(regime, verdicts(assessment.data_map)))


def regime(found: Verdict) -> Regime:
    """What a law says of a map; determinations are those of the matter that leads."""
    first = found.judged[0] if found.judged else None
    return Regime(
        regime=found.regime,
        **_determined(found.decision, first),
        as_of=found.day,
        matters=tuple(map(_matter, found.judged)),
        note=NOTE,
    )


def _matter(each: Judged) -> Matter:
    return Matter(
        about=each.matter.about,
        **_determined(each.decision, each),
        draws=dict(each.shares) or None,
        counts=tuple(map(_count, each.counts)) or None,
    )


def _count(count: Counted) -> CountOver:
    return CountOver(
        fact=path_text(count.path),
        median=count.median,
        low=count.low,
        high=count.high,
        over={str(bound): share for bound, share in count.over.items()},
    )


def _determined(decision: Decision, judged: Judged | None) -> dict[str, Any]:
    """What a law determined by name, why, and what is open."""
    return {
        "outcome": decision.outcome,
        **decision.determinations,
        "because": tuple(_reason(finding, judged) for finding in decision.because),
        "unknown": tuple(asked(question.path, question.ask) for question in decision.unknown),
        "alternatives": tuple(Reading(**vars(each)) for each in decision.alternatives) or None,
    }


def _reason(finding: Finding, judged: Judged | None) -> Reason:
    place = judged.matter.place(finding.path) if judged else None
    return Reason(finding=finding.text, citation=finding.citation, place=place.cited if place else None)


def asked(path: Path, ask: str) -> str:
    """An open question after the path of its fact."""
    return f"{path_text(path)}: {ask}"


def as_json(found: Iterable[Verdict]) -> str:
    """What laws say of a map, for other programs."""
    laws = [regime(each).model_dump(mode="json", exclude_none=True) for each in found]
    return json.dumps(laws, ensure_ascii=False, indent=2) + "\n"


def as_text(data_map: DataMap, found: Sequence[Verdict]) -> str:
    """What laws say of a map, for people: those that say something first, then the others in a line each."""
    lines = [f"{as_of_text(data_map, found[0].day)} This is {NOTE}.", ""]
    for each in found:
        lines += [*_lines(each), ""] if each.judged else []
    lines += [_line(each) for each in found if not each.judged]
    return "\n".join(lines) + "\n"


def _line(found: Verdict) -> str:
    (finding,) = found.decision.because
    return f"{found.regime}: {outcome_words(found.decision.outcome)}; {finding.text} [{finding.citation}]"


def _lines(found: Verdict) -> Iterator[str]:
    yield f"{found.regime}: {outcome_words(found.decision.outcome)} ({meaning(found)})"
    for each in found.judged:
        yield f"  {each.matter.about}: {outcome_words(each.decision.outcome)}"
        yield from (f"    {line}" for line in _detail(each))


def _detail(each: Judged) -> Iterator[str]:
    for name, value in each.decision.determinations.items():
        yield f"{outcome_words(name)}: {value_words(value)}"
    for finding in each.decision.because:
        place = each.matter.place(finding.path)
        yield f"because {finding.text} [{finding.citation}]{f' {place.cited}' if place else ''}"
    for other in each.decision.alternatives:
        reading, outcome = outcome_words(other.reading), outcome_words(other.outcome)
        yield f"read as {reading} ({other.says}): {outcome} [{other.citation}]"
    for count in each.counts:
        yield from over_text(count)
    for question in each.decision.unknown:
        yield f"not known: {asked(question.path, question.ask)}"


@dataclass(frozen=True)
class Flip:
    """A fact that, were it otherwise, would lead to another outcome: which, from what to what, and to which."""

    path: Path
    before: str
    after: str
    outcome: str


def flips(each: Judged, day: date) -> tuple[Flip, ...]:
    """What would change the outcome of one matter: facts that are open first, then those stated, then any other.

    A fact that holds or not is turned over, an open share is tried at none and all, an open word at each there is.
    """
    open_ = [question.path for question in each.decision.unknown]
    paths = dict.fromkeys((*open_, *_stated(each.matter.facts, ()), *levers(each.decision.regime)))
    found = (flip for path in paths for flip in _turned(each, path, path in open_, day))
    return tuple(islice(found, MOST_FLIPS))


def _stated(part: Any, path: Path) -> Iterator[Path]:
    if isinstance(part, bool):
        yield path
    elif isinstance(part, Mapping):
        for key, inner in part.items():
            yield from _stated(inner, (*path, key))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from _stated(inner, (*path, index))


def _turned(each: Judged, path: Path, is_open: bool, day: date) -> Iterator[Flip]:
    now = _value(each.matter.facts, path)
    for value in _tried(each.decision.regime, path, is_open):
        changed = with_value(each.matter.facts, path, value)
        if value == now or faults(each.decision.regime, changed):
            continue
        outcome = decide_on(each.decision.regime, changed, day).outcome
        if outcome not in (each.decision.outcome, UNKNOWN):
            yield Flip(path, _word(now), _word(value), outcome)


def _tried(regime: str, path: Path, is_open: bool) -> tuple[Any, ...]:
    if three_valued(regime, path):
        return (True, False)
    if not is_open:
        return ()
    return (0, 100) if path[-1] in ("percent", "votes_percent") else words(regime, path)


def _value(part: Any, path: Path) -> Any:
    for step in path:
        if isinstance(part, Mapping):
            part = part.get(step)
        else:
            part = part[step] if isinstance(part, list) and isinstance(step, int) and step < len(part) else None
    return part


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not stated"
    return f"{value} %" if isinstance(value, int | float) else outcome_words("not_known" if value == UNKNOWN else value)


def ribbon(regime: str, data_map: DataMap, today: date) -> tuple[tuple[date, str], ...]:
    """The outcomes of a law over time, each from its first day: on every day on which a parameter of it changes."""
    days = sorted({*_days(regime), data_map.as_of, today})
    outcomes = [(day, verdict(regime, data_map, day).decision.outcome) for day in days]
    return tuple(each for index, each in enumerate(outcomes) if index == 0 or outcomes[index - 1][1] != each[1])


def _days(regime: str) -> Iterator[date]:
    """The first day of every value of a law, and the day after its last."""
    for parameter in law(regime).parameters.values():
        for version in parameter.versions:
            if version.first is not None:
                yield version.first
            if version.last is not None and version.last < date.max:
                yield date.fromordinal(version.last.toordinal() + 1)
