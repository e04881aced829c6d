"""Creates the tables of the audit log, and upgrades those of earlier versions in place."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from singer_erp.audit.tables import REVISION, RUNS, VERSION_TABLE
from singer_erp.database import lock
from singer_erp.errors import ConfigError

log = logging.getLogger(__name__)

_VERSION = sa.table(VERSION_TABLE, sa.column("version_num"))


def upgrade(connection: sa.Connection) -> None:
    """Create or upgrade the tables.

    Args:
        connection: In a transaction, which the caller commits.

    Raises:
        ConfigError: The tables were written by a later version of singer-erp.
    """
    if _revision(connection) == REVISION:
        return
    # A tap and a target start together and share an audit log: one of them upgrades it.
    lock(connection)
    before = _revision(connection)
    if before != REVISION:
        _migrate(connection, before)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    revision: str | None = connection.scalar(sa.select(_VERSION.c.version_num))
    return revision


def _migrate(connection: sa.Connection, before: str | None) -> None:
    from alembic import command  # noqa: PLC0415  # slow to import, and rarely needed
    from alembic.config import Config  # noqa: PLC0415

    if before is not None and before > REVISION:
        raise ConfigError(
            f"The audit log of `audit_url` has revision {before}, and this installation knows "
            f"{REVISION}",
            "Upgrade singer-erp in this plugin's environment: another plugin's is newer",
        )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "singer_erp.audit:migrations")
    is_new = not sa.inspect(connection).has_table(RUNS.name)
    command.upgrade(config, "head")
    if not is_new:
        log.info("The tables of the audit log were upgraded to revision %s", REVISION)
