"""Times and sizes of each file of a report: of `wechat-2020` with its intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assessments.assessment import result_of
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
    run = assess(map_of(CASE, 0), Settings(draws=QUICK_DRAWS if quick else DRAWS))
    runs = 1 if quick else RUNS
    parts = {name: timed(make, runs=runs) for name, make in _parts(run).items()}
    return {"parts": parts, "formats": {name: _format(make, runs) for name, make in _formats(run).items()}}


def _parts(run: Run) -> Mapping[str, Callable[[], Any]]:
    return {
        "sections of a report": lambda: report(run),
        "result for programs": lambda: result_of(run),
        "slides": lambda: slides(run),
    }


def _formats(run: Run) -> Mapping[str, Callable[[], str | bytes]]:
    """A maker of each file once its parts are there; JSON and SARIF put together their own."""
    document, result, shown = (make() for make in _parts(run).values())
    title, mark = run.data_map.title, stamp(run)
    return {
        "html": lambda: html.rendered(document),
        "pdf": lambda: pdf.rendered(document),
        "docx": lambda: docx.rendered(document),
        "xlsx": lambda: xlsx.rendered(result, title),
        "pptx": lambda: pptx.rendered(shown, mark),
        "md": lambda: markdown.rendered(document),
        "csv": lambda: csv.table(result),
        "parquet": lambda: parquet.export(run),
        "json": lambda: json.export(run),
        "sarif": lambda: sarif.export(run),
    }


def _format(make: Callable[[], str | bytes], runs: int) -> Row:
    content = make()
    return {"bytes": len(content.encode() if isinstance(content, str) else content), **timed(make, runs=runs)}
