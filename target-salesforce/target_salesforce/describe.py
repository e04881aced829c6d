"""What an object takes, as Salesforce describes it to this user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from singer_erp.errors import ConfigError, VendorError

if TYPE_CHECKING:
    from target_salesforce.connection import Connection


class Choice(msgspec.Struct):
    """A value of a picklist."""

    value: str
    active: bool


class Field(msgspec.Struct, rename="camel"):
    """A field, as far as writing it is concerned; see "sObject Describe"."""

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
    picklist_values: list[Choice] = []
    polymorphic_foreign_key: bool = False


class RecordType(msgspec.Struct, rename="camel"):
    """A record type the user may use."""

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
        """A field by its API name, in any case."""
        return self._by_name().get(name.lower())

    def _by_name(self) -> dict[str, Field]:
        return {field.name.lower(): field for field in self.fields}

    def record_types(self) -> dict[str, str]:
        """Ids of the record types the user may use, by developer name in lower case."""
        return {
            kind.developer_name.casefold(): kind.record_type_id
            for kind in self.record_type_infos
            if kind.active and kind.available
        }

    def required(self) -> set[str]:
        """Fields without which a record cannot be created."""
        return {
            field.name
            for field in self.fields
            if field.createable
            and not field.nillable
            and not field.defaulted_on_create
            and field.type != "boolean"
        }


class Descriptions:
    """Descriptions by object, asked for once a run.

    Args:
        connection: Asks for them.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, ObjectDescription] = {}

    def __getitem__(self, name: str) -> ObjectDescription:
        """An object's description.

        Raises:
            ConfigError: The org has no such object, or the user may not see it.
        """
        if name not in self._known:
            self._known[name] = self._ask(name)
        return self._known[name]

    def _ask(self, name: str) -> ObjectDescription:
        try:
            response = self._connection.send("GET", f"/sobjects/{name}/describe")
        except VendorError as error:
            if error.status != 404:  # noqa: PLR2004
                raise
            raise ConfigError(
                f"The org has no object {name}, or the integration user may not see it",
                "Check the name in `mappings` and the user's permission sets",
                request_id=error.request_id,
            ) from None
        return msgspec.json.decode(response.content, type=ObjectDescription)


def key_field(description: ObjectDescription, name: str) -> Field:
    """The field that records are matched by.

    Raises:
        ConfigError: It does not exist, is hidden, or is no external id.
    """
    field = description.field(name)
    if field is None:
        raise ConfigError(
            f"{description.name} has no field {name} that this user can see",
            "Run `target-salesforce setup`, which creates it and gives the integration user access",
        )
    if not (field.external_id or field.id_lookup):
        raise ConfigError(
            f"{description.name}.{name} is no external id",
            "Choose another `external_id` in `mappings`, or let `target-salesforce setup` make one",
        )
    return field
