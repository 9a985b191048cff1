"""Entries of the record: the request that one answers, and the name of the line it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessments.run import Settings

LONGEST_SUBJECT = 60
SUBJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class AssessmentRequest:
    """Question put to a map: day, viewpoint, numbers set from outside (ADDRESS=VALUE), options, draws and reading."""

    as_of: str | None = None
    viewpoint: str | None = None
    numbers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    draws: int = 20_000
    seed: int = 0
    severity_ratio: float | None = 4.0
    reading: str | None = None


def asked_of(
    settings: Settings, as_of: str | None, viewpoint: str | None, numbers: Iterable[str], reading: str | None = None
) -> AssessmentRequest:
    """The question made of settings, a day, a viewpoint, numbers and a reading together."""
    return AssessmentRequest(
        as_of,
        viewpoint,
        tuple(numbers),
        settings.options,
        settings.draws,
        settings.seed,
        settings.severity_ratio,
        reading,
    )


def asked_from(values: Mapping[str, Any]) -> AssessmentRequest:
    """The question, from plain values."""
    request = AssessmentRequest(**values)
    return replace(request, numbers=tuple(request.numbers), options=tuple(request.options))


def subject_of(name: str) -> str:
    """The name of a map's line unless it is said: the name of its file or case, in plain letters."""
    stem = re.split(r"[/\\]", name.removeprefix("case:").rstrip("/\\"))[-1]
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.ya?ml$", "", stem.lower())).strip("-")
    return plain[:LONGEST_SUBJECT].strip("-") or "map"
