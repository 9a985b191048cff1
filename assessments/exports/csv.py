"""The tidy table of a result as CSV, for statistics programs and spreadsheets: a row for each quantity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assessments.exports.characters import inert

if TYPE_CHECKING:
    from assessments.results.result import Result
    from assessments.run import Run

SUFFIX = ".csv"
LABEL = "CSV"
QUOTE = "'"
STARTS = (
    "=+@\t\r\n" + QUOTE + "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}-"
)
START = re.compile(rf"(^|[;\t\n])(?= *[{STARTS}])")


def export(run: Run) -> str:
    """The result as one table of comma-separated values."""
    from assessments.assessment import result_of

    return table(result_of(run))


def table(result: Result) -> str:
    """A result as one table of comma-separated values, its lines ended as RFC 4180 has it."""
    from assessments.results.frames import tidy

    frame = tidy(result)
    texts: list[str] = list(frame.select_dtypes("string"))
    frame[texts] = frame[texts].map(guarded, na_action="ignore")
    return str(frame.to_csv(index=False, lineterminator="\r\n"))


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before one that could start one.

    One could start within it too, where a spreadsheet parts cells at semicolons, tabs or lines. What starts with an
    apostrophe gets another, so that taking each of them away gives back the text.
    """
    return START.sub(rf"\1{QUOTE}", inert(text))
