"""A result as a workbook: a sheet for each list of it, numbers as numbers, texts never as formulas."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assessments.exports.characters import inert
from assessments.measures import CONTENT_PERSONS, PERSONS

if TYPE_CHECKING:
    import pandas as pd

    from assessments.results.result import Result
    from assessments.run import Run

SUFFIX = ".xlsx"
LABEL = "Workbook"
README, HEADLINE = "readme", "headline"
MOST, CUT = 32_000, " … (cut: the whole text is in the JSON export)"
LONGEST_HEADER = 200
NARROW, WIDE = 12, 46
NUMBERS = "[>=100]#,##0;[>=1]#,##0.00;0.000"
ERRORS = ("error", "low_error", "high_error", "mean_error", "n")
QUANTITY = ("point", "mean", "median", "low", "high", *ERRORS)
HIDDEN = ("point", "mean", *ERRORS)
MOST_COLUMNS = 15
READ: Mapping[str, tuple[str, ...]] = {
    "reach": ("actor", "class", "asked", "chance", "if_so", "persons", "share_of_data"),
    "placebo": ("map", "state", "harm", "foreign_harm", "foreign_harm_moved"),
    "placebo_reach": ("map", "actor", "class", "chance", "if_so", "persons", "share_of_data"),
    "actors": ("actor", "foreign", "share", "harm", f"{PERSONS.key}.3", CONTENT_PERSONS.key, "at_least_one.5"),
    "events": ("event", "actor", "rate", "harm", f"{PERSONS.key}.3", CONTENT_PERSONS.key, "at_least_one.5"),
    "options": ("option", "title", "frontier", "reach.expected_data", "reach.share_of_data", "cut_off", "burden"),
    "ledger": (
        *("address", "estimate", "grade", "source", "sources", "origins", "origin", "assumed", "against", "place"),
        *("elasticity", "variance_share", "per"),
    ),
}
"""What stands on the sheet of a frame with more columns than are read; of any other its first ones do."""
REST = "More columns are in the CSV and Parquet files, {}."
SETTINGS = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)


def export(run: Run) -> bytes:
    """The result as one workbook."""
    from assessments.assessment import result_of
    from assessments.report.departures import scenario

    changed = scenario(run)
    return rendered(result_of(run), changed.titled(run.data_map.title), changed.header)


def rendered(result: Result, title: str, header: str = "") -> bytes:
    """A result as a workbook: what its sheets and columns hold, then a sheet for each of its frames with rows."""
    return workbook(sheets(result), title, header)


def workbook(tables: Mapping[str, pd.DataFrame], title: str, header: str = "") -> bytes:
    """Frames as the sheets of a workbook; the header stands above each page that is printed."""
    import pandas as pd

    from assessments.exports.archives import normalised

    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="xlsxwriter", engine_kwargs={"options": SETTINGS}) as writer:
        writer.book.set_properties({"title": inert(title), "author": "Datareach"})
        for name, frame in tables.items():
            _write(writer, name, frame)
            if header:
                writer.sheets[name].set_header(f"&L{_cut(inert(header)).replace('&', '&&')}")
    return normalised(content.getvalue())


def sheets(result: Result) -> dict[str, pd.DataFrame]:
    """The frames of a result that have rows, with what each of their columns is before them."""
    import pandas as pd

    from assessments.report.sentences import ended_words
    from assessments.results.frames import frames

    whole = {name: frame for name, frame in frames(result).items() if not frame.empty}
    tables = {name: readable(name, frame) for name, frame in whole.items()}
    changed = [ended_words(result.ended_early.left_out)] if result.ended_early else []
    changed += [result.scenario.says] if result.scenario else []
    simulated = [check.message for check in result.checks if check.check == "simulated"]
    rows = [("", "", text, "") for text in (result.map.title, *changed, *simulated)]
    for name, table in tables.items():
        more = len(whole[name].columns) - len(table.columns)
        rows += [row for row in _columns(name, table) if name != HEADLINE]
        rows += [(name, "", REST.format(f"{more} of them"), "")] if more else []
    return {README: pd.DataFrame(rows, columns=["sheet", "column", "meaning", "unit"]), **tables}


def readable(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with no more columns than are read: of each quantity its median and interval, or its best value."""
    if len(frame.columns) <= MOST_COLUMNS:
        return frame
    drawn = any(column.rpartition(".")[2] == "median" for column in frame.columns)
    parts: dict[str, list[str]] = {}
    for column in frame.columns:
        measure, key = _measure(column), column.rpartition(".")[2]
        if measure == column or key not in HIDDEN or (key == "point" and not drawn):
            parts.setdefault(measure, []).append(column)
    named = [measure for measure in READ.get(name, ()) if measure in parts] or list(parts)
    chosen: list[str] = []
    for measure in named:
        if len(chosen) + len(parts[measure]) <= MOST_COLUMNS:
            chosen += parts[measure]
    read = frame[chosen]
    read.attrs = frame.attrs
    return read


