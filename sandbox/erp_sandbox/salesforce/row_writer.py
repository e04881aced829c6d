"""Writes of one record: permissions, required fields, uniqueness, timestamps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.errors import refuse
from erp_sandbox.salesforce.reading import timestamp
from erp_sandbox.salesforce.row_values import RowValues

if TYPE_CHECKING:
    from erp_sandbox.core.clock import Clock
    from erp_sandbox.salesforce.context import Context
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.hooks import Hooks
    from erp_sandbox.salesforce.security import Security, User
    from erp_sandbox.salesforce.store import Record, Store

# Columns that may not be the same together on two rows of set-up.
_UNIQUE_TOGETHER = {
    "FieldPermissions": ("ParentId", "Field"),
    "ObjectPermissions": ("ParentId", "SobjectType"),
    "PermissionSetAssignment": ("PermissionSetId", "AssigneeId"),
}


class RowWriter:
    """A writer of single records.

    Args:
        clock: Timestamps.
        store: Where records are.
        security: Who may write what.
        hooks: Rules of the org that run before a write.
    """

    def __init__(self, clock: Clock, store: Store, security: Security, hooks: Hooks) -> None:
        self._clock = clock
        self._store = store
        self._security = security
        self._hooks = hooks
        self._values = RowValues(store, security)

    def create(self, spec: ObjectSpec, given: Record, context: Context) -> str:
        """Make a record; its id."""
        if not self._security.creatable(spec, context.user):
            raise refuse(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                f"entity type cannot be inserted: {spec.label}",
            )
        values = self._values.read(spec, given, context, creating=True)
        missing = [
            field.name
            for field in spec.fields.values()
            if field.required and field.default is None and values.get(field.name) is None
        ]
        if missing:
            raise refuse(
                "REQUIRED_FIELD_MISSING",
                f"Required fields are missing: [{', '.join(missing)}]",
                *missing,
            )
        timestamps = self.timestamps(context.user)
        row: Record = {
            **{field.name: default(field, context.user) for field in spec.fields.values()},
            **values,
            **timestamps,
            "Id": self._store.ids.next(spec.prefix),
            "IsDeleted": False,
            "CreatedDate": timestamps["LastModifiedDate"],
            "CreatedById": context.user.id,
        }
        _derive(spec, row)
        self._before(spec, row, context, creating=True, key=None)
        self._store.insert(spec, row)
        if context.unseen is not None:
            context.unseen.add(row["Id"])
        return str(row["Id"])

    def update(
        self, spec: ObjectSpec, record: Record, given: Record, context: Context, key: str | None
    ) -> None:
        """Change a record that was found by a key, or by its id."""
        if not self._security.updatable(spec, context.user):
            raise refuse(
                "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"
            )
        values = self._values.read(spec, given, context, creating=False)
        for name, value in values.items():
            if spec.fields[name].required and value is None:
                raise refuse(
                    "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", name
                )
        after = {**record, **values}
        _derive(spec, after)
        self._before(spec, after, context, creating=False, key=key)
        derived = {"Name": after["Name"]} if spec.name == "Contact" else {}
        self._store.update(spec, record, {**values, **derived, **self.timestamps(context.user)})

    def _before(
        self, spec: ObjectSpec, row: Record, context: Context, *, creating: bool, key: str | None
    ) -> None:
        self._check_unique(spec, row)
        self._hooks.before_write(
            self._store,
            spec.name,
            row,
            creating=creating,
            key=key,
            allow_save=context.allow_save,
        )

    def _check_unique(self, spec: ObjectSpec, row: Record) -> None:
        if (together := _UNIQUE_TOGETHER.get(spec.name)) is not None:
            for other in self._store.rows(spec.name):
                if other["Id"] != row["Id"] and all(other[c] == row[c] for c in together):
                    raise refuse(
                        "DUPLICATE_VALUE",
                        "duplicate value found: <unknown> duplicates value on record with id: "
                        "<unknown>",
                    )
        for field in spec.fields.values():
            if not field.unique or row.get(field.name) is None:
                continue
            for other in self._store.find(spec, field, row[field.name]):
                if other["Id"] != row["Id"]:
                    raise refuse(
                        "DUPLICATE_VALUE",
                        f"duplicate value found: {field.name} duplicates value on record with id: "
                        f"{other['Id'][:15]}",
                        field.name,
                    )

    def timestamps(self, user: User) -> Record:
        """Return the timestamps and user that every write sets on a record."""
        now = timestamp(self._clock.now())
        return {"LastModifiedDate": now, "SystemModstamp": now, "LastModifiedById": user.id}


def default(field: FieldSpec, user: User) -> Any:
    """Return the value of a field that is not given."""
    if field.default == "user":
        return user.id
    if field.type == "boolean":
        return bool(field.default)
    return None


def _derive(spec: ObjectSpec, row: Record) -> None:
    if spec.name == "Contact":
        parts = (row.get("FirstName"), row.get("LastName"))
        row["Name"] = " ".join(part for part in parts if part)
