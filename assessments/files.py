"""Files that get onto the disk whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex


def write_text(path: Path, text: str, *, private: bool = False) -> Path:
    """Write a text so that nobody ever sees half of it, and where it is private nobody but its owner any of it."""
    return write_file(path, text, private=private)


def write_file(path: Path, content: str | bytes, *, private: bool = False) -> Path:
    """Write a file so that nobody ever sees half of it; text as UTF-8, its lines ended as they are.

    Who may read it is as for any new file of this account (its umask); a private one is its owner's alone.
    """
    beside = path.with_name(f".{path.name}.{token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
        beside.replace(path)
    except BaseException:
        beside.unlink()
        raise
    return path
