"""Evaluates a mapping for each record, with the expressions of the SDK's stream maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import MapExpressionError
from singer_sdk.mapper import CustomStreamMap

from singer_erp.delivery.expressions import property_names
from singer_erp.delivery.records import Item
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_erp.delivery.mapping import Lookup, StreamMapping

_KEY = "__key"
_FILTER = "__filter__"


class MappingError(Exception):
    """A mapping cannot be evaluated for a record; the message holds no record contents."""


class Mapper:
    """A mapping bound to a stream's schema.

    Args:
        mapping: The mapping.
        schema: The stream's JSON schema.
        keys: Its key properties.
        replication_key: Its replication key, if any.
        config: The value of `config` in expressions.

    Attributes:
        unavailable: Fields of the mapping that the stream has no properties for, with the names of
            these properties; they are not written.

    Raises:
        ConfigError: The key or `where` uses a property that the stream does not have.
    """

    def __init__(
        self,
        mapping: StreamMapping,
        schema: dict[str, Any],
        keys: Sequence[str],
        replication_key: str | None,
        config: dict[str, Any],
    ) -> None:
        self.mapping = mapping
        self._keys = keys
        self._replication_key = replication_key
        properties = schema["properties"].keys()
        expressions = mapping.fields | {n: lookup.key for n, lookup in mapping.lookups.items()}
        self.unavailable = {
            name: unknown
            for name, expression in expressions.items()
            if (unknown := property_names(expression) - properties)
        }
        for setting, expression in (("key", mapping.key), ("where", mapping.where)):
            if expression and (unknown := property_names(expression) - properties):
                raise ConfigError(
                    f"`mappings.{mapping.stream}.{setting}` uses {', '.join(sorted(unknown))}, "
                    "which the stream does not have",
                    "Select the property in the tap's catalog, or correct the expression",
                )
        self._fields = [name for name in mapping.fields if name not in self.unavailable]
        self._lookups = {n: u for n, u in mapping.lookups.items() if n not in self.unavailable}
        self._map = CustomStreamMap(
            stream_alias=mapping.stream,
            map_config=config,
            faker_config={},
            raw_schema=schema,
            key_properties=[_KEY],
            map_transform=self._transform(),
            flattening_options=None,
        )

    def _transform(self) -> dict[str, Any]:
        """Return the mapping as a stream map."""
        expressions = {name: self.mapping.fields[name] for name in self._fields}
        expressions |= {_lookup_column(name): u.key for name, u in self._lookups.items()}
        return {
            **expressions,
            _KEY: self.mapping.key,
            **({_FILTER: self.mapping.where} if self.mapping.where else {}),
            "__else__": None,
        }

    def items(
        self, record: dict[str, Any], extracted_at: str | None, message: bytes
    ) -> Iterator[Item]:
        """Return the items of a record: none, one, or two if it refers to its own object.

        Args:
            record: The record, after the SDK's stream maps.
            extracted_at: `time_extracted` of its RECORD message.
            message: JSON of the RECORD message.

        Raises:
            MappingError: An expression cannot be evaluated for the record.
        """
        try:
            values = self._map.transform(record)
        except (MapExpressionError, ArithmeticError, AttributeError, LookupError) as error:
            raise MappingError(str(error)) from None
        except (TypeError, ValueError) as error:
            raise MappingError(f"{type(error).__name__} in an expression") from None
        if values is None:
            return
        key = values[_KEY]
        stages: list[dict[str, Any]] = [{name: values[name] for name in self._fields}, {}]
        for name, lookup in self._lookups.items():
            stages[lookup.object == self.mapping.object][name] = _reference(
                lookup, values[_lookup_column(name)]
            )
        for stage, part in enumerate(stages):
            if stage == 0 or part:
                yield self._item(
                    record,
                    message,
                    key="" if key is None else str(key).strip(),
                    stage=stage,
                    values=part,
                    extracted_at=extracted_at,
                )

    def bare_item(self, record: dict[str, Any], message: bytes) -> Item:
        """Return an item without values, for a record that cannot be mapped."""
        return self._item(record, message, key="", stage=0, values={}, extracted_at=None)

    def _item(self, record: dict[str, Any], message: bytes, **parts: Any) -> Item:
        return Item(
            object=self.mapping.object,
            part=self.mapping.stream,
            stream=self.mapping.stream,
            source_key="/".join(str(record.get(name)) for name in self._keys),
            source_version=self._version(record),
            mapping=self.mapping.digest,
            message=message,
            **parts,
        )

    def _version(self, record: dict[str, Any]) -> str | None:
        value = record.get(self._replication_key) if self._replication_key else None
        return None if value is None else str(value)


def _reference(lookup: Lookup, key: Any) -> dict[str, str] | None:
    text = "" if key is None else str(key).strip()
    if not text:
        return None
    return {"object": lookup.object, "external_id": lookup.external_id, "key": text}


def _lookup_column(name: str) -> str:
    return f"__link_{name}"
