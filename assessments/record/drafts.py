"""Drafts of saved assessments, which are kept in a file where saving fails."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessments.record.entries import AssessmentRequest, asked_from
from assessments.record.errors import Unsavable
from assessments.record.folder import known_home
from assessments.record.saved_results import SavedResult, read

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap

FORMAT = 1
SUFFIX = ".unsaved.json"
LARGEST = 200_000_000
TOKEN = 16  # bytes


@dataclass(frozen=True)
class Draft:
    """An assessment on its way into the store; `token` makes sure that it comes in once, however often it is tried.

    `facts` are the files of facts that it rests on, by their SHA-256; `subject`, `note` and `after` what it was to be
    saved with.
    """

    map: str
    files: Mapping[str, bytes] = field(repr=False)
    asked: AssessmentRequest
    result: bytes = field(repr=False)
    versions: Mapping[str, Any] = field(repr=False)
    facts: Mapping[str, bytes] = field(repr=False)
    token: str
    subject: str = ""
    note: str = ""
    after: int | None = None

    @property
    def content(self) -> SavedResult:
        """The summary a result gives of itself: its map, headline and fingerprint."""
        return read(self.result)


def drafted(run: Run, name: str, files: Mapping[str, bytes], request: AssessmentRequest) -> Draft:
    """The draft of an assessment of these files, as `assess --json` tells it; `name` is what the map is called.

    Raises Unsavable where a name cannot be written down.
    """
    from assessments.exports.json import export
    from assessments.versions import fact_files, versions

    for file in (name, *files):
        if not file.isprintable() or not _is_text(file):
            raise Unsavable(f"a file of the map has a name that cannot be written down: {file!a}; give it another")
    facts = {hashlib.sha256(content).hexdigest(): content for content in fact_files().values()}
    return Draft(name, dict(files), request, export(run).encode(), asdict(versions()), facts, secrets.token_hex(TOKEN))


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def run_of_request(data_map: DataMap, request: AssessmentRequest) -> Run:
    """The assessment that was asked for of a map; raises Unusable where the map does not have what was asked."""
    from assessments.run import Settings, assess

    settings = Settings(
        draws=request.draws, seed=request.seed, severity_ratio=request.severity_ratio, options=request.options
    )
    return assess(map_of_request(data_map, request), settings)


def map_of_request(data_map: DataMap, request: AssessmentRequest) -> DataMap:
    """The map with day, viewpoint, numbers, reading and options of a request; raises Unusable as `run_of_request`."""
    from assessments.scenario import viewed
    from assessments.scenario_runs import offering
    from risk.options.timeline import with_options

    view = viewed(
        offering(data_map, request.options),
        as_of=request.as_of,
        viewpoint=request.viewpoint,
        settings=request.numbers,
        reading=request.reading,
        about=request.about,
    )
    return with_options(view, request.options)


def data_map_of(name: str, files: Mapping[str, bytes]) -> DataMap:
    """The map that saved files are, read as they were when they were saved; raises Unsavable with their problems."""
    from data_maps.reading import read_texts
    from data_maps.uploads import read_files, texts_of
    from risk.record.loading import with_record_of

    texts = texts_of(files)
    reading = with_record_of(read_files(texts, name) if list(texts) == [name] else read_texts(texts, name), files)
    if reading.data_map is None:
        raise Unsavable("\n".join(map(str, reading.problems)))
    return reading.data_map


def keep(draft: Draft, beside: Path) -> Path:
    """Write a draft that could not be saved into a file that `save` takes; into the first folder that lets us.

    Raises OSError where none does.
    """
    import tempfile

    from assessments.files import write_text

    values = {
        "format": FORMAT,
        "map": draft.map,
        "files": [[name, _base64(content)] for name, content in draft.files.items()],
        "asked": asdict(draft.asked),
        "versions": draft.versions,
        "facts": [_base64(content) for content in draft.facts.values()],
        "token": draft.token,
        "subject": draft.subject,
        "note": draft.note,
        "after": draft.after,
        "result": _base64(draft.result),
    }
    text = json.dumps({**values, "sha256": _sealed(values)}, ensure_ascii=True, indent=1) + "\n"
    last = Path(tempfile.gettempdir())
    home = known_home()
    # A draft is work that was not saved: wherever it can be written is better than nowhere.
    for folder in (beside, *((home,) if home else ())):
        with suppress(OSError):
            return write_text(folder / f"{draft.subject}-{draft.token[:8]}{SUFFIX}", text, private=True)
    return write_text(last / f"{draft.subject}-{draft.token[:8]}{SUFFIX}", text, private=True)


def _sealed(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def taken_up(path: Path) -> Draft:
    """The draft that was kept in a file; raises Unsavable where it is none, or is not as it was written."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unsavable(f"{path}: larger than any assessment that Datareach keeps")
        values = json.loads(path.read_bytes())
        sealed = values.pop("sha256")
        facts = [base64.b64decode(content) for content in values["facts"]]
        token = str(values["token"])  # a part of the name of a file, so that nothing else may stand in it
        if not re.fullmatch(f"[0-9a-f]{{{2 * TOKEN}}}", token):
            raise ValueError
        draft = Draft(
            map=str(values["map"]),
            files={str(name): base64.b64decode(content) for name, content in values["files"]},
            asked=asked_from(values["asked"]),
            result=base64.b64decode(values["result"]),
            versions=dict(values["versions"]),
            facts={hashlib.sha256(content).hexdigest(): content for content in facts},
            token=token,
            subject=str(values["subject"]),
            note=str(values["note"]),
            after=None if values["after"] is None else int(values["after"]),
        )
    except OSError:
        raise Unsavable(f"{path}: no such file, or it cannot be read") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unsavable(f"{path}: this is no unsaved assessment, or a part of it is missing") from None
    if sealed != _sealed(values):
        raise Unsavable(f"{path}: this unsaved assessment was altered after it was written")
    return draft
