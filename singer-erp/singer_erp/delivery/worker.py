"""The delivery worker: sends changed items in order and records one outcome per record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from singer_erp.audit.entries import Sent, Write
from singer_erp.delivery.records import Row, WriteAction, by_part, digest_of, version_of
from singer_erp.delivery.selection import by_key, gone, part_of, supersede
from singer_erp.errors import ErpError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from singer_erp.audit.delivery import Part
    from singer_erp.delivery.destination import (
        Inventory,
        KnownRecords,
        Outcomes,
        Recorder,
        RejectSink,
        Sender,
    )
    from singer_erp.delivery.outbox import Outbox
    from singer_erp.delivery.records import Item, Outcome
    from singer_erp.delivery.selection import Selector

_ITEMS_PER_INTENT = 1000
_ITEMS_PER_LOOKUP = 5000
_CONFIRMED = {WriteAction.CREATED, WriteAction.UPDATED, WriteAction.UNCHANGED}
_REFUSED = {WriteAction.REJECTED, WriteAction.DEFERRED}

T = TypeVar("T")


class DeliveryWorker:
    """Sends an outbox to a destination.

    Args:
        outbox: The items.
        destination: Receives the rows.
        known: What the destination has confirmed.
        selector: Decides which items are sent.
        inventory: Reads which records exist; None if responses say which were created.
        run: Records intents before requests and outcomes after responses.
        rejected: Receives rejected records.
        deferred: Receives records whose parent is missing; None to reject them.
        log: The logger.
        check_stop: Called between batches; raises if the run must stop.

    Attributes:
        tally: Number of records by action, by object.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one delivery
        self,
        outbox: Outbox,
        destination: Sender,
        *,
        known: KnownRecords,
        selector: Selector,
        inventory: Inventory | None,
        run: Recorder,
        rejected: RejectSink,
        deferred: RejectSink | None,
        log: logging.Logger,
        check_stop: Callable[[], None],
    ) -> None:
        self._outbox = outbox
        self._destination = destination
        self._known = known
        self._selector = selector
        self._inventory = inventory
        self._run = run
        self._rejected = rejected
        self._deferred = deferred
        self._log = log
        self._check_stop = check_stop
        self.tally: dict[str, Counter[WriteAction]] = {}

    def reject(self, item: Item, outcome: Outcome) -> None:
        """Record a record that cannot be mapped."""
        self._record(item.object, [(Row.of([item]), outcome)], 0, was_sent=False)

    def deliver(self, order: Sequence[tuple[str, int]]) -> None:
        """Deliver objects and stages in this order.

        Raises:
            ErpError: The destination is not available or accepts no more records; outcomes that
                it confirmed before are recorded.
            MissingOutcomeError: A row has no outcome.
        """
        for obj, stage in order:
            self.tally.setdefault(obj, Counter())
            if stage == 0:
                self._supersede(obj)
            unchanged = self._select(obj, stage)
            if count := self._outbox.count(obj, stage):
                self._log.info("%s: %d records to send, %d unchanged", obj, count, unchanged)
                self._send(obj, stage, count)

    def _supersede(self, obj: str) -> None:
        """Drop the items whose source row has a later version in the input."""
        selections = map(supersede, self._outbox.versions(obj))
        for chunk in _chunks(selections, _ITEMS_PER_LOOKUP, lambda one: 1 + len(one.dropped)):
            for selection in chunk:
                self._outbox.drop(selection.dropped)
                self._outbox.drop(selection.dropped, stage=1)
            outcomes = [*chain.from_iterable(selection.outcomes for selection in chunk)]
            self._record(obj, outcomes, 0, was_sent=False)

    def _select(self, obj: str, stage: int) -> int:
        """Drop the items that the destination does not need; return the unchanged keys."""
        unchanged = outdated = 0
        pending = self._outbox.groups(obj, stage, pending=True)
        for groups in _chunks(pending, _ITEMS_PER_LOOKUP, len):
            selection = self._selector.select(obj, groups)
            self._outbox.drop(selection.dropped)
            unchanged += selection.unchanged
            outdated += selection.outdated
            if stage == 0:
                self._outbox.drop([row.items[0] for row, _ in selection.outcomes], stage=1)
                self.tally[obj][WriteAction.UNCHANGED] += selection.unchanged
                self._record(obj, selection.outcomes, stage, was_sent=False)
                self._run.record_unchanged(selection.unchanged, selection.newer)
            else:
                self._run.record_unchanged(0, selection.newer)
        if outdated and stage == 0:
            self._log.warning(
                "%s: %d older than what was sent before: not sent. Set `force_update` to send "
                "older records too",
                obj,
                outdated,
            )
        return unchanged

    def _send(self, obj: str, stage: int, count: int) -> None:
        groups = self._outbox.groups(obj, stage, pending=True)
        rows = self._with_intents(self._selector.resolve(Row.of(items)) for items in groups)
        done = 0
        for outcomes in self._destination.send(obj, count, rows, self._run):
            done += sum(outcome.action is not WriteAction.SAVED for _, outcome in outcomes)
            self._record(obj, outcomes, stage)
            if outcomes:
                self._log.info("%s: %d of %d", obj, done, count)
            self._check_stop()
        if done != count:
            raise MissingOutcomeError(
                f"{obj}: {count} records were sent and {done} have an outcome",
                "Run again: the others were not marked as sent. Report this as a defect",
            )

    def _with_intents(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows whose intent is recorded."""
        for chunk in _chunks(rows, _ITEMS_PER_INTENT, lambda row: len(row.items)):
            self._run.record_intents(
                self._part(items[0])
                for row in chunk
                if row.key
                for items in by_part(row.items).values()
            )
            yield from self._with_ids(chunk)

    def _with_ids(self, rows: Sequence[Row]) -> Iterator[Row]:
        """Yield rows of one object with the ids that the destination has confirmed."""
        obj = rows[0].items[0].object
        keys = [self._destination.normalize(obj, row.key) for row in rows]
        known = self._known.last_sent(obj, [key for key in keys if key])
        ids = {key: sent.destination_id for (key, _), sent in known.items() if sent.destination_id}
        for key, row in zip(keys, rows, strict=True):
            yield replace(row, destination_id=ids.get(key))

    def _record(self, obj: str, results: Outcomes, stage: int, *, was_sent: bool = True) -> None:
        """Record outcomes; records that were not sent leave what is pending as it is."""
        if not results:
            return
        tally = self.tally.setdefault(obj, Counter())
        writes: list[Write] = []
        confirmed: list[Sent] = []
        refused: list[Part] = []
        written: list[Row] = []
        for row, result in self._with_created(obj, results):
            outcome = self._deferrable(self._selector.explain(row, result))
            is_refused = outcome.action in _REFUSED
            if outcome.action is not WriteAction.SAVED and (stage == 0 or is_refused):
                tally[outcome.action] += 1
            if outcome.action in _CONFIRMED:
                written.append(row)
            for item in row.items:
                writes.append(_write(item, outcome))
                if is_refused:
                    self._refuse(item, outcome)
            for items in by_part(row.items).values():
                if outcome.action in _CONFIRMED:
                    confirmed.append(self._confirmed(items, outcome))
                elif is_refused and was_sent and row.key and not outcome.is_partial:
                    refused.append(self._part(items[0]))
        self._run.record_outcomes(writes, confirmed, refused, self._gone(obj, written))

    def _with_created(self, obj: str, results: Outcomes) -> Outcomes:
        """Return the outcomes with `created` for records whose first response was lost.

        The response to a second request says `updated`: the record was created by this run, or by
        the one that has left it pending.
        """
        updated = [
            (self._destination.normalize(obj, row.key), outcome.destination_id)
            for row, outcome in results
            if outcome.action is WriteAction.UPDATED and outcome.destination_id
        ]
        known = self._known.last_sent(obj, [key for key, _ in updated])
        confirmed = {key for (key, _), sent in known.items() if sent.destination_id}
        unproven = {key: id_ for key, id_ in updated if key not in confirmed}
        runs = {s.pending_run for (key, _), s in known.items() if key in unproven and s.pending_run}
        since = self._known.connected_at(runs) if runs else None
        if since is None or self._inventory is None:
            return results
        created = self._inventory.created_since(obj, [*unproven.values()], since)
        return [
            (row, replace(outcome, action=WriteAction.CREATED))
            if outcome.destination_id in created
            else (row, outcome)
            for row, outcome in results
        ]

    def _gone(self, obj: str, written: Sequence[Row]) -> list[Part]:
        """Return the recorded parts that documents were written without."""
        documents = {
            self._destination.normalize(obj, row.key): row
            for row in written
            if row.items[0].line_key is not None
        }
        sent = by_key(self._known.last_sent(obj, [*documents]))
        return [
            (obj, key, part)
            for key, row in documents.items()
            for part in gone(sent.get(key, {}), row.items)
        ]

    def _refuse(self, item: Item, outcome: Outcome) -> None:
        sink = self._rejected
        if outcome.action is WriteAction.DEFERRED and self._deferred is not None:
            sink = self._deferred
        sink.add(item, outcome)
        if item.stage == 0:
            self._outbox.drop([item], stage=1)

    def _deferrable(self, outcome: Outcome) -> Outcome:
        """Return the outcome as `deferred` if its parent is missing and records are deferred."""
        if outcome.parent_missing and self._deferred is not None:
            return replace(outcome, action=WriteAction.DEFERRED)
        return outcome

    def _part(self, item: Item) -> Part:
        return item.object, self._destination.normalize(item.object, item.key), part_of(item)

    def _confirmed(self, items: Sequence[Item], outcome: Outcome) -> Sent:
        obj, key, part = self._part(items[0])
        version = version_of(items)
        return Sent(obj, key, part, digest_of(items), outcome.destination_id, version)


class MissingOutcomeError(ErpError):
    """The destination returned no outcome for a record."""


def _write(item: Item, outcome: Outcome) -> Write:
    fields = outcome.fields or (*item.values, *chain.from_iterable(item.lines.values()))
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
        digest=digest_of([item]),
        request_id=outcome.request_id,
        job_id=outcome.job_id,
    )


def _chunks(values: Iterable[T], size: int, size_of: Callable[[T], int]) -> Iterator[list[T]]:
    """Yield values in chunks of at least a size, so that their number in memory is bounded."""
    chunk: list[T] = []
    total = 0
    for value in values:
        chunk.append(value)
        total += size_of(value)
        if total >= size:
            yield chunk
            chunk, total = [], 0
    if chunk:
        yield chunk
