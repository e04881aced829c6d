"""How a stream becomes records of an object: a declared mapping, in the SDK's expressions."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from singer_sdk.exceptions import MapExpressionError
from singer_sdk.mapper import CustomStreamMap

from singer_erp.delivery.records import Item, digest
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_KEY = "__key"
_FILTER = "__filter__"
# What stream maps define beside the record's properties (SDK documentation, "Stream Maps").
_OWN_NAMES = {"_", "record", "config", "self", "fake", "datetime", "json", "__stream_name__"}


@dataclass(frozen=True)
class Lookup:
    """A reference to another record by its external id.

    Attributes:
        object: The object referred to.
        external_id: Its external id field.
        key: Expression for the external id; null clears the reference.
    """

    object: str
    external_id: str
    key: str


@dataclass(frozen=True)
class StreamMapping:
    """What one stream's records become.

    Attributes:
        stream: Name of the stream, after the SDK's stream maps.
        object: The destination's object.
        external_id: Field that holds the key.
        key: Expression for the key.
        fields: Expression by field.
        lookups: Reference by field.
        where: Expression; records for which it is false are left out.
    """

    stream: str
    object: str
    external_id: str
    key: str
    fields: dict[str, str]
    lookups: dict[str, Lookup] = field(default_factory=dict)
    where: str | None = None

    @classmethod
    def parse(cls, stream: str, settings: Mapping[str, Any]) -> StreamMapping:
        """From one entry of the setting `mappings`.

        Raises:
            ConfigError: A part is missing.
        """
        missing = [name for name in ("object", "external_id", "key") if not settings.get(name)]
        if missing:
            raise ConfigError(
                f"`mappings` for stream '{stream}' lacks {', '.join(missing)}",
                "Give the object, its external id field and the expression of the key",
            )
        return cls(
            stream=stream,
            object=settings["object"],
            external_id=settings["external_id"],
            key=settings["key"],
            fields={n: e for n, e in settings.get("fields", {}).items() if e is not None},
            lookups={
                name: Lookup(**{"object": settings["object"], **lookup})
                for name, lookup in settings.get("lookups", {}).items()
                if lookup is not None
            },
            where=settings.get("where"),
        )

    @cached_property
    def digest(self) -> str:
        """Of the mapping: a changed one sends everything again."""
        lookups = {n: [u.object, u.external_id, u.key] for n, u in self.lookups.items()}
        return digest([self.object, self.external_id, self.key, self.fields, lookups, self.where])


def merged(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings by stream: the user's over the built-in ones, field by field; null takes out."""
    result = dict(defaults)
    for stream, settings in own.items():
        if settings is None:
            result.pop(stream, None)
            continue
        base = result.get(stream, {})
        result[stream] = (
            {**base, **settings}
            | {"fields": {**base.get("fields", {}), **settings.get("fields", {})}}
            | {"lookups": {**base.get("lookups", {}), **settings.get("lookups", {})}}
        )
    return result


def plan(mappings: Iterable[StreamMapping]) -> list[tuple[str, int]]:
    """Objects and stages in the order of delivery: parents first, self-references last of each.

    Raises:
        ConfigError: Objects refer to each other in a circle.
    """
    graph: dict[str, set[str]] = {}
    for mapping in mappings:
        parents = {lookup.object for lookup in mapping.lookups.values()} - {mapping.object}
        graph.setdefault(mapping.object, set()).update(parents)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise ConfigError(
            f"`mappings` refer to each other in a circle: {circle}",
            "Take one of the lookups out; it can be a mapping of its own, of another stream",
        ) from None
    return [(name, stage) for name in order if name in graph for stage in (0, 1)]


class Mapper:
    """A mapping bound to a stream's schema.

    Args:
        mapping: The mapping.
        schema: The stream's JSON schema.
        keys: Its key properties.
        replication_key: Its replication key, if any.
        config: What expressions know as `config`.
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
        known = schema["properties"].keys()
        self.left_out = {
            name: unknown
            for name, expression in {**mapping.fields, **_keys_of(mapping.lookups)}.items()
            if (unknown := _names(mapping, expression) - known)
        }
        if unknown := _names(mapping, mapping.key) - known:
            raise ConfigError(
                f"`mappings` for stream '{mapping.stream}' take the key from "
                f"{', '.join(sorted(unknown))}, which the stream does not have",
                "Select the property in the tap's catalog, or correct the expression of `key`",
            )
        self._fields = [name for name in mapping.fields if name not in self.left_out]
        self._lookups = {n: u for n, u in mapping.lookups.items() if n not in self.left_out}
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
        expressions = {name: self.mapping.fields[name] for name in self._fields}
        expressions |= {_link(name): lookup.key for name, lookup in self._lookups.items()}
        return {
            **expressions,
            _KEY: self.mapping.key,
            **({_FILTER: self.mapping.where} if self.mapping.where else {}),
            "__else__": None,
        }

    def items(
        self, record: dict[str, Any], extracted_at: str | None, message: bytes
    ) -> Iterator[Item]:
        """The items a record becomes: none, one, or two when it refers to its own object.

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
        common: dict[str, Any] = {
            "object": self.mapping.object,
            "key": "" if key is None else str(key).strip(),
            "stream": self.mapping.stream,
            "source_key": self._source_key(record),
            "source_version": self._version(record),
            "extracted_at": extracted_at,
            "mapping": self.mapping.digest,
            "message": message,
        }
        stages: list[dict[str, Any]] = [{name: values[name] for name in self._fields}, {}]
        for name, lookup in self._lookups.items():
            stages[lookup.object == self.mapping.object][name] = _reference(
                lookup, values[_link(name)]
            )
        for stage, part in enumerate(stages):
            if stage == 0 or part:
                yield Item(part=self.mapping.stream, stage=stage, values=part, **common)

    def bare_item(self, record: dict[str, Any], message: bytes) -> Item:
        """An item without values, for a record that cannot be mapped."""
        return Item(
            object=self.mapping.object,
            key="",
            part=self.mapping.stream,
            stage=0,
            values={},
            stream=self.mapping.stream,
            source_key=self._source_key(record),
            source_version=self._version(record),
            extracted_at=None,
            mapping=self.mapping.digest,
            message=message,
        )

    def _source_key(self, record: dict[str, Any]) -> str:
        return "/".join(str(record.get(name)) for name in self._keys)

    def _version(self, record: dict[str, Any]) -> str | None:
        value = record.get(self._replication_key) if self._replication_key else None
        return None if value is None else str(value)


class MappingError(Exception):
    """A record for which the mapping cannot be evaluated; the text holds no contents."""


def _reference(lookup: Lookup, key: Any) -> dict[str, str] | None:
    text = "" if key is None else str(key).strip()
    if not text:
        return None
    return {"object": lookup.object, "external_id": lookup.external_id, "key": text}


def _link(name: str) -> str:
    return f"__link_{name}"


def _keys_of(lookups: Mapping[str, Lookup]) -> dict[str, str]:
    return {name: lookup.key for name, lookup in lookups.items()}


def _names(mapping: StreamMapping, expression: str) -> set[str]:
    """Properties an expression reads."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        raise ConfigError(
            f"`mappings` for stream '{mapping.stream}' hold {expression!r}, which is no expression",
            "Write it as in the SDK's stream maps: a property's name, 'text', str(id)",
        ) from None
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}  # by comprehensions
    return {node.id for node in names} - called - made - _OWN_NAMES
