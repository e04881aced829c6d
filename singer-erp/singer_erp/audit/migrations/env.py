"""Alembic's environment: migrates over the connection that `upgrade` passes on."""

from __future__ import annotations

from alembic import context

from singer_erp.audit.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
