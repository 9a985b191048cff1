"""Saved assessments with their texts, results and facts, and the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assessments.record.migrations.append_only import prepare, refuse_changes

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first version."""
    op.create_table(
        "audit",
        sa.Column("serial", sa.Integer, autoincrement=False, nullable=False),
        *_words("at", "person", "action"),
        sa.Column("subject", sa.Text),
        sa.Column("number", sa.Integer),
        *_words("said", "content", "previous", "digest"),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_audit_serial")),
        sa.PrimaryKeyConstraint("serial", name="pk_audit"),
        sa.UniqueConstraint("previous", name="uq_audit_previous"),
        sa.UniqueConstraint("digest", name="uq_audit_digest"),
    )
    op.create_index("ix_audit_subject_number", "audit", ["subject", "number"])
    op.create_table(
        "assessments",
        *_words("id"),
        sa.Column("serial", sa.Integer, nullable=False),
        *_words("subject"),
        sa.Column("number", sa.Integer, nullable=False),
        *_words("token", "saved_at", "person", "note", "title", "as_of", "viewpoint", "map", "asked", "headline"),
        *_words("fingerprint"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_assessments_number")),
        sa.CheckConstraint("id = subject || '/' || CAST(number AS TEXT)", name=op.f("ck_assessments_id")),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("serial", name="uq_assessments_serial"),
        sa.UniqueConstraint("subject", "number", name="uq_assessments_subject_number"),
        sa.UniqueConstraint("token", name="uq_assessments_token"),
        _of_audit("assessments"),
    )
    op.create_table(
        "texts",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *_words("name"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("serial", "position", name="pk_texts"),
        _of_audit("texts"),
    )
    op.create_table(
        "results",
        sa.Column("serial", sa.Integer, nullable=False),
        *_words("versions"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_results"),
        _of_audit("results"),
    )
    op.create_table(
        "facts",
        *_words("sha256"),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_facts"),
        _of_audit("facts"),
    )
    op.create_index("ix_facts_serial", "facts", ["serial"])
    prepare()
    refuse_changes("audit", "assessments", "texts", "results", "facts")


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _of_audit(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["serial"], ["audit.serial"], name=f"fk_{table}_serial_audit")
