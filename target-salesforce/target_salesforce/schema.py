"""The schema of an org: objects and fields as Salesforce describes them to this user."""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import msgspec
from singer_erp.errors import ConfigError, VendorError
from singer_erp.http.bodies import json_as

if TYPE_CHECKING:
    from target_salesforce.connection import Connection

_API_NAME = re.compile(r"[a-z]\w*", re.ASCII | re.IGNORECASE)


class PicklistValue(msgspec.Struct):
    """A value of a picklist."""

    value: str
    active: bool


class Field(msgspec.Struct, rename="camel"):
    """A field, with the properties that matter for writing (REST API, "sObject Describe")."""

    name: str
    label: str
    type: str
    length: int
    nillable: bool
    createable: bool
    updateable: bool
    external_id: bool
    id_lookup: bool
    unique: bool
    case_sensitive: bool
    defaulted_on_create: bool
    restricted_picklist: bool
    precision: int = 0
    scale: int = 0
    digits: int = 0
    reference_to: list[str] = []
    relationship_name: str | None = None
    picklist_values: list[PicklistValue] = []
    polymorphic_foreign_key: bool = False

    @property
    def is_number(self) -> bool:
        """Whether values are numbers."""
        return self.type in {"int", "long", "double", "currency", "percent"}

    def normalize(self, key: str) -> str:
        """Return a key as Salesforce compares those of this field ("Custom Field Attributes").

        Numbers are compared by value; text without case, letter by letter, unless the field is
        case-sensitive.
        """
        if self.is_number:
            with contextlib.suppress(InvalidOperation):
                return f"{Decimal(key).normalize():f}"
        return key.strip() if self.case_sensitive else key.strip().lower()


class RecordType(msgspec.Struct, rename="camel"):
    """A record type."""

    developer_name: str
    record_type_id: str
    active: bool
    available: bool


class ObjectDescription(msgspec.Struct, rename="camel"):
    """An object."""

    name: str
    createable: bool
    updateable: bool
    fields: list[Field]
    record_type_infos: list[RecordType] = []

    def field(self, name: str) -> Field | None:
        """Return a field by its API name, case-insensitively."""
        return self._by_name().get(name.lower())

    def _by_name(self) -> dict[str, Field]:
        return {field.name.lower(): field for field in self.fields}

    def record_types(self) -> dict[str, str]:
        """Return the ids of the record types the user may use, by developer name in lower case."""
        return {
            kind.developer_name.casefold(): kind.record_type_id
            for kind in self.record_type_infos
            if kind.active and kind.available
        }

    def required(self) -> set[str]:
        """Return the fields that a new record must have."""
        return {
            field.name
            for field in self.fields
            if field.createable
            and not field.nillable
            and not field.defaulted_on_create
            and field.type != "boolean"
        }


class OrgSchema:
    """Descriptions by object, requested once per run.

    Args:
        connection: The connection to the org.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._objects: dict[str, ObjectDescription] = {}

    def __getitem__(self, name: str) -> ObjectDescription:
        """Return the description of an object.

        Raises:
            ConfigError: The object does not exist, or the user has no access to it.
        """
        if not _API_NAME.fullmatch(name):
            raise ConfigError(f"{name!r} is not an object's API name", "Correct it in `mappings`")
        if name not in self._objects:
            self._objects[name] = self._describe(name)
        return self._objects[name]

    def _describe(self, name: str) -> ObjectDescription:
        try:
            return self._connection.fetch(
                "GET", f"/sobjects/{name}/describe", json_as(ObjectDescription)
            )
        except VendorError as error:
            if error.status != 404:  # noqa: PLR2004
                raise
            raise ConfigError(
                f"The org has no object {name}, or the integration user has no access to it",
                "Check the name in `mappings`, `api_version` and the user's permission sets",
                request_id=error.request_id,
            ) from None


def key_field(description: ObjectDescription, name: str) -> Field:
    """Return the external id field of an object.

    Raises:
        ConfigError: It does not exist, is hidden, or is not an external id.
    """
    field = description.field(name)
    if field is None:
        raise ConfigError(
            f"{description.name} has no field {name} that this user can see",
            "Run `target-salesforce setup`, which creates it and gives the integration user access",
        )
    if not (field.external_id or field.id_lookup):
        raise ConfigError(
            f"{description.name}.{name} is not an external id",
            "Make it an external id in Setup, or choose another `external_id` in `mappings`",
        )
    return field
