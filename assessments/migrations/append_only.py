"""How a table is kept from being changed by whoever reaches the database: rows can be added, and that is all."""

from __future__ import annotations

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


def prepare() -> None:
    """What triggers need once in a database."""
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
