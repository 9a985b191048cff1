"""Triggers that keep tables append-only, whoever reaches the database: rows can be added, lines after the last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

REFUSAL = "what is in the record is not altered"
_FUNCTION = f"""
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""
NOT_NEXT = f"{REFUSAL}, and a line is added after the last, from which it follows"
_BEGINNING = "0" * 64
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
_LAST = "FROM audit ORDER BY serial DESC LIMIT 1"
_LITE = f"""
CREATE TRIGGER audit_follows BEFORE INSERT ON audit WHEN
NEW.serial IS NOT coalesce((SELECT serial {_LAST}), 0) + 1
OR NEW.previous IS NOT coalesce((SELECT digest {_LAST}), '{_BEGINNING}')
OR NEW.at NOT GLOB '{_DAY}*' OR julianday(NEW.at) IS NULL
OR length(CAST(NEW.digest AS BLOB)) != 64 OR NEW.digest GLOB '*[^0-9a-f]*'
BEGIN SELECT RAISE(ABORT, '{NOT_NEXT}'); END
"""
FOLLOWS = f"""DECLARE last record; BEGIN
EXECUTE format('SELECT serial, digest FROM %s ORDER BY serial DESC LIMIT 1', TG_RELID::regclass) INTO last;
IF NEW.serial != coalesce(last.serial, 0) + 1
OR NEW.previous != coalesce(last.digest, '{_BEGINNING}')
OR NEW.at !~ '^{_DAY}' OR NEW.at::timestamp IS NULL
OR NEW.digest !~ '^[0-9a-f]{{64}}$'
THEN RAISE EXCEPTION '{NOT_NEXT}'; END IF; RETURN NEW; END"""  # noqa: S608 - our own names
"""The body of PostgreSQL's function: it names the table by its number, so that no other one can stand in for it."""


def refuse_changes(*tables: str) -> None:
    """Refuse UPDATE and DELETE on tables; to be called again after a batch operation, which makes a table anew."""
    for table in tables:
        for change in ("UPDATE", "DELETE"):
            op.execute(_trigger(table, change))


def refuse_replacing(*tables: str) -> None:
    """Refuse an INSERT of a key that is there, which on SQLite may take the place of that row and is no UPDATE.

    To be called again after a batch operation, which makes a table anew.
    """
    if op.get_bind().dialect.name == "sqlite":
        for table in tables:
            op.execute(_guard(table))


def _guard(table: str) -> str:
    """A trigger on every key of a table, and on the number by which SQLite knows a row, which can be given too.

    Where it is not given it is -1 here, and of ours none is below 1.
    """
    inspector = sa.inspect(op.get_bind())
    unique = (constraint["column_names"] for constraint in inspector.get_unique_constraints(table))
    keys = [inspector.get_pk_constraint(table)["constrained_columns"], *unique]
    same = [*(" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys), "rowid = max(NEW.rowid, 0)"]
    there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in same)  # noqa: S608 - our own names
    refusal = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {there} {refusal}"


def refuse_what_does_not_follow() -> None:
    """Refuse a line of the audit that does not number and name the last as the next does, or has no time or digest.

    To be called again after a batch operation, which makes a table anew.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_LITE)
        return
    function = "CREATE FUNCTION refuse_what_does_not_follow() RETURNS trigger LANGUAGE plpgsql"
    op.execute(f"{function} SET search_path = pg_catalog AS $${FOLLOWS}$$")
    op.execute(
        "CREATE TRIGGER audit_follows BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION "
        "refuse_what_does_not_follow()"
    )


def prepare() -> None:
    """The preparation triggers need once in a database."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)


def _trigger(table: str, change: str) -> str:
    name = f"{table}_{change.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        also = " OR TRUNCATE" if change == "DELETE" else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {change}{also} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    return f"CREATE TRIGGER {name} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
