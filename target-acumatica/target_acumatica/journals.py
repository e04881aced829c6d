"""The channel of journals: each is posted exactly once, whatever is lost in between.

1. Look up the tokens of some journals.
2. Create those that are not there; after a lost or unclear response, look up again.
3. Look up again: of several batches of one journal, as two runs at once create them, one stays.
   Nothing is released before, and what was released cannot be deleted.
4. Take them off hold and release them.
5. Look up their status.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from singer_erp.delivery.records import Outcome, WriteAction, rejected
from singer_erp.errors import VendorError
from singer_erp.http.retry import exponential_waits

from target_acumatica.batch import PENDING
from target_acumatica.creating import changed_fields, other_values
from target_acumatica.posting import Saved
from target_acumatica.settling import TRIES, RejectedError, winner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from singer_erp.delivery.destination import Outcomes
    from singer_erp.delivery.records import Row

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.checks import JournalChecker
    from target_acumatica.journal import Journal
    from target_acumatica.options import Options
    from target_acumatica.posting import Posting

log = logging.getLogger(__name__)

_JOURNALS_PER_LOOKUP = 20
R = TypeVar("R")
J = TypeVar("J", "Journal", Saved)


class JournalChannel:
    """Posts journals.

    Args:
        batches: The instance's batches.
        checker: Checks journals before anything is sent.
        posting: Saves and releases one journal.
        options: How journals are posted.
        sleep: Waits before a journal is released again.
    """

    def __init__(
        self,
        batches: Batches,
        checker: JournalChecker,
        posting: Posting,
        options: Options,
        sleep: Callable[[float], None],
    ) -> None:
        self._batches = batches
        self._checker = checker
        self._posting = posting
        self._options = options
        self._sleep = sleep

    def send(self, rows: Iterable[Row]) -> Iterator[Outcomes]:
        """Post rows; a journal to release has the outcome `saved` first."""
        remaining = iter(rows)
        unclear: list[Saved] = []
        while chunk := list(islice(remaining, _JOURNALS_PER_LOOKUP)):
            journals, invalid = self.checked(chunk)
            yield invalid
            yield from self._send(journals, unclear)
        self._settle_late(unclear)

    def checked(self, rows: Sequence[Row]) -> tuple[list[Journal], Outcomes]:
        """Return the journals of rows, and the outcomes of those that are rejected."""
        journals: list[Journal] = []
        invalid: Outcomes = []
        for row, found in zip(rows, self._checker.check(rows), strict=True):
            if isinstance(found, Outcome):
                invalid.append((row, found))
            else:
                journals.append(found)
        return journals, invalid

    def _send(self, journals: Sequence[Journal], unclear: list[Saved]) -> Iterator[Outcomes]:
        """Post some journals; add those of which a response was lost to `unclear`."""
        if not journals:
            return
        found = self._batches.find([journal.token for journal in journals])
        saved, refused = self._each(lambda j: self._posting.save(j, found[j.token]), journals)
        yield refused
        unsettled = {
            s.journal.token
            for s in saved
            if s.action is not WriteAction.UNCHANGED
            or s.batch.mark.generation > 1  # not in `found` if it was created meanwhile
            or len(found[s.journal.token]) > 1
        }
        saved, refused = self._settle(saved, unsettled)
        yield refused
        lost = {mark.token for mark in self._posting.creator.unclear}
        unclear += [s for s in saved if s.journal.token in lost]
        if self._options.post_as == "released":
            yield [(s.journal.row, _outcome(s, WriteAction.SAVED)) for s in saved]
        yield self._finish(saved)

    def _settle(self, saved: Sequence[Saved], tokens: set[str]) -> tuple[list[Saved], Outcomes]:
        """Return the journals with one batch each; other runs may have created more."""
        found = self._batches.find(sorted(tokens))
        return self._each(lambda s: self._settle_one(s, found.get(s.journal.token)), saved)

    def _settle_late(self, unclear: Sequence[Saved]) -> None:
        """Settle journals again whose first request may have been carried out late.

        Raises:
            VendorError: Several batches remain.
        """
        _, refused = self._settle(unclear, {s.journal.token for s in unclear})
        for _, outcome in refused:
            raise VendorError(str(outcome.reason), "Run again after that")

    def _settle_one(self, saved: Saved, batches: Sequence[Batch] | None) -> Saved:
        if batches is None:
            return saved

        def is_ours(batch: Batch, _: Batch) -> bool:
            return not changed_fields(saved.journal, batch)

        own = saved.batch.mark
        for mark in [*self._posting.creator.unclear]:
            if mark.is_reversal and mark.token == own.token:
                self._posting.settling.keep_reversal(mark, batches)
            if mark.is_draft and mark.token == own.token:
                self._posting.creator.discard(batch for batch in batches if batch.mark == mark)
        kept = self._posting.settling.keep_one(own, batches, is_ours)
        if kept is None:
            raise VendorError(
                f"Batch {saved.batch.number} was saved, and a search for its token does not "
                "find it",
                "Nothing of it was released. Delete it, and choose another `token_field`",
            )
        is_other = kept.number != saved.batch.number
        if is_other and (fields := changed_fields(saved.journal, self._batches.read(kept))):
            raise RejectedError(other_values(kept, fields))
        return replace(saved, batch=kept)

    def _finish(self, saved: Sequence[Saved]) -> Outcomes:
        """Return the outcomes of journals, by the status that their batches have in the end."""
        outcomes: Outcomes = []
        waits = exponential_waits(1.0)
        for left in reversed(range(TRIES)):
            tried, _ = self._each(self._step, saved)
            saved = []
            for one in self._looked_up(tried):
                if self._options.are_met_by(one.batch):
                    outcomes.append((one.journal.row, _outcome(one, one.action)))
                elif left and one.may_be_released:
                    saved.append(one)
                else:
                    outcomes.append((one.journal.row, self._unfinished(one)))
            if not saved:
                break
            # An operation that a killed run has started may still be running.
            self._sleep(next(waits))
        return outcomes

    def _step(self, saved: Saved) -> Saved:
        if self._options.are_met_by(saved.batch):
            return saved
        batch, failure = self._posting.finish(saved.batch)
        action = saved.action if saved.action is not WriteAction.UNCHANGED else WriteAction.UPDATED
        return replace(saved, batch=batch, action=action, failure=failure)

    def _looked_up(self, saved: Sequence[Saved]) -> Iterator[Saved]:
        """Yield journals with their batches as they are now; another run may have kept another."""
        unsure = [s.journal.token for s in saved if not self._options.are_met_by(s.batch)]
        found = self._batches.find(unsure)
        for one in saved:
            batches = found.get(one.journal.token, ())
            same = [batch for batch in batches if batch.mark == one.batch.mark]
            yield replace(one, batch=winner(same)) if same else one

    def _unfinished(self, saved: Saved) -> Outcome:
        """Return the rejection of a journal that is saved, and not in its status."""
        batch, post_as = saved.batch, self._options.post_as
        reason = f"Batch {batch.number} is saved and {batch.status}, not {post_as}"
        if saved.failure is not None:
            reason += f": {saved.failure.reason}"
        if batch.status == PENDING:
            reason += ": approve it, and replay the dead letter"
        code = saved.failure.code if saved.failure else None
        return replace(
            rejected(code or f"NOT_{post_as.upper()}", reason),
            destination_id=batch.number,
            is_partial=True,
        )

    def _each(self, work: Callable[[J], R], values: Sequence[J]) -> tuple[list[R], Outcomes]:
        """Do work on journals in parallel; return the results, and the outcomes of the rejected."""
        done: list[R] = []
        refused: Outcomes = []
        with ThreadPoolExecutor(self._options.concurrency, thread_name_prefix="journals") as pool:
            futures = [(value, pool.submit(work, value)) for value in values]
            try:
                for value, future in futures:
                    try:
                        done.append(future.result())
                    except RejectedError as error:
                        journal = value.journal if isinstance(value, Saved) else value
                        is_partial = journal.token in self._posting.corrected
                        outcome = replace(error.outcome, is_partial=is_partial)
                        refused.append((journal.row, outcome))
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return done, refused


def _outcome(saved: Saved, action: WriteAction) -> Outcome:
    return Outcome(action, destination_id=saved.batch.number, request_id=saved.batch.request_id)
