"""Sends what has changed, in order, and sees to it that every record has one outcome."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from singer_erp.audit.entries import Sent, Write
from singer_erp.delivery.outbox import fold
from singer_erp.delivery.records import Action, Item, Outcome, Row
from singer_erp.errors import ErpError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from singer_erp.audit.log import Ledger
    from singer_erp.delivery.outbox import Outbox

_BATCH = 500
_CHUNK = 5000


class Sender(Protocol):
    """Takes records.

    Attributes:
        name: Which one: an org's or a tenant's id.
    """

    name: str

    def send(self, obj: str, count: int, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Send rows of one object and yield one outcome for each, in any order.

        Args:
            obj: The object.
            count: How many rows there are, for the choice of a channel.
            rows: The rows; no key twice.
        """


class Destination(Sender, Protocol):
    """A system records are delivered to."""

    def check(self, obj: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Tell beforehand what would be refused; `updated` for what would be sent."""


class Journal(Protocol):
    """Where outcomes are noted."""

    ledger: Ledger

    def wrote(self, destination: str, writes: Iterable[Write], sent: list[Sent]) -> None:
        """Note what became of records, and what the destination has from now on."""


class Shelf(Protocol):
    """Takes records that were not delivered."""

    def add(self, item: Item, outcome: Outcome) -> None:
        """Take one."""


class Courier:
    """Delivers an outbox.

    Args:
        outbox: What was received.
        destination: Where it goes.
        run: Where outcomes are noted.
        rejected: Takes what was refused.
        held: Takes records whose parents have not come; None to refuse them.
        log: Tells the progress.
        pause: Called between batches; raises where the run was asked to stop.
        resend: Send also what has not changed.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one delivery
        self,
        outbox: Outbox,
        destination: Sender,
        run: Journal,
        *,
        rejected: Shelf,
        held: Shelf | None,
        log: logging.Logger,
        pause: Callable[[], None],
        resend: bool = False,
    ) -> None:
        self._outbox = outbox
        self._destination = destination
        self._run = run
        self._rejected = rejected
        self._held = held
        self._log = log
        self._pause = pause
        self._resend = resend
        self.tally: dict[str, Counter[Action]] = {}

    def reject(self, item: Item, outcome: Outcome) -> None:
        """Note a record that could not even be mapped."""
        tally = self.tally.setdefault(item.object, Counter())
        self._note([(Row.of([item]), outcome)], 0, tally)

    def deliver(self, plan: Sequence[tuple[str, int]]) -> None:
        """Deliver objects and stages in this order.

        Raises:
            ErpError: The destination cannot be reached or takes no more; what it confirmed until
                then is noted.
            LostOutcomeError: A row has no outcome.
        """
        for obj, stage in plan:
            tally = self.tally.setdefault(obj, Counter())
            unchanged = self._leave_out_unchanged(obj, stage)
            count = self._outbox.count(obj, stage)
            if stage == 0:
                tally[Action.UNCHANGED] += unchanged
            if not count:
                continue
            self._log.info("%s: %d records to send, %d unchanged", obj, count, unchanged)
            self._send(obj, stage, count, tally)

    def _leave_out_unchanged(self, obj: str, stage: int) -> int:
        """Mark what the destination is known to have; returns the keys of which nothing is left."""
        unchanged = 0
        for groups in _chunks(self._outbox.rows(obj, stage), _CHUNK):
            keys = [fold(items[0].key) for items in groups]
            sent = self._run.ledger.sent(self._destination.name, obj, keys)
            for items in groups:
                same = [item for item in items if self._is_unchanged(item, sent)]
                self._outbox.mark_unchanged(same)
                unchanged += len(same) == len(items)
        return unchanged

    def _is_unchanged(self, item: Item, sent: dict[tuple[str, str], Sent]) -> bool:
        before = sent.get((fold(item.key), _part(item)))
        if before is None:
            # A reference that was never set needs no clearing.
            return item.stage > 0 and not any(item.values.values())
        return not self._resend and before.digest == item.digest

    def _send(self, obj: str, stage: int, count: int, tally: Counter[Action]) -> None:
        rows = (Row.of(items) for items in self._outbox.rows(obj, stage, changed=True))
        done: list[tuple[Row, Outcome]] = []
        answered = 0
        try:
            for row, outcome in self._destination.send(obj, count, rows):
                answered += 1
                done.append((row, outcome))
                if len(done) >= _BATCH:
                    self._note(done, stage, tally)
                    done = []
                    self._pause()
                    self._log.info("%s: %d of %d", obj, answered, count)
        finally:
            self._note(done, stage, tally)
        if answered != count:
            raise LostOutcomeError(
                f"{obj}: {count} records were to be sent and {answered} have an outcome",
                "Nothing was marked as done for the others: run again, and report this",
            )

    def _note(self, done: list[tuple[Row, Outcome]], stage: int, tally: Counter[Action]) -> None:
        writes: list[Write] = []
        sent: list[Sent] = []
        for row, said in done:
            outcome = self._policy(said)
            if stage == 0 or outcome.action in {Action.REJECTED, Action.HELD}:
                tally[outcome.action] += 1
            for item in row.items:
                writes.append(_write(item, outcome))
                if outcome.action in {Action.CREATED, Action.UPDATED}:
                    sent.append(_sent(item, outcome))
                elif outcome.action is Action.HELD and self._held is not None:
                    self._held.add(item, outcome)
                else:
                    self._rejected.add(item, outcome)
        self._run.wrote(self._destination.name, writes, sent)

    def _policy(self, outcome: Outcome) -> Outcome:
        if outcome.parent_missing and self._held is not None:
            return Outcome(
                Action.HELD, code=outcome.code, reason=outcome.reason, fields=outcome.fields
            )
        return outcome


class LostOutcomeError(ErpError):
    """The destination did not tell what became of a record."""


def _part(item: Item) -> str:
    return f"{item.part}/{item.stage}"


def _sent(item: Item, outcome: Outcome) -> Sent:
    return Sent(item.object, fold(item.key), _part(item), item.digest, outcome.destination_id)


def _write(item: Item, outcome: Outcome) -> Write:
    at_fault = outcome.fields or tuple(item.values)
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
        fields=" ".join(at_fault),
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
