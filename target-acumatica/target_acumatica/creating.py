"""Creates batches: each once, drafts of corrections before anything is undone."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, rejected
from singer_erp.errors import TransientError, VendorError
from singer_erp.http.retry import exponential_waits

from target_acumatica.batch import HOLD
from target_acumatica.defaults import Defaults
from target_acumatica.errors import is_of_record, rejection
from target_acumatica.settling import TRIES, RejectedError, marked, winner
from target_acumatica.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from target_acumatica.batch import Batch
    from target_acumatica.batches import Batches
    from target_acumatica.journal import Journal
    from target_acumatica.schema import Field

log = logging.getLogger(__name__)


class Creator:
    """Creates the batches of journals.

    Args:
        batches: The instance's batches.
        fields: Fields that mappings name, by detail and name.
        sleep: Waits before a journal is looked up again.

    Attributes:
        defaults: What Acumatica sets in fields without a value.
        unclear: Marks of batches of which a response was lost: a request may still be carried out
            after the next one.
    """

    def __init__(
        self,
        batches: Batches,
        fields: Mapping[tuple[str, str], Field],
        sleep: Callable[[float], None],
    ) -> None:
        self._batches = batches
        self._fields = fields
        self._sleep = sleep
        self.defaults = Defaults()
        self.unclear: set[Mark] = set()

    def create(self, journal: Journal, mark: Mark, *, hold: bool) -> Batch:
        """Create a batch of a journal.

        Raises:
            RejectedError: Acumatica rejected it, or has saved other values.
        """
        body = journal.body(mark, self._fields, self._batches.token_field, hold=hold)
        batch, is_own = self.create_once(journal, body, mark)
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

    def draft(self, journal: Journal, drafts: Sequence[Batch]) -> Batch:
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
        return self.create(journal, Mark(journal.token, generation=0), hold=True)

    def discard(self, drafts: Iterable[Batch]) -> None:
        """Delete drafts.

        Raises:
            RejectedError: One cannot be deleted, such as one that users have released.
        """
        for draft in drafts:
            if not self._batches.delete(draft):
                raise RejectedError(_stuck(draft, "deleted"))

    def promote(self, draft: Batch, mark: Mark) -> Batch:
        """Put a draft in the place of the batch that was deleted or reversed.

        Raises:
            RejectedError: It cannot be changed, such as one that users have released.
        """
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
                if same := marked(found, mark):  # by this request, or by another run
                    return self._batches.read(winner(same))
                if not left and isinstance(error, VendorError):
                    raise RejectedError(_stuck(draft, "changed")) from None
                if not left:
                    raise
        raise AssertionError  # the last try returns or raises

    def create_once(
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
                if same := marked(batches, mark):
                    return self._batches.read(winner(same)), False
                if not left:
                    raise
        raise AssertionError  # the last try returns or raises


def _stuck(draft: Batch, what: str) -> Outcome:
    """Return the rejection of a journal whose draft cannot be changed or deleted."""
    reason = f"Batch {draft.number} ({draft.status}) is a draft of a correction that cannot be "
    reason += f"{what}: delete or reverse it in Acumatica, and clear its description and token"
    return rejected("DUPLICATE", reason)


def other_values(batch: Batch, fields: Sequence[str]) -> Outcome:
    """Return the rejection of a journal of which another run has saved other values."""
    reason = f"Another run has saved other values in {', '.join(fields)}, as batch {batch.number}"
    return rejected("OTHER_VALUES", f"{reason}: run again with the values that are right", *fields)


def changed_fields(journal: Journal, batch: Batch) -> list[str]:
    """Return the fields in which a batch with its lines differs from a journal."""
    return [*journal.differences(batch)]


def _texts(journal: Journal) -> Iterator[str]:
    """Yield the texts of a journal that messages must not quote."""
    for values in (journal.header, *journal.lines):
        for name, value in values.items():
            if "Description" in name or "Reference" in name:
                yield str(value)
