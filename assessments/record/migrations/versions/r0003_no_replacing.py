"""No row of the record gives way to another of the same key."""

from __future__ import annotations

from assessments.record.migrations.append_only import refuse_replacing

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Refuse what SQLite calls REPLACE; PostgreSQL has only updates, which are refused already."""
    refuse_replacing("audit", "assessments", "texts", "results", "facts", "acts")
