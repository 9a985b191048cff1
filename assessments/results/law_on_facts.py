"""The decisions of one law on the facts in a file, or the problems of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from assessments.results.laws import open_question
from data_maps.checking import located
from data_maps.places import Spot, decoded, first_bytes, written
from data_maps.problems import Fault, Path, Place, Problem, did_you_mean, shown
from data_maps.reading import why_unread
from risk.regimes import NAMES, decide
from risk.regimes.decision import NOTE, Decision, Finding
from risk.regimes.facts import faults


@dataclass(frozen=True)
class DecidedCase:
    """One case of a file: the decision of the law on it, or its problems; `id` is None for a file of one."""

    id: Any
    decision: Decision | None
    problems: tuple[Problem, ...]
    spot: Spot


@dataclass(frozen=True)
class DecidedFile:
    """All cases of a file in its order, and the problems of the file, those of its cases included."""

    regime: str
    cases: tuple[DecidedCase, ...]
    problems: tuple[Problem, ...]
    listed: bool

    @property
    def exit_code(self) -> int:
        """0 when every case was answered, also with `unknown`; 1 when the file has problems."""
        return 1 if self.problems else 0


def unknown_regime(regime: str) -> str | None:
    """The problem of a name that no regime has; None for one that there is."""
    if regime in NAMES:
        return None
    hint = str(did_you_mean(regime, NAMES))
    return f"there is no regime {shown(regime)}{f' ({hint})' if hint else ''}: the regimes are {', '.join(NAMES)}"


def decided_file(regime: str, file: FilePath) -> DecidedFile:
    """The decisions of a regime on the facts in a file; a file that cannot be read is a problem like any other."""
    try:
        text = decoded(first_bytes(file), str(file))
    except OSError as error:
        text = Problem(Place(str(file), 1, 1), "", why_unread(error), "name a YAML file of facts")
    return (
        decided_cases(regime, text, str(file))
        if isinstance(text, str)
        else DecidedFile(regime, (), (text,), listed=False)
    )


def decided_cases(regime: str, text: str, file: str) -> DecidedFile:
    """The decisions of a regime on a text: one mapping of facts, or `cases:` with a list of `{id, facts}`."""
    source = written(text, file)
    if not source.whole:
        return DecidedFile(regime, (), source.problems, listed=False)
    if not isinstance(source.value, dict):
        fault = Fault((), "the file is not a mapping of facts", "write key: value, or cases: with a list")
        return DecidedFile(regime, (), located([fault], source.spot, source.problems), listed=False)
    if "cases" in source.value:
        return _listed(regime, source.value["cases"], source.spot, source.problems)
    case = _answered(regime, None, source.value, source.spot, ())
    return DecidedFile(regime, (case,), tuple(sorted({*source.problems, *case.problems})), listed=False)


def _listed(regime: str, cases: Any, spot: Spot, problems: tuple[Problem, ...]) -> DecidedFile:
    if not isinstance(cases, list):
        fault = Fault(("cases",), f"{shown(cases)} is not a list", "write - {id: …, facts: {…}}")
        return DecidedFile(regime, (), located([fault], spot, problems), listed=True)
    answered = tuple(_case(regime, case, spot, index) for index, case in enumerate(cases))
    all_problems = {*problems, *(problem for case in answered for problem in case.problems)}
    return DecidedFile(regime, answered, tuple(sorted(all_problems)), listed=True)


def _case(regime: str, case: Any, spot: Spot, index: int) -> DecidedCase:
    path: Path = ("cases", index)
    id = case.get("id") if isinstance(case, dict) else None
    name = id if isinstance(id, str | int) else str(index + 1)
    if not isinstance(case, dict) or not isinstance(case.get("facts"), dict):
        is_one = isinstance(case, dict)
        message = "is missing or not a mapping" if is_one else f"{shown(case)} is not a mapping of id and facts"
        fault = Fault((*path, "facts") if is_one else path, message, "add facts: {…}", on_key=is_one)
        return DecidedCase(name, None, located([fault], spot), spot)
    return _answered(regime, name, case["facts"], spot, (*path, "facts"))


def _answered(regime: str, name: str | int | None, facts: Mapping[str, Any], spot: Spot, path: Path) -> DecidedCase:
    problems = located([fault.under(*path) for fault in faults(regime, facts)], spot)
    inside = spot.inside(path)[0]
    return DecidedCase(name, None if problems else decide(regime, facts), problems, inside)


def place_of(finding: Finding, spot: Spot) -> Place | None:
    """The place of the fact on which a finding rests; None where it rests on what is not in the file."""
    if finding.path is None:
        return None
    inside, steps = spot.inside(finding.path)
    return inside.place if steps else None


def as_json(decided: DecidedFile) -> str:
    """The answers for other programs: a list for a list of cases, else one object."""
    objects = [_plain(decided.regime, case) for case in decided.cases]
    whole: Any = objects if decided.listed else objects[0] if objects else {"problems": [*map(str, decided.problems)]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _plain(regime: str, case: DecidedCase) -> dict[str, Any]:
    named = {} if case.id is None else {"id": case.id}
    if case.decision is None:
        return {**named, "problems": [*map(str, case.problems)]}
    decision = case.decision
    alternatives = [vars(reading) for reading in decision.alternatives]
    return {
        **named,
        "regime": regime,
        "outcome": decision.outcome,
        **decision.determinations,
        "because": [_reason(finding, case.spot) for finding in decision.because],
        "unknown": [*open_questions(decision)],
        **({"alternatives": alternatives} if alternatives else {}),
        "note": NOTE,
    }


def _reason(finding: Finding, spot: Spot) -> dict[str, Any]:
    place = place_of(finding, spot)
    return {"finding": finding.text, "citation": finding.citation, "place": place.cited if place else None}


def open_questions(decision: Decision) -> tuple[str, ...]:
    """The open questions of a decision, each after the path of its fact."""
    return tuple(open_question(question.path, question.ask) for question in decision.unknown)
