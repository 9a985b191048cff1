"""The environment of migrations: alembic works on the connection that Datareach has open, in its transaction."""

from __future__ import annotations

from alembic import context

from assessments.record.models import VERSION, Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
