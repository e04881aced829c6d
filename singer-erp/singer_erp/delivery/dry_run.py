"""Collaborators of a delivery that writes nothing: `--dry-run`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from singer_erp.redaction import printable

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from singer_erp.audit.delivery import Part
    from singer_erp.audit.entries import Sent, Write
    from singer_erp.delivery.destination import Destination, JobRecorder, Outcomes
    from singer_erp.delivery.records import Item, Outcome, Row


class DryRunDestination:
    """A destination that validates rows instead of sending them.

    Args:
        destination: The destination that validates.
        write: Writes a table of what would be sent, where the destination shows that.
    """

    def __init__(self, destination: Destination, write: Callable[[str], object]) -> None:
        self._destination = destination
        self._write = write
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
        """Yield the expected outcome of each row, after what would be sent."""
        for row, outcome in self._destination.check(obj, rows):
            if outcome.preview:
                title = f"{obj} {row.key}: {outcome.action}"
                self._write(f"{title}\n{table(outcome.preview)}\n")
            yield [(row, outcome)]


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as an aligned table with a header; numbers are aligned to the right."""
    names = [*dict.fromkeys(name for row in rows for name in row)]
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    right = [all(isinstance(row.get(name), Decimal | None) for row in rows) for name in names]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in cells
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,f}" if isinstance(value, Decimal) else printable(str(value))


class UnrecordedRun:
    """A run that records nothing."""

    def record_intents(self, parts: Iterable[Part]) -> None:
        """Record nothing."""

    def record_outcomes(
        self,
        writes: Iterable[Write],
        confirmed: Sequence[Sent],
        refused: Iterable[Part],
        gone: Iterable[Part] = (),
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
