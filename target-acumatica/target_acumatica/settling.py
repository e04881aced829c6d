"""Several batches with one mark, as two runs at once create them: one stays."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, rejected
from singer_erp.errors import VendorError

from target_acumatica.errors import is_of_record
from target_acumatica.journal import content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.journal import Journal
    from target_acumatica.tokens import Mark

log = logging.getLogger(__name__)

TRIES = 5


class RejectedError(Exception):
    """A journal that is rejected.

    Args:
        outcome: The outcome.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


class Settling:
    """Deletes all batches with a mark but one.

    Every run that creates a batch looks for others with its mark afterwards: of two runs, at least
    the later one sees both. It keeps one that is posted, or the first, and releases nothing before
    it has deleted the others; one that was posted meanwhile cannot be deleted.

    Args:
        batches: The instance's batches.
    """

    def __init__(self, batches: Batches) -> None:
        self._batches = batches

    def keep_one(
        self, mark: Mark, batches: Sequence[Batch], is_ours: Callable[[Batch, Batch], bool]
    ) -> Batch | None:
        """Return the batch with a mark that stays; None if there is none.

        Args:
            mark: The mark.
            batches: What a lookup has found.
            is_ours: Whether a batch, next to the one that stays, may be deleted.

        Raises:
            RejectedError: Several remain.
        """
        for _ in range(TRIES):
            same = [batch for batch in batches if batch.mark == mark]
            if not same:
                return None
            kept = winner(same)
            others = [batch for batch in same if batch is not kept]
            if all(self._delete(batch, kept, is_ours) for batch in others):
                return kept
            batches = self._batches.find([mark.token])[mark.token]
        raise RejectedError(duplicate(mark, same))

    def leaves_one(self, mark: Mark, batches: Sequence[Batch], journal: Journal) -> bool:
        """Return whether one batch of a journal with a mark stays, without deleting the others."""
        same = marked(batches, mark)
        kept = winner(same)
        others = (self._reread(batch) for batch in same if batch is not kept)
        return all(
            not other.is_posted and self.is_spare(journal, other, kept) for other in others if other
        )

    def is_spare(self, journal: Journal, batch: Batch, kept: Batch) -> bool:
        """Return whether nothing is lost without a batch: it is posted again, or a copy."""
        return not [*journal.differences(batch)] or self._is_copy(batch, kept)

    def keep_reversal(self, mark: Mark, batches: Sequence[Batch]) -> Batch | None:
        """Return the reversal with a mark that stays; None if there is none.

        Raises:
            RejectedError: Several remain.
        """
        return self.keep_one(mark, batches, self._is_copy)

    def _is_copy(self, batch: Batch, kept: Batch) -> bool:
        # A user who changes a description makes another batch of it.
        kept = self._batches.read(kept)
        return batch.text == kept.text and content(batch.body) == content(kept.body)

    def _delete(self, batch: Batch, kept: Batch, is_ours: Callable[[Batch, Batch], bool]) -> bool:
        """Delete another batch with a mark; return whether it is gone."""
        other = self._reread(batch)
        if other is None:
            return True
        # A copy that a user has changed is not ours to delete.
        is_gone = is_ours(other, kept) and self._batches.delete(other)
        if is_gone:
            log.info("Batch %s is deleted: another run has created the same", other.number)
        return is_gone

    def _reread(self, batch: Batch) -> Batch | None:
        """Return a batch as it is now; None if another run has deleted it."""
        try:
            return self._batches.read(batch)
        except VendorError as error:
            if not is_of_record(error):
                raise
            return None


def duplicate(mark: Mark, batches: Iterable[Batch]) -> Outcome:
    """Return the rejection of a journal with several batches of which each may be the one."""
    numbers = ", ".join(sorted(batch.number for batch in batches))
    return rejected(
        "DUPLICATE",
        f"Several batches have the token {mark.token} and are no other correction or reversal by "
        f"the tags of their descriptions: {numbers}. Restore a tag that was changed (such as "
        f"{mark.next.tag} or {mark.reversal.tag}), or delete or reverse all but one and clear "
        "their tokens",
    )


def winner(batches: Sequence[Batch]) -> Batch:
    """Return the batch that stays: one that is posted, or else the first."""
    return min(batches, key=lambda batch: (not batch.is_posted, len(batch.number), batch.number))


def marked(batches: Iterable[Batch], mark: Mark) -> list[Batch]:
    """Return the batches with a mark."""
    return [batch for batch in batches if batch.mark == mark]
