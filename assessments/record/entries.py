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
class Asked:
    """What was asked of a map: the day, the viewpoint, numbers set from outside (ADDRESS=VALUE), options and draws."""

    as_of: str | None = None
    viewpoint: str | None = None
    numbers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    draws: int = 20_000
    seed: int = 0
    severity_ratio: float | None = 4.0


def asked_of(settings: Settings, as_of: str | None, viewpoint: str | None, numbers: Iterable[str]) -> Asked:
    """What settings, a day, a viewpoint and numbers ask for together."""
    ratio = settings.severity_ratio
    return Asked(as_of, viewpoint, tuple(numbers), settings.options, settings.draws, settings.seed, ratio)


def asked_from(values: Mapping[str, Any]) -> Asked:
    """What was asked, from plain values."""
    asked = Asked(**values)
    return replace(asked, numbers=tuple(asked.numbers), options=tuple(asked.options))


def subject_of(name: str) -> str:
    """What the line of a map is called unless it is said: the name of its file or case, in plain letters."""
    stem = re.split(r"[/\\]", name.removeprefix("case:").rstrip("/\\"))[-1]
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.ya?ml$", "", stem.lower())).strip("-")
    return plain[:LONGEST_SUBJECT].strip("-") or "map"
