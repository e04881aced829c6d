"""Columns that are always written, and columns that never are, whatever a catalog selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.catalog import Metadata

from tap_oracle_fusion.schema import BANK_DETAILS, DELETED, PARENT_CHANGED, READ_AT

if TYPE_CHECKING:
    from singer_sdk.singerlib.catalog import MetadataMapping

_Inclusion = Metadata.InclusionType
# Without them a deleted row is one of nulls, and a line that was removed looks like a live one.
_ALWAYS = (DELETED, READ_AT, PARENT_CHANGED)


def include(metadata: MetadataMapping, schema: dict[str, Any], *, bank_details: bool) -> None:
    """Set what the metadata of a stream, perhaps of an edited or an older catalog, includes.

    Args:
        metadata: The metadata; changed in place.
        schema: The stream's JSON schema.
        bank_details: Whether bank accounts and cards are read.
    """
    if not metadata:  # a stream without metadata is selected with all its columns
        metadata.root.selected = True
    for name, definition in (schema.get("properties") or {}).items():
        attribute = str(definition.get("title") or "").rpartition(".")[2]
        if name in _ALWAYS:
            metadata["properties", name].inclusion = _Inclusion.AUTOMATIC
        elif attribute in BANK_DETAILS and not bank_details:
            metadata["properties", name].inclusion = _Inclusion.UNSUPPORTED
