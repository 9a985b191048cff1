"""Which picture of the flows a page shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from assessments.assessment import Assessment
from assessments.picture import picture


@dataclass(frozen=True)
class Picture:
    """A drawing and a word that differs when the drawing does."""

    svg: str
    revision: str


def drawn(assessment: Assessment) -> Picture:
    """The flow diagram of an assessment."""
    svg = picture(assessment)
    return Picture(svg, hashlib.sha256(svg.encode("utf-8", "surrogatepass")).hexdigest())
