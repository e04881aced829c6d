"""One journal: the batch that it has, or a new one, and the steps to its status."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, WriteAction, rejected
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.retry import exponential_waits

from target_acumatica.batch import BALANCED, HOLD
from target_acumatica.batches import RELEASE_TIMEOUT
from target_acumatica.conflicts import Conflicts, corrections
from target_acumatica.creating import changed_fields
from target_acumatica.errors import is_of_record, rejection
from target_acumatica.journal import reversal
from target_acumatica.refusals import Refusals, not_deleted
from target_acumatica.settling import TRIES, RejectedError, Settling, marked, winner
from target_acumatica.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.creating import Creator
    from target_acumatica.journal import Journal
    from target_acumatica.options import Options

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Saved:
    """A journal that Acumatica has as a batch.

    Attributes:
        journal: The journal.
        batch: The batch.
        action: What was done so far.
        failure: Why the last step failed, if it did.
    """

    journal: Journal
    batch: Batch
    action: WriteAction
    failure: Outcome | None = None

    @property
    def may_be_released(self) -> bool:
        """Whether another try may bring the batch to its status."""
        has_ended = self.failure is None or self.failure.code != RELEASE_TIMEOUT
        return has_ended and self.batch.status in {HOLD, BALANCED}


class Posting:
    """Saves journals and brings their batches to a status.

    Args:
        batches: The instance's batches.
        creator: Creates batches.
        options: How journals are posted.
        sleep: Waits before a reversal is released again.

    Attributes:
        conflicts: Finds what is wrong with the batches of a journal.
        corrected: Tokens of journals of which a batch was deleted or reversed.
        creator: Creates batches.
        refusals: Decides which journals are not entered or corrected.
        settling: Keeps one of several batches.
    """

    def __init__(
        self,
        batches: Batches,
        creator: Creator,
        options: Options,
        sleep: Callable[[float], None],
    ) -> None:
        self._batches = batches
        self.creator = creator
        self._options = options
        self._sleep = sleep
        self.corrected: set[str] = set()
        self.settling = Settling(batches)
        self.conflicts = Conflicts(batches, self.settling)
        self.refusals = Refusals(batches, creator.defaults, options)

    def save(self, journal: Journal, batches: Sequence[Batch]) -> Saved:
        """Return the batch of a journal: one that is there, or a new one.

        Raises:
            RejectedError: It cannot be posted, or several batches may be the journal.
        """
        if refusal := self.conflicts.of(journal, batches) or self.refusals.barrier(
            journal, batches
        ):
            raise RejectedError(refusal)
        return self._save(journal, batches)

    def _save(self, journal: Journal, batches: Sequence[Batch]) -> Saved:
        mark, action = Mark(journal.token), WriteAction.UNCHANGED
        while True:
            batches = self._settled(journal, mark, batches)
            current = marked(batches, mark)
            drafts = marked(batches, Mark(journal.token, generation=0))
            if not current and drafts:
                draft = winner(drafts)
                others = [batch for batch in batches if batch is not draft]
                batches = [*others, self.creator.promote(draft, mark)]
                action = WriteAction.UPDATED
                continue
            if not current:
                action = WriteAction.UPDATED if mark.generation > 1 else WriteAction.CREATED
                batch = self.creator.create(journal, mark, hold=self._options.post_as == "hold")
                return Saved(journal, batch, action)
            undone, later = mark.reversal, mark.next
            reversals = marked(batches, undone)
            if not reversals:
                batch = self._batches.read(winner(current))
                fields, drafts = self._changes(journal, batch, drafts)
                if not fields:
                    self.creator.discard(drafts)
                    is_undone = self._undo(corrections(journal.token, batches))
                    return Saved(journal, batch, WriteAction.UPDATED if is_undone else action)
                if not batch.is_posted:
                    draft = self._replace(journal, batch, drafts)
                    gone = {batch.number, *(other.number for other in drafts)}
                    batches = [*(other for other in batches if other.number not in gone), draft]
                    continue
                self._reverse(journal, batch, undone, drafts, fields)
            elif len(reversals) == 1 and reversals[0].is_posted:
                mark = later
                continue
            elif self._is_needless(journal, winner(current), batches):
                batches, action = self._without(reversals, batches), WriteAction.UPDATED
                continue
            elif not marked(batches, later):
                self.creator.draft(journal, drafts)
            self._finish_reversal(undone)
            batches = self._batches.find([journal.token])[journal.token]
            mark = later

    def _changes(
        self, journal: Journal, batch: Batch, drafts: list[Batch]
    ) -> tuple[list[str], list[Batch]]:
        """Return the fields in which a batch differs, and the drafts that there are then."""
        fields = changed_fields(journal, batch)
        if not fields and self.creator.defaults.unknown(journal, batch):
            drafts = [self.creator.draft(journal, drafts)]
            fields = self.creator.defaults.cleared(journal, batch, drafts[0])
        return fields, drafts

    def _settled(self, journal: Journal, mark: Mark, batches: Sequence[Batch]) -> Sequence[Batch]:
        """Return the batches of a journal after all with a mark but one were deleted."""
        if len(marked(batches, mark)) <= 1:
            return batches
        self.settling.keep_one(mark, batches, partial(self.settling.is_spare, journal))
        self.corrected.add(journal.token)
        return self._batches.find([journal.token])[journal.token]

    def _undo(self, corrections: Sequence[Batch]) -> bool:
        """Delete corrections of a journal that is again as it was; return whether there are any."""
        for batch in corrections:
            self.corrected.add(batch.mark.token)
            if not self._batches.delete(batch):
                raise RejectedError(not_deleted(batch))
            log.info("Batch %s is deleted: the journal is again as it was before", batch.number)
        return bool(corrections)

    def _replace(self, journal: Journal, batch: Batch, drafts: Sequence[Batch]) -> Batch:
        """Delete a batch that is not posted; return the draft that takes its place."""
        draft = self.creator.draft(journal, drafts)
        if not self._batches.delete(batch):
            self.creator.discard([draft])
            raise RejectedError(not_deleted(batch))
        self.corrected.add(journal.token)
        log.info("Batch %s is replaced: the journal has changed", batch.number)
        return draft

    def _is_needless(self, journal: Journal, batch: Batch, batches: Sequence[Batch]) -> bool:
        """Return whether the reversals of a batch, none posted, reverse what the journal is again.

        Raises:
            RejectedError: The journal has changed, and is not to be corrected.
        """
        reversals = marked(batches, batch.mark.reversal)
        if any(reversal.is_posted for reversal in reversals):
            return False
        fields = self.refusals.differences(journal, self._batches.read(batch))
        if fields and not self.refusals.is_corrected(batch.mark, batches):
            refusal = self.refusals.unwanted(batch, fields, reversals)
            if refusal:
                raise RejectedError(refusal)
        return not fields

    def _without(self, reversals: Sequence[Batch], batches: Sequence[Batch]) -> list[Batch]:
        """Delete reversals that are not posted; return the batches that remain."""
        for batch in reversals:
            if not self._batches.delete(batch):
                raise RejectedError(not_deleted(batch))
            self.corrected.add(batch.mark.token)
            log.info("Reversal %s is deleted: the journal is as it was posted", batch.number)
        gone = {batch.number for batch in reversals}
        return [batch for batch in batches if batch.number not in gone]

    def _reverse(
        self,
        journal: Journal,
        batch: Batch,
        mark: Mark,
        drafts: Sequence[Batch],
        fields: Sequence[str],
    ) -> None:
        """Create the reversal of a posted batch, after the draft of what follows it."""
        if refusal := self.refusals.of_reversal(batch, fields):
            self.creator.discard(drafts)
            raise RejectedError(refusal)
        draft = self.creator.draft(journal, drafts)
        log.info("Batch %s is reversed: the journal has changed", batch.number)
        text, hold = f"Reversal of {batch.number}", self._options.post_as == "hold"
        body = reversal(batch.body, text, mark, self._batches.token_field, hold=hold)
        try:
            self.creator.create_once(journal, body, mark)
        except RejectedError:
            self.creator.discard([draft])
            raise
        self.corrected.add(journal.token)

    def _finish_reversal(self, mark: Mark) -> None:
        """Release the one reversal with a mark; another run may create or release one too."""
        waits = exponential_waits(1.0)
        for left in reversed(range(TRIES)):
            found = self._batches.find([mark.token])[mark.token]
            kept = self.settling.keep_reversal(mark, found)
            if kept is None:
                raise VendorError(
                    f"A reversal was saved, and a search for its tag {mark.tag} does not find it",
                    "Nothing of it was released. Delete it, and choose another `token_field`",
                )
            kept, failure = self.finish(kept)
            if failure is None:
                return
            if not left or failure.code == RELEASE_TIMEOUT:
                reason = f"Reversal {kept.number} was not released: {failure.reason}"
                raise RejectedError(replace(failure, reason=reason))
            self._sleep(next(waits))

    def finish(self, batch: Batch) -> tuple[Batch, Outcome | None]:
        """Take the steps that a batch needs to its status.

        Returns:
            The batch, and why a step failed; what its status is then, a lookup shows.
        """
        if batch.is_posted or self._options.post_as == "hold":
            return batch, None
        try:
            if batch.status == HOLD:
                batch = self._batches.take_off_hold(batch)
            if self._options.post_as == "released" and batch.status == BALANCED:
                self._batches.release(batch)
        except TransientError as error:
            return batch, rejected(error.code or "UNKNOWN", error.reason)
        except VendorError as error:
            if not is_of_record(error):
                raise
            return batch, rejection(error)
        return batch, None
