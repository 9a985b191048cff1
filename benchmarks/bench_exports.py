"""Each file of `wechat-2020`, beside the sections of a report that all documents are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from assessments.assessment import result_of
from assessments.exports import csv, docx, html, json, markdown, parquet, pdf, pptx, sarif, xlsx
from assessments.report.documents import report, stamp
from assessments.report.slides import slides
from assessments.run import Run, Settings, assess
from benchmarks.measuring import Benchmark
from benchmarks.questions import map_of

DRAWS = 2_000
SECTIONS = "sections of a report"
MAKERS: Mapping[str, Callable[[Run], Any]] = {
    SECTIONS: report,
    "html": lambda run: html.rendered(report(run)),
    "pdf": lambda run: pdf.rendered(report(run)),
    "docx": lambda run: docx.rendered(report(run)),
    "md": lambda run: markdown.rendered(report(run)),
    "xlsx": lambda run: xlsx.rendered(result_of(run), run.data_map.title),
    "pptx": lambda run: pptx.rendered(slides(run), stamp(run)),
    "csv": lambda run: csv.table(result_of(run)),
    "parquet": parquet.export,
    "json": json.export,
    "sarif": sarif.export,
}


@cache
def drawn() -> Run:
    """The case with its intervals, and with all that files share."""
    run = assess(map_of("wechat-2020", 0), Settings(draws=DRAWS))
    report(run)
    return run


@pytest.mark.parametrize("name", MAKERS)
def test_a_file_is_made(benchmark: Benchmark, name: str) -> None:
    benchmark.group = f"files of wechat-2020, {DRAWS:,} draws"
    content = benchmark.pedantic(MAKERS[name], (drawn(),), rounds=3, warmup_rounds=1)
    if name != SECTIONS:
        benchmark.extra_info["bytes"] = len(content.encode() if isinstance(content, str) else content)
