"""Maps incoming Singer messages onto outbox items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk.mapper import RemoveRecordTransform

from singer_erp.delivery.mapper import Mapper, MappingError
from singer_erp.messages.json import encode_json
from singer_erp.plugin.stream_maps import apply_map, register_schema

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from singer_sdk.mapper import PluginMapper, StreamMap

    from singer_erp.delivery.mapping import StreamMapping
    from singer_erp.delivery.outbox import Outbox
    from singer_erp.delivery.records import Item


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
        schemas: SCHEMA message by stream, as received.
        unmapped: Records whose mapping cannot be evaluated, with the reason.
    """

    def __init__(  # noqa: PLR0913  # values instead of the target
        self,
        outbox: Outbox,
        mappings: Mapping[str, StreamMapping],
        bind: Callable[[StreamMapping], None],
        *,
        stream_maps: PluginMapper,
        config: dict[str, Any],
        log: logging.Logger,
    ) -> None:
        self.schemas: dict[str, dict[str, Any]] = {}
        self.unmapped: list[tuple[Item, str]] = []
        self._outbox = outbox
        self._mappings = mappings
        self._bind = bind
        self._stream_maps = stream_maps
        self._config = config
        self._log = log
        self._mappers: dict[str, Mapper | None] = {}

    def add_schema(self, message: dict[str, Any]) -> None:
        """Bind the stream's mapping to a SCHEMA message.

        Raises:
            ConfigError: The mapping does not fit the stream or the destination.
        """
        stream = message["stream"]
        if self.schemas.get(stream) == message:
            return
        keys = message.get("key_properties") or []
        replication_key = next(iter(message.get("bookmark_properties") or []), None)
        self.schemas[stream] = message
        register_schema(self._stream_maps, message)
        for stream_map in self._stream_maps.stream_maps[stream]:
            if not isinstance(stream_map, RemoveRecordTransform):
                self._mappers[stream_map.stream_alias] = self._mapper(
                    stream_map.stream_alias,
                    stream_map.transformed_schema,
                    stream_map.transformed_key_properties or keys,
                    replication_key,
                )

    def add_records(
        self, stream_maps: Sequence[StreamMap], messages: Iterable[dict[str, Any]]
    ) -> None:
        """Map RECORD messages and add their items to the outbox.

        Args:
            stream_maps: The stream maps of the messages' stream.
            messages: The messages.
        """
        items: list[Item] = []
        for message in messages:
            items += self._items(stream_maps, message)
        self._outbox.put(items)

    def _mapper(
        self, stream: str, schema: dict[str, Any], keys: Sequence[str], replication_key: str | None
    ) -> Mapper | None:
        mapping = self._mappings.get(stream)
        if mapping is None:
            self._log.warning("Stream '%s' has no mapping: its records are skipped", stream)
            return None
        self._bind(mapping)
        mapper = Mapper(mapping, schema, keys, replication_key, self._config)
        for field, unknown in mapper.unavailable.items():
            self._log.warning(
                "%s.%s is not written: stream '%s' has no %s",
                mapping.object,
                field,
                stream,
                ", ".join(sorted(unknown)),
            )
        return mapper

    def _items(self, stream_maps: Sequence[StreamMap], message: dict[str, Any]) -> list[Item]:
        items: list[Item] = []
        line = encode_json(message)
        for stream_map in stream_maps:
            record = apply_map(stream_map, dict(message["record"]))
            mapper = self._mappers.get(stream_map.stream_alias)
            if record is None or mapper is None:
                continue
            try:
                items += mapper.items(record, message.get("time_extracted"), line)
            except MappingError as error:
                self.unmapped.append((mapper.bare_item(record, line), str(error)))
        return items
