"""The user's data folder, the store in it, and the people at work: their names, their roles, what each role may do."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from assessments.record.errors import Trouble
from data_maps.problems import printable

STORE = "DATAREACH_STORE"
LONGEST_NAME = 80


def known_home() -> Path | None:
    """The home folder of this account; None where the system knows none."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def data_folder() -> Path:
    """The folder for an application's data by the convention of the platform; it may not be there yet.

    Raises FileNotFoundError where the account has no home and none is named in the environment.
    """
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support" / "Datareach"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local") / "Datareach"
    named = os.environ.get("XDG_DATA_HOME", "")
    return (Path(named) if Path(named).is_absolute() else _home() / ".local" / "share") / "datareach"


def _home() -> Path:
    if home := known_home():
        return home
    raise FileNotFoundError("this account has no home folder")


def store_named(stated: str | None = None) -> str:
    """The address of the store: the one that is said, that of the environment, or the file in the data folder.

    Raises Trouble where there is none of the three.
    """
    try:
        return stated or os.environ.get(STORE) or str(data_folder() / "record.db")
    except FileNotFoundError as error:
        raise Trouble(f"{error}: name the store with --store, or in DATAREACH_STORE") from None


def from_home(name: str) -> str:
    """The name of a store, its file from the home folder on where it is in there."""
    home = f"{known_home()}{os.sep}"
    return f"~{os.sep}{name.removeprefix(home)}" if name.startswith(home) else name


def kept_name() -> str | None:
    """The name of the person who works on this machine, once it was asked."""
    try:
        return cleaned_name((data_folder() / "name").read_text(encoding="utf-8")) or None
    except (OSError, UnicodeDecodeError):
        return None


def keep_name(name: str) -> None:
    """Remember who works on this machine; raises OSError."""
    from assessments.files import write_text

    data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    write_text(data_folder() / "name", f"{cleaned_name(name)}\n")


def notes_in(file: Path) -> dict[str, Any]:
    """The notes in a file of the data folder, by their names; none where it is not there, or is none of ours."""
    try:
        notes = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def note_down(file: Path, notes: Mapping[str, Any]) -> None:
    """Write notes that are for this account alone; raises OSError."""
    from assessments.files import write_text

    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_text(file, json.dumps(notes, indent=1, sort_keys=True) + "\n", private=True)


def cleaned_name(name: str) -> str:
    """A name on one line, without what cannot be seen."""
    return " ".join(printable(name, " ").split())[:LONGEST_NAME]


class Role(IntEnum):
    """The rights of a person; each role may also do what those before it may.

    An auditor changes nothing and, beside what a reader sees, takes out what proves it: the file of a review.
    """

    READER = 1
    AUDITOR = 2
    ANALYST = 3
    REVIEWER = 4
    ADMIN = 5

    @property
    def word(self) -> str:
        """The role as it is written and read."""
        return self.name.lower()

    @property
    def with_article(self) -> str:
        """The role as somebody is said to be one: a reader, an analyst."""
        return f"{'an' if self.word[0] == 'a' else 'a'} {self.word}"


@dataclass(frozen=True)
class Person:
    """Somebody at work: a name that is written beside all they do, and a role."""

    name: str
    role: Role


class NotAllowed(Trouble):
    """Somebody's role does not let them do that."""


_ADDRESS = re.compile(r"\(([^()\s]+@[^()\s]+)\)$")


def identity(name: str) -> str:
    """The address behind a name, which stays when somebody is called otherwise; without one the whole name.

    >>> identity("Grace Hopper (grace@example.org)") == identity("G. Hopper (grace@example.org)")
    True
    >>> identity("Grace (privacy)")
    'Grace (privacy)'
    """
    address = _ADDRESS.search(name)
    return address[1] if address else name


def role_of(word: str) -> Role | None:
    """The role of a word such as `analyst`; None where it is none."""
    return next((role for role in Role if role.word == word), None)


def allow(person: Person, least: Role, what: str) -> None:
    """Let a person go on if their role is high enough; raises NotAllowed."""
    if person.role < least:
        raise NotAllowed(f"{person.name} is {person.role.with_article} here; {what} takes {least.with_article}")
