"""Records of the org, made and changed as every API of it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import Refusal, RowError, refuse
from erp_sandbox.salesforce.ids import normal
from erp_sandbox.salesforce.reading import from_json
from erp_sandbox.salesforce.recycle_bin import RecycleBin
from erp_sandbox.salesforce.store import fold

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from erp_sandbox.salesforce.context import Context
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.row_writer import RowWriter
    from erp_sandbox.salesforce.store import Record, Store

_ROLLED_BACK = RowError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone "
    "header",
)


@dataclass
class Outcome:
    """The outcome of one record."""

    id: str | None = None
    created: bool = False
    errors: tuple[RowError, ...] = ()

    @property
    def success(self) -> bool:
        """Whether it was written."""
        return not self.errors


class Records:
    """Creation, change and deletion of records.

    Args:
        store: Where records are.
        writer: Writes them one by one.
        lock: Held while a call is worked on.

    Attributes:
        bin: Deletes and merges.
    """

    def __init__(self, store: Store, writer: RowWriter, lock: threading.RLock) -> None:
        self._store = store
        self._writer = writer
        self._lock = lock
        self.bin = RecycleBin(store, writer)

    def create(
        self,
        specs: Sequence[ObjectSpec],
        rows: Sequence[Record],
        context: Context,
        *,
        all_or_none: bool = False,
    ) -> list[Outcome]:
        """Make records, each of its object."""

        def one(spec: ObjectSpec, row: Record) -> Outcome:
            return Outcome(self._writer.create(spec, row, context), created=True)

        return self._each(specs, rows, context, one, all_or_none=all_or_none)

    def update(
        self,
        specs: Sequence[ObjectSpec],
        rows: Sequence[Record],
        context: Context,
        *,
        all_or_none: bool = False,
    ) -> list[Outcome]:
        """Change records by `Id`."""

        def one(spec: ObjectSpec, row: Record) -> Outcome:
            given = row.get("Id") or row.get("id")
            record = self.record(spec, given)
            rest = {name: value for name, value in row.items() if name.lower() != "id"}
            self._writer.update(spec, record, rest, context, key=None)
            return Outcome(record["Id"])

        return self._each(specs, rows, context, one, all_or_none=all_or_none)

    def upsert(
        self,
        spec: ObjectSpec,
        key: FieldSpec,
        rows: Sequence[Record],
        context: Context,
        *,
        all_or_none: bool = False,
    ) -> list[Outcome]:
        """Make or change records by a key in each of them."""
        counts: dict[str, int] = {}
        for row in rows:
            if (value := _value(row, key)) not in {None, ""}:
                folded = fold(key, value)
                counts[folded] = counts.get(folded, 0) + 1

        def one(spec: ObjectSpec, row: Record) -> Outcome:
            value = _value(row, key)
            if value in {None, ""}:
                if key.name == "Id":
                    return Outcome(
                        self._writer.create(spec, _without(row, key), context), created=True
                    )
                raise refuse("MISSING_ARGUMENT", f"{key.name} not specified", key.name)
            if counts[fold(key, value)] > 1:
                raise refuse(
                    "DUPLICATE_VALUE", f"Duplicate external id specified: {value}", key.name
                )
            return self._upsert(spec, key, value, row, context)

        return self._each([spec] * len(rows), rows, context, one, all_or_none=all_or_none)

    def delete(
        self, record_ids: Sequence[str], context: Context, *, all_or_none: bool = False
    ) -> list[Outcome]:
        """Move records to the recycle bin."""

        def one(_: ObjectSpec | None, row: Record) -> Outcome:
            spec = self._spec_of_id(row["Id"])
            record = self.record(spec, row["Id"])
            self.bin.delete(spec, record, context.user)
            return Outcome(record["Id"])

        rows = [{"Id": record_id} for record_id in record_ids]
        return self._each([None] * len(rows), rows, context, one, all_or_none=all_or_none)

    def record(self, spec: ObjectSpec, record_id: Any) -> Record:
        """Return a record by its id, unless it is deleted.

        Raises:
            Refusal: There is none, or it was deleted.
        """
        full = normal(str(record_id or ""))
        record = self._store.get(spec.name, full) if full else None
        if record is None:
            raise refuse("NOT_FOUND", "The requested resource does not exist")
        if record["IsDeleted"]:
            raise refuse("ENTITY_IS_DELETED", "entity is deleted")
        return record

    def _spec_of_id(self, record_id: str) -> ObjectSpec:
        for spec in self._store.objects.values():
            if spec.prefix == record_id[:3]:
                return spec
        raise refuse("MALFORMED_ID", f"malformed id {record_id}", "Id")

    def _each(
        self,
        specs: Sequence[Any],
        rows: Sequence[Record],
        context: Context,
        one: Callable[[Any, Record], Outcome],
        *,
        all_or_none: bool,
    ) -> list[Outcome]:
        with self._lock:
            if not context.text:
                for spec, row in zip(specs, rows, strict=True):
                    if spec is not None:
                        self._parse(spec, row)
            self._store.begin()
            outcomes = []
            for spec, row in zip(specs, rows, strict=True):
                try:
                    outcomes.append(one(spec, row))
                except Refusal as refusal:
                    outcomes.append(Outcome(errors=(refusal.error,)))
            if all_or_none and not all(outcome.success for outcome in outcomes):
                self._store.roll_back()
                return [Outcome(o.id, errors=(_ROLLED_BACK,)) if o.success else o for o in outcomes]
            self._store.commit()
            return outcomes

    def _parse(self, spec: ObjectSpec, row: Record) -> None:
        """Fail the whole call for JSON of a wrong type, before anything is written."""
        for name, value in row.items():
            field = spec.field(name)
            if field is not None and not isinstance(value, dict):
                try:
                    from_json(field, value)
                except Refusal:
                    continue  # fails the record alone, later

    def _upsert(
        self, spec: ObjectSpec, key: FieldSpec, value: Any, row: Record, context: Context
    ) -> Outcome:
        if key.name == "Id":
            record = self.record(spec, value)
            self._writer.update(spec, record, _without(row, key), context, key=None)
            return Outcome(record["Id"])
        matches = self._store.find(spec, key, value)
        if len(matches) > 1:
            listed = ", ".join(match["Id"] for match in matches)
            raise refuse(
                "DUPLICATE_EXTERNAL_ID",
                f"{key.label}: more than one record found for external id field: [{listed}]",
                key.name,
            )
        if matches:
            self._writer.update(spec, matches[0], _without(row, key), context, key=str(value))
            return Outcome(matches[0]["Id"])
        if context.update_only:
            raise refuse("NOT_FOUND", "The requested resource does not exist")
        return Outcome(self._writer.create(spec, row, context), created=True)


def _value(row: Record, key: FieldSpec) -> Any:
    for name, value in row.items():
        if name.lower() == key.name.lower():
            return value.strip() if isinstance(value, str) else value
    return None


def _without(row: Record, key: FieldSpec) -> Record:
    return {name: value for name, value in row.items() if name.lower() != key.name.lower()}
