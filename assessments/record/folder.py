"""The user's data folder, the store in it, and the name of the person who works here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

STORE = "DATAREACH_STORE"
LONGEST_NAME = 80


def data_folder() -> Path:
    """The folder for an application's data by the convention of the platform; it may not be there yet."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Datareach"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Datareach"
    named = os.environ.get("XDG_DATA_HOME", "")
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share") / "datareach"


def store_named(stated: str | None = None) -> str:
    """The address of the store: the one that is said, that of the environment, or the file in the data folder."""
    return stated or os.environ.get(STORE) or str(data_folder() / "record.db")


def from_home(name: str) -> str:
    """The name of a store, its file from the home folder on where it is in there."""
    home = f"{Path.home()}{os.sep}"
    return f"~{os.sep}{name.removeprefix(home)}" if name.startswith(home) else name


def kept_name() -> str | None:
    """The name of the person who works on this machine, once it was asked."""
    try:
        return cleaned_name((data_folder() / "name").read_text(encoding="utf-8")) or None
    except (OSError, UnicodeDecodeError):
        return None


def keep_name(name: str) -> None:
    """Remember who works on this machine; raises OSError."""
    from assessments.exports import write_text

    data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    write_text(data_folder() / "name", f"{cleaned_name(name)}\n")


def cleaned_name(name: str) -> str:
    """A name on one line, without what cannot be seen."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST_NAME]
