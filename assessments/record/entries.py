"""Entries of the record: the request that one answers, and the name of the line it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter

from risk.uncertainty.draw_counts import MOST

if TYPE_CHECKING:
    from assessments.run import Settings

LONGEST_SUBJECT = 60
SUBJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class AssessmentRequest:
    """Question put to a map: day, viewpoint, numbers set from outside (ADDRESS=VALUE), options, draws, reading."""

    as_of: str | None = None
    viewpoint: str | None = None
    numbers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    draws: Annotated[int, Field(ge=0, le=MOST)] = 20_000
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    severity_ratio: Annotated[float, Field(ge=1.0, le=1000.0)] | None = 4.0
    reading: str | None = None
    about: str | None = None


def asked_of(
    settings: Settings,
    as_of: str | None,
    viewpoint: str | None,
    numbers: Iterable[str],
    reading: str | None = None,
    about: str | None = None,
) -> AssessmentRequest:
    """The question made of settings, a day, a viewpoint, numbers, a reading and the state asked about."""
    return AssessmentRequest(
        as_of,
        viewpoint,
        tuple(numbers),
        settings.options,
        settings.draws,
        settings.seed,
        settings.severity_ratio,
        reading,
        about,
    )


@cache
def _request() -> TypeAdapter[AssessmentRequest]:
    return TypeAdapter(AssessmentRequest)


def asked_from(values: Mapping[str, Any]) -> AssessmentRequest:
    """The question, from plain values; raises ValueError where a value is none of a question."""
    return _request().validate_python(values)


def subject_of(name: str) -> str:
    """The name of a map's line unless it is said: the name of its file or case, in plain letters."""
    stem = re.split(r"[/\\]", name.removeprefix("case:").rstrip("/\\"))[-1]
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.ya?ml$", "", stem.lower())).strip("-")
    return plain[:LONGEST_SUBJECT].strip("-") or "map"
