"""Saving of maps as assessments, and what happens to the work where that fails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assessments.record.drafts import SUFFIX, Draft, data_map_of, drafted, keep, run_of_request, taken_up
from assessments.record.entries import SUBJECT, AssessmentRequest, subject_of
from assessments.record.errors import Trouble, Unsavable
from assessments.record.models import Entry, Saved
from assessments.record.store import Meanwhile, Store
from data_maps.markers import FOLDER_PATTERN
from data_maps.uploads import TABLE, texts_of

if TYPE_CHECKING:
    from assessments.record.folder import Person
    from assessments.run import Run


def draft_of(name: str, files: Mapping[str, bytes], request: AssessmentRequest) -> Draft:
    """The assessment of the files of a map, ready to be saved, the tables of its own record among them.

    Raises as `run_of`.
    """
    return draft_of_run(run_of(name, files, request), name, files, request)


def run_of(name: str, files: Mapping[str, bytes], request: AssessmentRequest) -> Run:
    """The assessment of the files of a map, before the long work.

    Raises Unsavable with the problems of the map, and Unusable where it does not have what was asked.
    """
    from assessments.scenario import Unusable
    from assessments.scenario_runs import unused

    run = run_of_request(data_map_of(name, files), request)
    if problems := unused(run, request.numbers):
        raise Unusable(*problems)
    return run


def draft_of_run(run: Run, name: str, files: Mapping[str, bytes], request: AssessmentRequest) -> Draft:
    """The draft of an assessment of the files of a map that was made as was asked; raises Unsavable."""
    from risk.record.loading import files_of_record

    return drafted(run, name, texts_of(files) | files_of_record(run.data_map), request)


def subject_for(stated: str | None, name: str) -> str:
    """The subject that is said, or that of the map; raises Unsavable where it is no name of a line."""
    subject = subject_of(name) if stated is None else stated
    if not SUBJECT.fullmatch(subject):
        raise Unsavable(
            f"--subject: {subject!a} is no name of a line (write lower-case letters, digits and '-', such as "
            f"{subject_of(subject)})"
        )
    return subject


OF_RECORD = re.compile(rf"(?:{FOLDER_PATTERN.pattern}/)+{FOLDER_PATTERN.pattern}{re.escape(TABLE)}")
"""How a table of a map's own record is called: in a folder beside the map."""


@dataclass(frozen=True)
class SaveBase:
    """Facts known before the work begins: the subject, which version it builds on, and work that was kept before."""

    subject: str
    after: int | None
    draft: Draft | None


def save_base(store: Store, name: str, subject: str | None, after: int | None) -> SaveBase:
    """The work that is to be saved; raises Unsavable before a map is assessed, and as `made_again` does."""
    draft = made_again(Path(name)) if name.endswith(SUFFIX) else None
    line = subject_for(subject or (draft.subject if draft else None), name)
    if after is None and draft is None:
        return SaveBase(line, store.latest_number(line), None)
    return SaveBase(line, draft.after if draft and after is None else after, draft)


def made_again(path: Path) -> Draft:
    """The draft that was kept in a file, assessed again: whatever is saved is what this program makes of the map.

    Raises Unsavable where that is not what was kept.
    """
    from assessments.scenario import Unusable

    draft = taken_up(path)
    try:
        again = draft_of(draft.map, draft.files, draft.asked)
    except Unusable as wrong:
        raise Unsavable("\n".join(map(str, wrong.problems))) from None
    if again.result == draft.result:
        return replace(again, token=draft.token, subject=draft.subject, note=draft.note, after=draft.after)
    if again.versions == draft.versions:
        raise Unsavable(f"{path}: its result is not what comes of its map: it was altered after it was written")
    raise Unsavable(
        f"{path}: its result was made by another version (Datareach {draft.versions.get('datareach')!s:.40}, program "
        f"{draft.versions.get('program')!s:.12}), and its map gives another one here (save it with that version, "
        "or save the map itself to assess it by this one)"
    )


def draft_to_save(draft: Draft, begin: SaveBase, note: str) -> Draft:
    """The draft with what it is to be saved as."""
    return replace(draft, subject=begin.subject, after=begin.after, note=note or draft.note)


def save_or_keep(store: Store, draft: Draft, person: Person, beside: Path) -> Entry:
    """Save a draft as it was meant; where that fails, keep it in a file.

    Raises:
        Trouble: why it failed, and where the file is.
    """
    try:
        return store.save(draft, draft.subject, person, draft.note, draft.after)
    except Trouble as trouble:
        theirs = trouble.entry if isinstance(trouble, Meanwhile) else None
        beside_theirs = f"\n{_side_by_side(draft, theirs)}" if theirs else ""
        raise Trouble(f"{trouble}{beside_theirs}\n{keep_and_say(draft, beside)}") from None


def _side_by_side(draft: Draft, theirs: Entry) -> str:
    from assessments.record.record_text import quantity_words

    yours, other = quantity_words(draft.content.headline.score), quantity_words(theirs.headline["score"])
    return f"score of yours: {yours}; of {theirs.id}: {other} (datareach diff {theirs.id} {draft.map} says why)"


def keep_and_say(draft: Draft, beside: Path) -> str:
    """Keep a draft, and say where it is."""
    try:
        path = keep(draft, beside)
    except OSError:
        return "the work could not be kept in a file either: there is no folder that can be written to"
    return f"the work is kept in {path}: datareach save {path} saves it later"


def written_out(saved: Saved, folder: Path) -> tuple[Path, ...]:
    """Write the files of a saved map and its result into a folder; raises OSError."""
    from assessments.files import free_name, write_text

    folder.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    for file in saved.files:
        if OF_RECORD.fullmatch(file):
            names.append(file)
            continue
        name = re.split(r"[/\\]", file.removeprefix("case:"))[-1].lstrip(".") or "map"
        stem, dot, ending = name.rpartition(".")
        named = (stem, f".{ending}") if dot and ending in ("yaml", "yml") else (name, ".yaml")
        names.append(free_name(named[0], names, named[1]))
    files = [(folder / name, content) for name, content in zip(names, saved.files.values(), strict=True)]
    for path, content in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    result = write_text(folder / f"{saved.entry.subject}-{saved.entry.number}.json", saved.result.decode())
    return (*(path for path, _ in files), result)
