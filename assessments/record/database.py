"""The database of a store, opened so that what was acknowledged lasts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assessments.record.errors import LITE, NewerStore, NoStore, OlderStore, Trouble, database_fault, trouble
from assessments.record.models import VERSION

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
PATIENCE = 10
WRITING = "writing"
ALONE = threading.Lock()
"""Held while tables are brought up: alembic keeps what it works on in its modules, so that threads take turns."""


def url_of(named: str) -> URL:
    """The address of a store that is named by a file or a URL; raises Trouble, which never repeats a password."""
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if "://" not in named:
        return URL.create("sqlite", database=str(Path(named).expanduser().absolute()))
    try:
        url = make_url(named)
    except (ArgumentError, ValueError):
        raise Trouble(
            "--store: this is no address of a store (write FILE or postgresql://USER@HOST/DATABASE)"
        ) from None
    if url.drivername in POSTGRES:
        if "@" in f"{url.host}{url.database}":
            raise Trouble("--store: more than one @ in the address (write %40 for one in the user or the password)")
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url.set(database=str(Path(url.database).absolute()), query={})
    raise Trouble("--store: a store is a file of SQLite, or PostgreSQL (write FILE or postgresql://USER@HOST/DATABASE)")


def shown_url(url: URL) -> str:
    """The name of a store in a message: its file, or its address without user, password and settings."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"postgresql://{url.host or 'localhost'}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def engine_of(url: URL) -> Engine:
    """The engine of a store."""
    from sqlalchemy import create_engine

    if url.get_backend_name() == "postgresql":
        connect = {"connect_timeout": PATIENCE, "options": "-c lock_timeout=60s -c timezone=UTC"}
        return create_engine(url, connect_args=connect, pool_pre_ping=True)
    return prepared_engine(create_engine(url, connect_args={"timeout": PATIENCE}))


def reader_of(url: URL) -> Engine | None:
    """An engine that reads a file of SQLite and writes nothing beside it; None where there is no such file.

    What a writer has not brought into the file yet is read too, where SQLite can.
    """
    from sqlalchemy import create_engine

    file = Path(str(url.database))
    if url.get_backend_name() != "sqlite" or not file.is_file():
        return None
    log = Path(f"{file}-wal")
    alone = "" if log.exists() and log.stat().st_size else "&immutable=1"
    return prepared_engine(create_engine(f"sqlite:///file:{quote(str(file))}?mode=ro{alone}&uri=true"))


def prepared_engine(engine: Engine) -> Engine:
    """An engine of SQLite whose connections and transactions are ours from the first."""
    from sqlalchemy import event

    event.listen(engine, "connect", _prepared)
    event.listen(engine, "begin", _begin_transaction)
    return engine


def _prepared(connection: Any, _: object) -> None:
    """Hand transactions over to SQLAlchemy, and have every commit reach the disk before it is acknowledged."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_transaction(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def in_words(url: URL) -> Iterator[None]:
    """Turn what a database says of its troubles into a sentence of ours, without a password.

    Raises:
        Trouble: with that sentence.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        raise trouble(shown_url(url), error.orig) from None
    except sqlite3.Error as error:  # of what is asked beside SQLAlchemy
        raise trouble(shown_url(url), error) from None
    except UnicodeDecodeError:  # what SQLite says of damage may repeat the damaged text
        raise Trouble(f"the store {shown_url(url)}: {LITE['SQLITE_CORRUPT']}") from None
    except OSError as error:
        raise Trouble(f"the store {shown_url(url)}: its folder cannot be made ({error.strerror})") from None


def brought_up(engine: Engine, url: URL, *, make: bool) -> bool:
    """Make the tables of a store, or bring them to this version; says whether it is a new store.

    Raises NoStore where there is none and none is to be made, NewerStore, and Trouble where it is no store of ours.
    """
    from sqlalchemy import inspect

    from assessments.record.models import Base

    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        if not make:
            raise NoStore(_none(url))
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(OSError):  # which SQLite says better; the files beside it are as open as it is
            Path(str(url.database)).touch(mode=0o600)
    with engine.connect() as connection:
        # A view may stand in place of a table of ours, and what it computes may never end.
        names, schema = {VERSION, *Base.metadata.tables}, inspect(connection)
        views = sorted(names.intersection(schema.get_view_names()))
        tables = sorted(names.intersection(schema.get_table_names()))
        version = version_of(connection)
    if views:
        raise Trouble(f"the store {shown_url(url)}: '{views[0]}' in it is no table, so it is none that Datareach made")
    if version is None and tables:
        raise Trouble(
            f"the store {shown_url(url)}: '{tables[0]}' is in it, but not its version; put back a copy of it, or name "
            "another store"
        )
    if version == newest():
        return False
    if version is None and not make:
        raise NoStore(_none(url))
    if version is not None and version > newest():
        raise NewerStore(
            f"the store {shown_url(url)} was made by a later version of Datareach (its tables are version {version}, "
            f"this one knows {newest()}): bring Datareach up to date. Nothing in it was touched"
        )
    return migrated(engine) if version is None else _upgraded(engine, url)


def _upgraded(engine: Engine, url: URL) -> bool:
    from sqlalchemy.exc import DBAPIError

    try:
        return migrated(engine)
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise OlderStore(
            f"the store {shown_url(url)} was made by an earlier version of Datareach, and this one has to write to it "
            f"once before it reads it: {database_fault(cause)}"
        ) from None


def _none(url: URL) -> str:
    return f"there is no store at {shown_url(url)} (datareach save makes one; --store or DATAREACH_STORE name another)"


def newest() -> str:
    """The version of the tables that this program knows."""
    return max(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("r[0-9]*.py"))


def version_of(connection: Connection) -> str | None:
    """The version of the tables in a database, None where there are none."""
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table(VERSION):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION}")).scalar()  # noqa: S608 - our own table


def migrated(engine: Engine) -> bool:
    """Bring the tables to the newest version in one transaction; says whether there were none before."""
    from alembic import command

    from assessments.record.audit_log import lock

    if engine.dialect.name == "sqlite":
        from contextlib import closing

        # Readers beside a writer: the file keeps this mode, which cannot be set inside a transaction.
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
    with ALONE, engine.execution_options(**{WRITING: True}).begin() as connection:
        lock(connection)
        before = version_of(connection)
        command.upgrade(configuration(connection), "head")
    return before is None


def configuration(connection: Connection) -> Any:
    """The configuration alembic needs to work on an open connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
