"""What a spreadsheet shows of a result: a sheet for each list of it, numbers as numbers, texts never as formulas."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.exports.characters import inert
from assessments.exports.tidy import Plain, is_quantity, tidy, words

if TYPE_CHECKING:
    from assessments.run import Assessment

SUFFIX = ".xlsx"
Json = Mapping[str, Any]
SHEETS = ("headline", "actors", "events", "routes", "ledger", "options", "regimes", "checks", "questions")
SHOWN = ("median", "low", "high", "mean", "point")
MOST, CUT = 32_000, " … (cut: the whole text is in the JSON export)"
LONGEST_HEADER = 200
NARROW, WIDE, NUMBER = 12.0, 46.0, 13.0
WHOLE, PARTS, SMALL, TINY = "#,##0", "#,##0.00", "0.000", "0.0E+00"


@dataclass(frozen=True)
class Sheet:
    """A table with one line of titles; values are texts, numbers, or nothing."""

    name: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Plain, ...], ...]


def export(assessment: Assessment) -> bytes:
    """The result as one workbook."""
    from assessments.exports.json import result
    from assessments.report.departures import scenario

    changed = scenario(assessment)
    return made(result(assessment), changed.titled(assessment.data_map.title), changed.header)


def made(result: Json, title: str, header: str = "") -> bytes:
    """A result for programs as a workbook; the header stands above each page that is printed."""
    from xlsxwriter import Workbook

    from assessments.exports.archives import normalised

    content = io.BytesIO()
    settings = {
        "in_memory": True,
        **dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False),
    }
    with Workbook(content, settings) as book:
        book.set_properties({"title": inert(title), "author": "Datareach"})
        looks = _looks(book)
        for sheet in sheets(result):
            page = book.add_worksheet(sheet.name)
            if header:
                page.set_header(f"&L{_cut(inert(header)).replace('&', '&&')}")
            _write(page, sheet, looks)
    return normalised(content.getvalue())


def sheets(result: Json) -> Iterator[Sheet]:
    """Every sheet of a result, in their order; one without rows stands empty."""
    yield _headline(result)
    for name in SHEETS[1:]:
        yield _listed(name, result.get(name, ()))


def _headline(result: Json) -> Sheet:
    """All that is not a list: what it is of, the settings, the first numbers and the strategic ones.

    That a result is simulated stands before any of them.
    """
    first = [
        ("checks", check["check"], *(None for _ in SHOWN), check["message"])
        for check in result.get("checks", ())
        if check["check"] == "simulated"
    ]
    parts = {key: value for key, value in result.items() if not isinstance(value, list)}
    titles = ("of", "measure", *SHOWN, "text")
    rows = tuple((row.table, row.measure, *(getattr(row, name) for name in SHOWN), row.text) for row in tidy(parts))
    return Sheet("headline", titles, (*first, *rows))


def _listed(name: str, items: Sequence[Json]) -> Sheet:
    """A row for each item; what an item has several of stands in one cell, a line for each."""
    flat = [dict(_flat((), item)) for item in items]
    titles = tuple(dict.fromkeys(title for item in flat for title in item))
    return Sheet(name, titles or ("nothing",), tuple(tuple(item.get(title) for title in titles) for item in flat))


def _flat(path: tuple[str, ...], value: Any) -> Iterator[tuple[str, Plain]]:
    if is_quantity(value):
        yield from ((_title((*path, part)), value[part]) for part in SHOWN)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat((*path, key), part)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield _title(path), "\n".join(map(_line, value)) or None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield _title(path), value
    else:
        yield _title(path), words(value)


def _title(path: Sequence[str]) -> str:
    return ".".join(path)


def _line(value: Any) -> str:
    """A part of a list in a line: its texts and numbers one after the other."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_line(part)}" for key, part in value.items() if part is not None)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_line, value))
    return str(words(value) if isinstance(value, bool) else value)


def _looks(book: Any) -> Json:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    head = {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": "#0F766E"}
    return {
        "head": book.add_format({**base, **head}),
        "text": book.add_format({**base, "text_wrap": True}),
        **{form: book.add_format({**base, "num_format": form}) for form in (WHOLE, PARTS, SMALL, TINY)},
    }


def _write(page: Any, sheet: Sheet, looks: Json) -> None:
    """The rows under a frozen and filtered line of titles."""
    for at, title in enumerate(sheet.titles):
        page.write_string(0, at, title, looks["head"])
        column = [row[at] for row in sheet.rows]
        page.set_column(at, at, _width(title, column), looks["text"])
        for number, value in enumerate(column, 1):
            _put(page, number, at, value, looks)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.titles) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _put(page: Any, row: int, column: int, value: Plain, looks: Json) -> None:
    if isinstance(value, str):
        page.write_string(row, column, _kept(value), looks["text"])
    elif value is not None:
        page.write_number(row, column, value, looks[_form(float(value))])


def _form(value: float) -> str:
    """How a number is shown; what it is stays as it is."""
    size = abs(value)
    if value == int(value) or size >= 100:
        return WHOLE
    return PARTS if size >= 1 else SMALL if size >= 0.001 else TINY


def _kept(text: str) -> str:
    plain = inert(text)
    return plain if len(plain) <= MOST else plain[: MOST - len(CUT)] + CUT


def _width(title: str, column: Sequence[Plain]) -> float:
    texts = [value for value in column if isinstance(value, str)]
    if not texts:
        return NUMBER
    longest = max(len(part) for text in texts for part in text.split("\n"))
    return max(NARROW, min(WIDE, longest + 2.0))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_HEADER else f"{text[: LONGEST_HEADER - 1].rstrip()}…"
