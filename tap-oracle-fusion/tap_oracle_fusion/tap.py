"""The tap: its settings, its streams, and how each is read."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.errors import ConfigError
from singer_erp.plugin.cli import forbid_unknown
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.groups import group_bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.options import SyncOptions
from singer_erp.sync.reconciliation import ReconciledSync
from singer_erp.sync.time_ranges import TimeRange, read_by_time, resumed
from typing_extensions import override

from tap_oracle_fusion import connection
from tap_oracle_fusion.balances import BALANCES, BalanceReader, described_balances
from tap_oracle_fusion.catalog import path_of, primary_keys
from tap_oracle_fusion.checks import CheckedSync
from tap_oracle_fusion.discovery import Discovery
from tap_oracle_fusion.extracts import ExtractReader
from tap_oracle_fusion.inclusion import include
from tap_oracle_fusion.reader import ResourceReader
from tap_oracle_fusion.schema import (
    BANK_DETAILS,
    PARENT_CHANGED,
    READ_AT,
    StreamDescription,
    described,
    projection,
)
from tap_oracle_fusion.segments import CHART_SEGMENTS, STORES, SegmentReader, described_segments
from tap_oracle_fusion.settings import SETTINGS
from tap_oracle_fusion.streams import RESOURCES
from tap_oracle_fusion.tables import Table, Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.page import Page
    from singer_erp.sync.state import Pending, StateStore
    from singer_sdk.singerlib import Schema

    from tap_oracle_fusion.bicc import Bicc
    from tap_oracle_fusion.pod import Pod
    from tap_oracle_fusion.streams import Resource

# The pod's clock is known in whole seconds: it is less than this ahead of the bookmark.
_RESOLUTION = dt.timedelta(seconds=2)


class TapOracleFusion(ErpTap):
    """Singer tap for Oracle Fusion Cloud ERP."""

    name = "tap-oracle-fusion"
    package_name = "singer-erp-tap-oracle-fusion"
    dynamic_catalog = True
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    @cached_property
    def pod(self) -> Pod:
        """The run's connection; nothing is sent before it is used."""
        return connection.connect(self.config, self.user_agent, self.sleep)

    @cached_property
    def options(self) -> SyncOptions:
        """How the run reads."""
        return SyncOptions.from_config(self.config)

    @cached_property
    def bicc(self) -> Bicc:
        """The BI Cloud Connector; nothing is sent before it is used."""
        return connection.connect_bicc(self.config, self.user_agent, self.sleep)

    @cached_property
    def data_stores(self) -> set[str]:
        """Keys of the data stores that the run may extract."""
        return set() if self.config["extraction"] == "rest" else self.bicc.data_stores()

    @property
    @override
    def source_name(self) -> str:
        return self.pod.name

    @property
    @override
    def calls(self) -> int:
        return self.pod.calls + (self.bicc.calls if "bicc" in self.__dict__ else 0)

    def discover_streams(self) -> Sequence[ErpStream]:
        """Return the streams of the given catalog, or of what the pod describes."""
        given = self.input_catalog
        if given is not None:
            return [self._given(entry.tap_stream_id, entry.schema) for entry in given.streams]
        hidden = () if self.config["bank_details"] else BANK_DETAILS
        found = [*Discovery(self.pod, hidden).streams(RESOURCES)]
        if not found:
            version = self.config["resource_version"]
            raise ConfigError(
                f"{self.pod.name} has no resource of version {version} that the user may read",
                "Check `api_url`, `resource_version` and the roles of the user",
            )
        found.append(described_balances())
        if self.data_stores >= STORES:
            found.append(described_segments())
        streams = [self._stream(one) for one in found]
        for stream in streams:
            include(stream.metadata, stream.schema, bank_details=self.config["bank_details"])
        return streams

    @override
    def setup_mapper(self) -> None:
        # Before what a given catalog selects is known to the messages.
        for entry in self.input_catalog.streams if self.input_catalog else ():
            schema, bank_details = entry.schema.to_dict(), self.config["bank_details"]
            include(entry.metadata, schema, bank_details=bank_details)
        super().setup_mapper()

    def _given(self, name: str, schema: Schema) -> ErpStream:
        """Return a stream of a catalog.

        Raises:
            ConfigError: The tap does not know it, or its schema is not one of discovery.
        """
        keys, properties = primary_keys(name), schema.to_dict()
        columns = described(name, properties, keys)
        if path := path_of(name):
            is_followed = bool(Tables(path[0], [Table(path, columns, ())]).followed)
        else:
            is_followed = False
        return self._stream(StreamDescription(name, properties, keys, is_followed))

    def _stream(self, described: StreamDescription) -> ErpStream:
        replication_key = None
        if described.is_followed and described.name != BALANCES:
            has_parent = PARENT_CHANGED in described.schema["properties"]
            replication_key = PARENT_CHANGED if has_parent else "last_update_date"
        if described.name == BALANCES:
            replication_key = READ_AT
        return ErpStream(
            self,
            name=described.name,
            schema=described.schema,
            primary_keys=described.primary_keys,
            replication_key=replication_key,
        )

    @override
    def create_syncs(self, store: StateStore) -> Mapping[str, Sync]:
        streams = {stream.name: stream for stream in self.selected_streams}
        syncs: dict[str, Sync] = {}
        for resource in RESOURCES:
            names = [path[-1].stream for path in resource.walk()]
            own = [streams[name] for name in names if name in streams]
            if own:
                sync = self._resource_sync(store, resource, own)
                syncs |= {stream.name: sync for stream in own}
        if BALANCES in streams:
            syncs[BALANCES] = self._balance_sync(store, streams[BALANCES])
        if CHART_SEGMENTS in streams:
            syncs[CHART_SEGMENTS] = self._segment_sync(store, streams[CHART_SEGMENTS])
        return syncs

    def _resource_sync(
        self, store: StateStore, resource: Resource, own: Sequence[ErpStream]
    ) -> Sync:
        options, names = self.options, [stream.name for stream in own]
        tables = Tables(resource, [self._table(stream) for stream in own])
        is_incremental = all(s.replication_key and s.is_incremental for s in own)
        followed = tables.followed if is_incremental else ""
        bookmark = group_bookmark(
            store,
            resource.stream,
            names,
            replication_key="last_update_date" if followed else None,
            lookback=options.lookback,
            start=options.start,
        )
        compares = bool(followed) and resource.stream in names
        reader = ResourceReader(
            self.pod,
            tables,
            page_size=options.page_size,
            followed=followed,
            follows_children=self.config["follow_children"],
            keeps_keys=compares,
            start=options.start,
        )

        # An extract begins with records of any time of change.
        has_extracts = bool(followed) and options.start is None
        has_extracts = has_extracts and ExtractReader.covers(tables, self.data_stores)
        extracts = ExtractReader(self.bicc, self.pod.name, tables, reader) if has_extracts else None
        is_complete = self.config["extraction"] == "bicc"

        def read(sync: Pending) -> Iterator[Page]:
            if extracts and (sync.since is None or is_complete):
                return extracts.read()
            if not followed:
                return reader.read_all(sync)
            whole = TimeRange(sync.started_at + _RESOLUTION, since=sync.since)
            rest = resumed(whole, sync.after, stream=resource.stream, key_types=tables.key_types)
            return read_by_time(reader, rest, ahead=options.read_ahead)

        incremental = IncrementalSync(bookmark, read, self.pod.now)
        sync: Sync = incremental
        if compares and not self.is_connection_test:
            every = dt.timedelta(hours=float(self.config["reconcile_hours"]))
            sync = ReconciledSync(
                incremental,
                bookmark,
                extracts or reader,
                now=self.pod.now,
                every=every,
                start=options.start,
            )
        return CheckedSync(
            sync,
            bookmark,
            extracts or reader,
            resource=resource.name,
            order=",".join(resource.keys),
            warning_percent=float(self.config["shrink_warning_percent"]),
        )

    def _table(self, stream: ErpStream) -> Table:
        path = path_of(stream.name)
        assert path is not None  # noqa: S101  # streams of resources only
        columns = described(stream.name, stream.schema, stream.primary_keys)
        return Table(path, columns, set(stream.columns))

    def _segment_sync(self, store: StateStore, stream: ErpStream) -> Sync:
        if self.config["extraction"] == "rest":
            raise ConfigError(
                f"'{CHART_SEGMENTS}' is in extracts only",
                "Set `extraction` to auto, or deselect it",
            )
        columns = described(stream.name, stream.schema, stream.primary_keys)
        bookmark = Bookmark(
            store, stream.name, replication_key=None, lookback=self.options.lookback, start=None
        )
        selected = projection(stream.name, columns, set(stream.columns))
        reader = SegmentReader(self.bicc, self.pod.name, selected)
        return IncrementalSync(bookmark, lambda _: reader.read(), self.pod.now)

    def _balance_sync(self, store: StateStore, stream: ErpStream) -> Sync:
        columns = described(stream.name, stream.schema, stream.primary_keys)
        bookmark = Bookmark(
            store,
            stream.name,
            replication_key=stream.replication_key if stream.is_incremental else None,
            lookback=self.options.lookback,
            start=None,
        )
        reader = BalanceReader(
            self.pod,
            projection(stream.name, columns, set(stream.columns)),
            page_size=self.options.page_size,
            ledgers=self.config.get("ledgers") or (),
            closed_periods=self.config["balance_periods"],
            start=self.options.start,
        )

        def read(sync: Pending) -> Iterator[Page]:
            # What was read before does not count when everything is read.
            yield from reader.read((bookmark.known_keys or set()) if sync.since else set())
            bookmark.reconciled(self.pod.now(), reader.closed)

        return IncrementalSync(bookmark, read, self.pod.now)
