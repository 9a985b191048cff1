"""Which files a report can be written as, and how they get onto the disk whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assessments.exports import html, json, markdown

if TYPE_CHECKING:
    from assessments.assessment import Assessment


class Export(Protocol):
    """A module of this folder that makes a file."""

    SUFFIX: str

    def export(self, assessment: Assessment) -> str:
        """The text of the file."""


EXPORTS: tuple[Export, ...] = (html, markdown, json)
"""Every format, in the order in which they are named."""


class UnknownFormat(Exception):
    """A format that nothing here writes."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no format {name!r}: the formats are {', '.join(formats())}")


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    return tuple(export.SUFFIX.removeprefix(".") for export in EXPORTS)


def exports(names: tuple[str, ...]) -> tuple[Export, ...]:
    """The modules that write these formats; raises UnknownFormat."""
    known = dict(zip(formats(), EXPORTS, strict=True))
    for name in names:
        if name not in known:
            raise UnknownFormat(name)
    return tuple(known[name] for name in dict.fromkeys(names))


def write(assessment: Assessment, folder: Path, stem: str, names: tuple[str, ...]) -> tuple[Path, ...]:
    """Write a report in some formats, and say which files it is in.

    Raises UnknownFormat before anything is written, and OSError.
    """
    chosen = exports(names)
    texts = [(folder / f"{stem}{module.SUFFIX}", module.export(assessment)) for module in chosen]
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(write_text(path, text) for path, text in texts)


def write_text(path: Path, text: str) -> Path:
    """Write a file so that nobody ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
    return path
