"""The delivery worker: sends changed items in order and records one outcome per record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from singer_erp.audit.entries import Sent, Write
from singer_erp.delivery.outbox import normalize
from singer_erp.delivery.records import Item, Outcome, Row, WriteAction
from singer_erp.errors import ErpError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from singer_erp.audit.log import AuditLog
    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.outbox import Outbox

_OUTCOMES_PER_COMMIT = 500
_KEYS_PER_LOOKUP = 5000


class Sender(Protocol):
    """Sends records.

    Attributes:
        name: Identifier of the destination: the id of an org or a tenant.
    """

    name: str

    def send(self, obj: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Send rows of one object and yield one outcome per row, in any order.

        Args:
            obj: The object.
            count: Number of rows, which decides the channel.
            rows: The rows; keys are unique.
        """


class Destination(Sender, Protocol):
    """A system of record."""

    def bind(self, mapping: StreamMapping) -> None:
        """Check a mapping against the destination.

        Raises:
            ConfigError: The destination does not have what the mapping names.
        """

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Validate rows without sending them; `updated` for rows that would be sent."""


class OutcomeRecorder(Protocol):
    """Records outcomes.

    Attributes:
        audit_log: The log that knows which records are unchanged.
    """

    audit_log: AuditLog

    def record_writes(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Record outcomes and the values that the destination has confirmed."""


class RejectSink(Protocol):
    """Receives records that were not delivered."""

    def add(self, item: Item, outcome: Outcome) -> None:
        """Receive one record."""


class DeliveryWorker:
    """Sends an outbox to a destination.

    Args:
        outbox: The items.
        destination: Receives the rows.
        run: Records the outcomes.
        rejected: Receives rejected records.
        deferred: Receives records whose parent is missing; None to reject them.
        log: The logger.
        check_stop: Called between batches; raises if the run must stop.
        force_update: Send unchanged records too.

    Attributes:
        tally: Number of records by action, by object.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one delivery
        self,
        outbox: Outbox,
        destination: Sender,
        run: OutcomeRecorder,
        *,
        rejected: RejectSink,
        deferred: RejectSink | None,
        log: logging.Logger,
        check_stop: Callable[[], None],
        force_update: bool = False,
    ) -> None:
        self._outbox = outbox
        self._destination = destination
        self._run = run
        self._rejected = rejected
        self._deferred = deferred
        self._log = log
        self._check_stop = check_stop
        self._force_update = force_update
        self.tally: dict[str, Counter[WriteAction]] = {}

    def reject(self, item: Item, outcome: Outcome) -> None:
        """Record a record that cannot be mapped."""
        tally = self.tally.setdefault(item.object, Counter())
        self._record([(Row.of([item]), outcome)], 0, tally)

    def deliver(self, order: Sequence[tuple[str, int]]) -> None:
        """Deliver objects and stages in this order.

        Raises:
            ErpError: The destination is not available or accepts no more records; outcomes that
                it confirmed before are recorded.
            MissingOutcomeError: A row has no outcome.
        """
        for obj, stage in order:
            tally = self.tally.setdefault(obj, Counter())
            unchanged = self._mark_unchanged(obj, stage)
            count = self._outbox.count(obj, stage)
            if stage == 0:
                tally[WriteAction.UNCHANGED] += unchanged
            if not count:
                continue
            self._log.info("%s: %d records to send, %d unchanged", obj, count, unchanged)
            self._send(obj, stage, count, tally)

    def _mark_unchanged(self, obj: str, stage: int) -> int:
        """Mark items that the destination has confirmed; return the keys with nothing to send."""
        unchanged = 0
        for chunk in _chunks(self._outbox.rows(obj, stage), _KEYS_PER_LOOKUP):
            keys = [normalize(items[0].key) for items in chunk]
            sent = self._run.audit_log.last_sent(self._destination.name, obj, keys)
            for items in chunk:
                same = [item for item in items if self._is_unchanged(item, sent)]
                self._outbox.mark_unchanged(same)
                unchanged += len(same) == len(items)
        return unchanged

    def _is_unchanged(self, item: Item, sent: dict[tuple[str, str], Sent]) -> bool:
        last = sent.get((normalize(item.key), _part(item)))
        if last is None:
            # A reference that was never set needs no clearing.
            return item.stage > 0 and not any(item.values.values())
        return not self._force_update and last.digest == item.digest

    def _send(self, obj: str, stage: int, count: int, tally: Counter[WriteAction]) -> None:
        rows = (Row.of(items) for items in self._outbox.rows(obj, stage, changed=True))
        outcomes: list[tuple[Row, Outcome]] = []
        done = 0
        try:
            for row, outcome in self._destination.send(obj, count, rows):
                done += 1
                outcomes.append((row, outcome))
                if len(outcomes) >= _OUTCOMES_PER_COMMIT:
                    self._record(outcomes, stage, tally)
                    outcomes = []
                    self._check_stop()
                    self._log.info("%s: %d of %d", obj, done, count)
        finally:
            self._record(outcomes, stage, tally)
        if done != count:
            raise MissingOutcomeError(
                f"{obj}: {count} records were sent and {done} have an outcome",
                "Run again: the others were not marked as sent. Report this as a defect",
            )

    def _record(
        self, outcomes: list[tuple[Row, Outcome]], stage: int, tally: Counter[WriteAction]
    ) -> None:
        writes: list[Write] = []
        sent: list[Sent] = []
        for row, result in outcomes:
            outcome = self._deferrable(result)
            if stage == 0 or outcome.action in {WriteAction.REJECTED, WriteAction.DEFERRED}:
                tally[outcome.action] += 1
            for item in row.items:
                writes.append(_write(item, outcome))
                if outcome.action in {WriteAction.CREATED, WriteAction.UPDATED}:
                    sent.append(_sent(item, outcome))
                elif outcome.action is WriteAction.DEFERRED and self._deferred is not None:
                    self._deferred.add(item, outcome)
                else:
                    self._rejected.add(item, outcome)
        self._run.record_writes(self._destination.name, writes, sent)

    def _deferrable(self, outcome: Outcome) -> Outcome:
        """Return the outcome as `deferred` if its parent is missing and records are deferred."""
        if outcome.parent_missing and self._deferred is not None:
            return Outcome(
                WriteAction.DEFERRED,
                code=outcome.code,
                reason=outcome.reason,
                fields=outcome.fields,
            )
        return outcome


class MissingOutcomeError(ErpError):
    """The destination returned no outcome for a record."""


def _part(item: Item) -> str:
    return f"{item.part}/{item.stage}"


def _sent(item: Item, outcome: Outcome) -> Sent:
    return Sent(item.object, normalize(item.key), _part(item), item.digest, outcome.destination_id)


def _write(item: Item, outcome: Outcome) -> Write:
    fields = outcome.fields or tuple(item.values)
    return Write(
        stream=item.stream,
        source_key=item.source_key,
        source_version=item.source_version,
        extracted_at=item.extracted_at,
        object=item.object,
        destination_id=outcome.destination_id,
        action=outcome.action,
        error_code=outcome.code,
        error=outcome.reason,
        fields=" ".join(fields),
        mapping=item.mapping,
        digest=item.digest,
    )


def _chunks(groups: Iterable[list[Item]], size: int) -> Iterator[list[list[Item]]]:
    chunk: list[list[Item]] = []
    for items in groups:
        chunk.append(items)
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
