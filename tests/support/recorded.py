"""Drafts to save, made from one small assessment, and stores of both kinds to save them in."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from assessments.record.audit_log import BEGINNING, LastLine, note
from assessments.record.database import url_of
from assessments.record.drafts import Draft, data_map_of, drafted, run_of_request
from assessments.record.entries import AssessmentRequest
from assessments.record.folder import Person, Role
from assessments.record.models import Base
from assessments.record.store import open_store
from assessments.versions import fact_files

KINDS = ("sqlite", "postgresql")
NAME = "harbour.yaml"
MAP = b"""# A map as somebody wrote it.
app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text, metadata]
owner: {name: Harbour Ltd, jurisdiction: DE}
"""
ASKED = AssessmentRequest(draws=0)
ADA, GRACE = Person("Ada", Role.ADMIN), Person("Grace", Role.ADMIN)
_tokens = itertools.count(1)
_databases = itertools.count(1)


@cache
def _first() -> Draft:
    """On two of the files of facts alone: each store would take in all fifty anew."""
    files = {NAME: MAP}
    made = drafted(run_of_request(data_map_of(NAME, files), ASKED), NAME, files, ASKED)
    return replace(made, facts=dict(itertools.islice(made.facts.items(), 2)))


def all_facts() -> dict[str, bytes]:
    """Every file of facts that there is, by its SHA-256."""
    return {sha256(content).hexdigest(): content for content in fact_files().values()}


def draft() -> Draft:
    """A draft that was not saved yet."""
    return replace(_first(), token=f"{next(_tokens):032x}")


def file_store(folder: Path) -> str:
    """Where a store of SQLite can be made."""
    return str(folder / "record.db")


@cache
def _template(folder: Path) -> Path:
    """An empty store of SQLite, made once."""
    with open_store(str(folder / "empty.db")):
        return folder / "empty.db"


def new_file_store(folder: Path, templates: Path) -> str:
    """Where an empty store of SQLite is."""
    return str(shutil.copy(_template(templates), file_store(folder)))


def emptied(where: str) -> str:
    """A store of PostgreSQL from which everything was torn out, so that it need not be made anew for each test."""
    with open_store(where) as store:
        with store.engine.begin() as raw:
            raw.execute(text("SET LOCAL session_replication_role = replica"))
            raw.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)}"))
        note(store.names(), LastLine(0, BEGINNING, accepted=True))
    return where


def change_by_force(file: Path, change: str, *values: object) -> None:
    """Change rows of a store in a file as other programs could, without the trigger that refuses it."""
    with contextlib.closing(sqlite3.connect(file)) as raw, raw:
        raw.execute(f"DROP TRIGGER {change.split()[1]}_update")
        raw.execute(change, values)


def server_store(server: str) -> Iterator[str]:
    """The address of an empty database on a server, which is gone afterwards."""
    name = f"record_{next(_databases)}"
    engine = create_engine(url_of(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield f"{server.rpartition('/')[0]}/{name}"
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()
