"""The table of acts in reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assessments.record.migrations.append_only import refuse_changes

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of acts."""
    op.create_table(
        "acts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("at", "person", "did")),
        sa.Column("about", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sa.ForeignKeyConstraint(["serial"], ["audit.serial"], name="fk_acts_serial_audit"),
    )
    op.create_index("ix_acts_serial", "acts", ["serial"])
    op.create_index("ix_acts_subject_number", "acts", ["subject", "number"])
    refuse_changes("acts")
