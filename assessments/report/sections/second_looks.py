"""Section on everything about this assessment that deserves a second look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assessments.report.blocks import Column, Section, Table, row
from assessments.report.checks import Check
from assessments.report.checks.all_checks import checks

if TYPE_CHECKING:
    from assessments.run import Run

SAID_FIRST = ("mostly-judged", "simulated")
COLUMNS = (Column("What to look at"), Column("How grave"), Column("Where"))


def section(run: Run) -> Section:
    """The checks on the assessment itself, each with the place to mend."""
    return Section("second-looks", "Second looks", (looks(checks(run)),))


def short(run: Run) -> Section:
    """Those that warn, for a page; what its first line says is not said again."""
    return Section("warnings", "Second looks", (looks(c for c in checks(run) if _warns_anew(c)),))


def _warns_anew(found: Check) -> bool:
    return found.severity == "warning" and found.check not in SAID_FIRST


def looks(found: Iterable[Check]) -> Table:
    """Checks as a table."""
    rows = tuple(row(c.message, c.severity, c.place.cited if c.place else "") for c in found)
    return Table("What deserves a second look", COLUMNS, rows, "Nothing does.")
