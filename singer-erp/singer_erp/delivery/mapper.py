"""Evaluates a mapping for each record, with the expressions of the SDK's stream maps."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import MapExpressionError
from singer_sdk.mapper import CustomStreamMap

from singer_erp.delivery.expressions import property_names
from singer_erp.delivery.records import Item
from singer_erp.delivery.results import MappingError, check_values, count_of, key_of, text_of
from singer_erp.errors import ConfigError
from singer_erp.messages.json import encode_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from singer_sdk.mapper import StreamMap

    from singer_erp.delivery.mapping import Lookup, StreamMapping

_DELETED = "_sdc_deleted_at"
_KEY = "__key"
_FILTER = "__filter__"
_ROWS = "__rows"
# What expressions raise on values they do not fit; their messages may quote the values.
_EXPRESSION_ERRORS = (
    MapExpressionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Mapper:
    """A mapping bound to a stream's schema.

    Args:
        mapping: The mapping.
        schema: The stream's JSON schema.
        keys: Its key properties.
        replication_key: Its replication key, if any.
        config: The value of `config` in expressions.
        identifying: Fields that every write of a record has.

    Attributes:
        unavailable: Fields of the mapping that the stream has no properties for, with the names of
            these properties; they are not written.

    Raises:
        ConfigError: The stream lacks a property that may not be left out of what is sent.
    """

    def __init__(  # noqa: PLR0913  # values instead of the intake
        self,
        mapping: StreamMapping,
        schema: dict[str, Any],
        keys: Sequence[str],
        replication_key: str | None,
        config: dict[str, Any],
        *,
        identifying: Collection[str] = (),
    ) -> None:
        self.mapping = mapping
        self._identifying = identifying
        self._keys = keys
        self._replication_key = replication_key
        properties = schema["properties"].keys()
        self._nulls = dict.fromkeys(properties)
        expressions = mapping.fields | {n: lookup.key for n, lookup in mapping.lookups.items()}
        expressions |= {
            f"{detail}.{name}": expression
            for detail, fields in mapping.lines.items()
            for name, expression in fields.items()
        }
        self.unavailable = {
            name: unknown
            for name, expression in expressions.items()
            if (unknown := property_names(expression) - properties)
        }
        self._check_properties(properties)
        self._fields = [name for name in mapping.fields if name not in self.unavailable]
        self._lookups = {n: u for n, u in mapping.lookups.items() if n not in self.unavailable}
        self._lines = {
            detail: [name for name in fields if f"{detail}.{name}" not in self.unavailable]
            for detail, fields in mapping.lines.items()
        }
        self._map = _stream_map(mapping.stream, self._transform(), schema, config)
        key = {_KEY: mapping.key, "__else__": None}
        self._key_map = _stream_map(mapping.stream, key, schema, config)

    def _check_properties(self, properties: Collection[str]) -> None:
        """Check that the stream has what may not be left out of what is sent."""
        unknown = {
            setting: names
            for setting in ("key", "where", "rows")
            if (expression := getattr(self.mapping, setting))
            if (names := property_names(expression) - {*properties})
        }
        if self.mapping.lines:
            # A document without a field would be sent with the destination's default for it.
            unknown |= {self._path(name): names for name, names in self.unavailable.items()}
        for setting, names in unknown.items():
            raise ConfigError(
                f"`mappings.{self.mapping.stream}.{setting}` uses {', '.join(sorted(names))}, "
                "which the stream does not have",
                "Select the property in the tap's catalog, or correct the expression",
            )

    def _path(self, name: str) -> str:
        """Return the setting of a field, below the mapping."""
        if name in self.mapping.lookups:
            return f"lookups.{name}.key"
        return f"{'fields' if name in self.mapping.fields else 'lines'}.{name}"

    def _transform(self) -> dict[str, Any]:
        """Return the mapping as a stream map."""
        expressions = {name: self.mapping.fields[name] for name in self._fields}
        expressions |= {_lookup_column(name): u.key for name, u in self._lookups.items()}
        expressions |= {
            _line_column(detail, name): self.mapping.lines[detail][name]
            for detail, names in self._lines.items()
            for name in names
        }
        return {
            **expressions,
            _KEY: self.mapping.key,
            **({_FILTER: self.mapping.where} if self.mapping.where else {}),
            **({_ROWS: self.mapping.rows} if self.mapping.rows else {}),
            "__else__": None,
        }

    @property
    def has_lines(self) -> bool:
        """Whether records are lines of documents."""
        return bool(self._lines)

    def items(
        self, record: dict[str, Any], extracted_at: str | None, message: bytes, number: int = 0
    ) -> Iterator[Item]:
        """Return the items of a record: one, or two if it refers to its own object.

        A deleted line or a filtered record is an item that excludes earlier versions of its row.

        A property that the record omits is null, as taps omit nulls.

        Args:
            record: The record, after the SDK's stream maps.
            extracted_at: `time_extracted` of its RECORD message.
            message: JSON of the RECORD message.
            number: Number of the RECORD message in the input.

        Raises:
            MappingError: An expression cannot be evaluated for the record, or a line has no key
                of its own or of its document.
        """
        if self.has_lines and record.get(_DELETED) is not None:
            # Taps often send no more than the keys of deleted records.
            yield from self._excluded(record, number)
            return
        values = evaluate(self._map, self._nulls | record, f"mappings.{self.mapping.stream}")
        if values is None:
            yield from self._excluded(record, number)
            return
        check_values(values)
        if self.has_lines and (missing := [n for n in self._keys if record.get(n) is None]):
            # Lines without their own keys would take each other's place.
            raise MappingError(f"the key property {', '.join(missing)} of the record has no value")
        key = key_of(values[_KEY], "key")
        if self.has_lines and not key:
            # It may be a line of any document.
            raise MappingError("the `key` of the mapping has no value")
        stages: list[dict[str, Any]] = [{name: values[name] for name in self._fields}, {}]
        same = {name: values[name] for name in self._fields if name in self._identifying}
        for name, lookup in self._lookups.items():
            stages[lookup.object == self.mapping.object][name] = _reference(
                lookup, key_of(values[_lookup_column(name)], f"lookups.{name}.key")
            )
        for stage, part in enumerate(stages):
            if stage == 0 or part:
                yield self._item(
                    record,
                    message,
                    number=number,
                    key=key,
                    stage=stage,
                    values=part if stage == 0 else same | part,
                    extracted_at=extracted_at,
                    lines=self._line(values) if stage == 0 else {},
                    rows=count_of(values.get(_ROWS)) if self.mapping.rows else None,
                )

    def _line(self, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the line of a record by detail; columns that are all null are no line."""
        lines = {
            detail: {name: values[_line_column(detail, name)] for name in names}
            for detail, names in self._lines.items()
        }
        return {
            detail: line if any(value is not None for value in line.values()) else {}
            for detail, line in lines.items()
        }

    def _excluded(self, record: dict[str, Any], number: int) -> Iterator[Item]:
        """Yield what excludes earlier versions of a deleted or filtered row."""
        item = self.bare_item(record, b"", number)
        if item.key or item.row_key is not None:
            yield replace(item, is_excluded=True)

    def bare_item(
        self, record: dict[str, Any], message: bytes, number: int, flaw: str = ""
    ) -> Item:
        """Return an item without values, for a record that cannot be mapped.

        A line has the key of its document if that at least can be evaluated.
        """
        key = ""
        if self.has_lines:
            with suppress(MappingError):
                values = evaluate(self._key_map, self._nulls | record, "key") or {}
                key = key_of(values.get(_KEY), "key")
        return self._item(
            record,
            message,
            key=key,
            stage=0,
            values={},
            extracted_at=None,
            number=number,
            flaw=flaw,
        )

    def _item(
        self, record: dict[str, Any], message: bytes, *, key: str, number: int, **parts: Any
    ) -> Item:
        source_key = "/".join(text_of(record.get(name)) for name in self._keys)
        row_key = self._row_key(record)
        return Item(
            object=self.mapping.object,
            key=key,
            part=self.mapping.stream,
            stream=self.mapping.stream,
            source_key=source_key or key,
            source_version=self._version(record),
            mapping=self.mapping.digest,
            message=message,
            number=number,
            row_key=row_key,
            # A line without keys is distinguished from the others of its document by its number.
            line_key=(row_key or str(number)) if self.has_lines else None,
            **parts,
        )

    def _row_key(self, record: dict[str, Any]) -> str | None:
        """Return what identifies the row at the source; None if it has no keys."""
        values = [record.get(name) for name in self._keys]
        if not values or None in values:
            return None
        return encode_json([text_of(value) for value in values]).decode()

    def _version(self, record: dict[str, Any]) -> str | None:
        value = record.get(self._replication_key) if self._replication_key else None
        return None if value is None else str(value)


def evaluate(stream_map: StreamMap, record: dict[str, Any], setting: str) -> dict[str, Any] | None:
    """Return a record after a stream map, or None if it is filtered.

    Args:
        stream_map: The stream map.
        record: The record.
        setting: Path of the expressions, for the message.

    Raises:
        MappingError: An expression cannot be evaluated for the record.
    """
    try:
        return stream_map.transform(record)
    except _EXPRESSION_ERRORS as error:
        cause = type(error.__cause__ or error).__name__
    raise MappingError(f"{cause} in an expression of `{setting}`")


def _reference(lookup: Lookup, key: str) -> dict[str, str] | None:
    if not key:
        return None
    return {"object": lookup.object, "external_id": lookup.external_id, "key": key}


def _lookup_column(name: str) -> str:
    return f"__link_{name}"


def _line_column(detail: str, name: str) -> str:
    return f"__line_{detail}_{name}"


def _stream_map(
    stream: str, transform: dict[str, Any], schema: dict[str, Any], config: dict[str, Any]
) -> CustomStreamMap:
    return CustomStreamMap(
        stream_alias=stream,
        map_config=config,
        faker_config={},
        raw_schema=schema,
        key_properties=[_KEY],
        map_transform=transform,
        flattening_options=None,
    )
