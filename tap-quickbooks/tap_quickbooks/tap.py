"""The tap: its settings, its streams, and how each is read."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.auth.command import login_command
from singer_erp.errors import ConfigError
from singer_erp.messages.projection import Projection, stream_schema
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from singer_erp.plugin.stream import ErpStream
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.change_feed import FeedOptions, FeedPlan, FeedSync
from singer_erp.sync.feed import Method
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.options import SyncOptions
from singer_erp.timestamps import utc_now
from singer_erp.webhooks.checks import from_settings
from singer_erp.webhooks.command import webhooks_command
from singer_erp.webhooks.inbox import Inbox
from typing_extensions import override

from tap_quickbooks import connection, events
from tap_quickbooks.changes import MAX_AGE
from tap_quickbooks.company import Company
from tap_quickbooks.fetcher import CompanyEvents, EventInbox
from tap_quickbooks.reader import CompanyReader, EntityTables
from tap_quickbooks.report_reader import ReportOptions, ReportReader
from tap_quickbooks.reports import columns, primary_keys
from tap_quickbooks.schema import SIBLINGS
from tap_quickbooks.settings import SETTINGS
from tap_quickbooks.streams import REPORTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_erp.plugin.tap import Sync
    from singer_erp.sync.state import StateStore
    from singer_erp.webhooks.receiver import WebhookSource

    from tap_quickbooks.credentials import CompanyCredentials
    from tap_quickbooks.streams import Entity, Report


class TapQuickBooks(ErpTap):
    """Singer tap for QuickBooks Online."""

    name = "tap-quickbooks"
    package_name = "singer-erp-tap-quickbooks"
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    @cached_property
    def companies(self) -> list[Company]:
        """The connections, one for each company; nothing is sent before they are used."""
        clients = connection.connect(self.config, self.user_agent, self.sleep)
        return [
            Company(
                client,
                realm_id,
                enhanced=self.config["enhanced_custom_fields"],
                queries_per_batch=self.config["queries_per_batch"],
                sleep=self.sleep,
            )
            for realm_id, client in clients.items()
        ]

    @cached_property
    def options(self) -> SyncOptions:
        """How the run reads."""
        return SyncOptions.from_config(self.config)

    @property
    @override
    def calls(self) -> int:
        return sum(company.calls for company in self.companies)

    @property
    def credentials(self) -> CompanyCredentials:
        """The stored credentials of the companies."""
        return connection.credentials(self.config, self.user_agent, self.sleep)

    def discover_streams(self) -> Sequence[ErpStream]:
        """Return the streams of all entities, and the reports; unused ones stay empty."""
        given = self.input_catalog
        return [
            stream
            for stream in [*map(self._entity_stream, SIBLINGS), *map(self._report_stream, REPORTS)]
            if given is None or given.get_stream(stream.name) is not None
        ]

    def _entity_stream(self, name: str) -> ErpStream:
        entity, sibling = SIBLINGS[name]
        return ErpStream(
            self,
            name=name,
            schema=sibling.schema,
            primary_keys=sibling.primary_keys,
            replication_key="last_updated_time" if entity.is_followed else None,
        )

    def _report_stream(self, report: Report) -> ErpStream:
        keys = primary_keys(report)
        return ErpStream(
            self,
            name=report.stream,
            schema=stream_schema(columns(report), keys, keeps_other=False),
            primary_keys=keys,
            # Each month is a call that Intuit meters: who needs a report selects it.
            selected_by_default=False,
        )

    @override
    def create_syncs(self, store: StateStore) -> Mapping[str, Sync]:
        streams = {stream.name: stream for stream in self.selected_streams}
        syncs = self._feed_syncs(store, [s for name, s in streams.items() if name in SIBLINGS])
        for report in REPORTS:
            if report.stream in streams:
                syncs[report.stream] = self._report_sync(store, report, streams[report.stream])
        return syncs

    def _feed_syncs(self, store: StateStore, streams: Sequence[ErpStream]) -> dict[str, Sync]:
        by_entity: dict[Entity, list[ErpStream]] = {}
        for stream in streams:
            by_entity.setdefault(SIBLINGS[stream.name][0], []).append(stream)
        inbox_url = self.config.get("webhook_inbox_url")
        inbox = EventInbox(Inbox(inbox_url)) if inbox_url else None
        options = FeedOptions(
            start=self.options.start,
            max_age=MAX_AGE,
            full_poll=dt.timedelta(hours=float(self.config["full_poll_hours"])),
            last_event=inbox.last if inbox else None,
            now=utc_now(),
        )
        plans = [
            FeedPlan(
                entity.stream,
                streams=[stream.name for stream in own],
                partitions=self.config["realm_ids"],
                context_key="realm_id",
                method=_method(entity, own),
                store=store,
                options=options,
            )
            for entity, own in by_entity.items()
        ]
        readers = self._readers(by_entity, plans, inbox) if plans else {}
        return {
            stream.name: sync
            for own, plan in zip(by_entity.values(), plans, strict=True)
            for sync in [FeedSync(plan, readers)]
            for stream in own
        }

    def _readers(
        self,
        by_entity: Mapping[Entity, Sequence[ErpStream]],
        plans: Sequence[FeedPlan],
        inbox: EventInbox | None,
    ) -> dict[str, CompanyReader]:
        """Return the reader of each company, which knows all that the run reads of it."""
        entities = {entity.stream: entity for entity in by_entity}
        tables = {
            entity.stream: EntityTables(
                entity,
                [
                    (sibling, sibling.projection(stream.columns))
                    for stream in own
                    for _, sibling in [SIBLINGS[stream.name]]
                ],
            )
            for entity, own in by_entity.items()
        }
        readers = {}
        for company in self.companies:
            requests = [plan.request(company.realm_id) for plan in plans]
            readers[company.realm_id] = CompanyReader(
                company,
                tables,
                requests,
                events=CompanyEvents(company, entities, requests, inbox) if inbox else None,
                page_size=self.options.page_size,
                ahead=self.options.max_concurrency,
            )
        return readers

    def _report_sync(self, store: StateStore, report: Report, stream: ErpStream) -> Sync:
        bookmark = Bookmark(
            store, stream.name, replication_key=None, lookback=dt.timedelta(), start=None
        )
        projection = Projection(report.stream, columns(report), (), stream.columns)
        options = ReportOptions.from_config(self.config)
        reader = ReportReader(report, projection, self.companies, options, utc_now)
        return IncrementalSync(bookmark, reader.read, utc_now)

    @property
    def sender(self) -> WebhookSource:
        """The sender of webhooks.

        Raises:
            ConfigError: Their signatures cannot be checked.
        """
        token = self.config.get("webhook_verifier_token")
        if not token:
            raise ConfigError(
                "`webhook_verifier_token` is not set",
                "Copy it from the app's page on webhooks in Intuit's developer portal",
            )
        return events.source(token, from_settings(self.config))

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(
            command,
            login_command(cls, command, lambda tap: tap.credentials),
            webhooks_command(cls, command, lambda tap: tap.sender),
        )


def _method(entity: Entity, streams: Sequence[ErpStream]) -> Method:
    """Return how changes of an entity are found; not at all if the catalog says `FULL_TABLE`."""
    followed = all(stream.is_incremental for stream in streams if stream.replication_key)
    return entity.method if followed else Method.NONE
