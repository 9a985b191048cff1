"""The table of time stamps that an authority gave to lines of the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assessments.record.migrations.append_only import refuse_changes, refuse_replacing

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of time stamps."""
    op.create_table(
        "stamps",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("response", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_stamps"),
        sa.ForeignKeyConstraint(["serial"], ["audit.serial"], name="fk_stamps_serial_audit"),
    )
    refuse_changes("stamps")
    refuse_replacing("stamps")
