"""Which tables the record has: rows are added to them, and none is ever changed or taken away."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy import UniqueConstraint as Unique

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _words(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _serial(*, primary: bool = False) -> Column[int]:
    """The line of the audit with which a row came."""
    return Column("serial", Integer, ForeignKey("audit.serial"), primary_key=primary, nullable=False)


audit = Table(
    "audit",
    metadata,
    Column("serial", Integer, primary_key=True, autoincrement=False),
    *_words("at", "person", "action"),
    Column("subject", Text),
    Column("number", Integer),
    *_words("said", "content", "previous", "digest"),
    Unique("previous"),
    Unique("digest"),
    CheckConstraint("serial >= 1", name="serial"),
    Index(None, "subject", "number"),
)
"""Every change: when, who, what, of which assessment; `content` has a digest of the rows that came with it, by table.

`previous` is the `digest` of the line before, so that no line can be altered, left out or put between unseen.
"""

assessments = Table(
    "assessments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("serial", Integer, ForeignKey("audit.serial"), nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("number", Integer, nullable=False),
    *_words("token", "saved_at", "person", "note", "title", "as_of", "viewpoint", "map", "asked", "headline"),
    *_words("fingerprint"),
    Unique("subject", "number"),
    Unique("token"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("id = subject || '/' || CAST(number AS TEXT)", name="id"),
)
"""What was saved, without what is large: enough to list it."""

texts = Table(
    "texts",
    metadata,
    _serial(primary=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The files of a map, as they were given."""

results = Table(
    "results",
    metadata,
    _serial(primary=True),
    Column("versions", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""What came out, compressed, and by which versions of everything."""

facts = Table(
    "facts",
    metadata,
    Column("sha256", Text, primary_key=True),
    _serial(),
    Column("content", LargeBinary, nullable=False),
    Index(None, "serial"),
)
"""The data files of Datareach that results rest on, each version once."""

acts = Table(
    "acts",
    metadata,
    Column("id", Text, primary_key=True),
    _serial(),
    *_words("subject"),
    Column("number", Integer, nullable=False),
    *_words("at", "person", "did"),
    Column("about", Text),
    *_words("content"),
    Index(None, "serial"),
    Index(None, "subject", "number"),
)
"""What people did in reviews; `content` is the whole act as JSON."""

VERSION = "record_version"
"""The table in which alembic notes the version of the others."""

RECORDED: tuple[Table, ...] = (assessments, texts, results, facts, acts)
"""The tables whose rows the audit vouches for; each has a `serial`."""
