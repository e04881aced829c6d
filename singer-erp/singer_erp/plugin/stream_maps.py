"""Stream maps applied to records, with errors that quote the expression and not the record."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import MapExpressionError, StreamMapConfigError
from singer_sdk.mapper import CustomStreamMap, RemoveRecordTransform, SameRecordTransform

from singer_erp.errors import ConfigError, ErpError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_sdk.mapper import PluginMapper, StreamMap


class StreamMapError(ConfigError):
    """A stream map that cannot be applied to a schema or a record."""


def correct_setting(config_jsonschema: dict[str, Any]) -> None:
    """Remove what is not a schema from the SDK's schema of the setting `stream_maps`.

    The SDK adds the text `null` to the alternatives of `__else__`, which jsonschema cannot read.
    """
    _correct(config_jsonschema.get("properties", {}).get("stream_maps", {}))


def register_schema(mapper: PluginMapper, message: dict[str, Any]) -> None:
    """Apply the stream maps to the schema of a SCHEMA message.

    Raises:
        StreamMapError: The schema cannot be mapped or flattened.
    """
    stream, schema = message["stream"], message["schema"]
    with checked(f"Stream '{stream}': its schema cannot be mapped or flattened"):
        mapper.register_raw_stream_schema(stream, schema, message.get("key_properties"))


@contextmanager
def checked(what_failed: str) -> Iterator[None]:
    """Report whatever the SDK's mapper runs into in one line.

    Raises:
        StreamMapError: The settings, or a schema that they apply to, cannot be used.
    """
    try:
        yield
    except ErpError:  # the tap's catalog, which the maps apply to, may need the vendor
        raise
    except (MapExpressionError, StreamMapConfigError) as error:  # quotes the settings
        cause = str(error).rstrip(".")
    except Exception as error:  # noqa: BLE001  # whatever the SDK's own code runs into
        cause = type(error).__name__
    else:
        return
    raise StreamMapError(
        f"{what_failed} ({cause})",
        "Check the settings `stream_maps` and `flattening_enabled`, and the schema in the tap's "
        "catalog",
    )


def change_nothing(maps: Sequence[StreamMap]) -> bool:
    """Return whether a stream's maps neither copy, rename, filter, compute nor flatten."""
    return (
        len(maps) == 1 and type(maps[0]) is SameRecordTransform and not maps[0].flattening_enabled
    )


def that_load(maps: Sequence[StreamMap]) -> list[StreamMap]:
    """Return the maps without those that remove the stream."""
    return [each for each in maps if not isinstance(each, RemoveRecordTransform)]


def apply_map(stream_map: StreamMap, record: dict[str, Any]) -> dict[str, Any] | None:
    """Return the mapped record, or None if a filter excludes it.

    Raises:
        StreamMapError: An expression fails on the record.
    """
    try:
        return stream_map.transform(record)
    except Exception as error:  # noqa: BLE001  # an expression may raise anything
        # Python's own messages quote the value: invalid literal for int(): '...'
        cause = type(error.__cause__ or error).__name__
    expression = stream_map.expr_evaluator.expr if isinstance(stream_map, CustomStreamMap) else ""
    named = f"expression `{expression}` of the stream map" if expression else "flattening"
    raise StreamMapError(
        f"Stream '{stream_map.stream_alias}': the {named} failed on a record ({cause})",
        "Make the expression accept every value of the stream, null among them (`stream_maps`)"
        if expression
        else "Check `flattening_enabled` and the stream's schema",
    )


def _correct(schema: Any) -> None:
    if isinstance(schema, list):
        for each in schema:
            _correct(each)
    elif isinstance(schema, dict):
        if "anyOf" in schema:
            schema["anyOf"] = [each for each in schema["anyOf"] if isinstance(each, dict)]
        for each in schema.values():
            _correct(each)
