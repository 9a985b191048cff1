"""Problems of a map as text, as JSON, and as SARIF for code review tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data_maps.problems import Problem


def as_text(problems: Iterable[Problem]) -> str:
    """One problem a line."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Iterable[Problem]) -> str:
    """A list of problems, each with its file, line and column."""
    return json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=2) + "\n"


def _plain(problem: Problem) -> dict[str, Any]:
    place = problem.place
    where = {"file": place.file, "line": place.line, "column": place.column}
    return {**where, "path": problem.path, "message": problem.message, "hint": str(problem.hint)}


def as_sarif(problems: Iterable[Problem]) -> str:
    """A SARIF 2.1.0 log with one run."""
    from assessments.exports.sarif import SarifFinding, log

    return log(SarifFinding("data-map", "error", _problem_line(problem), problem.place) for problem in problems)


def _problem_line(problem: Problem) -> str:
    message = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return f"{message} ({problem.hint})" if str(problem.hint) else message


FORMS: Mapping[str, Callable[[Iterable[Problem]], str]] = {"text": as_text, "json": as_json, "sarif": as_sarif}
