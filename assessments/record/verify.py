"""A check that the record is as it was written: each line of the audit, and every byte that came with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Integer, LargeBinary, Table, bindparam, create_engine, text
from sqlalchemy.exc import DBAPIError

from assessments.record.audit_log import BEGINNING, SKEW, LastLine, content, digest, last_seen, moment, note
from assessments.record.database import migrated, prepared_engine
from assessments.record.errors import Damaged
from assessments.record.migrations.append_only import FOLLOWS, REFUSAL
from assessments.record.models import AUDIT, RECORDED, Entry
from data_maps.problems import printable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assessments.record.store import Store

AT_ONCE = 100
PARTS = {
    "assessments": "its entry in the list",
    "texts": "the files of its map",
    "results": "its result, or the versions it was made by",
    "facts": "the facts that were kept with it",
    "stamps": "its time stamp",
}
KINDS: Mapping[type, str] = {str: "text", bytes: "bytes", int: "a whole number", type(None): "empty"}
TABLES = tuple(table.name for table in (AUDIT, *RECORDED))
OF_SQLITE = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
OF_POSTGRESQL = """
SELECT relname, tgname,
    pg_get_triggerdef(t.oid, true) || ' ' || trim(prosrc) || CASE tgenabled WHEN 'O' THEN '' ELSE ' off' END
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
WHERE NOT tgisinternal AND relname IN :tables AND pg_table_is_visible(c.oid)
UNION SELECT relname, rulename, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class
WHERE relname IN :tables AND pg_table_is_visible(c.oid)
"""


class Told(NamedTuple):
    """A sentence on rows of the record by whoever knows what they mean, and whether it says that something is wrong."""

    says: str
    wrong: bool


Checker = Callable[["Session"], Iterable[Told]]
"""A check of rows whose meaning the record does not know: it keeps them, and vouches for their bytes."""


@dataclass(frozen=True)
class Proof:
    """The findings of a check: sentences on what was `altered`, the lines that hold, the digest of the last.

    Whoever owns a database can write all of it anew; that would show in `head`, if it is noted down elsewhere.
    `first` is the digest of the first line, `whole` the last line up to which all holds.
    `ahead` are the lines that are dated later than it is by this machine's clock, which may be the one that is wrong.
    `told` is what checkers say of rows that hold.
    """

    altered: tuple[str, ...]
    lines: int
    head: str
    heads: frozenset[str]
    told: tuple[str, ...] = ()
    ahead: tuple[int, ...] = ()
    whole: int = 0
    first: str = BEGINNING


def verified(store: Store, entry: Entry | None = None, checkers: tuple[Checker, ...] = ()) -> Proof:
    """Check the whole record, or of what came with its lines only what belongs to one assessment.

    Args:
        store: The record.
        entry: The assessment that is looked at; the whole record unless named.
        checkers: Checks of what rows mean, by those who write them.
    """
    names = store.names()
    seen = last_seen(names)  # before the record is read: what is written meanwhile is not in what is read
    with store.reading() as session:
        connection = session.connection()
        proof = verified_in(connection, entry)
        told = list[Told]()
        try:
            told += (sentence for checker in checkers for sentence in checker(session))
        except (DBAPIError, Damaged):
            if not proof.altered:  # else it is told already what cannot be read
                raise
        wrong = (sentence.says for sentence in told if sentence.wrong)
        faults = (*guard_faults(connection), *_cut(proof, seen), *proof.altered, *wrong)
    if not faults:
        note(names, LastLine(proof.lines, proof.head))
    return replace(proof, altered=faults, told=tuple(sentence.says for sentence in told if not sentence.wrong))


def _cut(proof: Proof, seen: Iterable[LastLine]) -> Iterator[str]:
    """The lines that this machine saw and that are there no longer."""
    for line in seen:
        if line.digest not in proof.heads and line.digest != BEGINNING:
            yield (
                f"audit: line {line.serial}, the last that this machine saw, is no longer there: lines were taken "
                "away, or this is an older copy, or another record in its place (--accept once you know why)"
            )


def held_against(proof: Proof, theirs: LastLine, record: str) -> Proof:
    """A proof with what it says of the last line that somebody else saw of the record whose first line is `record`."""
    where = f"line {theirs.serial}, the last that they saw,"
    if theirs.digest in proof.heads:
        return replace(proof, told=(*proof.told, f"Theirs holds too: {where} is on record here."))
    if record != proof.first:
        fault = "theirs is another record, or its first line was written anew, here or there"
    elif theirs.serial > proof.lines:
        fault = f"{where} is not here: lines were taken away, or this is an older copy"
    else:
        fault = f"{where} is another one here: lines were written anew, here or there"
    return replace(proof, altered=(*proof.altered, f"audit: {fault}"))


def verified_in(connection: Connection, entry: Entry | None = None) -> Proof:
    """Check what a connection sees of the record, or of one assessment."""
    check, raw = _Check(entry), connection.connection.dbapi_connection
    is_lite = connection.dialect.name == "sqlite"
    if is_lite:
        raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")  # type: ignore[union-attr]
    try:
        faults = (*_damage(connection), *check.lines(connection), *_unvouched(connection, check))
    finally:
        if is_lite:
            raw.text_factory = str  # type: ignore[union-attr]
    return Proof(
        faults,
        check.count,
        check.head,
        frozenset(check.heads),
        ahead=tuple(check.ahead),
        whole=check.whole,
        first=check.first,
    )


class _Check:
    """A walk along the audit."""

    def __init__(self, entry: Entry | None) -> None:
        self.entry = entry
        self.count = 0
        self.last, self.at = 0, ""
        self.head = self.first = BEGINNING
        self.heads: set[str] = set()
        self.now = moment(datetime.now(UTC) + SKEW)
        self.ahead: list[int] = []
        self.whole = 0

    def lines(self, connection: Connection) -> Iterator[str]:
        """The faults of each line of the audit, or with what came with it."""
        while batch := _rows(connection, AUDIT, self.last + 1, limit=AT_ONCE):
            first, last = batch[0]["serial"], batch[-1]["serial"]
            came = {} if self.entry else _came(connection, first, last)
            for line in batch:
                faults = [*self._line(line)]
                if self.entry is None or _is_about(line, self.entry):
                    rows = came if self.entry is None else _came(connection, line["serial"], line["serial"])
                    faults += _contents(line, rows.get(line["serial"], {}))
                self.whole += not faults and self.whole == line["serial"] - 1
                yield from faults

    def _line(self, line: Mapping[str, Any]) -> Iterator[str]:
        serial = line["serial"]
        if serial != self.last + 1:
            yield f"audit: {_lines(self.last + 1, serial - 1)} missing"
        elif line["previous"] != self.head:
            yield f"audit: line {serial} does not follow from the line before it"
        if line["digest"] != digest(line):
            yield f"audit: line {serial}{_line_words(line)} was altered"
        yield from _cells(AUDIT, line, f"audit: line {serial}")
        if str(line["at"]) < self.at:
            yield f"audit: line {serial} is dated before the line before it: a clock was set back, or lines were put in"
        if str(line["at"]) > self.now:
            self.ahead.append(serial)
        self.count += 1
        self.first = line["digest"] if self.count == 1 else self.first
        self.last, self.head, self.at = serial, line["digest"], str(line["at"])
        self.heads.add(self.head)


def _lines(first: int, last: int) -> str:
    return f"line {first} is" if first == last else f"lines {first} to {last} are"


def _is_about(line: Mapping[str, Any], entry: Entry) -> bool:
    return line["serial"] == entry.serial or (line["subject"], line["number"]) == (entry.subject, entry.number)


def _line_words(line: Mapping[str, Any]) -> str:
    words = f" ({line['action']} {line['subject']}/{line['number']} by {line['person']})" if line["subject"] else ""
    return printable(words, "?")


def _contents(line: Mapping[str, Any], rows: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[str]:
    """The tables that do not have the rows that came with a line."""
    vouched = dict(digest.partition(":")[::2] for digest in str(line["content"]).split())
    named = f"{line['subject']}/{line['number']}" if line["subject"] else f"line {line['serial']} of the audit"
    named = printable(named, "?")
    for table in RECORDED:
        for row in rows.get(table.name, ()):
            yield from _cells(table, row, named)
        there = content((table.name, row) for row in rows.get(table.name, ())).partition(":")[2]
        if there != vouched.get(table.name, ""):
            rows_named = PARTS.get(table.name, f"what it has in {table.name}")
            were = "were" if rows_named.startswith("the ") else "was"
            yield f"{named}: {rows_named} {were} {'altered' if there else 'removed'}"


def _cells(table: Table, row: Mapping[str, Any], named: str) -> Iterator[str]:
    """The cells of a row that have another kind of value than their column, or text that is no UTF-8."""
    for column in table.columns:
        kind = bytes if isinstance(column.type, LargeBinary) else int if isinstance(column.type, Integer) else str
        value = row[column.name]
        if not isinstance(value, kind) and not (value is None and column.nullable):
            found = KINDS.get(type(value), "a number")
            yield f"{named}: {table.name}.{column.name} is {found}, where {KINDS[kind]} was written"
        elif isinstance(value, str) and not value.isascii() and any("\udc80" <= c <= "\udcff" for c in value):
            yield f"{named}: {table.name}.{column.name} is text that is not written in UTF-8"


def _came(connection: Connection, first: int, last: int) -> dict[int, dict[str, list[Mapping[str, Any]]]]:
    """The rows of every table by the lines they came with."""
    rows_by_line: dict[int, dict[str, list[Mapping[str, Any]]]] = {}
    for table in RECORDED:
        for row in _rows(connection, table, first, last):
            rows_by_line.setdefault(row["serial"], {}).setdefault(table.name, []).append(row)
    return rows_by_line


def _rows(
    connection: Connection, table: Table, first: int, last: int = 2**31 - 1, limit: int = 2**31 - 1
) -> list[Mapping[str, Any]]:
    """Rows as the database has them, of whatever kind their values are."""
    columns = ", ".join(column.name for column in table.columns)
    query = f"SELECT {columns} FROM {table.name} WHERE serial BETWEEN :first AND :last ORDER BY serial LIMIT :most"  # noqa: S608 - names of our own tables
    rows = connection.execute(text(query), {"first": first, "last": last, "most": limit})
    return [dict(row) for row in rows.mappings()]


def _unvouched(connection: Connection, check: _Check) -> Iterator[str]:
    """Lines of no number that the walk came by, and rows that none of its lines knows."""
    if unnumbered := connection.execute(text("SELECT COUNT(*) FROM audit")).scalar_one() - check.count:
        yield f"audit: {unnumbered} {'line has' if unnumbered == 1 else 'lines have'} no number of a line"
    walked = "SELECT serial FROM audit WHERE serial BETWEEN 1 AND :last"
    for table in RECORDED:
        query = f"SELECT COUNT(*) FROM {table.name} WHERE serial IS NULL OR serial NOT IN ({walked})"  # noqa: S608 - names of our own tables
        if count := connection.execute(text(query), {"last": check.last}).scalar_one():
            yield f"{table.name}: {count} {'row' if count == 1 else 'rows'} came with no line of the audit"


def _damage(connection: Connection) -> Iterator[str]:
    """The faults SQLite finds with its own file."""
    if connection.dialect.name == "sqlite":
        answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if answer != "ok":
            yield "the file of the store is damaged: put back a copy of it"


class Guard(NamedTuple):
    """A trigger or a rule of a table of the record, as its database defines it."""

    table: str
    name: str
    definition: str


def guard_faults(connection: Connection) -> Iterator[str]:
    """The guards that are gone, and the triggers that are not as Datareach makes them."""
    guards, made = _guards_in(connection), _made_by_us(connection.dialect.name)
    if missing := sorted({guard[:2] for guard in made} - {guard[:2] for guard in guards}):
        yield f"the guards that refuse changes are gone: {', '.join(name for _, name in missing)}"
    if altered := sorted({guard.name for guard in guards - made}):
        yield f"the tables have triggers that Datareach did not make so: {', '.join(altered)}"


def _guards_in(connection: Connection) -> frozenset[Guard]:
    """The triggers and rules of the record's tables, which in PostgreSQL have a name in their table alone."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text(OF_SQLITE))
    else:
        rows = connection.execute(
            text(OF_POSTGRESQL).bindparams(bindparam("tables", expanding=True)), {"tables": list(TABLES)}
        )
    return frozenset(Guard(*map(str, row)) for row in rows)


@cache
def _made_by_us(dialect: str) -> frozenset[Guard]:
    """The triggers of a store that is made anew, as `_there` has them."""
    if dialect == "sqlite":
        engine = prepared_engine(create_engine("sqlite://"))
        migrated(engine)
        with engine.connect() as connection:
            return _guards_in(connection)
    changes = ("UPDATE", "DELETE OR TRUNCATE")
    follows = (
        "CREATE TRIGGER audit_follows BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION "
        f"refuse_what_does_not_follow() {FOLLOWS}"
    )
    guards = (_of_postgresql(table, change) for table in TABLES for change in changes)
    return frozenset((*guards, Guard("audit", "audit_follows", follows)))


def _of_postgresql(table: str, changes: str) -> Guard:
    name = f"{table}_{changes.partition(' ')[0].lower()}"
    trigger = f"CREATE TRIGGER {name} BEFORE {changes} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    return Guard(table, name, f"{trigger} BEGIN RAISE EXCEPTION '{REFUSAL}'; END")
