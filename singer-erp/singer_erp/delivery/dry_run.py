"""Collaborators of a delivery that writes nothing: `--dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable, Iterator

    from singer_erp.audit.entries import Sent, Write
    from singer_erp.audit.log import AuditLog
    from singer_erp.delivery.records import Item, Outcome, Row
    from singer_erp.delivery.worker import Destination


class DryRunDestination:
    """A destination that validates rows instead of sending them.

    Args:
        destination: The destination that validates.
    """

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self.name = destination.name

    def send(self, obj: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:  # noqa: ARG002
        """Return the expected outcome of each row."""
        return self._destination.check(obj, rows)


class UnrecordedRun:
    """A run that reads the audit log and writes nothing to it.

    Args:
        audit_log: Read for unchanged records.
    """

    def __init__(self, audit_log: AuditLog) -> None:
        self.audit_log = audit_log

    def record_writes(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Record nothing."""

    def end(self, result: str, calls: int) -> None:
        """Record nothing."""


class LoggedRecords:
    """A reject sink that logs records instead of writing them.

    Args:
        log: The logger.
        verb: What would happen to them: `rejected` or `deferred`.
    """

    def __init__(self, log: logging.Logger, verb: str) -> None:
        self._log = log
        self._verb = verb
        self.count = 0

    def add(self, item: Item, outcome: Outcome) -> None:
        """Log a record."""
        self.count += 1
        self._log.warning(
            "%s %s would be %s by %s: %s %s",
            item.stream,
            item.source_key,
            self._verb,
            item.object,
            outcome.code,
            outcome.reason,
        )

    def close(self) -> None:
        """Do nothing."""
