"""Permission sets, as the Metadata API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.context import Context
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.metadata_soap import many, missing
from erp_sandbox.salesforce.tooling_fields import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.metadata_soap import Tree
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User
    from erp_sandbox.salesforce.store import Record

_RIGHTS = {
    "allowRead": "PermissionsRead",
    "allowCreate": "PermissionsCreate",
    "allowEdit": "PermissionsEdit",
    "allowDelete": "PermissionsDelete",
    "viewAllRecords": "PermissionsViewAllRecords",
    "modifyAllRecords": "PermissionsModifyAllRecords",
}


class PermissionSets:
    """`PermissionSet`: a row of its own, and rows for what it grants.

    Args:
        org: The sets.
    """

    def __init__(self, org: Org) -> None:
        self._org = org

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield full name and id of all permission sets."""
        for row in self._org.store.rows("PermissionSet"):
            yield row["Name"], row["Id"]

    def create(self, tree: Tree, user: User) -> None:
        """Make a set with its grants, all or none."""
        name = str(tree.get("fullName", ""))
        if self._row(name) is not None:
            raise ApiError(
                400,
                "DUPLICATE_DEVELOPER_NAME",
                f"There is already a permission set named {name}.",
                ("Name",),
            )
        grants = self._grants(tree)
        values = {"Name": name, "Label": tree.get("label")}
        if tree.get("description"):
            values["Description"] = tree["description"]
        self._insert("PermissionSet", values, user)
        self._grant(name, grants, user)

    def update(self, tree: Tree, user: User) -> None:
        """Add grants to a set, or change them."""
        name = str(tree.get("fullName", ""))
        if self._row(name) is None:
            raise missing("PermissionSet", name)
        self._grant(name, self._grants(tree), user)

    def delete(self, full_name: str, user: User) -> None:
        """Take a set away, and with it what it grants."""
        row = self._row(full_name)
        if row is None:
            raise missing("PermissionSet", full_name)
        self._org.records.delete([row["Id"]], Context(user))
        store = self._org.store
        for name, column in (
            ("FieldPermissions", "ParentId"),
            ("ObjectPermissions", "ParentId"),
            ("PermissionSetAssignment", "PermissionSetId"),
        ):
            held = [other["Id"] for other in store.rows(name) if other[column] == row["Id"]]
            self._org.records.delete(held, Context(user))

    def read(self, full_name: str) -> Tree | None:
        """Show a set with its grants."""
        row = self._row(full_name)
        if row is None:
            return None
        rows = self._org.store.rows
        return {
            "fullName": row["Name"],
            "description": row.get("Description"),
            "fieldPermissions": [
                {
                    "editable": bool(grant["PermissionsEdit"]),
                    "field": grant["Field"],
                    "readable": bool(grant["PermissionsRead"]),
                }
                for grant in rows("FieldPermissions")
                if grant["ParentId"] == row["Id"]
            ],
            "label": row["Label"],
            "objectPermissions": [
                {
                    **{tag: bool(grant[column]) for tag, column in sorted(_RIGHTS.items())},
                    "object": grant["SobjectType"],
                }
                for grant in rows("ObjectPermissions")
                if grant["ParentId"] == row["Id"]
            ],
        }

    def _row(self, name: str) -> Record | None:
        rows = self._org.store.rows("PermissionSet")
        return next((row for row in rows if row["Name"].lower() == name.lower()), None)

    def _grants(self, tree: Tree) -> list[tuple[str, str, Record]]:
        """Return checked grants: object, the column that identifies a grant, and values."""
        grants: list[tuple[str, str, Record]] = []
        for entry in many(tree.get("fieldPermissions")):
            spec, field = self._field(str(entry.get("field")))
            values = {
                "SobjectType": spec.name,
                "Field": f"{spec.name}.{field.name}",
                "PermissionsRead": _true(entry.get("readable")) or _true(entry.get("editable")),
                "PermissionsEdit": _true(entry.get("editable")),
            }
            grants.append(("FieldPermissions", "Field", values))
        for entry in many(tree.get("objectPermissions")):
            spec_of = self._org.store.objects.get(str(entry.get("object")))
            if spec_of is None:
                raise missing("CustomObject", str(entry.get("object")), "object")
            rights = {column: _true(entry.get(tag)) for tag, column in _RIGHTS.items()}
            grants.append(
                ("ObjectPermissions", "SobjectType", {"SobjectType": spec_of.name, **rights})
            )
        return grants

    def _field(self, full_name: str) -> tuple[ObjectSpec, FieldSpec]:
        obj, _, name = full_name.partition(".")
        spec = self._org.store.objects.get(obj)
        field = spec.field(name) if spec else None
        if spec is None or field is None:
            raise missing("CustomField", full_name, "field")
        if field.required or field.name == "Id":
            raise refused(f"You cannot deploy to a required field: {full_name}", "field")
        return spec, field

    def _grant(self, name: str, grants: list[tuple[str, str, Record]], user: User) -> None:
        parent = (self._row(name) or {})["Id"]
        store = self._org.store
        for sobject, column, values in grants:
            for row in store.rows(sobject):
                if row["ParentId"] == parent and row[column] == values[column]:
                    store.update(store.objects[sobject], row, values)
                    break
            else:
                self._insert(sobject, {"ParentId": parent, **values}, user)

    def _insert(self, sobject: str, values: Record, user: User) -> None:
        spec = self._org.store.objects[sobject]
        [outcome] = self._org.records.create([spec], [values], Context(user))
        if outcome.errors:
            raise outcome.errors[0].as_api_error()


def _true(value: Any) -> bool:
    return str(value).lower() == "true"
