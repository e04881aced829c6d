"""A delivery that only checks: for `--dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable, Iterator

    from singer_erp.audit.entries import Sent, Write
    from singer_erp.audit.log import Ledger
    from singer_erp.delivery.records import Item, Outcome, Row
    from singer_erp.delivery.worker import Destination


class Rehearsal:
    """A destination that is asked, not written to.

    Args:
        destination: The real one.
    """

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self.name = destination.name

    def send(self, obj: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:  # noqa: ARG002
        """What the destination would say."""
        return self._destination.check(obj, rows)


class UnwrittenRun:
    """A run of which the ledger keeps nothing.

    Args:
        ledger: Read for what is unchanged.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def wrote(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Nothing was."""

    def end(self, result: str, calls: int) -> None:
        """Nothing is kept."""


class SpokenLetters:
    """Refusals told in the log instead of written.

    Args:
        log: Where.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self.count = 0

    def add(self, item: Item, outcome: Outcome) -> None:
        """Tell one."""
        self.count += 1
        self._log.warning(
            "%s %s would be refused by %s: %s %s",
            item.stream,
            item.source_key,
            item.object,
            outcome.code,
            outcome.reason,
        )

    def close(self) -> None:
        """Nothing to close."""

    def discard(self) -> None:
        """Nothing to discard."""
