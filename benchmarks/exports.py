"""How long does each file of a report take, and how large is it: of `wechat-2020` with its intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assessments.assessment import assessed
from assessments.exports import csv, docx, html, json, markdown, parquet, pdf, pptx, sarif, xlsx
from assessments.report.documents import report, stamp
from assessments.report.slides import slides
from assessments.run import Run, Settings, assess
from benchmarks.questions import map_of
from benchmarks.timing import RUNS, Row, alone, timed
from risk.uncertainty.draw_counts import DRAWS

CASE = "wechat-2020"
QUICK_DRAWS = 1_000
WITHIN = 600.0


def measured(quick: bool) -> Row:
    """Seconds of what files are made of, then seconds and bytes of each format."""
    return alone("benchmarks.exports:whole", quick, within=WITHIN)


def whole(quick: bool) -> Row:
    """All parts and formats of one assessment, each after a first time that loads its libraries."""
    found = assess(map_of(CASE, 0), Settings(draws=QUICK_DRAWS if quick else DRAWS))
    runs = 1 if quick else RUNS
    parts = {name: timed(make, runs=runs) for name, make in _parts(found).items()}
    return {"parts": parts, "formats": {name: _format(make, runs) for name, make in _formats(found).items()}}


def _parts(found: Run) -> Mapping[str, Callable[[], Any]]:
    return {
        "sections of a report": lambda: report(found),
        "result for programs": lambda: assessed(found),
        "slides": lambda: slides(found),
    }


def _formats(found: Run) -> Mapping[str, Callable[[], str | bytes]]:
    """What makes each file once its parts are there; JSON and SARIF put together their own."""
    document, result, shown = (make() for make in _parts(found).values())
    title, mark = found.data_map.title, stamp(found)
    return {
        "html": lambda: html.of(document),
        "pdf": lambda: pdf.of(document),
        "docx": lambda: docx.of(document),
        "xlsx": lambda: xlsx.made(result, title),
        "pptx": lambda: pptx.of(shown, mark),
        "md": lambda: markdown.of(document),
        "csv": lambda: csv.table(result),
        "parquet": lambda: parquet.export(found),
        "json": lambda: json.export(found),
        "sarif": lambda: sarif.export(found),
    }


def _format(make: Callable[[], str | bytes], runs: int) -> Row:
    content = make()
    return {"bytes": len(content.encode() if isinstance(content, str) else content), **timed(make, runs=runs)}
