"""Maps incoming Singer messages onto outbox items."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from singer_sdk.mapper import RemoveRecordTransform

from singer_erp.delivery.dead_letters import rejected_document
from singer_erp.delivery.mapper import Mapper
from singer_erp.delivery.results import MappingError
from singer_erp.errors import ErpError
from singer_erp.messages.json import (
    UnreadableJsonError,
    decode_json,
    encode_json,
    replace_surrogates,
)
from singer_erp.plugin.stream_maps import StreamMapError, apply_map, register_schema

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from singer_sdk.mapper import PluginMapper, StreamMap

    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.outbox import Outbox
    from singer_erp.delivery.records import Item
    from singer_erp.messages.reader import Envelope


class Intake:
    """Receives SCHEMA and RECORD messages and fills the outbox.

    Args:
        outbox: Receives the items.
        mappings: Mapping by stream.
        bind: Checks a mapping against the destination before the stream's records are read.
        stream_maps: The SDK's stream maps.
        config: The value of `config` in expressions.
        log: The logger.

    Attributes:
        unmapped: Records whose mapping cannot be evaluated, with the reason.
        bound: The mappings of the streams received.
        skipped: Streams whose records have no mapping.
    """

    def __init__(  # noqa: PLR0913  # values instead of the target
        self,
        outbox: Outbox,
        mappings: Mapping[str, StreamMapping],
        bind: Callable[[StreamMapping], Collection[str]],
        *,
        stream_maps: PluginMapper,
        config: dict[str, Any],
        log: logging.Logger,
    ) -> None:
        self.unmapped: list[tuple[Item, str]] = []
        self.bound: dict[str, StreamMapping] = {}
        self.skipped: set[str] = set()
        self._outbox = outbox
        self._mappings = mappings
        self._bind = bind
        self._stream_maps = stream_maps
        self._config = config
        self._log = log
        self._mappers: dict[str, Mapper | None] = {}
        self._nulls: dict[str, dict[str, None]] = {}
        self._incremental: set[str] = set()
        self._replayed: dict[tuple[str, str], Collection[str]] = {}
        self._records = 0
        self._schemas: dict[str, list[tuple[int, dict[str, Any]]]] = {}

    def complete(self, obj: str, key: str) -> Collection[str]:
        """Return the streams of which the input has all records of a document, as far as it says.

        Args:
            obj: The destination's object.
            key: Its key, as the destination compares keys.
        """
        # With a replication key, a tap may send changed records only. Dead letters have the records
        # of some documents: their schemas say nothing about others.
        return self._replayed.get((obj, key), self.bound.keys() - self._incremental)

    def add_schema(self, message: dict[str, Any]) -> None:
        """Bind the stream's mapping to a SCHEMA message.

        Raises:
            ConfigError: The mapping does not fit the stream or the destination.
        """
        stream = message["stream"]
        received = self._schemas.get(stream)
        if received and received[-1][1] == message:
            return
        schema = _checked(stream, message["schema"])
        keys = message.get("key_properties") or []
        replication_key = _first(message.get("bookmark_properties"))
        received = self._schemas.setdefault(stream, [])
        received.append((self._records, message))
        self._nulls[stream] = dict.fromkeys(schema["properties"])
        register_schema(self._stream_maps, message | {"schema": schema})
        for stream_map in self._stream_maps.stream_maps[stream]:
            if not isinstance(stream_map, RemoveRecordTransform):
                self._schemas[stream_map.stream_alias] = received
                # [] is a stream map's own word: its records have no keys.
                own = stream_map.transformed_key_properties
                self._mappers[stream_map.stream_alias] = self._mapper(
                    stream_map.stream_alias,
                    stream_map.transformed_schema,
                    keys if own is None else own,
                    replication_key,
                )

    def schema_of(self, item: Item) -> dict[str, Any]:
        """Return the SCHEMA message of an item's record, as received."""
        received = self._schemas[item.stream]
        return next(message for before, message in reversed(received) if before < item.number)

    def add_records(self, stream_maps: Sequence[StreamMap], messages: Iterable[Envelope]) -> None:
        """Map RECORD messages and add their items to the outbox.

        Args:
            stream_maps: The stream maps of the messages' stream.
            messages: The messages.
        """
        items: list[Item] = []
        for message in messages:
            if message.rejected is not UNSET and (document := rejected_document(message.rejected)):
                self._replayed[document.object, document.key] = document.gone
            items += self._items(stream_maps, message)
        self._outbox.put(items)

    def _mapper(
        self, stream: str, schema: dict[str, Any], keys: Sequence[str], replication_key: str | None
    ) -> Mapper | None:
        mapping = self._mappings.get(stream)
        if mapping is None:
            self._log.warning("Stream '%s' has no mapping: its records are skipped", stream)
            return None
        identifying = self._bind(mapping)
        self.bound[stream] = mapping
        if replication_key:
            self._incremental.add(stream)
        mapper = Mapper(
            mapping, schema, keys, replication_key, self._config, identifying=identifying
        )
        for field, unknown in mapper.unavailable.items():
            self._log.warning(
                "%s.%s is not written: stream '%s' has no %s",
                mapping.object,
                field,
                stream,
                ", ".join(sorted(unknown)),
            )
        return mapper

    def _items(self, stream_maps: Sequence[StreamMap], message: Envelope) -> list[Item]:
        items: list[Item] = []
        self._records += 1
        line = _line(message)
        record, flaw = _read(message)
        nulls = self._nulls[str(message.stream)]
        for stream_map in stream_maps:
            alias = stream_map.stream_alias
            mapper = self._mappers.get(alias)
            if mapper is None:
                self.skipped |= {alias} & self._mappers.keys()
                continue
            if flaw:
                items += self._unmapped(mapper, record, line, flaw)
                continue
            try:
                mapped = apply_map(stream_map, nulls | record)
                if mapped is not None:
                    items += mapper.items(mapped, message.time_extracted, line, self._records)
            except (MappingError, StreamMapError) as error:
                items += self._unmapped(mapper, record, line, str(error))
        return items

    def _unmapped(
        self, mapper: Mapper, record: dict[str, Any], line: bytes, flaw: str
    ) -> list[Item]:
        """Return the flawed line of a document, which must not be sent without it.

        Records that are not lines are rejected by themselves.
        """
        item = mapper.bare_item(record, line, self._records, flaw)
        if item.line_key is not None:
            return [item]
        self.unmapped.append((item, flaw))
        return []


