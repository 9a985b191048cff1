"""How alembic reaches the store: by the connection that Datareach has open, inside its transaction."""

from __future__ import annotations

from alembic import context

from assessments.record.tables import VERSION, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
