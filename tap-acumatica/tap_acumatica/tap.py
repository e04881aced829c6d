"""The tap: its settings, its streams, and how each is read."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.acumatica.contract import contract_of
from singer_erp.auth.command import login_command
from singer_erp.plugin.catalog import always_write
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.groups import group_bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.listing import read_changes, read_everything
from singer_erp.sync.options import SyncOptions
from singer_erp.sync.reconciliation import ReconciledSync
from singer_erp.sync.windows import Window
from singer_erp.timestamps import parse_timestamp
from typing_extensions import override

from tap_acumatica import connection
from tap_acumatica.catalog import Catalog, streams_of
from tap_acumatica.columns import snake_case
from tap_acumatica.discovery import Discovery, StreamDescription
from tap_acumatica.inquiries import InquiryReader
from tap_acumatica.odata import DELETED_AT, DELETIONS, described_deletions, described_sources
from tap_acumatica.odata_reader import DeletionReader, SourceReader, row_projection
from tap_acumatica.reader import EntityReader, Table, query_of
from tap_acumatica.schema import PARENT, TENANT, described, projection
from tap_acumatica.settings import SETTINGS
from tap_acumatica.streams.entity import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from singer_erp.acumatica.credentials import SiteCredentials
    from singer_erp.acumatica.site import Site
    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import Pending, StateStore
    from singer_sdk.singerlib import Schema

    from tap_acumatica.odata import Source
    from tap_acumatica.streams import Entity, Inquiry

log = logging.getLogger(__name__)

# The instance's clock is known in whole seconds: it is less than this ahead of the bookmark.
_RESOLUTION = dt.timedelta(seconds=2)


class TapAcumatica(ErpTap):
    """Singer tap for Acumatica Cloud ERP."""

    name = "tap-acumatica"
    package_name = "singer-erp-tap-acumatica"
    dynamic_catalog = True
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    @cached_property
    def site(self) -> Site:
        """The run's connection; nothing is sent before it is used."""
        return connection.connect(self.config, self.user_agent, self.sleep)

    @cached_property
    def known(self) -> Catalog:
        """The streams that the tap has, with those of the settings."""
        return Catalog.from_config(self.config)

    @cached_property
    def options(self) -> SyncOptions:
        """How the run reads."""
        return SyncOptions.from_config(self.config)

    @cached_property
    def _tracked(self) -> tuple[Entity, ...]:
        """Entities whose deletions are read as such; keys are compared of the others."""
        names = {stream.name for stream in self.selected_streams}
        return self.known.tracked if DELETIONS in names else ()

    @property
    @override
    def source_name(self) -> str:
        # As it is written: each row has it in its key.
        return str(self.config["tenant"])

    @property
    @override
    def calls(self) -> int:
        return self.site.calls

    @override
    def close(self) -> None:
        if "site" in self.__dict__:
            self.site.close()

    @override
    def release(self) -> None:
        if "site" in self.__dict__:
            self.site.sign_out()

    @property
    def credentials(self) -> SiteCredentials:
        """The stored credentials of `oauth_code`."""
        return connection.credentials(self.config, self.user_agent, self.sleep)

    def discover_streams(self) -> Sequence[ErpStream]:
        """Return the streams of the given catalog, or of what the instance has."""
        given = self.input_catalog
        if given is not None:
            return [self._given(entry.tap_stream_id, entry.schema) for entry in given.streams]
        try:
            streams = [self._stream(one) for one in self._described()]
        finally:
            self.release()
        if not streams:  # nothing would end the run with their errors
            self.raise_rejected()
        for stream in streams:
            always_write(stream.metadata, self.known.always_written(stream.name))
        return streams

    @override
    def setup_mapper(self) -> None:
        # Before what a given catalog selects is known to the messages.
        for entry in self.input_catalog.streams if self.input_catalog else ():
            always_write(entry.metadata, self.known.always_written(entry.tap_stream_id))
        super().setup_mapper()

    def _described(self) -> Iterator[StreamDescription]:
        fields = self.config.get("custom_fields") or ()
        discovery = Discovery(self.site, contract_of(self.site), fields, self.rejected)
        yield from discovery.entities(self.known.entities)
        yield from discovery.inquiries(self.known.inquiries)
        yield from described_sources(self.site, self.known.sources, self.rejected)
        if self.known.tracked:
            yield described_deletions()

    def _given(self, name: str, schema: Schema) -> ErpStream:
        """Return a stream of a catalog.

        Raises:
            ConfigError: The tap does not know it, or its schema is not one of discovery.
        """
        keys = self.known.primary_keys(name)
        stored = schema.to_dict()
        columns = described(name, stored, keys, self.known.always_written(name))
        found = self.known.entity_of(name)
        paths = {column.path for column in columns}
        is_followed = bool(paths & {FOLLOWED, f"{PARENT}.{FOLLOWED}"})
        is_followed = is_followed and found is not None and found[0].is_followed
        return self._stream(StreamDescription(name, stored, keys, is_followed))

    def _stream(self, described: StreamDescription) -> ErpStream:
        replication_key = snake_case(FOLLOWED) if described.is_followed else None
        return ErpStream(
            self,
            name=described.name,
            schema=described.schema,
            primary_keys=described.primary_keys,
            replication_key=DELETED_AT if described.name == DELETIONS else replication_key,
            selected_by_default=self.known.is_default(described.name),
        )

    @property
    @override
    def starts_next(self) -> bool:
        return self.options.max_concurrency > 1 and not self.is_connection_test

    @override
    def create_syncs(self, store: StateStore) -> Mapping[str, Sync]:
        if self.starts_next:
            self.site.now()  # with a session open, a run does without those that are refused
        streams = {stream.name: stream for stream in self.selected_streams}
        syncs: dict[str, Sync] = {}
        for entity in self.known.entities:
            own = [streams[name] for name in streams_of(entity) if name in streams]
            if own:
                sync = self._entity_sync(store, entity, own)
                syncs |= {stream.name: sync for stream in own}
        for inquiry in self.known.inquiries:
            if inquiry.stream in streams:
                syncs[inquiry.stream] = self._inquiry_sync(store, inquiry, streams[inquiry.stream])
        for source in self.known.sources:
            if source.stream in streams:
                syncs[source.stream] = self._source_sync(store, source, streams[source.stream])
        if DELETIONS in streams:
            syncs[DELETIONS] = self._deletion_sync(store, streams[DELETIONS])
        return syncs

    def _entity_sync(self, store: StateStore, entity: Entity, own: Sequence[ErpStream]) -> Sync:
        options, names = self.options, [stream.name for stream in own]
        follows = all(stream.replication_key for stream in own)
        is_incremental = follows and all(stream.is_incremental for stream in own)
        bookmark = group_bookmark(
            store,
            entity.stream,
            names,
            replication_key=snake_case(FOLLOWED) if is_incremental else None,
            lookback=options.lookback,
            start=options.start,
        )
        is_tracked, writes_deletions = entity in self._tracked, entity.stream in names
        are_read = partial(_deletions_are_read, store, entity)
        compares = is_incremental and (bookmark.keeps_keys or not (is_tracked and are_read()))
        # Acumatica has no deletions of before tracking was switched on: they are looked for once,
        # when this run or the last one has read the others.
        is_last = partial(are_read, bookmark.value)
        if compares and not is_tracked and not writes_deletions:
            log.warning(
                "Deletions of %s are rows of '%s', which is not selected: rows of %s stay when "
                "their record is deleted",
                entity.name,
                entity.stream,
                ", ".join(f"'{name}'" for name in names),
            )
        tables = [self._table(stream) for stream in own]
        reader = EntityReader(
            self.site,
            query_of(entity, tables, follows=follows),
            tables,
            page_size=options.page_size,
            keeps_keys=compares,
        )

        def read(sync: Pending) -> Iterator[Page]:
            if not is_incremental:
                return read_everything(reader, ahead=options.read_ahead)
            start = parse_timestamp(sync.after[0]) if sync.after else sync.since
            window = Window(start, sync.started_at + _RESOLUTION)
            return read_changes(reader, window, ahead=options.read_ahead)

        sync = IncrementalSync(bookmark, read, self.site.now)
        if not compares or self.is_connection_test:
            return sync
        every = dt.timedelta(hours=float(self.config["reconcile_hours"]))
        now, start = self.site.now, options.start
        return ReconciledSync(
            sync,
            bookmark,
            reader,
            now=now,
            every=every,
            start=start,
            is_last=is_last if is_tracked and writes_deletions else lambda: False,
            writes_deletions=writes_deletions,
        )

    def _table(self, stream: ErpStream) -> Table:
        found = self.known.entity_of(stream.name)
        columns = described(stream.name, stream.schema, stream.primary_keys)
        return Table(stream.name, columns, set(stream.columns), found[1] if found else None)

    def _inquiry_sync(self, store: StateStore, inquiry: Inquiry, stream: ErpStream) -> Sync:
        columns = described(stream.name, stream.schema, stream.primary_keys)
        start = self.config.get("inquiry_start_date")
        ignored = (("id",), ("note",))
        reader = InquiryReader(
            self.site,
            inquiry,
            projection(stream.name, columns, set(stream.columns), ignored),
            parse_timestamp(start) if start else None,
        )
        return self._simple_sync(store, stream, reader.read)

    def _source_sync(self, store: StateStore, source: Source, stream: ErpStream) -> Sync:
        columns = described(stream.name, stream.schema, stream.primary_keys, system=(TENANT,))
        found = row_projection(stream.name, columns, set(stream.columns))
        size = self.options.page_size
        reader = SourceReader(self.site, source, columns, found, page_size=size)
        return self._simple_sync(store, stream, reader.read)

    def _deletion_sync(self, store: StateStore, stream: ErpStream) -> Sync:
        columns = described(stream.name, stream.schema, stream.primary_keys, system=(TENANT,))
        found = row_projection(stream.name, columns, set(stream.columns))
        reader = DeletionReader(self.site, self._tracked, found)
        bookmark = group_bookmark(
            store,
            stream.name,
            # As members: of an entity that is added to the setting, all deletions are read.
            [entity.name for entity in self._tracked],
            replication_key=stream.replication_key if stream.is_incremental else None,
            lookback=self.options.lookback,
            start=self.options.start,
        )
        return IncrementalSync(bookmark, reader.read, self.site.now)

    def _simple_sync(
        self, store: StateStore, stream: ErpStream, read: Callable[[Pending], Iterator[Page]]
    ) -> Sync:
        bookmark = Bookmark(
            store,
            stream.name,
            replication_key=stream.replication_key if stream.is_incremental else None,
            lookback=self.options.lookback,
            start=self.options.start,
        )
        return IncrementalSync(bookmark, read, self.site.now)

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(command, login_command(cls, command, lambda tap: tap.credentials))


def _deletions_are_read(
    store: StateStore, entity: Entity, since: dt.datetime | None = None
) -> bool:
    """Return whether the tracked deletions of an entity were read, at or after a timestamp."""
    state = store.load(DELETIONS)
    at = state.replication_key_value if entity.name in state.streams else None
    return at is not None and (since is None or at >= since)