def _checked(stream: str, schema: Any) -> dict[str, Any]:
    """Return a stream's schema with `properties`.

    Raises:
        ErpError: It is not a JSON schema of an object.
    """
    properties = schema.get("properties", {}) if isinstance(schema, dict) else None
    if not isinstance(properties, dict) or not all(
        isinstance(definition, dict) for definition in properties.values()
    ):
        raise ErpError(
            f"The schema of stream '{stream}' is not valid: it must be an object whose "
            "`properties` are objects",
            "Correct the tap's catalog, or the tap",
        )
    return {**schema, "properties": properties}


def _first(names: Any) -> str | None:
    """Return the first of a list of names, whatever a tap has sent instead."""
    first = names[0] if isinstance(names, list) and names else names
    return first if isinstance(first, str) else None


def _line(message: Envelope) -> bytes:
    """Return the RECORD message with its record as received, to the digit."""
    parts = {"type": "RECORD", "stream": message.stream, "record": message.record}
    more = {"version": message.version, "time_extracted": message.time_extracted}
    return encode_json(parts | {name: part for name, part in more.items() if part is not None})


def _read(message: Envelope) -> tuple[dict[str, Any], str]:
    """Return the record, and why it cannot be delivered if it cannot be read as it is."""
    text = bytes(message.record)  # type: ignore[arg-type]  # the reader has checked it
    try:
        return decode_json(text), ""
    except UnreadableJsonError as error:
        flaw = f"the record cannot be read: {error}"
    readable = replace_surrogates(text)
    if readable != text:
        flaw = "text in the record has half of a surrogate pair, which is not Unicode"
    try:
        return json.loads(readable, parse_int=str, parse_float=str), flaw
    except (ValueError, RecursionError):
        return {}, flaw
