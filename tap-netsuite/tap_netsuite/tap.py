"""The tap: its settings, its streams, and how each is read."""

from __future__ import annotations

from functools import cached_property, partial
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.errors import ConfigError
from singer_erp.messages.projection import kind_of
from singer_erp.messages.records import OTHER
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.events import EventSync
from singer_erp.sync.groups import GroupMember, GroupReader, group_bookmark, next_start
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.keyset import id_lists, read_by_key, read_ranges
from singer_erp.sync.options import SyncOptions
from singer_erp.webhooks.checks import from_settings
from singer_erp.webhooks.command import webhooks_command
from singer_erp.webhooks.inbox import Inbox
from typing_extensions import override

from tap_netsuite import events
from tap_netsuite.changes import ChangedTransactions
from tap_netsuite.connection import connect, host_label
from tap_netsuite.discovery import discover
from tap_netsuite.events import NamedRecords
from tap_netsuite.memory import memory_of
from tap_netsuite.reader import TableReader
from tap_netsuite.schema import GENERATION, check_schema
from tap_netsuite.settings import SETTINGS
from tap_netsuite.streams import TRANSACTION_GROUP, table_of
from tap_netsuite.suiteql import SuiteQL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import Pending, StateStore
    from singer_erp.webhooks.receiver import WebhookSource

    from tap_netsuite.streams import Table


class TapNetSuite(ErpTap):
    """Singer tap for Oracle NetSuite."""

    name = "tap-netsuite"
    package_name = "singer-erp-tap-netsuite"
    dynamic_catalog = True
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    @cached_property
    def suiteql(self) -> SuiteQL:
        """The run's connection; nothing is sent before it is used."""
        client = connect(self.config, self.user_agent, self.sleep)
        return SuiteQL(client, self.config.get("session_time_zone"))

    @cached_property
    def named(self) -> NamedRecords | None:
        """The records that webhook events name; None without an inbox."""
        url = self.config.get("webhook_inbox_url")
        tables = [table_of(name).table for name in self.streams]
        return NamedRecords(Inbox(url), tables) if url else None

    @property
    def sender(self) -> WebhookSource:
        """The sender of webhooks.

        Raises:
            ConfigError: Nothing says that it is the sender.
        """
        if not self.config.get("webhook_shared_secret"):
            raise ConfigError(
                "`webhook_shared_secret` is not set",
                "Choose one, and have the event subscription or script send it in the header "
                "`webhook_secret_header`: NetSuite signs nothing",
            )
        return events.source(from_settings(self.config))

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(command, webhooks_command(cls, command, lambda tap: tap.sender))

    @cached_property
    def options(self) -> SyncOptions:
        """How the run reads."""
        return SyncOptions.from_config(self.config)

    @property
    @override
    def source_name(self) -> str:
        return host_label(self.config)

    @property
    @override
    def calls(self) -> int:
        return self.suiteql.calls

    def discover_streams(self) -> Sequence[ErpStream]:
        """Return the streams of the given catalog, or of what the account shows."""
        described: Iterable[tuple[Table, dict[str, Any]]]
        if self.input_catalog is None:
            memory = memory_of(self.config)
            described = discover(self.suiteql, memory, self.options.max_concurrency)
        else:
            described = [
                (table_of(entry.tap_stream_id), entry.schema.to_dict())
                for entry in self.input_catalog.streams
            ]
        return [self._stream(table, schema) for table, schema in described]

    def _stream(self, table: Table, schema: dict[str, Any]) -> ErpStream:
        check_schema(table, schema)
        followed = table.replication_key in schema["properties"]
        return ErpStream(
            self,
            name=table.name,
            schema=schema,
            primary_keys=table.primary_keys,
            replication_key=table.replication_key if followed else None,
        )

    @override
    def create_syncs(self, store: StateStore) -> Mapping[str, Sync]:
        streams = {stream.name: stream for stream in self.selected_streams}
        group = [table for table in TRANSACTION_GROUP if table.name in streams]
        syncs: dict[str, Sync] = {
            name: self._table_sync(store, stream)
            for name, stream in streams.items()
            if not table_of(name).group
        }
        # A connection test reads a record of each stream: not the parts of all headers before one.
        groups = [[table] for table in group] if self.is_connection_test else [group]
        for tables in filter(None, groups):
            sync = self._group_sync(store, [streams[table.name] for table in tables])
            syncs |= {table.name: sync for table in tables}
        return syncs

    def _table_sync(self, store: StateStore, stream: ErpStream) -> Sync:
        options = self.options
        bookmark = Bookmark(
            store,
            stream.name,
            replication_key=stream.replication_key if stream.is_incremental else None,
            lookback=options.lookback,
            start=options.start,
        )

        def read(sync: Pending) -> Iterator[Page]:
            return read_by_key(
                self._reader(stream), sync.since, sync.after, ahead=options.read_ahead
            )

        def read_named(ids: Sequence[int]) -> Iterator[Page]:
            lists = id_lists(ids, options.page_size)
            return read_ranges(self._reader(stream), lists, ahead=options.read_ahead)

        sync = IncrementalSync(bookmark, read, self.suiteql.now)
        table = table_of(stream.name)
        if self.named is None or table.primary_keys != ("id",) or not stream.is_incremental:
            return sync
        ids = partial(self.named.ids, table)
        return EventSync(sync, bookmark, self.named.last, ids=ids, read=read_named)

    def _group_sync(self, store: StateStore, streams: Sequence[ErpStream]) -> Sync:
        options, header = self.options, TRANSACTION_GROUP[-1]
        followed = all(stream.is_incremental for stream in streams if stream.replication_key)
        bookmark = group_bookmark(
            store,
            header.name,
            [stream.name for stream in streams],
            replication_key=header.replication_key
            if followed and streams[-1].replication_key
            else None,
            lookback=options.lookback,
            start=options.start,
        )
        members = [GroupMember(s.name, partial(self._reader, s)) for s in streams]
        changed = ChangedTransactions(self.suiteql, ahead=options.read_ahead)
        named, event = self.named, bookmark.last_event

        def ids(since: dt.datetime, after: int) -> Iterator[int]:
            found = changed.ids(since, after)
            if named is None or event is None:
                return found
            more = sorted(id_ for id_ in named.ids(header, event) if id_ > after)
            return (id_ for id_, _ in groupby(merge(found, more)))

        reader = GroupReader(members, ids, ahead=options.read_ahead)
        sync = IncrementalSync(bookmark, reader.read, next_start(bookmark, self.suiteql.now))
        if named is None:
            return sync
        # Read with what changed: rows of a group must carry the start of one sync.
        return EventSync(sync, bookmark, named.last, ids=lambda _: (), read=lambda _: iter(()))

    def _reader(self, stream: ErpStream, generation: dt.datetime | None = None) -> TableReader:
        table, columns = table_of(stream.name), stream.columns
        return TableReader(
            table,
            kinds={
                name: table.columns.get(name) or kind_of(schema)
                for name, schema in columns.items()
                if name not in {GENERATION, OTHER}
            },
            schemas=columns,
            constants={GENERATION: generation} if generation else {},
            suiteql=self.suiteql,
            page_size=self.options.page_size,
            may_narrow=stream.writes_typed,
        )
