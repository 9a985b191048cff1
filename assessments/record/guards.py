"""Guards of the record: the triggers that refuse changes, held against those that Datareach makes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, create_engine, text

from assessments.record.database import migrated, prepared_engine
from assessments.record.migrations.append_only import REFUSAL
from assessments.record.models import AUDIT, RECORDED

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
    return frozenset(_of_postgresql(table, change) for table in TABLES for change in changes)


def _of_postgresql(table: str, changes: str) -> Guard:
    name = f"{table}_{changes.partition(' ')[0].lower()}"
    trigger = f"CREATE TRIGGER {name} BEFORE {changes} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    return Guard(table, name, f"{trigger} BEGIN RAISE EXCEPTION '{REFUSAL}'; END")
