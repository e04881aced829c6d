"""Rows of an ingest job on their way into the org."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.bulk_csv import JobFailure
from erp_sandbox.salesforce.errors import ApiError, RowError
from erp_sandbox.salesforce.ids import normal
from erp_sandbox.salesforce.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.salesforce.context import Context
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User
    from erp_sandbox.salesforce.store import Record

_NULL = "#N/A"
_ID_IN_FAILURES = 53  # the first version whose failed rows hold an id


@dataclass(frozen=True)
class Column:
    """The meaning of the cells in a column.

    Attributes:
        name: Field, or relationship.
        field: The field the cells belong to; of the parent, where `type` is given.
        key: API name of the parent's field, for a relationship.
        type: The parent's object, for a relationship.
    """

    name: str
    field: FieldSpec
    key: str | None = None
    type: str | None = None

    def read(self, cell: str) -> Any:
        """Return a cell as JSON would have it; `#N/A` clears a field that can be cleared."""
        if self.key is not None:
            return {"attributes": {"type": self.type}, self.key: cell}
        if cell == _NULL and self.field.type != "boolean":
            return None
        return cell


class Columns:
    """The columns of one upload.

    Args:
        org: Its objects.
        spec: The job's object.
        user: What they may see.
        names: The header.

    Raises:
        JobFailure: The first name that means nothing to the user fails the whole job.
    """

    def __init__(self, org: Org, spec: ObjectSpec, user: User, names: Sequence[str]) -> None:
        self._org, self._spec, self._user = org, spec, user
        self._columns = [self._column(name) for name in names]
        seen: set[tuple[str, str | None]] = set()
        for column, name in zip(self._columns, names, strict=True):
            if (place := (column.name, column.key)) in seen:
                raise JobFailure(f"InvalidBatch : Duplicate field name : {name}")
            seen.add(place)

    def record(self, row: Sequence[str]) -> Record:
        """Return a row as JSON would have it; an empty cell leaves its field unchanged."""
        return {
            column.name: column.read(cell)
            for column, cell in zip(self._columns, row, strict=True)
            if cell
        }

    def _column(self, name: str) -> Column:
        start, dot, key = name.partition(".")
        if not dot:
            field = self._visible(self._spec, name)
            if field is None:
                raise JobFailure(f"InvalidBatch : Field name not found : {name}")
            return Column(field.name, field)
        prefix, colon, relationship = start.rpartition(":")
        link = self._spec.relationship(relationship)
        if link is None or self._visible(self._spec, link.name) is None:
            raise JobFailure(f"InvalidBatch : Unable to find relationship: {relationship}")
        parent = self._parent(link, relationship, prefix if colon else None)
        field = self._visible(parent, key)
        if field is None or not (field.external_id or field.id_lookup):
            raise JobFailure(f"InvalidBatch : Field name not found : {name}")
        return Column(str(link.relationship), field, field.name, parent.name)

    def _parent(self, link: FieldSpec, relationship: str, prefix: str | None) -> ObjectSpec:
        """Return the object of a relationship, whose name is required only if it is ambiguous."""
        polymorphic = len(link.references) > 1
        if prefix is not None and not polymorphic:
            raise JobFailure(
                "InvalidBatch : type is not needed for non polymorphic foreign key references: "
                f"{relationship}"
            )
        if prefix is None and polymorphic:  # text unconfirmed
            raise JobFailure(
                "InvalidBatch : type is needed for polymorphic foreign key references: "
                f"{relationship}"
            )
        for name in link.references:
            if prefix is None or name.lower() == prefix.lower():
                return self._org.store.objects[name]
        raise JobFailure(f"InvalidBatch : Unable to find entity: {prefix}")  # text unconfirmed

    def _visible(self, spec: ObjectSpec, name: str) -> FieldSpec | None:
        field = spec.field(name)
        visible = field is not None and self._org.security.readable(spec, field, self._user)
        return field if visible else None


def write(
    org: Org,
    spec: ObjectSpec,
    operation: str,
    records: list[Record],
    context: Context,
) -> list[Outcome]:
    """Write records; outcomes come in their order.

    Args:
        org: They go there.
        spec: Their object.
        operation: `insert`, `update`, `delete`, or `upsert:` and the field to match by.
        records: As JSON would have them.
        context: Who writes, and how.

    Raises:
        ApiError: The field to match by is gone or hidden.
    """
    operation, _, key = operation.partition(":")
    if operation == "upsert":
        field = org.key_field(spec, key, context.user)
        outcomes = org.records.upsert(spec, field, records, context)
        for record, outcome in zip(records, outcomes, strict=True):
            if not outcome.success:
                outcome.id = _matched(org, spec, field, record)
        return outcomes
    if operation == "insert":
        return org.records.create([spec] * len(records), records, context)
    return _by_id(org, spec, operation, records, context)


def _matched(org: Org, spec: ObjectSpec, key: FieldSpec, record: Record) -> str | None:
    value = next((v for name, v in record.items() if name.lower() == key.name.lower()), None)
    if value is None:
        return None
    if key.name == "Id":
        return normal(str(value))
    matches = org.store.find(spec, key, value)
    return str(matches[0]["Id"]) if len(matches) == 1 else None


def _by_id(
    org: Org, spec: ObjectSpec, operation: str, records: list[Record], context: Context
) -> list[Outcome]:
    """Update or delete; rows without an id of the object fail before anything is looked up."""
    outcomes: list[Outcome] = [Outcome() for _ in records]
    sound: list[int] = []
    times: defaultdict[str, int] = defaultdict(int)
    for record in records:
        times[str(normal(str(record.get("Id"))))] += 1
    for index, record in enumerate(records):
        error = _id_error(spec, operation, record.get("Id"), times)
        if error is None:
            sound.append(index)
        else:
            outcomes[index].errors = (error,)
    rows = [records[index] for index in sound]
    if operation == "update":
        done = org.records.update([spec] * len(rows), rows, context)
    else:
        done = org.records.delete([str(normal(str(row["Id"]))) for row in rows], context)
    for index, outcome in zip(sound, done, strict=True):
        outcomes[index] = Outcome(normal(str(records[index]["Id"])), errors=outcome.errors)
    return outcomes


def _id_error(
    spec: ObjectSpec, operation: str, given: Any, times: dict[str, int]
) -> RowError | None:
    if given is None:
        return RowError("MISSING_ARGUMENT", f"Id not specified in an {operation} call", ("Id",))
    full = normal(str(given))
    if full is None or not full.startswith(spec.prefix):
        return RowError(
            "MALFORMED_ID", f"{spec.label} ID: id value of incorrect type: {given}", ("Id",)
        )
    if times[full] > 1:
        return RowError("DUPLICATE_VALUE", f"Duplicate id specified: {given}", ("Id",))
    return None


def success(outcome: Outcome, row: Sequence[str]) -> list[str]:
    """Return a line of the successful results."""
    return [outcome.id or "", str(outcome.created).lower(), *row]


def failure(outcome: Outcome, row: Sequence[str], version: int) -> list[str]:
    """Return a line of the failed results."""
    shown = outcome.id if version >= _ID_IN_FAILURES else None
    return [shown or "", error_text(outcome.errors[0]), *row]


def error_text(error: RowError) -> str:
    """Return `CODE:message:Field1,Field2 --`, or `CODE:message:--` without a field."""
    fields = f"{','.join(error.fields)} " if error.fields else ""
    return f"{error.code}:{error.message}:{fields}--"


def key_of(org: Org, spec: ObjectSpec, name: str, user: User) -> str:
    """Return the API name of the field that an upsert matches by.

    Raises:
        ApiError: 404, it is none.
    """
    try:
        return org.key_field(spec, name, user).name
    except ApiError:
        # Code and moment of the check are unconfirmed.
        raise ApiError(
            400,
            "INVALIDJOB",
            f"InvalidJob : Field name provided, {name} does not match an External ID, Salesforce "
            f"Id, or indexed field for {spec.name}",
        ) from None
