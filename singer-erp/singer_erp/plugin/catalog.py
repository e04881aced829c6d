"""The shape of catalogs, which the SDK takes for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
from singer_sdk.singerlib.catalog import Metadata

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.singerlib.catalog import MetadataMapping

T = TypeVar("T")

_ADVICE = "Write a new one with --discover"


class _Definition(msgspec.Struct, rename="camel"):
    """JSON schema of a column, as far as it is read."""

    type: str | list[str] | None = None
    title: str | None = None
    description: str | None = None
    format: str | None = None
    properties: dict[str, _Definition] | None = None
    items: _Definition | None = None
    any_of: list[_Definition] | None = None


class _Schema(msgspec.Struct):
    properties: dict[str, Any]


class _Metadata(msgspec.Struct, rename="kebab"):
    inclusion: str | None = None
    selected: bool | None = None
    selected_by_default: bool | None = None
    table_key_properties: list[str] | None = None
    replication_key: str | None = None
    forced_replication_method: Literal["FULL_TABLE", "INCREMENTAL", "LOG_BASED"] | None = None
    replication_method: str | None = None
    valid_replication_keys: list[str] | None = None


class _Selection(msgspec.Struct):
    breadcrumb: list[str]
    metadata: _Metadata


class _Entry(msgspec.Struct):
    tap_stream_id: str
    schema: _Schema
    stream: str | None = None
    metadata: list[_Selection] = []
    key_properties: list[str] | None = None
    replication_key: str | None = None
    replication_method: str | None = None


def check_catalog(catalog: dict[str, Any]) -> None:
    """Check the shape of a catalog.

    Raises:
        ConfigError: It is not a list of streams, or one of them is not as discovery writes it.
    """
    streams = catalog.get("streams", [])
    if not isinstance(streams, list) or not all(isinstance(entry, dict) for entry in streams):
        raise ConfigError("The catalog is not a list of streams", _ADVICE)
    for entry in streams:
        stream = entry.get("tap_stream_id")
        found = _converted(entry, _Entry, stream)
        if found.stream not in {None, stream}:
            raise _malformed(stream, f"its `stream` is '{found.stream}'")
        # One by one: msgspec names no keys of objects.
        for column, definition in found.schema.properties.items():
            _converted(definition, _Definition, stream, f"column '{column}': ")


def with_replication_methods(catalog: dict[str, Any]) -> dict[str, Any]:
    """Return a catalog whose streams have the full refresh that their metadata choose.

    Users choose it there, with Meltano's `metadata`; the SDK reads only what the entry itself says.
    """
    streams = catalog.get("streams", [])
    return catalog | {"streams": [entry | _chosen_method(entry) for entry in streams]}


def always_write(metadata: MetadataMapping, columns: Iterable[str]) -> None:
    """Have some columns of a stream written, whatever an edited or older catalog selects.

    Args:
        metadata: The stream's metadata; changed in place.
        columns: Names of the columns.
    """
    if not metadata:  # a stream without metadata is selected with all its columns
        metadata.root.selected = True
    for name in columns:
        metadata["properties", name].inclusion = Metadata.InclusionType.AUTOMATIC


def _chosen_method(entry: dict[str, Any]) -> dict[str, Any]:
    for selection in entry.get("metadata") or ():
        method = selection["metadata"].get("replication-method")
        if method == "FULL_TABLE" and not selection["breadcrumb"]:
            return {"replication_method": method}
    return {}


def _converted(value: Any, type_: type[T], stream: object, place: str = "") -> T:
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise _malformed(stream, f"{place}{error}") from None


def _malformed(stream: object, reason: str) -> ConfigError:
    return ConfigError(
        f"The catalog's stream {stream!r} is malformed: {reason}", f"Correct it there. {_ADVICE}"
    )
