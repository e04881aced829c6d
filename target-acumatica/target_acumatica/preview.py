"""What a run would do: the outcomes that rows would have, and what would be posted."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Outcome, WriteAction

from target_acumatica.posting import changed_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.delivery.records import Row

    from target_acumatica.batches import Batches
    from target_acumatica.journal import Journal
    from target_acumatica.journals import JournalChannel
    from target_acumatica.records import EntityMapping, RecordChannel

_ROWS = 20


class Preview:
    """Predicts outcomes; rules of the instance only run when something is saved.

    Args:
        journals: The channel of journals.
        records: The channel of all other entities.
        batches: The instance's batches.
        post_as: The setting.
    """

    def __init__(
        self, journals: JournalChannel, records: RecordChannel, batches: Batches, *, post_as: str
    ) -> None:
        self._journals = journals
        self._records = records
        self._batches = batches
        self._post_as = post_as

    def journals(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Yield the outcome of each journal with its lines."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS)):
            journals, invalid = self._journals.checked(chunk)
            yield from invalid
            found = self._batches.find([journal.token for journal in journals])
            for journal in journals:
                batches = found[journal.token]
                latest = max(batches, key=lambda batch: batch.mark.generation, default=None)
                action = WriteAction.CREATED
                if latest is not None:
                    changed = changed_fields(journal, self._batches.read(latest))
                    action = WriteAction.UPDATED if changed else WriteAction.UNCHANGED
                yield journal.row, Outcome(action, preview=self._lines(journal))

    def records(self, mapping: EntityMapping, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Yield the outcome of each record with its values."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS)):
            records, invalid = self._records.checked(mapping, chunk)
            yield from invalid
            existing = self._records.existing(mapping, records)
            for record in records:
                outcome = self._records.outcome(mapping, existing[record.key])
                yield record.row, replace(outcome, preview=(record.values,))

    def _lines(self, journal: Journal) -> tuple[dict[str, Any], ...]:
        header = {
            name: journal.header.get(name)
            for name in ("BranchID", "LedgerID", "TransactionDate", "PostPeriod")
        }
        header["TransactionDate"] = str(header["TransactionDate"])[:10]
        shown = {name: value for name, value in header.items() if value is not None}
        return tuple(
            {
                **shown,
                "Currency": journal.currency,
                **{name: value if value != 0 else None for name, value in line.items()},
                "PostAs": self._post_as,
            }
            for line in journal.lines
        )
