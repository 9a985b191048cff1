"""A result as JSON, for programs: all of it, unrounded, in the format of `Result`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

    from assessments.results.options.questions import OptionQuestions
    from assessments.run import Run

SUFFIX = ".json"
LABEL = "JSON"


def export(run: Run, only: Collection[str] = ()) -> str:
    """The result as JSON text, whole or these parts alone."""
    from assessments.assessment import result_of

    return text_of(result_of(run, only))


def export_all(assessments: Iterable[Run], only: Collection[str] = ()) -> str:
    """Several results as one JSON list."""
    from assessments.assessment import result_of

    results = [result_of(run, only).model_dump(mode="json", exclude_none=True) for run in assessments]
    return json.dumps(results, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def options_text(run: Run, questions: OptionQuestions | None = None) -> str:
    """The options of a map with the answers to what is asked, as JSON text."""
    from assessments.assessment import assessed_options

    return text_of(assessed_options(run, questions))


def reach_text(run: Run) -> str:
    """The reach of each state, as JSON text."""
    from assessments.results.reach import reach_rows
    from assessments.results.result import ReachResult

    return text_of(ReachResult(reach=reach_rows(run)))


def routes_text(
    run: Run, *, actor: str | None = None, data: str | None = None, users: str | None = None, most: int
) -> str:
    """The most probable routes and what would close them, as JSON text."""
    from assessments.assessment import assessed_routes

    return text_of(assessed_routes(run, actor=actor, data=data, users=users, most=most))


def text_of(model: BaseModel) -> str:
    """A part of a result as JSON text."""
    return model.model_dump_json(indent=2, exclude_none=True) + "\n"
