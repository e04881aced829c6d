"""Fields without a value in the input: what Acumatica sets there, and whether a batch has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from target_acumatica.journal import DETAILS
from target_acumatica.matching import match
from target_acumatica.payload import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from target_acumatica.batch import Batch
    from target_acumatica.journal import Journal

# What the default of a line's field may depend on.
_BASIS = ("Account", "BranchID", "Project")
Default = tuple[str, ...]


class Defaults:
    """What Acumatica has set in fields that had no value.

    A subaccount, project or text that the source has cleared is a change of the journal, and one
    that Acumatica has set by itself is not. No entity says what it sets: it is learned from batches
    that it has saved without a value.
    """

    def __init__(self) -> None:
        self._known: dict[Default, Any] = {}

    def learn(self, journal: Journal, batch: Batch) -> None:
        """Save what a batch has that was created from a journal."""
        self._known |= {default: value for _, default, value in _empty(journal, batch)}

    def unknown(self, journal: Journal, batch: Batch) -> list[str]:
        """Return the fields of which a batch has a value that Acumatica may not have set."""
        return [
            field
            for field, default, value in _empty(journal, batch)
            if value and self._known.get(default) != value
        ]

    @staticmethod
    def cleared(journal: Journal, batch: Batch, other: Batch) -> list[str]:
        """Return the fields of which a batch has a value that one of the same journal has not."""
        known = {default: value for _, default, value in _empty(journal, other)}
        return [
            field
            for field, default, value in _empty(journal, batch)
            if value and known.get(default) != value
        ]


def _empty(journal: Journal, batch: Batch) -> Iterator[tuple[str, Default, Any]]:
    """Yield the fields that are mapped and have no value, with what a batch has there."""
    for name in journal.row.values:
        if name not in journal.header and name != "Description":
            yield name, (name,), value_at(batch.body, name)
    given = journal.row.lines.get(DETAILS, ())
    matched, _, _ = match(journal.lines, batch.body.get(DETAILS) or [])
    for number, saved in matched.items():
        basis = {name: str(value_at(saved, name)) for name in _BASIS}
        for name in given[number]:
            if name not in journal.lines[number]:
                default = (name, *(value for other, value in basis.items() if other != name))
                yield f"{DETAILS}[{number}].{name}", default, value_at(saved, name)
