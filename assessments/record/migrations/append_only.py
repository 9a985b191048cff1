"""Triggers that keep tables append-only, whoever reaches the database: rows can be added, and that is all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

REFUSAL = "what is in the record is not altered"
_FUNCTION = f"""
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


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
