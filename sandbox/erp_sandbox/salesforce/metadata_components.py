"""Custom objects and custom fields, as the Metadata API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from erp_sandbox.salesforce.catalog import custom_owner
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
from erp_sandbox.salesforce.metadata_soap import many, missing
from erp_sandbox.salesforce.tooling_fields import developer_name, refused, to_metadata
from erp_sandbox.salesforce.tooling_view import custom_field, durable_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.salesforce.metadata_soap import Tree
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User
    from erp_sandbox.salesforce.tooling import Tooling

_SHARING = {"Private", "Read", "ReadWrite", "ControlledByParent"}
_STATUSES = {"Deployed", "InDevelopment"}
_PREFIXES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Kind(Protocol):
    """One kind of metadata; all methods raise `ApiError` for what is rejected."""

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield full name and id of all components."""

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
        org: The fields.
    """

    def __init__(self, tooling: Tooling, org: Org) -> None:
        self._tooling = tooling
        self._org = org

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield full name and id of all components."""
        for spec in self._org.store.objects.values():
            for field in spec.fields.values():
                if field.custom:
                    yield f"{spec.name}.{field.name}", str(custom_field(spec, field)["Id"])

    def create(self, tree: Tree, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Make a field that nobody sees yet."""
        self._tooling.make_field(str(tree.get("fullName", "")), _defined(tree))

    def update(self, tree: Tree, user: User) -> None:  # noqa: ARG002 - as all kinds
        """Replace the definition."""
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
            raise missing("CustomField", full_name)
        return found


class CustomObjects:
    """`CustomObject`, with the fields given inside it.

    Args:
        tooling: Makes those fields.
        org: The objects.
    """

    def __init__(self, tooling: Tooling, org: Org) -> None:
        self._tooling = tooling
        self._org = org

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield full name and id of all components."""
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
        label, plural = tree.get("label") or spec.label, tree.get("pluralLabel") or spec.plural
        self._org.store.label_object(spec, str(label), str(plural))

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
            raise missing("CustomObject", full_name)
        return spec

    def _free_prefix(self) -> str:
        taken = {spec.prefix for spec in self._org.store.objects.values()}
        return next(
            prefix
            for prefix in (f"a{a}{b}" for a in _PREFIXES for b in _PREFIXES)
            if prefix not in taken
        )


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
