"""A line of the audit is added only after the last, from which it follows."""

from __future__ import annotations

from assessments.record.migrations.append_only import refuse_what_does_not_follow

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Refuse a line that is malformed, or does not follow from the last."""
    refuse_what_does_not_follow()
