"""The last line of each record that this machine saw: a record that has fewer lines later was cut or replaced."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from assessments.record.folder import data_folder, note_down, notes_in

FILE = "last-lines.json"


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
    def told(self) -> str:
        """The line as it is printed, for people to note down elsewhere."""
        return f"line {self.serial} of the audit: {self.digest}"


def last_seen(store: str) -> LastLine | None:
    """The last line of a store that this machine saw, by the store's place; None where it never saw any."""
    with suppress(OSError):
        match notes_in(data_folder() / FILE).get(store):
            case [int(serial), str(digest), *accepted]:
                return LastLine(serial, digest, accepted=bool(accepted))
    return None


def note(store: str, line: LastLine) -> None:
    """Note the last line of a store; a machine that cannot keep it goes on without."""
    with suppress(OSError):
        file = data_folder() / FILE
        noted = [line.serial, line.digest, *(["accepted"] if line.accepted else ())]
        note_down(file, {**notes_in(file), store: noted})
