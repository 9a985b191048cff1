"""Documents that are filed, as bytes: of each kind in the formats that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.exports import DOCUMENTS, DocumentExport
from assessments.exports.bundle import ENDING, bundle
from data_maps.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessments.report.documents import Document, Paper
    from assessments.report.filed.opening import RecordedAs
    from assessments.results.comparison.compared import MapComparison
    from assessments.run import Run

BUNDLE, MINUTES = "bundle", "minutes"
PAPERS: tuple[Paper, ...] = ("a4", "letter")


class NotFiled(ValueError):
    """A kind, a format or a paper in which nothing is filed."""


def kinds() -> tuple[str, ...]:
    """The names of all kinds; minutes are made of a saved assessment alone, by whoever knows its review."""
    from assessments.report.filed.kinds import KINDS

    return *KINDS, BUNDLE, MINUTES


def suffixes(kind: str) -> tuple[str, ...]:
    """The endings of the files of a kind; raises NotFiled for no such kind."""
    if kind not in kinds():
        hint = did_you_mean(kind, kinds(), f"write {', '.join(kinds())}")
        raise NotFiled(f"there is no kind '{kind}' ({hint})")
    return (ENDING,) if kind == BUNDLE else tuple(module.SUFFIX for module in DOCUMENTS)


def module_for(kind: str, suffix: str) -> DocumentExport:
    """What writes a document of a kind under an ending; raises NotFiled where it is not written so."""
    return _writing(kind, suffix, suffixes(kind))


def comparison_module(suffix: str) -> DocumentExport:
    """What writes a document on a comparison under an ending; raises NotFiled where it is not written so."""
    return _writing("comparison", suffix, [module.SUFFIX for module in DOCUMENTS])


def _writing(what: str, suffix: str, endings: Sequence[str]) -> DocumentExport:
    if suffix not in endings:
        raise NotFiled(f"a {what} is written as {', '.join(endings)}")
    return next(module for module in DOCUMENTS if suffix == module.SUFFIX)


def filed_content(
    run: Run,
    kind: str,
    suffix: str = ".pdf",
    paper: Paper | None = None,
    recorded: RecordedAs | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """The content of a file that is filed.

    Args:
        run: The assessment.
        kind: One of `kinds`, but for minutes.
        suffix: The ending of the file.
        paper: "a4" or "letter"; else the usual one of the kind.
        recorded: The saved assessment that it is of.
        files: The files of the map, for a bundle.

    Raises:
        NotFiled: Where nothing is filed so.
    """
    paper_of(paper)
    if kind == BUNDLE and suffix in suffixes(kind):
        return bundle(run, files or {}, paper, recorded)
    module = module_for(kind, suffix)
    if kind == MINUTES:
        raise NotFiled("minutes are of a saved assessment (write its id, such as example-chat/1)")
    return content_of(filed_document(run, kind, paper, recorded), module)


def paper_of(name: str | None) -> Paper | None:
    """The paper of a name; raises NotFiled for no such paper."""
    if name is not None and name not in PAPERS:
        raise NotFiled(f"there is no paper '{name}' (write {' or '.join(PAPERS)})")
    return name


def comparison_content(
    comparison: MapComparison,
    runs: Sequence[Run],
    recorded: Sequence[RecordedAs | None],
    module: DocumentExport,
    paper: Paper | None = None,
) -> bytes:
    """The document on a comparison, as `changes` makes it, in one format."""
    from assessments.report.filed.what_changed import changes

    return content_of(changes(comparison, runs, recorded, paper), module)


def filed_document(run: Run, kind: str, paper: Paper | None, recorded: RecordedAs | None) -> Document:
    """The document of a kind."""
    from assessments.report.filed.kinds import filed

    return filed(run, kind, paper, recorded)


def content_of(document: Document, module: DocumentExport) -> bytes:
    """A document in one format, as bytes."""
    content = module.rendered(document)
    return content if isinstance(content, bytes) else content.encode()
