"""What a saved assessment is: a row of the list, and all that was kept of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data_maps.caching import cached_property

if TYPE_CHECKING:
    from assessments.record.results import SavedResult
    from assessments.results.quantity import Quantity
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


@dataclass(frozen=True)
class Entry:
    """A saved assessment in the list; `id` is `SUBJECT/NUMBER`, `headline` the harm and score of its result."""

    id: str
    serial: int
    subject: str
    number: int
    token: str
    saved_at: str
    person: str
    note: str
    title: str
    as_of: str
    viewpoint: str
    map: str
    asked: Asked
    headline: Mapping[str, Quantity]
    fingerprint: str


@dataclass(frozen=True)
class Saved:
    """A saved assessment with the files of its map, the bytes of `assess --json`, and the versions it was made by."""

    entry: Entry
    files: Mapping[str, bytes] = field(repr=False)
    result: bytes = field(repr=False)
    versions: Mapping[str, Any] = field(repr=False)

    @cached_property
    def content(self) -> SavedResult:
        """What its result says."""
        from assessments.record.results import read

        return read(self.result)

    @property
    def simulated(self) -> bool:
        """Whether its map was too wide for an exact result."""
        return self.content.headline.simulation is not None


def subject_of(name: str) -> str:
    """What the line of a map is called unless it is said: the name of its file or case, in plain letters."""
    stem = re.split(r"[/\\]", name.removeprefix("case:").rstrip("/\\"))[-1]
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.ya?ml$", "", stem.lower())).strip("-")
    return plain[:LONGEST_SUBJECT].strip("-") or "map"
