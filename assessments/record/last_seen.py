"""The last line of each record that this machine saw: a record that has fewer lines later was cut or replaced."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assessments.record.folder import data_folder

FILE = "last-lines.json"


@dataclass(frozen=True)
class LastLine:
    """The last line of a record at some moment: its number in the audit, 0 of an empty record, and its digest."""

    serial: int
    digest: str

    @property
    def told(self) -> str:
        """The line as it is printed, for people to note down elsewhere."""
        return f"line {self.serial} of the audit: {self.digest}"


def last_seen(store: str) -> LastLine | None:
    """The last line of a store that this machine saw, by the store's name; None where it never saw any."""
    line = _lines().get(store)
    return LastLine(*line) if line else None


def note(store: str, line: LastLine) -> None:
    """Note the last line of a store; a machine that cannot keep it goes on without."""
    from assessments.exports import write_text

    with suppress(OSError):
        folder = data_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = {**_lines(), store: [line.serial, line.digest]}
        write_text(folder / FILE, json.dumps(lines, indent=1, sort_keys=True) + "\n", private=True)


def _lines() -> dict[str, tuple[int, str]]:
    """The lines by the name of their store; none where the file is not there, or is none of ours."""
    try:
        noted = json.loads(Path(data_folder() / FILE).read_text(encoding="utf-8"))
        return {str(store): (int(serial), str(digest)) for store, (serial, digest) in noted.items()}
    except (OSError, ValueError, TypeError, AttributeError, RuntimeError):
        return {}
