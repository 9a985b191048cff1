"""The record as ORM entities: rows are added to their tables, and none but of work is ever changed or taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Index, LargeBinary, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from assessments.record.entries import AssessmentRequest, asked_from
from assessments.record.errors import Damaged
from assessments.results.part import Quantity
from data_maps.caching import cached_property

if TYPE_CHECKING:
    from assessments.record.saved_results import SavedResult

VERSION = "record_version"
"""The table in which alembic notes the version of the others."""


class JsonColumn(TypeDecorator[Any]):
    """A value kept as JSON text: dataclasses are written as objects, and `read` makes the value again."""

    impl = Text
    cache_ok = True

    def __init__(self, read: Callable[[Any], Any] = dict) -> None:
        super().__init__()
        self.read = read

    def process_bind_param(self, value: Any, dialect: Dialect | None) -> str:
        """The text, the same for the same value wherever it is written."""
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=asdict)

    def process_result_value(self, value: Any, dialect: Dialect | None) -> Any:
        """The value of a text; raises Damaged where it is none of ours."""
        try:
            return self.read(json.loads(value))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Damaged from None


def _quantities(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Quantity]:
    return {name: Quantity(**quantity) for name, quantity in values.items()}


class Base(MappedAsDataclass, DeclarativeBase):
    """A row of the record, equal to another whose columns say the same."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, bytes: LargeBinary}  # noqa: RUF012 - read once, by SQLAlchemy


class AuditLine(Base):
    """A change of the record: when, who, what, of which assessment (`subject` and `number`), in words.

    `content` has a digest of the rows that came with it, by table. `previous` is the `digest` of the line before, so
    that no line can be altered, left out or put between unseen.
    """

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("serial >= 1", name="serial"), Index(None, "subject", "number"))

    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, init=False)
    at: Mapped[str] = mapped_column(init=False)
    person: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    said: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(init=False)
    previous: Mapped[str] = mapped_column(unique=True, init=False)
    digest: Mapped[str] = mapped_column(unique=True, init=False)


class Entry(Base):
    """A saved assessment in the list; `id` is `SUBJECT/NUMBER`, `headline` the harm and score of its result."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("subject", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("id = subject || '/' || CAST(number AS TEXT)", name="id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(ForeignKey("audit.serial"), unique=True, init=False)
    subject: Mapped[str]
    number: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)
    saved_at: Mapped[str]
    person: Mapped[str]
    note: Mapped[str]
    title: Mapped[str]
    as_of: Mapped[str]
    viewpoint: Mapped[str]
    map: Mapped[str]
    asked: Mapped[AssessmentRequest] = mapped_column(JsonColumn(asked_from))
    headline: Mapped[dict[str, Quantity]] = mapped_column(JsonColumn(_quantities))
    fingerprint: Mapped[str]


class MapFile(Base):
    """A file of a map, as it was given."""

    __tablename__ = "texts"

    serial: Mapped[int] = mapped_column(ForeignKey("audit.serial"), primary_key=True, autoincrement=False, init=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(repr=False)


class StoredResult(Base):
    """The bytes of a result, compressed, with the versions of everything that made it."""

    __tablename__ = "results"

    serial: Mapped[int] = mapped_column(ForeignKey("audit.serial"), primary_key=True, autoincrement=False, init=False)
    versions: Mapped[dict[str, Any]] = mapped_column(JsonColumn())
    body: Mapped[bytes] = mapped_column(repr=False)


class FactFile(Base):
    """A data file of Datareach that results rest on, each version once."""

    __tablename__ = "facts"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(ForeignKey("audit.serial"), index=True, init=False)
    content: Mapped[bytes] = mapped_column(repr=False)


class StoredAct(Base):
    """An act of a review; `content` is the whole of it as JSON."""

    __tablename__ = "acts"
    __table_args__ = (Index(None, "subject", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(ForeignKey("audit.serial"), index=True, init=False)
    subject: Mapped[str]
    number: Mapped[int]
    at: Mapped[str]
    person: Mapped[str]
    did: Mapped[str]
    about: Mapped[str | None]
    content: Mapped[str]


class Work(Base):
    """A piece of work that is not saved yet and no part of the record; `content` is JSON, seen by its owner alone."""

    __tablename__ = "work"

    owner: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str]
    title: Mapped[str]
    content: Mapped[str] = mapped_column(repr=False)


class StoredStamp(Base):
    """A time stamp that an authority gave to a line of the audit, whose digest is `head`, as the authority replied."""

    __tablename__ = "stamps"

    serial: Mapped[int] = mapped_column(ForeignKey("audit.serial"), primary_key=True, autoincrement=False, init=False)
    head: Mapped[str]
    response: Mapped[bytes] = mapped_column(repr=False)


Recorded = Entry | MapFile | StoredResult | FactFile | StoredAct | StoredStamp
"""A row that came with a line of the audit, whose `serial` it has."""

AUDIT = Base.metadata.tables[AuditLine.__tablename__]
RECORDED: tuple[Table, ...] = tuple(
    Base.metadata.tables[model.__tablename__]
    for model in (Entry, MapFile, StoredResult, FactFile, StoredAct, StoredStamp)
)
"""The tables whose rows the audit vouches for; each has a `serial`."""


def column_values(row: Base) -> dict[str, Any]:
    """The values of a row by column, as its table holds them."""
    columns = Base.metadata.tables[row.__tablename__].columns
    return {column.name: _in_table(column.type, getattr(row, column.name)) for column in columns}


def _in_table(kind: TypeEngine[Any], value: Any) -> Any:
    return kind.process_bind_param(value, None) if isinstance(kind, JsonColumn) else value


@dataclass(frozen=True)
class Saved:
    """A saved assessment with the files of its map, the bytes of `assess --json`, and the versions it was made by."""

    entry: Entry
    files: Mapping[str, bytes] = field(repr=False)
    result: bytes = field(repr=False)
    versions: Mapping[str, Any] = field(repr=False)

    @cached_property
    def content(self) -> SavedResult:
        """The content of its result."""
        from assessments.record.saved_results import read

        return read(self.result)

    @property
    def simulated(self) -> bool:
        """True where its map was too wide for an exact result."""
        return self.content.headline.simulation is not None
