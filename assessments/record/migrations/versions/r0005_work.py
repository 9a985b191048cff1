"""The table of work that is not saved yet: it is no part of the record, and its rows change and go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of work."""
    op.create_table(
        "work",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("owner", "id", "at", "title", "content")),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_work"),
    )
