"""The REST metadata catalog: record types and their fields (help page "Getting Metadata")."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import VendorError
from singer_erp.http.bodies import at, json_as, text_at
from singer_erp.messages.projection import kind_of

if TYPE_CHECKING:
    from tap_netsuite.suiteql import SuiteQL

log = logging.getLogger(__name__)

_PATH = "/services/rest/record/v1/metadata-catalog"


class _RecordType(msgspec.Struct):
    name: str


class _Catalog(msgspec.Struct):
    items: list[_RecordType]


class _Description(msgspec.Struct):
    properties: dict[str, dict[str, Any]] = {}


def record_types(suiteql: SuiteQL) -> dict[str, str]:
    """Return the account's record types: name as the catalog spells it, by lower-case name."""
    try:
        catalog = suiteql.get(_PATH, json_as(_Catalog))
    except VendorError as error:
        log.info("The metadata catalog is not available, custom records are left out: %s", error)
        return {}
    return {item.name.lower(): item.name for item in catalog.items}


def fields_of(suiteql: SuiteQL, record_type: str) -> dict[str, str]:
    """Return the kinds of a record type's fields by lower-case name; references are ids."""
    try:
        description = suiteql.get(
            f"{_PATH}/{record_type}", json_as(_Description), "application/schema+json"
        )
    except VendorError as error:
        log.info("The metadata catalog does not describe %s: %s", record_type, error)
        return {}
    return {
        name.lower(): _reference_kind(definition)
        if definition["type"] == "object"
        else kind_of(definition)
        for name, definition in description.properties.items()
        if text_at(definition, "type") in {"string", "integer", "number", "boolean", "object"}
    }


def _reference_kind(definition: dict[str, Any]) -> str:
    """Return the kind of a reference; a multi-select is a collection of them (unconfirmed)."""
    return "ids" if at(definition, "properties", "items") is not None else "id"
