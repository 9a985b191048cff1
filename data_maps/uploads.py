"""Uploads: the texts in an uploaded file or zipped folder, and the map that they are together."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from data_maps.places import MOST_BYTES, decoded, first_bytes
from data_maps.problems import Place, Problem, shown
from data_maps.reading import NAMED, Reading, read, read_texts, why_unread

MOST_FILES = 200
YAML = (".yaml", ".yml")
TABLE = ".csv"
"""What the name of a table of a map's own record ends in."""

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)

UploadedFiles = Mapping[str, bytes]


def unpacked(content: bytes, name: str) -> dict[str, bytes] | Problem:
    """The files of an upload by name: itself, or the YAML files and tables of a zipped folder."""
    if not name.lower().endswith(".zip"):
        return {name: content} if len(content) <= MOST_BYTES else _problem(name, "larger than 5 MB", "split the map")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _inside(archive, name)
    except BROKEN:
        return _problem(name, "this zip file cannot be opened", "zip the folder again, without a password")


def files_at(path: Path) -> dict[str, bytes] | Problem:
    """The files of a map on this machine by name: one file, the YAML files of a folder, or those of a zipped one."""
    try:
        if not path.is_dir():
            return unpacked(first_bytes(path), path.name)
        files = sorted(file for file in path.iterdir() if file.suffix in YAML and file.is_file())
        contents = {file.name: first_bytes(file) for file in files}
    except OSError as error:
        return _problem(str(path), why_unread(error), NAMED)
    if not contents:
        return _problem(str(path), "no .yaml file in this folder", NAMED)
    large = len(contents) > MOST_FILES or sum(map(len, contents.values())) > MOST_BYTES
    return _problem(str(path), "larger than 5 MB", "split the map") if large else contents


def _inside(archive: zipfile.ZipFile, name: str) -> dict[str, bytes] | Problem:
    members = sorted(_members(archive), key=lambda member: member.filename)
    if not any(member.filename.endswith(YAML) for member in members):
        return _problem(name, "no .yaml file in this zip file", "zip a folder with the YAML files of one map")
    if len(members) > MOST_FILES:
        return _problem(name, f"more than {MOST_FILES} YAML files", "zip one map, not several")
    # Sizes in a zip file are claims: no more is ever read than a map may hold.
    contents: dict[str, bytes] = {}
    left = MOST_BYTES
    for member in members:
        with archive.open(member) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            return _problem(name, "larger than 5 MB once unpacked", "leave out what is generated")
        if member.filename in contents:
            return _problem(name, f"two files called {shown(member.filename)}", "zip the folder again")
        contents[member.filename] = content
    return contents


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        hidden = any(name.startswith((".", "__MACOSX")) for name in path.parts)
        if path.suffix in (*YAML, TABLE) and not member.is_dir() and not hidden:
            yield member


def _problem(name: str, message: str, hint: str) -> Problem:
    return Problem(Place(name, 1, 1), "", message, hint)


def packed(files: UploadedFiles) -> bytes:
    """Several files as one zip file, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def texts_of(files: UploadedFiles) -> dict[str, bytes]:
    """The files that a map is written in, without the tables of its own record."""
    return {name: content for name, content in files.items() if not name.endswith(TABLE)}


def read_files(files: UploadedFiles, name: str) -> Reading:
    """The map that one file is, or that several are together; tables beside them are no part of its text."""
    texts = texts_of(files)
    if len(texts) != 1:
        return read_texts(texts, name)
    ((file, content),) = texts.items()
    text = decoded(content, file)
    return read_texts({file: content}, file) if isinstance(text, Problem) else read(text, file)
