"""Prepares an org: the external id field, and the permission set that alone shows it.

A field made through the API is on no page layout and visible to nobody, not even to who made it,
until a permission set grants it (Metadata API Developer Guide, "FieldPermissions"): so people
never see the key, and the integration user does.
"""

# ruff: noqa: S608 - values are quoted by `literal`

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from singer_erp.errors import VendorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from target_salesforce.connection import Connection

_LABEL = "NetSuite Id"
_LENGTH = 64


@dataclass(frozen=True)
class Step:
    """Something an org lacks.

    Attributes:
        what: In words.
        do: Makes it.
    """

    what: str
    do: Callable[[], object]


class Setup:
    """What one org needs, found out step by step.

    Args:
        connection: To the org, as a user who may customise it.
        objects: External id field by object.
        permission_set: API name of the permission set.
    """

    def __init__(
        self, connection: Connection, objects: dict[str, str], permission_set: str
    ) -> None:
        self._connection = connection
        self._objects = objects
        self._permission_set = permission_set

    def missing(self) -> list[Step]:
        """What is still to be done; empty when the org is ready."""
        steps = [
            Step(
                f"create field {obj}.{field} (Text {_LENGTH}, external id, unique)",
                partial(self._create_field, obj, field),
            )
            for obj, field in self._objects.items()
            if not self._has_field(obj, field)
        ]
        permission_set = self._permission_set_id()
        if permission_set is None:
            steps.append(
                Step(f"create permission set {self._permission_set}", self._create_permission_set)
            )
        steps += [
            Step(
                f"let {self._permission_set} read and edit {obj}.{field}",
                partial(self._grant, obj, field),
            )
            for obj, field in self._objects.items()
            if permission_set is None or not self._is_granted(permission_set, obj, field)
        ]
        if permission_set is None or not self._is_assigned(permission_set):
            steps.append(Step(f"assign {self._permission_set} to this user", self._assign))
        return steps

    def carry_out(self, steps: Iterable[Step], tell: Callable[[str], object]) -> None:
        """Do what is missing, one after the other."""
        for step in steps:
            step.do()
            tell(step.what)

    def _has_field(self, obj: str, field: str) -> bool:
        name = field.removesuffix("__c")
        found = self._query(
            "/tooling/query",
            f"SELECT Id FROM CustomField WHERE DeveloperName = {literal(name)} "
            f"AND TableEnumOrId = {literal(obj)}",
        )
        return bool(found) or self._describes(obj, field)

    def _describes(self, obj: str, field: str) -> bool:
        described = self._connection.get(f"/sobjects/{obj}/describe")
        return any(entry["name"].lower() == field.lower() for entry in described["fields"])

    def _create_field(self, obj: str, field: str) -> None:
        metadata = {
            "type": "Text",
            "label": _LABEL,
            "length": _LENGTH,
            "externalId": True,
            "unique": True,
            "caseSensitive": False,
            "required": False,
            "description": "Key of the record in NetSuite; written by the integration.",
            "inlineHelpText": "Do not edit.",
        }
        body = {"FullName": f"{obj}.{field}", "Metadata": metadata}
        self._ignoring("DUPLICATE_DEVELOPER_NAME", "/tooling/sobjects/CustomField", body)

    def _permission_set_id(self) -> str | None:
        found = self._query(
            "/query",
            f"SELECT Id FROM PermissionSet WHERE Name = {literal(self._permission_set)}",
        )
        return found[0]["Id"] if found else None

    def _create_permission_set(self) -> None:
        label = self._permission_set.replace("_", " ")
        body = {"Name": self._permission_set, "Label": label}
        self._ignoring("DUPLICATE_VALUE", "/sobjects/PermissionSet", body)

    def _is_granted(self, permission_set: str, obj: str, field: str) -> bool:
        return bool(
            self._query(
                "/query",
                f"SELECT Id FROM FieldPermissions WHERE ParentId = {literal(permission_set)} "
                f"AND Field = {literal(f'{obj}.{field}')} AND PermissionsEdit = true",
            )
        )

    def _grant(self, obj: str, field: str) -> None:
        body = {
            "ParentId": self._permission_set_id(),
            "SobjectType": obj,
            "Field": f"{obj}.{field}",
            "PermissionsRead": True,
            "PermissionsEdit": True,
        }
        self._ignoring("DUPLICATE_VALUE", "/sobjects/FieldPermissions", body)

    def _is_assigned(self, permission_set: str) -> bool:
        user = self._connection.org.user_id
        return bool(
            self._query(
                "/query",
                "SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = "
                f"{literal(permission_set)} AND AssigneeId = {literal(user)}",
            )
        )

    def _assign(self) -> None:
        body = {
            "PermissionSetId": self._permission_set_id(),
            "AssigneeId": self._connection.org.user_id,
        }
        self._ignoring("DUPLICATE_VALUE", "/sobjects/PermissionSetAssignment", body)

    def _query(self, path: str, soql: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = self._connection.get(path, params={"q": soql})["records"]
        return records

    def _ignoring(self, code: str, path: str, body: dict[str, Any]) -> None:
        """POST; that it exists already is what was wanted."""
        try:
            self._connection.send("POST", path, json=body)
        except VendorError as error:
            if error.code != code:
                raise


def literal(text: str) -> str:
    """A text as a SOQL literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
