"""Files that tests make of assessed cases, and their text as readers that are not ours find it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from assessments.exports import EXPORTS, formats
from assessments.report.blocks import Table
from assessments.report.documents import report
from assessments.run import Run, Settings, assess
from data_maps.reading import case_path, read_path
from tests.support.assessed import drawn_case

PLACE = re.compile(r"[\s\u200b\u200d]")


def small() -> Run:
    """A map with options, assessed with few draws."""
    return drawn_case("example-chat")


FOLDER = "a client of ours "


@cache
def with_one_option() -> Run:
    """The smallest map with an option, read from a folder of its own, assessed with few draws."""
    text = case_path("harbour").read_text(encoding="utf-8") + "options: {doubt: {do: [{set: {interest.XB: 0.3}}]}}\n"
    with TemporaryDirectory(prefix=FOLDER) as folder:
        path = Path(folder) / "map.yaml"
        path.write_text(text, encoding="utf-8")
        data_map = read_path(path).data_map
    assert data_map is not None
    return assess(data_map, Settings(draws=100))


@cache
def made(suffix: str) -> bytes:
    """The file of the small map in one format."""
    return exported(small(), suffix)


def exported(run: Run, suffix: str) -> bytes:
    content = dict(zip(formats(), EXPORTS, strict=True))[suffix].export(run)
    return content.encode() if isinstance(content, str) else content


@cache
def pages_of(content: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF."""
    return tuple(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    """A text without its spaces and joiners, which a page breaks anew."""
    return PLACE.sub("", text)


def pdf_text(content: bytes) -> str:
    return squeezed("".join(pages_of(content)))


def pdf_root(content: bytes) -> Any:
    return PdfReader(io.BytesIO(content)).trailer["/Root"]


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return squeezed("".join(part.text or "" for part in document.element.iter(qn("w:t"))))


def slide_parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from ((name, archive.read(name)) for name in archive.namelist())


def every_table() -> list[Table]:
    return [block for section in report(small()).sections for block in section.blocks if isinstance(block, Table)]
