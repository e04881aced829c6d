"""The tap: settings, companies and streams."""

from __future__ import annotations

import datetime as dt
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp import settings
from singer_erp.auth import TokenSource, utc_now
from singer_erp.bookmarks import parse_instant
from singer_erp.credentials.command import login_command
from singer_erp.credentials.store import open_store
from singer_erp.errors import ConfigError
from singer_erp.http import HttpClient
from singer_erp.limits import ConcurrencyLimit
from singer_erp.plugin import PluginGroup, strict, with_subcommands
from singer_erp.tap import ErpTap
from singer_erp.webhooks.command import webhooks_command
from singer_erp.webhooks.inbox import Inbox
from singer_sdk import typing as th
from typing_extensions import override

from tap_quickbooks import login, notifications
from tap_quickbooks.announced import Announcements
from tap_quickbooks.columns import schema
from tap_quickbooks.entities import ENTITIES
from tap_quickbooks.errors import RULES, TOKEN_RULES, read_message
from tap_quickbooks.families import Families
from tap_quickbooks.family import Habits
from tap_quickbooks.members import members
from tap_quickbooks.report_stream import ReportStream
from tap_quickbooks.reports import REPORTS
from tap_quickbooks.session import Meter, Session
from tap_quickbooks.statements import MAX_RESULTS
from tap_quickbooks.stream import EntityStream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from singer_erp.webhooks.receiver import Source

    from tap_quickbooks.entities import Entity

API_URL = "https://quickbooks.api.intuit.com"

_SETTINGS = th.PropertiesList(
    th.Property(
        "realm_ids",
        th.ArrayType(th.StringType),
        required=True,
        title="Companies",
        description="Company ids (realm ids), digits as text; every row names its own.",
    ),
    th.Property(
        "client_id",
        th.StringType,
        required=True,
        secret=True,
        title="Client ID",
        description="Of the app, production or development keys.",
    ),
    th.Property(
        "client_secret",
        th.StringType,
        required=True,
        secret=True,
        title="Client secret",
        description="Of the same keys.",
    ),
    th.Property(
        "refresh_token",
        th.StringType,
        secret=True,
        title="Refresh token",
        description="Begins the stored log-in of a single company instead of "
        "`tap-quickbooks login`.",
    ),
    settings.CREDENTIALS_PATH,
    settings.REDIRECT_URI,
    th.Property(
        "authorize_url",
        th.StringType,
        title="Consent page",
        description="OAuth 2.0 authorization page, where it is not the standard one.",
    ),
    settings.START_DATE,
    settings.page_size(default=MAX_RESULTS, maximum=MAX_RESULTS),
    th.Property(
        "queries_per_batch",
        th.IntegerType(minimum=1, maximum=30),
        default=10,
        title="Queries in a call",
        description="Most queries sent in one call. With 1, each is a call of its own, for "
        "companies whose custom fields do not come with batches (Intuit does not say).",
    ),
    th.Property(
        "calls_per_minute",
        th.IntegerType(minimum=1, maximum=500),
        default=450,
        title="Calls a minute",
        description="Most calls of a minute; Intuit allows 500 for each company.",
    ),
    th.Property(
        "call_budget",
        th.IntegerType(minimum=1),
        title="Call budget",
        description="Most calls of one run; Intuit meters calls that read. Default: no limit.",
    ),
    th.Property(
        "report_start_date",
        th.DateTimeType,
        title="Reports from",
        description="First month of the report streams, each of whose months is a call. Default: "
        "January of last year.",
    ),
    th.Property(
        "report_basis",
        th.StringType,
        allowed_values=["Accrual", "Cash"],
        title="Basis of reports",
        description="Default: what the company's own reports use.",
    ),
    settings.WEBHOOK_INBOX_URL,
    th.Property(
        "webhook_verifier_token",
        th.StringType,
        secret=True,
        title="Verifier token",
        description="Signs Intuit's notifications: from the app's page on webhooks.",
    ),
    th.Property(
        "sweep_hours",
        th.NumberType(minimum=0),
        default=24,
        title="Hours between sweeps",
        description="With `webhook_inbox_url`: how long notifications are relied on before changes "
        "are asked for, which also covers what notifications lost.",
    ),
    th.Property(
        "enhanced_custom_fields",
        th.BooleanType,
        default=True,
        title="Custom fields",
        description="Ask for the custom fields of the new platform as well.",
    ),
    settings.MAX_CONCURRENCY,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.API_URL,
    settings.TOKEN_URL,
    settings.USER_AGENT,
    settings.AUDIT_URL,
)


class TapQuickBooks(ErpTap):
    """Singer tap for QuickBooks Online."""

    name = "tap-quickbooks"
    package_name = "singer-erp-tap-quickbooks"
    config_jsonschema: ClassVar[dict[str, Any]] = strict(_SETTINGS.to_dict())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sleep: Callable[[float], None] = time.sleep

    @property
    @override
    def calls(self) -> int:
        return sum(session.calls for session in self.sessions)

    @property
    def browser_login(self) -> login.BrowserLogin:
        """What `login` needs."""
        return login.BrowserLogin(self.config, self._endpoint)

    @cached_property
    def sessions(self) -> list[Session]:
        """One connection for each company; nothing is sent before it is used.

        Raises:
            ConfigError: There is no key to read log-ins with, or one token is for several.
        """
        realm_ids, token = self.config["realm_ids"], self.config.get("refresh_token")
        if token and len(realm_ids) != 1:
            raise ConfigError(
                "`refresh_token` is of one company, `realm_ids` names several",
                "Run `tap-quickbooks login` for each of them instead",
            )
        store = open_store(self.config.get("credentials_path"))
        return [
            self._session(realm_id, login.tokens(self._endpoint, store, realm_id, token))
            for realm_id in realm_ids
        ]

    def _session(self, realm_id: str, fetch: Callable[[float], Any]) -> Session:
        client = HttpClient(
            "QuickBooks",
            rules=RULES,
            auth=TokenSource(fetch),
            limit=ConcurrencyLimit(self.config["max_concurrency"]),
            **self._wire,
        )
        return Session(
            client,
            self.config.get("api_url") or API_URL,
            realm_id,
            Meter(
                self.config["calls_per_minute"], self.config.get("call_budget"), sleep=self.sleep
            ),
            enhanced=self.config["enhanced_custom_fields"],
            queries_per_batch=self.config["queries_per_batch"],
            sleep=self.sleep,
        )

    @property
    def _endpoint(self) -> Any:
        return login.endpoint(self.config, HttpClient("Intuit", rules=TOKEN_RULES, **self._wire))

    @property
    def _wire(self) -> dict[str, Any]:
        agent = self.config.get("user_agent") or f"singer-erp/{self.name} {self.plugin_version}"
        return {
            "read_message": read_message,
            "user_agent": agent,
            "timeout_seconds": self.config["request_timeout_seconds"],
            "sleep": self.sleep,
        }

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
            login_command(cls, command, lambda tap: tap.browser_login),
            webhooks_command(cls, command, lambda tap: tap.notifier),
        )