def _columns(name: str, table: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Each column of a sheet with its meaning and unit; the parts of a quantity once."""
    from assessments.results.frames import meaning_of

    units = {_measure(column): unit for column, unit in table.attrs.get("units", {}).items()}
    measures = dict.fromkeys(map(_measure, table.columns))
    return [(name, measure, meaning_of((name, *measure.split("."))), units.get(measure, "")) for measure in measures]


def _measure(column: str) -> str:
    """The name of a column without the part of a quantity that it holds."""
    measure, _, key = column.rpartition(".")
    return measure if measure and key in QUANTITY else column


def _write(writer: pd.ExcelWriter[Any], name: str, frame: pd.DataFrame) -> None:
    """The rows under a frozen and filtered line of titles, wide enough to be read and printed."""
    texts = frame.select_dtypes(["string", "object"]).columns
    frame = frame.copy()
    frame.attrs = {}  # pandas copies the units of all columns with each column that it hands out
    frame[texts] = frame[texts].map(_safe_text, na_action="ignore")
    page, has_medians = writer.book.add_worksheet(name), any(c.rpartition(".")[2] == "median" for c in frame.columns)
    page.add_write_handler(str, _no_markup)
    frame[:0].to_excel(writer, sheet_name=name, index=False)
    text_look = writer.book.add_format({"text_wrap": True, "valign": "top"})
    number_look = writer.book.add_format({"num_format": NUMBERS, "valign": "top"})
    for place, column in enumerate(frame.columns):
        cells = _cells(frame[column])
        page.write_column(1, place, cells)
        look = text_look if column in texts else number_look
        hidden = has_medians and column.rpartition(".")[2] in (HIDDEN if name != HEADLINE else HIDDEN[1:])
        lines = (len(line) for cell in [column, *cells] if cell is not None for line in str(cell).split("\n"))
        page.set_column(place, place, max(NARROW, min(WIDE, max(lines) + 2)), look, {"hidden": hidden})
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _no_markup(page: Any, row: int, column: int, text: str, *look: Any) -> int | None:
    """Write in parts what the library would take for markup of its own; any other text is left to it."""
    if not (text.startswith("<r>") and text.endswith("</r>")):
        return None
    return int(page.write_rich_string(row, column, text[0], text[1], text[2:], *filter(None, look)))


def _safe_text(text: str) -> str:
    """A text without characters that act, as long as a cell may be."""
    plain = inert(text)
    return plain if len(plain) <= MOST else plain[: MOST - len(CUT)] + CUT


def _cells(column: pd.Series[Any]) -> list[Any]:
    """The values of a column; what is missing is None, what is without end is said so."""
    values = (str(value) if isinstance(value, float) and math.isinf(value) else value for value in column.tolist())
    return [None if missing else value for value, missing in zip(values, column.isna(), strict=True)]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_HEADER else f"{text[: LONGEST_HEADER - 1].rstrip()}…"
