"""The tap: its settings, its streams, and how each is read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.errors import ConfigError, StreamError
from singer_erp.plugin.cli import forbid_unknown
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.options import SyncOptions
from typing_extensions import override

from tap_looker import connection
from tap_looker.definitions import definition_of, definitions
from tap_looker.explore_fields import ExploreFieldReader
from tap_looker.listings import ListingReader, schema_of_child, schemas_of
from tap_looker.query_sync import QuerySync, StreamSelection
from tap_looker.resolve import resolve
from tap_looker.runs import Runner
from tap_looker.schema import described
from tap_looker.settings import SETTINGS
from tap_looker.streams import ACTIVITY, EXPLORE_FIELDS, LISTINGS, NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from singer_erp.looker.instance import Instance
    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import StateStore

    from tap_looker.definitions import Definition
    from tap_looker.resolve import Resolved
    from tap_looker.streams import Listing


class TapLooker(ErpTap):
    """Singer tap for Looker."""

    name = "tap-looker"
    package_name = "singer-erp-tap-looker"
    dynamic_catalog = True
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    @cached_property
    def instance(self) -> Instance:
        """The run's connection; nothing is sent before it is used."""
        return connection.connect(self.config, self.user_agent, self.sleep)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """The query streams of the settings by name."""
        return definitions(self.config, NAMES)

    @cached_property
    def activities(self) -> dict[str, Definition]:
        """The streams of System Activity by name."""
        return {one.stream: definition_of(one) for one in ACTIVITY}

    @cached_property
    def options(self) -> SyncOptions:
        """How the run reads."""
        return SyncOptions.from_config(self.config)

    @property
    @override
    def calls(self) -> int:
        return sum(self.instance.calls.values())

    @override
    def close(self) -> None:
        if "instance" in self.__dict__:
            self.instance.close()

    @override
    def log_costs(self) -> None:
        calls = self.instance.calls
        self.logger.info(
            "Looker metered %d calls as queries and %d as administration",
            calls["db_query"],
            calls["non_query"],
        )

    def discover_streams(self) -> Sequence[ErpStream]:
        """Return the streams of the given catalog, or of what the instance has."""
        given = self.input_catalog
        if given is not None:
            return [
                self._given(entry.tap_stream_id, entry.schema.to_dict(), entry.key_properties or ())
                for entry in given.streams
            ]
        try:
            return list(self._discovered())
        finally:
            self.close()

    def _discovered(self) -> Iterator[ErpStream]:
        for one in self.definitions.values():
            try:
                resolved = self._resolved(one)
            except StreamError as error:
                reason = f"`queries` has '{one.name}', which cannot be read: {error.reason}"
                raise error.because(reason) from None
            yield self._query_stream(one, resolved)
        for name, (schema, keys) in self._listed().items():
            yield ErpStream(self, name=name, schema=schema, primary_keys=keys)
        for name, one in self.activities.items():
            try:
                yield self._query_stream(one, self._resolved(one), is_default=False)
            except StreamError as error:
                self.logger.info("'%s' is not among the streams: %s", name, error)

    def _listed(self) -> dict[str, tuple[dict[str, Any], tuple[str, ...]]]:
        """Return JSON schema and keys of the streams of lists by name."""
        found = {name: one for listing in LISTINGS for name, one in schemas_of(listing).items()}
        return found | {
            EXPLORE_FIELDS.stream: (schema_of_child(EXPLORE_FIELDS), EXPLORE_FIELDS.keys)
        }

    def _given(self, name: str, schema: dict[str, Any], keys: Sequence[str]) -> ErpStream:
        """Return a stream of a catalog.

        Raises:
            ConfigError: The tap does not know it.
        """
        if name in self._listed():
            return ErpStream(self, name=name, schema=schema, primary_keys=self._listed()[name][1])
        definition = self.definitions.get(name) or self.activities.get(name)
        if definition is None:
            raise ConfigError(
                f"The catalog has the stream '{name}', which the settings do not have",
                "Add it to `queries`, or write a new catalog with --discover",
            )
        return self._query(definition, schema, keys, is_default=name in self.definitions)

    def _resolved(self, definition: Definition) -> Resolved:
        return resolve(self.instance, definition, self._naming(definition))

    def _naming(self, definition: Definition) -> str:
        """Return how columns are named: fields of System Activity need their views."""
        own = definition.name in self.definitions
        return str(self.config["column_names"]) if own else "view_and_field"

    def _query_stream(
        self, definition: Definition, resolved: Resolved, *, is_default: bool = True
    ) -> ErpStream:
        return self._query(
            definition, resolved.schema(), resolved.primary_keys, is_default=is_default
        )

    def _query(
        self,
        definition: Definition,
        schema: dict[str, Any],
        keys: Sequence[str],
        *,
        is_default: bool,
    ) -> ErpStream:
        columns = {one.field: one.name for one in described(definition.name, schema)}
        return ErpStream(
            self,
            name=definition.name,
            schema=schema,
            primary_keys=keys,
            replication_key=columns.get(definition.replication_key),
            selected_by_default=is_default,
        )

    @override
    def create_syncs(self, store: StateStore) -> Mapping[str, Sync]:
        streams = {stream.name: stream for stream in self.selected_streams}
        syncs: dict[str, Sync] = {}
        for listing in LISTINGS:
            own = {name: streams[name] for name in listing.streams if name in streams}
            if own:
                sync = self._listing_sync(store, listing, own)
                syncs |= dict.fromkeys(own, sync)
        if EXPLORE_FIELDS.stream in streams:
            stream = streams[EXPLORE_FIELDS.stream]
            fields = ExploreFieldReader(self.instance, set(stream.columns), self.options.read_ahead)
            syncs[stream.name] = self._full_sync(store, stream.name, fields.pages)
        for definition in (*self.definitions.values(), *self.activities.values()):
            if definition.name in streams:
                syncs[definition.name] = self._query_sync(
                    store, definition, streams[definition.name]
                )
        return syncs

    def _query_sync(self, store: StateStore, definition: Definition, stream: ErpStream) -> Sync:
        if missing := [key for key in stream.primary_keys if key not in stream.columns]:
            raise ConfigError(
                f"The catalog's stream '{stream.name}' has the primary key {', '.join(missing)}, "
                "which is not one of its selected columns",
                "Select it, or write a new catalog with --discover",
            )
        selection = StreamSelection(
            stream.schema,
            set(stream.columns),
            stream.primary_keys,
            stream.replication_key if stream.is_incremental else None,
        )
        return QuerySync(
            store,
            definition,
            selection,
            instance=self.instance,
            runner=Runner(
                self.instance, self.config["result_format"], use_cache=self.config["use_cache"]
            ),
            options=self.options,
            naming=self._naming(definition),
            task_rows=self.config["query_task_rows"],
        )

    def _listing_sync(
        self, store: StateStore, listing: Listing, own: Mapping[str, ErpStream]
    ) -> Sync:
        selected = {name: list(stream.columns) for name, stream in own.items()}
        reader = ListingReader(self.instance, listing, selected, self.options.page_size)
        return self._full_sync(store, listing.stream, reader.pages)

    def _full_sync(self, store: StateStore, name: str, pages: Callable[[], Iterator[Page]]) -> Sync:
        bookmark = Bookmark(
            store, name, replication_key=None, lookback=self.options.lookback, start=None
        )
        return IncrementalSync(bookmark, lambda _: pages(), self.instance.now)
