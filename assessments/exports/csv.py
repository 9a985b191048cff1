"""What a statistics program or a spreadsheet reads of a result: one tidy table, a row for each quantity."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from assessments.exports.characters import inert
from assessments.exports.tidy import COLUMNS, Plain, tidy

if TYPE_CHECKING:
    from assessments.run import Assessment

SUFFIX = ".csv"
QUOTE = "'"
STARTS = frozenset(
    "=+-@\t\r\n" + QUOTE + "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)


def export(assessment: Assessment) -> str:
    """The result as one table."""
    from assessments.exports.json import result

    return table(result(assessment))


def table(result: dict[str, object]) -> str:
    """A result for programs as one table of comma-separated values, its lines ended as RFC 4180 has it."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(tuple(map(_cell, row.cells)) for row in tidy(result))
    return made.getvalue()


def _cell(value: Plain) -> Plain:
    return guarded(value) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before one that could start one.

    A text that starts with an apostrophe gets another, so that taking one away gives back the text.
    """
    plain = inert(text)
    start = plain.lstrip(" ")[:1]
    return QUOTE + plain if start in STARTS and start else plain


def unguarded(text: str) -> str:
    """The text that stands guarded in a cell."""
    start = text.removeprefix(QUOTE)
    return start if text.startswith(QUOTE) else text
