"""What one law says of the facts in a file, or what is wrong with the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from data_maps.checking import located
from data_maps.places import Spot, decoded, first_bytes, written
from data_maps.problems import Fault, Path, Place, Problem, did_you_mean, path_text, shown
from data_maps.reading import why_unread
from risk.regimes import NAMES, decide, stale
from risk.regimes.decision import NOTE, Decision, outcome_words
from risk.regimes.logic import Finding
from risk.regimes.parameters import Overdue
from risk.regimes.schema import faults


@dataclass(frozen=True)
class Answered:
    """One case of a file: what the law says of it, or the problems of its facts; `id` is None for a file of one."""

    id: Any
    decision: Decision | None
    problems: tuple[Problem, ...]
    spot: Spot


@dataclass(frozen=True)
class Answers:
    """All cases of a file in its order, and the problems of the file, those of its cases included."""

    regime: str
    cases: tuple[Answered, ...]
    problems: tuple[Problem, ...]
    listed: bool

    @property
    def exit_code(self) -> int:
        """0 when every case was answered, also with `unknown`; 1 when the file has problems."""
        return 1 if self.problems else 0


def unknown_regime(regime: str) -> str | None:
    """What to say of a name that no regime has; None for one that there is."""
    if regime in NAMES:
        return None
    hint = str(did_you_mean(regime, NAMES))
    return f"there is no regime {shown(regime)}{f' ({hint})' if hint else ''}: the regimes are {', '.join(NAMES)}"


def answers_in(regime: str, file: FilePath) -> Answers:
    """What a regime says of the facts in a file; a file that cannot be read is a problem like any other."""
    try:
        text = decoded(first_bytes(file), str(file))
    except OSError as error:
        text = Problem(Place(str(file), 1, 1), "", why_unread(error), "name a YAML file of facts")
    return answers(regime, text, str(file)) if isinstance(text, str) else Answers(regime, (), (text,), listed=False)


def answers(regime: str, text: str, file: str) -> Answers:
    """What a regime says of a text: one mapping of facts, or `cases:` with a list of `{id, facts}`."""
    source = written(text, file)
    if not source.whole:
        return Answers(regime, (), source.problems, listed=False)
    if not isinstance(source.value, dict):
        fault = Fault((), "the file is not a mapping of facts", "write key: value, or cases: with a list")
        return Answers(regime, (), located([fault], source.spot, source.problems), listed=False)
    if "cases" in source.value:
        return _listed(regime, source.value["cases"], source.spot, source.problems)
    case = _answered(regime, None, source.value, source.spot, ())
    return Answers(regime, (case,), tuple(sorted({*source.problems, *case.problems})), listed=False)


def _listed(regime: str, cases: Any, spot: Spot, problems: tuple[Problem, ...]) -> Answers:
    if not isinstance(cases, list):
        fault = Fault(("cases",), f"{shown(cases)} is not a list", "write - {id: …, facts: {…}}")
        return Answers(regime, (), located([fault], spot, problems), listed=True)
    found = tuple(_case(regime, case, spot, index) for index, case in enumerate(cases))
    every = {*problems, *(problem for each in found for problem in each.problems)}
    return Answers(regime, found, tuple(sorted(every)), listed=True)


def _case(regime: str, case: Any, spot: Spot, index: int) -> Answered:
    path: Path = ("cases", index)
    given = case.get("id") if isinstance(case, dict) else None
    name = given if isinstance(given, str | int) else str(index + 1)
    if not isinstance(case, dict) or not isinstance(case.get("facts"), dict):
        is_one = isinstance(case, dict)
        message = "is missing or not a mapping" if is_one else f"{shown(case)} is not a mapping of id and facts"
        fault = Fault((*path, "facts") if is_one else path, message, "add facts: {…}", on_key=is_one)
        return Answered(name, None, located([fault], spot), spot)
    return _answered(regime, name, case["facts"], spot, (*path, "facts"))


def _answered(regime: str, name: str | int | None, facts: Mapping[str, Any], spot: Spot, path: Path) -> Answered:
    problems = located([fault.under(*path) for fault in faults(regime, facts)], spot)
    inside = spot.inside(path)[0]
    return Answered(name, None if problems else decide(regime, facts), problems, inside)


def place_of(finding: Finding, spot: Spot) -> Place | None:
    """Where the fact stands on which a finding rests; None where it rests on what is not in the file."""
    if finding.path is None:
        return None
    found, taken = spot.inside(finding.path)
    return found.place if taken else None


def as_json(found: Answers) -> str:
    """The answers for other programs: a list for a list of cases, else one object."""
    objects = [_plain(found.regime, case) for case in found.cases]
    whole: Any = objects if found.listed else objects[0] if objects else {"problems": [*map(str, found.problems)]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _plain(regime: str, case: Answered) -> dict[str, Any]:
    named = {} if case.id is None else {"id": case.id}
    if case.decision is None:
        return {**named, "problems": [*map(str, case.problems)]}
    decision = case.decision
    alternatives = [vars(each) for each in decision.alternatives]
    return {
        **named,
        "regime": regime,
        "outcome": decision.outcome,
        **decision.determinations,
        "because": [_reason(finding, case.spot) for finding in decision.because],
        "unknown": [*_asked(decision)],
        **({"alternatives": alternatives} if alternatives else {}),
        "note": NOTE,
    }


def _reason(finding: Finding, spot: Spot) -> dict[str, Any]:
    place = place_of(finding, spot)
    return {"finding": finding.text, "citation": finding.citation, "place": place.cited if place else None}


def _asked(decision: Decision) -> Iterator[str]:
    for question in decision.unknown:
        yield f"{path_text(question.path)}: {question.ask}"


def as_text(found: Answers) -> str:
    """The answers for people: outcome, reasons with citation and place, what would settle it."""
    return "\n".join("".join(f"{line}\n" for line in _lines(found.regime, case)) for case in found.cases)


def _lines(regime: str, case: Answered) -> Iterator[str]:
    decision, named = case.decision, "" if case.id is None else f"{case.id}: "
    if decision is None:
        yield f"{named}not answered: {len(case.problems)} problem{'s' * (len(case.problems) > 1)} in its facts"
        return
    yield f"{named}{regime}: {outcome_words(decision.outcome)} ({NOTE})"
    for name, value in decision.determinations.items():
        yield f"  {outcome_words(name)}: {value_words(value)}"
    for finding in decision.because:
        place = place_of(finding, case.spot)
        yield f"  because {finding.text} [{finding.citation}]{f' {place.cited}' if place else ''}"
    for each in decision.alternatives:
        yield f"  read as {outcome_words(each.reading)} ({each.says}): {outcome_words(each.outcome)} [{each.citation}]"
    for question in _asked(decision):
        yield f"  not known: {question}"


def value_words(value: Any) -> str:
    """What a law determines, as people read it: yes, no, a word, a number, or a list of words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = [outcome_words(str(item)) for item in (value if isinstance(value, list) else [value])]
    return ", ".join(words) or "none"


def overdue_text(today: date) -> str:
    """The parameters whose review is overdue, one a line; a line that says so where there are none."""
    lines = [_overdue_line(each) for each in stale(today)]
    return "\n".join(lines or [f"no parameter of a law is overdue for review on {today}"]) + "\n"


def _overdue_line(each: Overdue) -> str:
    version = each.version
    since = f"from {version.first}" if version.first else "day not known"
    checked = f"checked {version.checked}, review by {version.review_by}"
    return f"{each.regime}.{each.parameter} ({since}): {checked} [{version.citation}]"
