"""Columns that are always written, and columns that never are, whatever a catalog selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.plugin.catalog import always_write
from singer_sdk.singerlib.catalog import Metadata

from tap_oracle_fusion.schema import BANK_DETAILS, DELETED, PARENT_CHANGED, READ_AT

if TYPE_CHECKING:
    from singer_sdk.singerlib.catalog import MetadataMapping

# Without them a deleted row is one of nulls, and a line that was removed looks like a live one.
_ALWAYS = (DELETED, READ_AT, PARENT_CHANGED)


def include(metadata: MetadataMapping, schema: dict[str, Any], *, bank_details: bool) -> None:
    """Set what the metadata of a stream, perhaps of an edited or an older catalog, includes.

    Args:
        metadata: The metadata; changed in place.
        schema: The stream's JSON schema.
        bank_details: Whether bank accounts and cards are read.
    """
    properties = schema.get("properties") or {}
    always_write(metadata, [name for name in _ALWAYS if name in properties])
    for name, definition in properties.items():
        attribute = str(definition.get("title") or "").rpartition(".")[2]
        if attribute in BANK_DETAILS and not bank_details:
            metadata["properties", name].inclusion = Metadata.InclusionType.UNSUPPORTED
