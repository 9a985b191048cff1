"""The last line of each record that this machine saw: a record that has fewer lines later was cut or replaced."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from assessments.files import locked_where_possible
from assessments.record.folder import data_folder, note_down, notes_in

FILE, LOCK = "last-lines.json", "last-lines.lock"


@dataclass(frozen=True)
class LastLine:
    """The last line of a record at some moment: its number in the audit, 0 of an empty record, its digest and time.

    `accepted` is one that a person took for the last, whatever this machine saw before, and whatever its time.
    """

    serial: int
    digest: str
    at: str = ""
    accepted: bool = False

    @property
    def words(self) -> str:
        """The line as it is printed, for people to note down elsewhere."""
        return f"line {self.serial} of the audit: {self.digest}"


def last_seen(store: str) -> LastLine | None:
    """The last line of a store that this machine saw, by the store's place; None where it never saw any."""
    with suppress(OSError):
        return _noted(notes_in(data_folder() / FILE), store)
    return None


def _noted(notes: Mapping[str, Any], store: str) -> LastLine | None:
    match notes.get(store):
        case [int(serial), str(digest), *accepted]:
            return LastLine(serial, digest, accepted=bool(accepted))
    return None


def note(store: str, line: LastLine) -> None:
    """Note the last line of a store, unless a later one is noted by now and nobody accepted this one.

    A line that somebody accepted stays accepted where it is seen again. A machine that cannot keep it goes on without.
    """
    with suppress(OSError), locked_where_possible(data_folder() / LOCK):
        notes = notes_in(data_folder() / FILE)
        later = _noted(notes, store)
        if line.accepted or later is None or later.serial <= line.serial:
            accepted = line.accepted or later == LastLine(line.serial, line.digest, accepted=True)
            fields = [line.serial, line.digest, *(["accepted"] if accepted else ())]
            note_down(data_folder() / FILE, {**notes, store: fields})
