"""The formats that a result can be written in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeGuard

from assessments.exports import csv, docx, html, json, markdown, parquet, pdf, pptx, sarif, xlsx
from assessments.files import write_file

if TYPE_CHECKING:
    from assessments.report.documents import Document
    from assessments.run import Run


class Export(Protocol):
    """A module of this folder that makes a file of an assessment; people ask for the file by its label."""

    SUFFIX: str
    LABEL: str

    def export(self, run: Run) -> str | bytes:
        """The content of the file."""


class DocumentExport(Export, Protocol):
    """One that makes a file of any document."""

    def rendered(self, document: Document) -> str | bytes:
        """The content of the file."""


DOCUMENTS: tuple[DocumentExport, ...] = (html, pdf, docx, markdown)
"""The formats of documents, which a part of an assessment can be written as too."""

EXPORTS: tuple[Export, ...] = (html, pdf, docx, xlsx, pptx, markdown, json, csv, parquet, sarif)
"""Every format, in the order in which they are named."""

NOT_EARLY: tuple[Export, ...] = (pptx, sarif)
"""Formats that are made from neither the result nor the report."""


class UnknownFormat(ValueError):
    """A format that nothing here writes, or that is no document where one is asked for."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(f"there is no format {name!r}: the formats are {', '.join(names)}")


def formats(modules: tuple[Export, ...] = EXPORTS) -> tuple[str, ...]:
    """The names of the formats."""
    return tuple(export.SUFFIX.removeprefix(".") for export in modules)


def exports(names: tuple[str, ...], modules: tuple[Export, ...] = EXPORTS) -> tuple[Export, ...]:
    """The modules that write these formats; raises UnknownFormat."""
    by_name = dict(zip(formats(modules), modules, strict=True))
    for name in names:
        if name not in by_name:
            raise UnknownFormat(name, tuple(by_name))
    return tuple(by_name[name] for name in dict.fromkeys(names))


def write(
    run: Run,
    folder: Path,
    stem: str,
    names: tuple[str, ...],
    item: str | None = None,
    *,
    interactive: bool = False,
) -> tuple[Path, ...]:
    """Write a report, or what it says of one item, in some formats; the paths of the files.

    Charts of an interactive report answer the mouse where it is HTML. The names of the files say how the result
    differs from one of the map as written.
    Raises UnknownFormat and items.UnknownItem before anything is written, and OSError.
    """
    from assessments.report.departures import scenario

    made = contents(run, names, item, interactive=interactive)
    stem = scenario(run).file_stem(stem)
    if item is not None:
        stem = f"{stem}-{item.replace(':', '-')}"
    files = [(folder / f"{stem}{suffix}", content) for suffix, content in made.items()]
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(write_file(path, content) for path, content in files)


def contents(
    run: Run, names: tuple[str, ...], item: str | None = None, *, interactive: bool = False
) -> dict[str, str | bytes]:
    """The content of each file by its suffix; a document is put together once for all of them.

    Where the work ended early, files that hold more than the result, the report or its brief are left out.

    Raises UnknownFormat and items.UnknownItem.
    """
    from assessments.report.documents import report
    from assessments.report.filed.kinds import BRIEF
    from assessments.report.items import item_document, item_of

    chosen = exports(names, EXPORTS if item is None else DOCUMENTS)
    if item is not None:
        item_of(run, item)
    if run.ended is not None:
        chosen = tuple(module for module in chosen if module not in NOT_EARLY and item in (None, BRIEF))
    document: Document | None = None
    if any(map(is_of_documents, chosen)):
        document = report(run) if item is None else item_document(run, item)
    return {module.SUFFIX: _content(module, run, document, interactive=interactive) for module in chosen}


def _content(module: Export, run: Run, document: Document | None, *, interactive: bool) -> str | bytes:
    if document is None or not is_of_documents(module):
        return module.export(run)
    return html.rendered(document, interactive=interactive) if module is html else module.rendered(document)


def is_of_documents(module: Export) -> TypeGuard[DocumentExport]:
    """True where a format can be made of any document."""
    return module in DOCUMENTS
