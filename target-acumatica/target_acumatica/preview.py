"""What a run would do: the outcomes that rows would have, and what would be posted."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, WriteAction

from target_acumatica.batch import BALANCED, HOLD
from target_acumatica.conflicts import corrections
from target_acumatica.journal import DETAILS, reversal
from target_acumatica.payload import value_at
from target_acumatica.refusals import not_deleted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from singer_erp.delivery.records import Row

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.journal import Journal
    from target_acumatica.journals import JournalChannel
    from target_acumatica.options import Options
    from target_acumatica.posting import Posting
    from target_acumatica.record import EntityMapping, Record
    from target_acumatica.records import RecordChannel

_ROWS = 20
_HEADER = ("BranchID", "LedgerID", "TransactionDate", "PostPeriod")


class Preview:
    """Predicts outcomes; rules of the instance only run when something is saved.

    Args:
        journals: The channel of journals.
        records: The channel of all other entities.
        batches: The instance's batches.
        posting: Knows which corrections it refuses.
        options: How journals are posted.
    """

    def __init__(
        self,
        journals: JournalChannel,
        records: RecordChannel,
        batches: Batches,
        posting: Posting,
        options: Options,
    ) -> None:
        self._journals = journals
        self._records = records
        self._batches = batches
        self._posting = posting
        self._options = options

    def journals(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Yield the outcome of each journal with its lines."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS)):
            journals, invalid = self._journals.checked(chunk)
            yield from invalid
            found = self._batches.find([journal.token for journal in journals])
            for journal in journals:
                batches = found[journal.token]
                yield (
                    journal.row,
                    (
                        self._posting.conflicts.of(journal, batches)
                        or self._posting.refusals.barrier(journal, batches)
                        or self._outcome(journal, batches)
                    ),
                )

    def _outcome(self, journal: Journal, batches: Sequence[Batch]) -> Outcome:
        new = self._lines(journal, journal.header, journal.currency, journal.lines)
        if not batches:
            return Outcome(WriteAction.CREATED, preview=new)
        batch, fields, reversals = self._posting.refusals.standing(journal, batches)
        if batch is None:
            return Outcome(WriteAction.UPDATED, preview=new)
        if not fields:
            is_complete = self._options.are_met_by(batch) and not reversals
            undoes = corrections(journal.token, batches)
            action = WriteAction.UNCHANGED if is_complete and not undoes else WriteAction.UPDATED
            return Outcome(action, preview=new)
        if reversals:
            refusal = self._posting.refusals.unwanted(batch, fields, reversals)
        elif batch.is_posted:
            refusal = self._posting.refusals.of_reversal(batch, fields)
        else:
            refusal = None if batch.status in {HOLD, BALANCED} else not_deleted(batch)
        if refusal:
            return refusal
        undone = self._reversal(journal, batch) if batch.is_posted else ()
        return Outcome(WriteAction.UPDATED, preview=(*undone, *new))

    def _reversal(self, journal: Journal, batch: Batch) -> tuple[dict[str, Any], ...]:
        """Return the lines of a batch's reversal, with the columns of the journal."""
        body = reversal(batch.body, "", batch.mark, None, hold=False)
        header = {name: value_at(body, name) for name in _HEADER}
        names = dict.fromkeys(name for line in journal.lines for name in line)
        lines = [{name: value_at(line, name) for name in names} for line in body[DETAILS]]
        return self._lines(journal, header, str(value_at(body, "CurrencyID")), lines)

    def records(self, mapping: EntityMapping, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Yield the outcome of each record with its values."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS)):
            records, invalid = self._records.checked(mapping, chunk)
            yield from invalid
            existing = self._records.existing(mapping, records)
            for record in records:
                outcome = self._records.outcome(mapping, existing[record.key])
                yield record.row, replace(outcome, preview=_values(record))

    def _lines(
        self,
        journal: Journal,
        header: Mapping[str, Any],
        currency: str,
        lines: Iterable[Mapping[str, Any]],
    ) -> tuple[dict[str, Any], ...]:
        shown = {name: header.get(name) for name in _HEADER if name in journal.header}
        shown["TransactionDate"] = str(shown["TransactionDate"])[:10]
        return tuple(
            {
                **shown,
                "Currency": currency,
                **{name: value if value != 0 else None for name, value in line.items()},
                "PostAs": self._options.post_as,
            }
            for line in lines
        )


def _values(record: Record) -> tuple[dict[str, Any], ...]:
    """Return the values of a record, once for each of its lines."""
    lines = [
        {f"{detail}.{name}": value for name, value in line.items()}
        for detail, lines in record.lines.items()
        for line in lines
    ]
    return tuple({**record.values, **line} for line in lines or [{}])
