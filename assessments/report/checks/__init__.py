"""What a check says: one thing to look at again, and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from data_maps.problems import Place


@dataclass(frozen=True)
class Check:
    """One thing to look at again: what kind, how grave, in a sentence, and where in the map."""

    check: str
    severity: Literal["note", "warning"]
    message: str
    place: Place | None = None
