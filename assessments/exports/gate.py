"""Failed conditions of an assessment in writing: a sentence each, JSON, or SARIF for a code host."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from assessments.exports.sarif import SarifFinding, log

if TYPE_CHECKING:
    from assessments.gate import Failure


def as_text(failed: Iterable[Failure]) -> str:
    """One failure a line, with its place where it has one."""
    return "".join(
        f"{failure.place}: {failure.message}\n" if failure.place else f"{failure.message}\n" for failure in failed
    )


def as_json(failed: Iterable[Failure]) -> str:
    """A list of failures, each with its condition, sentence, file, line and column."""
    return json.dumps([_plain(failure) for failure in failed], ensure_ascii=False, indent=2) + "\n"


def _plain(failure: Failure) -> dict[str, object]:
    place = failure.place
    where = {"file": place.file, "line": place.line, "column": place.column} if place else {}
    return {"condition": failure.condition, "message": failure.message, **where}


def as_sarif(failed: Iterable[Failure]) -> str:
    """A SARIF 2.1.0 log; each condition is a rule of its own."""
    return log(SarifFinding(failure.condition, "error", failure.message, failure.place) for failure in failed)


FORMS: Mapping[str, Callable[[Iterable[Failure]], str]] = {"text": as_text, "json": as_json, "sarif": as_sarif}
