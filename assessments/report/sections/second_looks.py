"""Section on everything about this assessment that deserves a second look."""

from __future__ import annotations

from collections.abc import Iterable

from assessments.report.blocks import Column, Section, Table, Text, row
from assessments.report.checks import Check
from assessments.report.checks.all_checks import checks
from assessments.run import Run

SAID_FIRST = ("mostly-judged", "simulated")
COLUMNS = (Column("What to look at"), Column("How grave"), Column("Where"))


def section(run: Run) -> Section:
    """The checks on the assessment itself, each with the place to mend."""
    return Section("second-looks", "Second looks", (looks(checks(run), "Nothing does."),))


def short_section(run: Run) -> Section:
    """Checks that warn, for a page, and how many others there are; what its first line says is not said again."""
    every = checks(run)
    warnings = [check for check in every if check.severity == "warning" and check.check not in SAID_FIRST]
    notes = sum(check.severity == "note" for check in every)
    others = f"{notes} {'note' if notes == 1 else 'notes'} in the full report (--out DIR)" if notes else ""
    nothing = f"No warning; {others}." if others else "Nothing does."
    more = (Text(f"And {others}."),) if warnings and others else ()
    return Section("warnings", "Second looks", (looks(warnings, nothing), *more))


def looks(checks: Iterable[Check], nothing: str) -> Table:
    """Checks as a table, and the sentence that stands in its place where there are none."""
    rows = tuple(row(check.message, check.severity, check.place.cited if check.place else "") for check in checks)
    return Table("What deserves a second look", COLUMNS, rows, nothing)
