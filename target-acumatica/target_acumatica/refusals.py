"""Changes of a journal that are refused: by the settings, its period, or its batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, rejected

from target_acumatica.creating import changed_fields
from target_acumatica.settling import marked, winner
from target_acumatica.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.defaults import Defaults
    from target_acumatica.journal import Journal
    from target_acumatica.options import Options


class Refusals:
    """Decides which journals are not entered or corrected, without changing any batch.

    Args:
        batches: The instance's batches.
        defaults: What Acumatica sets in fields without a value.
        options: How journals are posted.
    """

    def __init__(self, batches: Batches, defaults: Defaults, options: Options) -> None:
        self._batches = batches
        self._defaults = defaults
        self._options = options

    def barrier(self, journal: Journal, batches: Sequence[Batch]) -> Outcome | None:
        """Return why a journal cannot be entered now; None if it can, or is complete as it is."""
        if journal.barrier is None:
            return None
        batch, fields, _ = self.standing(journal, batches)
        is_complete = batch is not None and not fields and self._options.are_met_by(batch)
        return None if is_complete else journal.barrier

    def standing(
        self, journal: Journal, batches: Sequence[Batch]
    ) -> tuple[Batch | None, list[str], list[Batch]]:
        """Return the batch of a journal that counts, with its lines; None if there is none.

        Returns:
            The batch, the fields in which the journal differs, and its reversals: none is posted.
        """
        mark = Mark(journal.token)
        while current := marked(batches, mark):
            reversals = marked(batches, mark.reversal)
            if not any(reversal.is_posted for reversal in reversals):
                batch = self._batches.read(winner(current))
                fields = self.differences(journal, batch)
                if not fields or not self.is_corrected(mark, batches):
                    return batch, fields, reversals
            mark = mark.next
        return None, [], []

    def is_corrected(self, mark: Mark, batches: Sequence[Batch]) -> bool:
        """Return whether a batch has a correction and a reversal, as far as `post_as` goes."""
        reversals = marked(batches, mark.reversal)
        are_met = all(self._options.are_met_by(reversal) for reversal in reversals)
        return bool(reversals and are_met and marked(batches, mark.next))

    def differences(self, journal: Journal, batch: Batch) -> list[str]:
        """Return the fields in which a batch differs, or may differ, without saving any draft."""
        return changed_fields(journal, batch) or self._defaults.unknown(journal, batch)

    def unwanted(
        self, batch: Batch, fields: Sequence[str], reversals: Sequence[Batch] = ()
    ) -> Outcome | None:
        """Return why a posted batch that has changed is not corrected by this run, if so."""
        if self._options.reverses:
            return None
        reason = f"The journal has changed since it was posted as batch {batch.number}"
        if numbers := ", ".join(reversal.number for reversal in reversals):
            reason += f", whose reversal {numbers} an earlier run has left unposted"
        reason += ": set `on_correction` to reverse, or correct it in Acumatica"
        return rejected("ALREADY_POSTED", reason, *fields)

    def of_reversal(self, batch: Batch, fields: Sequence[str]) -> Outcome | None:
        """Return why a posted batch that has changed in some fields is not reversed, if so."""
        if unwanted := self.unwanted(batch, fields):
            return unwanted
        if found := self._batches.reversed_by(batch.number):
            number, status = found
            return rejected(
                "ALREADY_REVERSED",
                f"The journal has changed, and batch {batch.number} was reversed in Acumatica "
                f"by batch {number} ({status}): enter the new journal there, send it with another "
                "key, or delete the reversal if it is not posted",
                *fields,
            )
        return None


def not_deleted(batch: Batch) -> Outcome:
    """Return the rejection of a journal that has changed, and whose batch cannot be deleted."""
    reason = f"The journal has changed, and batch {batch.number} ({batch.status}) cannot be "
    reason += "deleted: approve or delete it in Acumatica, and run again"
    return rejected("NOT_REPLACED", reason)
