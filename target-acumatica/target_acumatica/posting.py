"""One journal: the batch that it has, or a new one, and the steps to its status."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, WriteAction, rejected
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.retry import exponential_waits

from target_acumatica.batches import BALANCED, HOLD, RELEASE_TIMEOUT
from target_acumatica.defaults import Defaults
from target_acumatica.errors import is_of_record, rejection
from target_acumatica.journal import reversal
from target_acumatica.settling import TRIES, RejectedError, Settling, winner
from target_acumatica.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from target_acumatica.batches import Batch, Batches
    from target_acumatica.journal import Journal
    from target_acumatica.schema import Field

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


@dataclass(frozen=True)
class Options:
    """How journals are posted.

    Attributes:
        post_as: The setting.
        reverses: Whether a posted journal that has changed is reversed.
        concurrency: Maximum requests in flight.
    """

    post_as: str
    reverses: bool
    concurrency: int


class Posting:
    """Saves journals and brings their batches to a status.

    Args:
        batches: The instance's batches.
        fields: Fields that mappings name, by detail and name.
        options: How journals are posted.
        sleep: Waits before a journal is looked up again.

    Attributes:
        corrected: Tokens of journals of which a batch was deleted or reversed.
        defaults: What Acumatica sets in fields without a value.
        settling: Keeps one of several batches.
        unclear: Marks of batches of which a response was lost: a request may still be carried out
            after the next one.
    """

    def __init__(
        self,
        batches: Batches,
        fields: Mapping[tuple[str, str], Field],
        options: Options,
        sleep: Callable[[float], None],
    ) -> None:
        self._batches = batches
        self._fields = fields
        self._options = options
        self._sleep = sleep
        self.corrected: set[str] = set()
        self.defaults = Defaults()
        self.settling = Settling(batches)
        self.unclear: set[Mark] = set()

    def save(self, journal: Journal, batches: Sequence[Batch]) -> Saved:
        """Return the batch of a journal: one that is there, or a new one."""
        mark, action = Mark(journal.token), WriteAction.UNCHANGED
        while True:
            current = _marked(batches, mark)
            drafts = _marked(batches, Mark(journal.token, generation=0))
            if not current and drafts:
                draft = winner(drafts)
                others = [batch for batch in batches if batch is not draft]
                batches = [*others, self._promote(draft, mark)]
                action = WriteAction.UPDATED
                continue
            if not current:
                action = WriteAction.UPDATED if mark.generation > 1 else WriteAction.CREATED
                batch = self._create(journal, mark, hold=self._options.post_as == "hold")
                return Saved(journal, batch, action)
            undone, later = replace(mark, is_reversal=True), _next(mark)
            reversals = _marked(batches, undone)
            if not reversals:
                batch = self._batches.read(winner(current))
                fields = changed_fields(journal, batch)
                if not fields and self.defaults.unknown(journal, batch):
                    drafts = [self._draft(journal, drafts)]
                    fields = self.defaults.cleared(journal, batch, drafts[0])
                if not fields:
                    self.discard(drafts)
                    return Saved(journal, batch, action)
                if not batch.is_posted:
                    draft = self._replace(journal, batch, drafts)
                    gone = {batch.number, *(other.number for other in drafts)}
                    batches = [*(other for other in batches if other.number not in gone), draft]
                    continue
                self._reverse(journal, batch, undone, drafts, fields)
            elif len(reversals) == 1 and reversals[0].is_posted:
                mark = later
                continue
            elif not _marked(batches, later):
                self._draft(journal, drafts)
            self._finish_reversal(undone)
            batches = self._batches.find([journal.token])[journal.token]
            mark = later

    def _create(self, journal: Journal, mark: Mark, *, hold: bool) -> Batch:
        body = journal.body(mark, self._fields, self._batches.token_field, hold=hold)
        batch, is_own = self._create_once(journal, body, mark)
        fields = changed_fields(journal, batch)
        if fields and not is_own:
            raise RejectedError(other_values(batch, fields))
        if fields:
            is_gone = self._batches.delete(batch)
            reason = f"Acumatica saved other values in {', '.join(fields)}; batch {batch.number} "
            reason += "was deleted" if is_gone else "cannot be deleted: delete it"
            raise RejectedError(rejected("SAVED_DIFFERENTLY", reason, *fields))
        self.defaults.learn(journal, batch)
        return batch

    def _draft(self, journal: Journal, drafts: Sequence[Batch]) -> Batch:
        """Save a correction on hold, before what it replaces is deleted or reversed.

        What Acumatica rejects is rejected while the ledger still has the journal as it was. On
        hold, nobody releases both.

        Args:
            journal: The journal.
            drafts: Drafts that killed runs have left.
        """
        for draft in drafts:
            if draft.status == HOLD and not changed_fields(journal, self._batches.read(draft)):
                self.discard(other for other in drafts if other is not draft)
                return draft
        self.discard(drafts)
        return self._create(journal, Mark(journal.token, generation=0), hold=True)

    def discard(self, drafts: Iterable[Batch]) -> None:
        """Delete drafts.

        Raises:
            RejectedError: One cannot be deleted, such as one that users have released.
        """
        for draft in drafts:
            if not self._batches.delete(draft):
                reason = f"Batch {draft.number} ({draft.status}) is a draft of a correction that "
                reason += "cannot be deleted: delete or reverse it in Acumatica, and clear its "
                raise RejectedError(rejected("DUPLICATE", f"{reason}description and token"))

    def _promote(self, draft: Batch, mark: Mark) -> Batch:
        """Put a draft in the place of the batch that was deleted or reversed."""
        waits = exponential_waits(1.0)
        for left in reversed(range(TRIES)):
            try:
                return self._batches.mark_as(draft, mark)
            except (TransientError, VendorError) as error:
                if isinstance(error, VendorError) and not is_of_record(error):
                    raise
                log.warning("It is not known whether draft %s was kept: %s", draft.number, error)
                self._sleep(next(waits))
                found = self._batches.find([mark.token])[mark.token]
                if same := _marked(found, mark):  # by this request, or by another run
                    return self._batches.read(winner(same))
                if not left:
                    raise
        raise AssertionError  # the last try returns or raises

    def _create_once(
        self, journal: Journal, body: dict[str, object], mark: Mark
    ) -> tuple[Batch, bool]:
        """Create a batch, unless a lookup after a lost response finds it.

        Returns:
            The batch, and whether it is certain that no other run has created it.
        """
        waits = exponential_waits(1.0)
        for left in reversed(range(TRIES)):
            try:
                return self._batches.create(body), True
            except VendorError as error:
                if not is_of_record(error):
                    raise
                outcome = rejection(error, _texts(journal))
                raise RejectedError(replace(outcome, request_id=error.request_id)) from None
            except TransientError as error:
                log.warning("It is not known whether a journal was created: %s", error)
                self.unclear.add(mark)
                self._sleep(next(waits))
                batches = self._batches.find([journal.token])[journal.token]
                if same := _marked(batches, mark):
                    return self._batches.read(winner(same)), False
                if not left:
                    raise
        raise AssertionError  # the last try returns or raises

    def _replace(self, journal: Journal, batch: Batch, drafts: Sequence[Batch]) -> Batch:
        """Delete a batch that is not posted; return the draft that takes its place."""
        draft = self._draft(journal, drafts)
        if not self._batches.delete(batch):
            self.discard([draft])
            raise RejectedError(
                rejected(
                    "NOT_REPLACED",
                    f"The journal has changed, and batch {batch.number} ({batch.status}) cannot be "
                    "deleted: approve or delete it in Acumatica, and run again",
                )
            )
        self.corrected.add(journal.token)
        log.info("Batch %s is replaced: the journal has changed", batch.number)
        return draft

    def refusal(self, batch: Batch, fields: Sequence[str]) -> Outcome | None:
        """Return why a posted batch that has changed in some fields is not reversed, if so."""
        if not self._options.reverses:
            return rejected(
                "ALREADY_POSTED",
                f"The journal has changed since it was posted as batch {batch.number}: set "
                "`on_correction` to reverse, or correct it in Acumatica",
                *fields,
            )
        if number := self._batches.reversed_by(batch):
            return rejected(
                "ALREADY_REVERSED",
                f"The journal has changed, and batch {batch.number} was reversed in Acumatica "
                f"by batch {number}: enter the new journal there, or send it with another key",
                *fields,
            )
        return None

    def _reverse(
        self,
        journal: Journal,
        batch: Batch,
        mark: Mark,
        drafts: Sequence[Batch],
        fields: Sequence[str],
    ) -> None:
        """Create the reversal of a posted batch, after the draft of what follows it."""
        if refusal := self.refusal(batch, fields):
            self.discard(drafts)
            raise RejectedError(refusal)
        draft = self._draft(journal, drafts)
        log.info("Batch %s is reversed: the journal has changed", batch.number)
        text, hold = f"Reversal of {batch.number}", self._options.post_as == "hold"
        body = reversal(batch.body, text, mark, self._batches.token_field, hold=hold)
        try:
            self._create_once(journal, body, mark)
        except RejectedError:
            self.discard([draft])
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
            if not left:
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
            return batch, rejected("UNKNOWN", error.reason)
        except VendorError as error:
            if error.code != RELEASE_TIMEOUT and not is_of_record(error):
                raise
            return batch, rejection(error)
        return batch, None


def _marked(batches: Iterable[Batch], mark: Mark) -> list[Batch]:
    return [batch for batch in batches if batch.mark == mark]


def _next(mark: Mark) -> Mark:
    return Mark(mark.token, mark.generation + 1)


def other_values(batch: Batch, fields: Sequence[str]) -> Outcome:
    """Return the rejection of a journal of which another run has saved other values."""
    reason = f"Another run has saved other values in {', '.join(fields)}, as batch {batch.number}"
    return rejected("OTHER_VALUES", f"{reason}: run again with the values that are right", *fields)


def changed_fields(journal: Journal, batch: Batch) -> list[str]:
    """Return the fields in which a batch with its lines differs from a journal."""
    return [*journal.differences(batch.body, batch.text)]


def _texts(journal: Journal) -> Iterator[str]:
    """Yield the texts of a journal that messages must not quote."""
    for values in (journal.header, *journal.lines):
        for name, value in values.items():
            if "Description" in name or "Reference" in name:
                yield str(value)
