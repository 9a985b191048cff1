"""Bundle: one ZIP of exhibit, map, sources, result and record, with the hash of each file; and its check.

Its files are stored as they are, in one order and of one time, so that the same inputs give the same bytes. The list of
hashes is sealed by its own hash in the comment of the archive. Whoever notes that seal down can tell later that nobody
made the list anew.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assessments.exports.archives import EARLIEST, READABLE, UNIX

if TYPE_CHECKING:
    from assessments.report.documents import Paper
    from assessments.report.filed.opening import RecordedAs
    from assessments.run import Run

ENDING = ".zip"
HASHES, RESULT, SOURCES, SAVED = "SHA256SUMS", "result.json", "sources.csv", "saved.json"
RECORD = "risk/record/"
LARGEST = 2**29
ARCHIVE = "the archive itself, beside its files"


def bundle(run: Run, files: Mapping[str, bytes], paper: Paper | None, recorded: RecordedAs | None) -> bytes:
    """The ZIP of an assessment; `files` are those of its map."""
    from assessments.exports import json as json_export
    from assessments.exports import pdf
    from assessments.report.filed.kinds import BRIEF, REPORT, filed

    content: dict[str, bytes] = {
        "exhibit.pdf": pdf.rendered(filed(run, REPORT, paper, recorded), archived=True),
        "brief.pdf": pdf.rendered(filed(run, BRIEF, paper, recorded), archived=True),
        RESULT: json_export.export(run).encode(),
        SOURCES: _sources(run).encode(),
        **_map(files),
        **_record(run),
    }
    if recorded is not None:
        content[SAVED] = (json.dumps(asdict(recorded), ensure_ascii=False, indent=2) + "\n").encode()
    hashes = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(content.items()))
    return _packed({**content, HASHES: hashes.encode()})


def _map(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the map under their own names alone, whichever folder they lie in."""
    from assessments.files import free_name

    named: dict[str, bytes] = {}
    for name, body in files.items():
        path = PurePath(name.removeprefix("case:").replace("\\", "/"))
        stem, ending = (path.stem, path.suffix) if path.suffix in (".yaml", ".yml", ".csv") else (path.name, ".yaml")
        named[f"map/{free_name(stem.lstrip('.') or 'map', [PurePath(each).stem for each in named])}{ending}"] = body
    return named


def _record(run: Run) -> dict[str, bytes]:
    """The tables of the record that the result rests on: those that ship, and the map's own."""
    from assessments.versions import fact_files

    shipped = {f"record/{name.removeprefix(RECORD)}": body for name, body in fact_files().items() if RECORD in name}
    own = {f"record/own/{PurePath(name).name}": text.encode() for name, text in run.data_map.own_tables}
    return {**shipped, **own}


def _sources(run: Run) -> str:
    """The sources of the map, a row each."""
    import csv

    from assessments.exports.csv import guarded

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "title", "publisher", "date", "address", "accessed", "origin", "grade"))
    for id_, one in run.data_map.sources.items():
        values = (id_, one.title, one.publisher, one.date, one.url, one.accessed, one.origin, one.grade)
        writer.writerow([guarded(value or "") for value in values])
    return text.getvalue()


def _packed(content: Mapping[str, bytes]) -> bytes:
    """Files as an archive, in the order of their names, sealed by the hash of their list of hashes."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name in sorted(content):
            info = ZipInfo(name, EARLIEST)
            info.create_system, info.external_attr = UNIX, READABLE
            archive.writestr(info, content[name])
        archive.comment = hashlib.sha256(content[HASHES]).hexdigest().encode()
    return made.getvalue()


class NoBundle(ValueError):
    """A file that is no bundle, or none that can be read."""


@dataclass(frozen=True)
class BundleCheck:
    """What a bundle holds and rests on: its files, what its result says of itself, and what of it does not hold."""

    files: tuple[str, ...]
    seal: str
    title: str
    fingerprint: str
    datareach: str
    altered: tuple[str, ...]


def checked(content: bytes) -> BundleCheck:
    """The check of a bundle: each file against the list of hashes, the list against its seal, the whole against both.

    Raises NoBundle where it is none.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = tuple(sorted(info.filename for info in infos))
            if HASHES not in names or RESULT not in names:
                raise NoBundle(f"it lacks {HASHES} or {RESULT}, which a bundle has")
            if any(info.compress_type != ZIP_STORED for info in infos) or len(content) > LARGEST:
                raise NoBundle("its files are packed, or too large, and those of a bundle are stored as they are")
            bodies, broken = _bodies(archive)
            comment = archive.comment
    except BadZipFile as error:
        raise NoBundle("it is no archive, or its list of files was altered") from error
    altered = dict.fromkeys((*broken, *_unlike(bodies)))
    if not altered and _packed(bodies) != content:
        altered[HASHES if comment != _seal(bodies) else ARCHIVE] = None
    about = _about(bodies.get(RESULT, b""))
    return BundleCheck(names, comment.decode("ascii", "replace"), *about, tuple(altered))


def _bodies(archive: ZipFile) -> tuple[dict[str, bytes], list[str]]:
    """The files of an archive, and the names of those that are not as it says itself."""
    bodies, broken = {}, []
    for name in archive.namelist():
        try:
            bodies[name] = archive.read(name)
        except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError):
            broken.append(name)
    return bodies, broken


def _seal(bodies: Mapping[str, bytes]) -> bytes:
    return hashlib.sha256(bodies[HASHES]).hexdigest().encode()


def _unlike(bodies: Mapping[str, bytes]) -> Iterator[str]:
    """The files that are not as the list of hashes has them, that it lacks, or that are gone."""
    listed: dict[str, str] = {}
    for line in bodies.get(HASHES, b"").decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name, body in bodies.items():
        if name != HASHES and listed.get(name) != hashlib.sha256(body).hexdigest():
            yield name
    yield from (name for name in listed if name not in bodies)


def _about(result: bytes) -> tuple[str, str, str]:
    """The title of the map, the fingerprint and the version that a result names; empty where it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(result)
        return str(told["map"]["title"]), str(told["fingerprint"]), str(told["datareach"])
    except (ValueError, KeyError, TypeError):
        return "", "", ""
