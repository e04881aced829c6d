"""Batches of one journal that cannot be told apart: nothing is posted then.

Which batch of a journal one is, its description says, which users can edit: a correction without
its tag is read as another first batch, or not found at all.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from target_acumatica.settling import duplicate, marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_erp.delivery.records import Outcome

    from target_acumatica.batches import Batch
    from target_acumatica.journal import Journal
    from target_acumatica.settling import Settling


class Conflicts:
    """Finds what is wrong with the batches of a journal, without changing any.

    Args:
        settling: Knows which batches it deletes.
    """

    def __init__(self, settling: Settling) -> None:
        self._settling = settling

    def of(self, journal: Journal, batches: Sequence[Batch]) -> Outcome | None:
        """Return why no batch of a journal can be posted; None if it can."""
        return next(self._found(journal, batches), None)

    def _found(self, journal: Journal, batches: Sequence[Batch]) -> Iterator[Outcome]:
        for mark, count in Counter(batch.mark for batch in batches).items():
            settled = mark.is_draft or count == 1
            if not settled and not self._settling.leaves_one(mark, batches, journal):
                yield duplicate(mark, marked(batches, mark))
