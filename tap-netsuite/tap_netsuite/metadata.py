"""The REST metadata catalog: record types and their fields (help page "Getting Metadata")."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from singer_erp.errors import VendorError

if TYPE_CHECKING:
    from tap_netsuite.session import Session

log = logging.getLogger(__name__)

_PATH = "/services/rest/record/v1/metadata-catalog"


def record_types(session: Session) -> dict[str, str]:
    """The account's record types: name as the catalog spells it, by lower-case name."""
    try:
        answer = session.client.send("GET", session.api_url + _PATH).json()
    except VendorError as error:
        log.info("The metadata catalog is not to be had, custom records are left out: %s", error)
        return {}
    return {item["name"].lower(): item["name"] for item in answer["items"]}


def fields_of(session: Session, record_type: str) -> dict[str, dict[str, Any]]:
    """JSON schema by lower-case name of a record type's fields; references are ids."""
    try:
        answer = session.client.send(
            "GET",
            f"{session.api_url}{_PATH}/{record_type}",
            headers={"Accept": "application/schema+json"},
        ).json()
    except VendorError as error:
        log.info("The metadata catalog does not describe %s: %s", record_type, error)
        return {}
    return {
        name.lower(): {"type": "integer"} if definition.get("type") == "object" else definition
        for name, definition in answer.get("properties", {}).items()
        if definition.get("type") in {"string", "integer", "number", "boolean", "object"}
    }
