"""Deletion and merge of records: the recycle bin, and what refers to a record that is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import refuse
from erp_sandbox.salesforce.reading import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.row_writer import RowWriter
    from erp_sandbox.salesforce.security import User
    from erp_sandbox.salesforce.store import Record, Store

# Deleting an account deletes its contacts (Object Reference, "Account"); other references to a
# deleted record are cleared, which is the default of lookup fields.
_CASCADES = {("Contact", "AccountId")}
# Help article "Manage the Recycle Bin".
_RETENTION = timedelta(days=15)
MASTER = "MasterRecordId"


class RecycleBin:
    """Deleted records, and the references to them.

    Args:
        store: Where records are.
        writer: Sets timestamps.
    """

    def __init__(self, store: Store, writer: RowWriter) -> None:
        self._store = store
        self._writer = writer

    def delete(self, spec: ObjectSpec, row: Record, user: User) -> None:
        """Move a record to the recycle bin, with the records that are part of it."""
        self._store.update(spec, row, {"IsDeleted": True, **self._writer.timestamps(user)})
        for other, field, child in self._referring(spec, row):
            if (other.name, field.name) in _CASCADES:
                self.delete(other, child, user)
            else:
                self._store.update(other, child, {field.name: None})

    def merge(self, spec: ObjectSpec, winner: Record, loser: Record, user: User) -> None:
        """Merge a record into another one, which receives what referred to it.

        Raises:
            Refusal: The object has no merge, or both are the same record.
        """
        if spec.field(MASTER) is None or winner["Id"] == loser["Id"]:
            raise refuse("INVALID_OPERATION", f"{spec.label} records cannot be merged like this")
        for other, field, child in self._referring(spec, loser):
            kept = None if child is winner else winner["Id"]
            self._store.update(other, child, {field.name: kept})
        times = self._writer.timestamps(user)
        self._store.update(spec, loser, {"IsDeleted": True, MASTER: winner["Id"], **times})
        self._store.update(spec, winner, times)

    def purge(self, spec: ObjectSpec, row: Record) -> None:
        """Delete a record from the recycle bin for good.

        Raises:
            Refusal: It is not in the recycle bin.
        """
        if not row["IsDeleted"]:
            raise refuse("UNDELETE_FAILED", "Entity is not in the recycle bin")
        self._store.remove(spec, row)

    def _referring(
        self, spec: ObjectSpec, row: Record
    ) -> Iterator[tuple[ObjectSpec, FieldSpec, Record]]:
        """Yield the live records that refer to a record, with the field."""
        for other in [*self._store.objects.values()]:
            fields = [f for f in other.fields.values() if spec.name in f.references]
            for field in fields:
                if field.name == MASTER or other.setup:
                    continue
                for child in [*self._store.rows(other.name)]:
                    if child.get(field.name) == row["Id"]:
                        yield other, field, child


def is_expired(row: dict[str, Any], now: datetime) -> bool:
    """Return whether a deleted record has left the recycle bin."""
    return bool(row["IsDeleted"]) and row["SystemModstamp"] < timestamp(now - _RETENTION)
