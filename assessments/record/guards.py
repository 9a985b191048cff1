"""Guards of the record: the triggers that refuse changes, held against those that Datareach makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, create_engine, text

from assessments.record.database import migrated, prepared_engine
from assessments.record.migrations.append_only import REFUSAL
from assessments.record.models import AUDIT, RECORDED

if TYPE_CHECKING:
    from sqlalchemy import Connection

TABLES = tuple(table.name for table in (AUDIT, *RECORDED))
OF_SQLITE = "SELECT name, tbl_name || ': ' || sql FROM sqlite_master WHERE type = 'trigger'"
OF_POSTGRESQL = """
SELECT tgname, pg_get_triggerdef(t.oid, true) || ' ' || trim(prosrc) || CASE tgenabled WHEN 'O' THEN '' ELSE ' off' END
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
WHERE NOT tgisinternal AND relname IN :tables
UNION SELECT rulename, definition FROM pg_rules WHERE tablename IN :tables
"""


def guard_faults(connection: Connection) -> Iterator[str]:
    """The guards that are gone, and the triggers that are not as Datareach makes them."""
    there, made = _there(connection), _made_by_us(connection.dialect.name)
    if gone := sorted(made.keys() - there.keys()):
        yield f"the guards that refuse changes are gone: {', '.join(gone)}"
    if altered := sorted(name for name, definition in there.items() if made.get(name) != definition):
        yield f"the tables have triggers that Datareach did not make so: {', '.join(altered)}"


def _there(connection: Connection) -> Mapping[str, str]:
    """The definition of each trigger of the record's tables."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text(OF_SQLITE))
    else:
        rows = connection.execute(
            text(OF_POSTGRESQL).bindparams(bindparam("tables", expanding=True)), {"tables": list(TABLES)}
        )
    return {str(name): str(definition) for name, definition in rows}


@cache
def _made_by_us(dialect: str) -> Mapping[str, str]:
    """The triggers of a store that is made anew, as `_there` has them."""
    if dialect == "sqlite":
        engine = prepared_engine(create_engine("sqlite://"))
        migrated(engine)
        with engine.connect() as connection:
            return _there(connection)
    return dict(_of_postgresql(table, change) for table in TABLES for change in ("UPDATE", "DELETE OR TRUNCATE"))


def _of_postgresql(table: str, changes: str) -> tuple[str, str]:
    name = f"{table}_{changes.partition(' ')[0].lower()}"
    trigger = f"CREATE TRIGGER {name} BEFORE {changes} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    return name, f"{trigger} BEGIN RAISE EXCEPTION '{REFUSAL}'; END"
