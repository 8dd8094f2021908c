"""Run by Alembic: brings the database behind a connection that ``database`` opened up to date."""

from __future__ import annotations

from alembic import context

from assistant.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
