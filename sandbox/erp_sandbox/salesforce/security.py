"""Permissions of users: those of their profile, and permission sets as rows of the org."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.store import Store


@dataclass(frozen=True)
class User:
    """The calling user.

    Attributes:
        id: Record id of the user.
        username: Their login.
        admin: May customize the org (Customize Application).
    """

    id: str
    username: str
    admin: bool = True


class Security:
    """The permissions by the rows of PermissionSetAssignment and what the sets grant.

    A field made through the API is seen by nobody, not even by who made it, until a permission
    set grants it (Metadata API Developer Guide, "Field-Level Security").

    Args:
        store: The org's rows.

    Attributes:
        read_only_objects: Objects that profiles only read; permission sets may grant more.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read_only_objects: set[str] = set()

    def readable(self, spec: ObjectSpec, field: FieldSpec, user: User) -> bool:
        """Return whether a user sees a field."""
        return not field.permissionable or self._field(spec, field, user, "PermissionsRead")

    def editable(self, spec: ObjectSpec, field: FieldSpec, user: User) -> bool:
        """Return whether a user may write a field."""
        return not field.permissionable or self._field(spec, field, user, "PermissionsEdit")

    def creatable(self, spec: ObjectSpec, user: User) -> bool:
        """Return whether a user may create records."""
        return self._object(spec, user, "PermissionsCreate")

    def updatable(self, spec: ObjectSpec, user: User) -> bool:
        """Return whether a user may edit records."""
        return self._object(spec, user, "PermissionsEdit")

    def _object(self, spec: ObjectSpec, user: User, right: str) -> bool:
        return spec.name not in self.read_only_objects or self._granted(
            "ObjectPermissions", "SobjectType", spec.name, user, right
        )

    def _field(self, spec: ObjectSpec, field: FieldSpec, user: User, right: str) -> bool:
        name = f"{spec.name}.{field.name}"
        return self._granted("FieldPermissions", "Field", name, user, right)

    def _granted(self, grants: str, column: str, name: str, user: User, right: str) -> bool:
        sets = {
            row["PermissionSetId"]
            for row in self._store.rows("PermissionSetAssignment")
            if row["AssigneeId"] == user.id
        }
        return any(
            row["ParentId"] in sets and str(row[column]).lower() == name.lower() and row.get(right)
            for row in self._store.rows(grants)
        )
