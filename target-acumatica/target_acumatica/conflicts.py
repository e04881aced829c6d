"""Batches of one journal of which each may be the one: nothing is posted then.

Which batch of a journal one is, its description says, which users can edit: a correction without
its tag is read as another first batch, or not found at all.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, rejected

from target_acumatica.batch import POSTED, WITHOUT_EFFECT
from target_acumatica.settling import duplicate, marked
from target_acumatica.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.journal import Journal
    from target_acumatica.settling import Settling


class Conflicts:
    """Finds what is wrong with the batches of a journal, without changing any.

    Args:
        batches: The instance's batches.
        settling: Knows which batches it deletes.
    """

    def __init__(self, batches: Batches, settling: Settling) -> None:
        self._batches = batches
        self._settling = settling

    def of(self, journal: Journal, batches: Sequence[Batch]) -> Outcome | None:
        """Return why no batch of a journal can be posted; None if it can."""
        return next(self._found(journal, batches), None)

    def _found(self, journal: Journal, batches: Sequence[Batch]) -> Iterator[Outcome]:
        if removed := self._without_token(journal, batches):
            yield removed
        yield from _without_origin(batches)
        for mark, count in Counter(batch.mark for batch in batches).items():
            settled = mark.is_draft or count == 1
            if not settled and not self._settling.leaves_one(mark, batches, journal):
                yield duplicate(mark, marked(batches, mark))
        last, later = last_mark(journal.token, batches), corrections(journal.token, batches)
        if numbers := [batch.number for batch in later if batch.is_posted]:
            yield rejected(
                "DUPLICATE",
                f"Batch {', '.join(numbers)} is posted and corrects another one, of which no batch "
                f"is the reversal: restore its tag {last.reversal.tag} in a description, or delete "
                "or reverse the correction and clear its description and token",
            )

    def _without_token(self, journal: Journal, batches: Sequence[Batch]) -> Outcome | None:
        """Return the rejection of a journal that was confirmed as a batch that has no token now."""
        number = journal.row.destination_id
        if number is None or number in {batch.number for batch in batches}:
            return None
        status = self._batches.without_token(number)
        if status is None or status in WITHOUT_EFFECT:
            return None
        undone = self._batches.reversed_by(number)
        if undone and undone[1] in POSTED:
            return None
        return rejected(
            "TOKEN_REMOVED",
            f"The journal was saved as batch {number} ({status}), whose token [{journal.token}…] "
            "was removed since: restore it, or delete or reverse the batch in Acumatica",
        )


def _without_origin(batches: Sequence[Batch]) -> Iterator[Outcome]:
    """Yield rejections for batches that correct or reverse one that is not found."""
    marks = {batch.mark for batch in batches}
    for batch in batches:
        if (origin := batch.mark.origin) and origin not in marks:
            yield rejected(
                "TOKEN_REMOVED",
                f"No batch has the tag {origin.tag}, which batch {batch.number} corrects or "
                "reverses: restore it at the end of the description that it was removed from",
            )


def last_mark(token: str, batches: Sequence[Batch]) -> Mark:
    """Return the mark of the batch of a journal that has no reversal."""
    mark = Mark(token)
    while marked(batches, mark.reversal):
        mark = mark.next
    return mark


def corrections(token: str, batches: Sequence[Batch]) -> list[Batch]:
    """Return the batches that correct one without a reversal: users have deleted it."""
    last = last_mark(token, batches)
    return [batch for batch in batches if batch.mark.generation > last.generation]
