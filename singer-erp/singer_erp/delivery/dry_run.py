"""Collaborators of a delivery that writes nothing: `--dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    import logging
    from collections.abc import Iterable, Iterator, Sequence

    from singer_erp.audit.delivery import Part
    from singer_erp.audit.entries import Sent, Write
    from singer_erp.delivery.destination import Destination, JobRecorder, Outcomes
    from singer_erp.delivery.records import Item, Outcome, Row


class DryRunDestination:
    """A destination that validates rows instead of sending them.

    Args:
        destination: The destination that validates.
    """

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self.name = destination.name
        self.user_id = destination.user_id
        self.connected_at = destination.connected_at

    def normalize(self, obj: str, key: str) -> str:
        """Return a key as the destination compares keys."""
        return self._destination.normalize(obj, key)

    def send(
        self,
        obj: str,
        count: int,  # noqa: ARG002
        rows: Iterable[Row],
        jobs: JobRecorder,  # noqa: ARG002
    ) -> Iterator[Outcomes]:
        """Yield the expected outcome of each row."""
        for pair in self._destination.check(obj, rows):
            yield [pair]

    def created_since(self, obj: str, ids: Sequence[str], since: dt.datetime) -> set[str]:  # noqa: ARG002
        """Return nothing."""
        return set()


class UnrecordedRun:
    """A run that records nothing."""

    def record_intents(self, parts: Iterable[Part]) -> None:
        """Record nothing."""

    def record_outcomes(
        self, writes: Iterable[Write], confirmed: Sequence[Sent], refused: Iterable[Part]
    ) -> None:
        """Record nothing."""

    def record_unchanged(self, count: int, newer: Sequence[tuple[Part, str]]) -> None:
        """Record nothing."""

    def start_job(self, obj: str, job_id: str) -> None:
        """Record nothing."""

    def end_job(self, job_id: str) -> None:
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
