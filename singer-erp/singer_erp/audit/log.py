"""The audit log and its runs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import platformdirs
from msgspec.structs import asdict

from singer_erp.audit.migrate import upgrade
from singer_erp.audit.tables import PAGES, RUNS
from singer_erp.database import Database, naive
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import sqlalchemy as sa

    from singer_erp.audit.entries import PageRead


def default_url() -> str:
    """Return the URL of a private SQLite file in the user's state folder."""
    return f"sqlite:///{platformdirs.user_state_path('singer-erp') / 'audit.sqlite'}"


class AuditLog:
    """An audit log at a URL; its tables are created or upgraded on first use.

    Args:
        url: SQLAlchemy URL; the setting `audit_url`.

    Attributes:
        database: The database.

    Raises:
        ConfigError: The URL is not valid, or its driver is not installed.
        DatabaseError: The database is not available.
    """

    def __init__(self, url: str) -> None:
        self.database = Database(url, upgrade, name="audit log", setting="audit_url")

    def begin(
        self,
        plugin: str,
        version: str,
        destination: str | None = None,
        *,
        user_id: str | None = None,
        connected_at: dt.datetime | None = None,
    ) -> AuditRun:
        """Begin a run.

        Args:
            plugin: The plugin's name.
            version: The plugin's version.
            destination: Id of the destination, for a target.
            user_id: Id of the destination's user that writes.
            connected_at: The destination's clock when the run connected, timezone-aware.
        """
        run = uuid.uuid4().hex
        with self.database.connected() as connection:
            connection.execute(
                RUNS.insert().values(
                    run=run,
                    plugin=plugin,
                    version=version,
                    destination=destination,
                    started_at=naive(utc_now()),
                    user_id=user_id,
                    connected_at=None if connected_at is None else naive(connected_at),
                )
            )
        return AuditRun(self.database, run)

    def query(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        with self.database.connected() as connection:
            return [dict(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001  # SQLAlchemy's public name

    def close(self) -> None:
        """Close the database."""
        self.database.close()


class AuditRun:
    """One run of one plugin.

    Args:
        database: The audit log's database.
        run: Its id.
    """

    def __init__(self, database: Database, run: str) -> None:
        self.run = run
        self._database = database

    def record_pages(self, pages: Iterable[PageRead]) -> None:
        """Record pages that were read."""
        rows = [
            asdict(page) | {"run": self.run, "extracted_at": naive(page.extracted_at)}
            for page in pages
        ]
        if rows:
            with self._database.connected() as connection:
                connection.execute(PAGES.insert(), rows)

    def end(self, result: str, calls: int) -> None:
        """End the run as `complete` or `failed`."""
        with self._database.connected() as connection:
            connection.execute(
                RUNS.update()
                .where(RUNS.c.run == self.run)
                .values(ended_at=naive(utc_now()), result=result, calls=calls)
            )
