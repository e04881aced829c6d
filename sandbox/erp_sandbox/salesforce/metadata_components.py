"""The kinds of metadata the sandbox knows: custom objects, custom fields, permission sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from erp_sandbox.salesforce.catalog import custom_owner
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
from erp_sandbox.salesforce.metadata_soap import many
from erp_sandbox.salesforce.org import Context
from erp_sandbox.salesforce.tooling_fields import developer_name, refused, to_metadata
from erp_sandbox.salesforce.tooling_view import custom_field, durable_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.salesforce.metadata_soap import Tree
    from erp_sandbox.salesforce.org import Org, User
    from erp_sandbox.salesforce.store import Record
    from erp_sandbox.salesforce.tooling import Tooling

_SHARING = {"Private", "Read", "ReadWrite", "ControlledByParent"}
_STATUSES = {"Deployed", "InDevelopment"}
_PREFIXES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RIGHTS = {
    "allowRead": "PermissionsRead",
    "allowCreate": "PermissionsCreate",
    "allowEdit": "PermissionsEdit",
    "allowDelete": "PermissionsDelete",
    "viewAllRecords": "PermissionsViewAllRecords",
    "modifyAllRecords": "PermissionsModifyAllRecords",
}


class Kind(Protocol):
    """One kind of metadata; all methods raise `ApiError` for what is refused."""

    def names(self) -> Iterator[tuple[str, str]]:
        """Full name and id of all there are."""

    def create(self, tree: Tree, user: User) -> None:
        """Make one."""

    def update(self, tree: Tree, user: User) -> None:
        """Change one."""

    def delete(self, full_name: str, user: User) -> None:
        """Take one away."""

    def read(self, full_name: str) -> Tree | None:
        """Show one, if it is there."""


class CustomFields:
    """`CustomField`, by the names of the Tooling API's `Metadata`.

    Args:
        tooling: Does the work.
        org: Whose fields.
    """

    def __init__(self, tooling: Tooling, org: Org) -> None:
        self._tooling = tooling
        self._org = org

    def names(self) -> Iterator[tuple[str, str]]:
        """Full name and id of all there are."""
        for spec in self._org.store.objects.values():
            for field in spec.fields.values():
                if field.custom:
                    yield f"{spec.name}.{field.name}", str(custom_field(spec, field)["Id"])

    def create(self, tree: Tree, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Make a field that nobody sees yet."""
        self._tooling.make_field(str(tree.get("fullName", "")), _defined(tree))

    def update(self, tree: Tree, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Put another definition in its place."""
        self._tooling.change_field(*self._found(str(tree.get("fullName", ""))), _defined(tree))

    def delete(self, full_name: str, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Take a field away."""
        self._tooling.delete_field(*self._found(full_name))

    def read(self, full_name: str) -> Tree | None:
        """Show a field."""
        found = self._tooling.find(full_name)
        if found is None:
            return None
        spec, field = found
        return {"fullName": f"{spec.name}.{field.name}", **to_metadata(field)}

    def _found(self, full_name: str) -> tuple[ObjectSpec, FieldSpec]:
        found = self._tooling.find(full_name)
        if found is None:
            raise _missing("CustomField", full_name)
        return found


class CustomObjects:
    """`CustomObject`, with the fields given inside it.

    Args:
        tooling: Makes those fields.
        org: Whose objects.
    """

    def __init__(self, tooling: Tooling, org: Org) -> None:
        self._tooling = tooling
        self._org = org

    def names(self) -> Iterator[tuple[str, str]]:
        """Full name and id of all there are."""
        for spec in self._org.store.objects.values():
            if not spec.setup:
                yield spec.name, durable_id("01I", spec.name) if spec.custom else ""

    def create(self, tree: Tree, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Make an object; it is there with all its fields or not at all."""
        name = str(tree.get("fullName", ""))
        developer_name(name, "Object")
        store = self._org.store
        if name.lower() in {known.lower() for known in store.objects}:
            raise ApiError(
                400,
                "DUPLICATE_DEVELOPER_NAME",
                f"There is already an object named {name}.",
                ("DeveloperName",),
            )
        spec = _object(tree, self._free_prefix())
        store.add_object(spec)
        try:
            for field in many(tree.get("fields")):
                full_name = f"{name}.{field.get('fullName', '')}"
                self._tooling.make_field(full_name, {**field, "fullName": full_name})
        except ApiError:
            store.drop_object(spec)
            raise

    def update(self, tree: Tree, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Give an object other labels."""
        spec = self._found(str(tree.get("fullName", "")))
        spec.label = str(tree.get("label") or spec.label)
        spec.plural = str(tree.get("pluralLabel") or spec.plural)

    def delete(self, full_name: str, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Take an object and its records away."""
        spec = self._found(full_name)
        if not spec.custom:
            raise refused(f"{full_name} is a standard object and stays", "fullName")
        self._org.store.drop_object(spec)

    def read(self, full_name: str) -> Tree | None:
        """Show an object with its custom fields."""
        try:
            spec = self._found(full_name)
        except ApiError:
            return None
        fields = [
            {"fullName": field.name, **to_metadata(field)}
            for field in spec.fields.values()
            if field.custom
        ]
        own = {
            "deploymentStatus": "Deployed",
            "fields": fields,
            "label": spec.label,
            "nameField": {"label": spec.fields["Name"].label, "type": "Text"},
            "pluralLabel": spec.plural,
            "sharingModel": "ReadWrite",
        }
        return {"fullName": spec.name, **(own if spec.custom else {"fields": fields})}

    def _found(self, full_name: str) -> ObjectSpec:
        spec = self._org.store.objects.get(full_name)
        if spec is None or spec.setup:
            raise _missing("CustomObject", full_name)
        return spec

    def _free_prefix(self) -> str:
        taken = {spec.prefix for spec in self._org.store.objects.values()}
        return next(
            prefix
            for prefix in (f"a{a}{b}" for a in _PREFIXES for b in _PREFIXES)
            if prefix not in taken
        )


class PermissionSets:
    """`PermissionSet`: a row of its own, and rows for what it grants.

    Args:
        org: Whose sets.
    """

    def __init__(self, org: Org) -> None:
        self._org = org

    def names(self) -> Iterator[tuple[str, str]]:
        """Full name and id of all there are."""
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
            raise _missing("PermissionSet", name)
        self._grant(name, self._grants(tree), user)

    def delete(self, full_name: str, user: User) -> None:
        """Take a set away, and with it what it grants."""
        row = self._row(full_name)
        if row is None:
            raise _missing("PermissionSet", full_name)
        self._org.delete([row["Id"]], Context(user))
        store = self._org.store
        for name, column in (
            ("FieldPermissions", "ParentId"),
            ("ObjectPermissions", "ParentId"),
            ("PermissionSetAssignment", "PermissionSetId"),
        ):
            held = [other["Id"] for other in store.rows(name) if other[column] == row["Id"]]
            self._org.delete(held, Context(user))

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
        """Object of the grant, the column that tells grants apart, and values; all checked."""
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
                raise _missing("CustomObject", str(entry.get("object")), "object")
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
            raise _missing("CustomField", full_name, "field")
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
        [outcome] = self._org.create([spec], [values], Context(user))
        if outcome.errors:
            raise outcome.errors[0].as_api_error()


def _defined(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if name not in {"@type", "fullName"}}


def _object(tree: Tree, prefix: str) -> ObjectSpec:
    name = str(tree["fullName"])
    for required in ("label", "pluralLabel"):
        if not tree.get(required):
            raise refused(f"Must specify a non-empty {required} for the CustomObject", required)
    name_field: Any = tree.get("nameField")
    if not isinstance(name_field, dict) or name_field.get("type") != "Text":
        raise refused("Must specify a nameField of type Text", "nameField")
    if tree.get("sharingModel") not in _SHARING:
        raise refused(f"sharingModel must be one of {', '.join(sorted(_SHARING))}", "sharingModel")
    if tree.get("deploymentStatus") not in _STATUSES:
        raise refused(
            f"deploymentStatus must be one of {', '.join(sorted(_STATUSES))}", "deploymentStatus"
        )
    label = str(name_field.get("label") or "Name")
    fields = (FieldSpec("Name", label, "string", 80, required=True), custom_owner())
    by_name = {field.name: field for field in fields}
    return ObjectSpec(name, str(tree["label"]), str(tree["pluralLabel"]), prefix, by_name)


def _missing(kind: str, name: str, at: str = "fullName") -> ApiError:
    return ApiError(
        400,
        "INVALID_CROSS_REFERENCE_KEY",
        f"In field: {at} - no {kind} named {name} found",
    )


def _true(value: Any) -> bool:
    return str(value).lower() == "true"
