"""The tap: settings, companies and streams."""

from __future__ import annotations

import datetime as dt
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.auth.command import login_command
from singer_erp.auth.tokens import utc_now
from singer_erp.errors import ConfigError
from singer_erp.plugin.cli import PluginGroup, forbid_unknown, with_subcommands
from singer_erp.plugin.tap import ErpTap
from singer_erp.sync.bookmarks import parse_instant
from singer_erp.webhooks.command import webhooks_command
from singer_erp.webhooks.inbox import Inbox
from typing_extensions import override

from tap_quickbooks import connection, notifications
from tap_quickbooks.announced import Announcements
from tap_quickbooks.columns import schema
from tap_quickbooks.entities import ENTITIES
from tap_quickbooks.families import Families
from tap_quickbooks.family import Habits
from tap_quickbooks.members import members
from tap_quickbooks.report_stream import ReportStream
from tap_quickbooks.reports import REPORTS
from tap_quickbooks.session import Session
from tap_quickbooks.settings import SETTINGS
from tap_quickbooks.stream import EntityStream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from singer_erp.webhooks.receiver import Source

    from tap_quickbooks.credentials import CompanyCredentials
    from tap_quickbooks.entities import Entity


class TapQuickBooks(ErpTap):
    """Singer tap for QuickBooks Online."""

    name = "tap-quickbooks"
    package_name = "singer-erp-tap-quickbooks"
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(SETTINGS.to_dict())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sleep: Callable[[float], None] = time.sleep

    @property
    @override
    def calls(self) -> int:
        return sum(session.calls for session in self.sessions)

    @property
    def credentials(self) -> CompanyCredentials:
        """The stored credentials of the companies."""
        return connection.credentials(self.config, self._user_agent, self.sleep)

    @cached_property
    def sessions(self) -> list[Session]:
        """One connection for each company; nothing is sent before it is used."""
        clients = connection.connect(self.config, self._user_agent, self.sleep)
        return [
            Session(
                client,
                realm_id,
                enhanced=self.config["enhanced_custom_fields"],
                queries_per_batch=self.config["queries_per_batch"],
                sleep=self.sleep,
            )
            for realm_id, client in clients.items()
        ]

    @property
    def _user_agent(self) -> str:
        return f"singer-erp/{self.name} {self.plugin_version}"

    def discover_streams(self) -> Sequence[EntityStream | ReportStream]:
        """The streams of all entities, and the reports; what a company has not stays empty."""
        entities = [stream for entity in ENTITIES for stream in self._streams_of(entity)]
        reports = [
            ReportStream(self, report, lambda: self.sessions, utc_now)
            for report in REPORTS
            if self.input_catalog is None or self.input_catalog.get_stream(report.stream)
        ]
        return [*entities, *reports]

    def _streams_of(self, entity: Entity) -> list[EntityStream]:
        given = self.input_catalog
        family = self._families.of(entity)
        streams = [
            EntityStream(
                self, member=member, schema=schema(member.columns, member.key), family=family
            )
            for member in members(entity)
            if given is None or given.get_stream(member.stream) is not None
        ]
        family.selected = lambda: [stream.name for stream in streams if stream.selected]
        for stream in streams:
            stream.relatives = streams
        return streams

    @cached_property
    def _families(self) -> Families:
        start = self.config.get("start_date")
        return Families(
            lambda: self.sessions,
            lambda: self.state.setdefault("bookmarks", {}),
            lambda: self._announcements,
            Habits(
                self.config["page_size"],
                parse_instant(start) if start else None,
                dt.timedelta(hours=float(self.config["sweep_hours"])),
            ),
            now=utc_now,
            logger=self.logger,
        )

    @cached_property
    def _announcements(self) -> Announcements | None:
        url = self.config.get("webhook_inbox_url")
        return Announcements(Inbox(url)) if url else None

    @property
    def notifier(self) -> Source:
        """Who sends notifications.

        Raises:
            ConfigError: Their signatures cannot be checked.
        """
        token = self.config.get("webhook_verifier_token")
        if not token:
            raise ConfigError(
                "`webhook_verifier_token` is not set",
                "Copy it from the app's page on webhooks in Intuit's developer portal",
            )
        return notifications.source(token)

    @classmethod
    @override
    def get_singer_command(cls) -> PluginGroup:
        command = super().get_singer_command()
        return with_subcommands(
            command,
            login_command(cls, command, lambda tap: tap.credentials),
            webhooks_command(cls, command, lambda tap: tap.notifier),
        )
