"""The outcomes that rows would have: what the org has already, and what the run would create."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from singer_erp.delivery.records import Outcome, WriteAction, references

from target_salesforce.errors import rejection
from target_salesforce.prepare import PreparedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_erp.delivery.records import Row

    from target_salesforce.inventory import OrgInventory
    from target_salesforce.prepare import RowPreparer
    from target_salesforce.schema import Field, OrgSchema

_ROWS = 500
_Key = tuple[str, str, str]  # object, external id field, normalized key


class DryRun:
    """Predicts outcomes; validation rules, duplicate rules and triggers only run in a write.

    Args:
        inventory: Reads which records exist.
        schema: The org's objects and fields.
    """

    def __init__(self, inventory: OrgInventory, schema: OrgSchema) -> None:
        self._inventory = inventory
        self._schema = schema
        self._created: set[_Key] = set()

    def check(self, preparer: RowPreparer, rows: Iterable[Row]) -> Iterator[tuple[Row, Outcome]]:
        """Yield the expected outcome of each row; parents come before their children."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS)):
            existing = self._existing(preparer, chunk)
            for row in chunk:
                yield row, self._outcome(preparer, row, existing)

    def _outcome(self, preparer: RowPreparer, row: Row, existing: set[_Key]) -> Outcome:
        prepared = preparer.prepare(row)
        if not isinstance(prepared, PreparedRow):
            return prepared
        for name, value in references(row.values):
            if self._key(value["object"], value["external_id"], value["key"]) not in existing:
                # As Salesforce says it.
                return rejection(
                    "INVALID_FIELD",
                    f"Foreign key external ID: {value['key']} not found for field "
                    f"{value['external_id']} in entity {value['object']}",
                    (name,),
                    (),
                )
        key = self._key(preparer.object, preparer.key.name, row.key)
        if key in existing:
            return Outcome(WriteAction.UPDATED)
        if missing := preparer.missing_in_new(row):
            return rejection(
                "REQUIRED_FIELD_MISSING",
                f"Required fields are missing: {', '.join(missing)}",
                tuple(missing),
                (),
            )
        self._created.add(key)
        existing.add(key)
        return Outcome(WriteAction.CREATED)

    def _existing(self, preparer: RowPreparer, rows: Iterable[Row]) -> set[_Key]:
        """Return the keys of rows and their parents that the org has or the run would create."""
        wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            wanted[preparer.object, preparer.key.name].add(row.key)
            for _, value in references(row.values):
                wanted[value["object"], value["external_id"]].add(value["key"])
        existing = set(self._created)
        for (obj, name), keys in wanted.items():
            found = self._inventory.existing(obj, self._field(obj, name), keys - {""})
            existing |= {self._key(obj, name, key) for key in found}
        return existing

    def _key(self, obj: str, name: str, key: str) -> _Key:
        field = self._field(obj, name)
        return self._schema[obj].name, field.name, field.normalize(key)

    def _field(self, obj: str, name: str) -> Field:
        field = self._schema[obj].field(name)
        assert field is not None  # noqa: S101  # the mapping is bound
        return field
