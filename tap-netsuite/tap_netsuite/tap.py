"""The tap: settings and streams."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_erp.plugin import settings
from singer_erp.plugin.cli import forbid_unknown
from singer_erp.plugin.tap import ErpTap
from singer_sdk import typing as th
from typing_extensions import override

from tap_netsuite.discovery import discover
from tap_netsuite.session import Session
from tap_netsuite.sets import TransactionSets
from tap_netsuite.stream import TableStream, TransactionSetStream
from tap_netsuite.suiteql import MAX_ROWS
from tap_netsuite.tables import TRANSACTION_SETS, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tap_netsuite.tables import Table

_SETTINGS = th.PropertiesList(
    th.Property(
        "account_id",
        th.StringType,
        required=True,
        title="Account ID",
        description="From Setup > Company > Company Information: 1234567, or 1234567_SB1.",
    ),
    th.Property(
        "client_id",
        th.StringType,
        secret=True,
        title="Client ID",
        description="OAuth 2.0: client id of the integration record.",
    ),
    th.Property(
        "certificate_id",
        th.StringType,
        title="Certificate ID",
        description="OAuth 2.0: id of the certificate in Setup > OAuth 2.0 Client Credentials.",
    ),
    th.Property(
        "private_key",
        th.StringType,
        secret=True,
        title="Private key",
        description="OAuth 2.0: the certificate's private key, PEM; line breaks may be \\n.",
    ),
    th.Property(
        "consumer_key",
        th.StringType,
        secret=True,
        title="Consumer key",
        description="Token-based authentication: consumer key of the integration record.",
    ),
    th.Property(
        "consumer_secret",
        th.StringType,
        secret=True,
        title="Consumer secret",
        description="Token-based authentication: consumer secret.",
    ),
    th.Property(
        "token_id",
        th.StringType,
        secret=True,
        title="Token ID",
        description="Token-based authentication: access token id.",
    ),
    th.Property(
        "token_secret",
        th.StringType,
        secret=True,
        title="Token secret",
        description="Token-based authentication: access token secret.",
    ),
    th.Property(
        "session_time_zone",
        th.StringType,
        title="Session time zone",
        description="IANA name of the integration user's time zone. Needed only where NetSuite "
        "refuses to convert stored times to UTC; the tap says so.",
    ),
    settings.START_DATE,
    settings.page_size(default=MAX_ROWS, maximum=MAX_ROWS),
    settings.MAX_CONCURRENCY,
    settings.LOOKBACK_SECONDS,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.API_URL,
    settings.TOKEN_URL,
    settings.USER_AGENT,
    settings.AUDIT_URL,
)


class TapNetSuite(ErpTap):
    """Singer tap for Oracle NetSuite."""

    name = "tap-netsuite"
    package_name = "singer-erp-tap-netsuite"
    dynamic_catalog = True
    config_jsonschema: ClassVar[dict[str, Any]] = forbid_unknown(_SETTINGS.to_dict())

    @cached_property
    def session(self) -> Session:
        """The run's connection; nothing is sent before it is used."""
        return Session(self.config, f"singer-erp/{self.name} {self.plugin_version}")

    @property
    @override
    def calls(self) -> int:
        return self.session.calls.get("calls", 0)

    def discover_streams(self) -> Sequence[TableStream]:
        """Streams of the catalog that was given, else of what the account shows."""
        described: Iterable[tuple[Table, dict[str, Any]]]
        if self.input_catalog is None:
            described = discover(self.session)
        else:
            described = [
                (table_of(entry.tap_stream_id), entry.schema.to_dict())
                for entry in self.input_catalog.streams
            ]
        return [self._stream(table, schema) for table, schema in described]

    def _stream(self, table: Table, schema: dict[str, Any]) -> TableStream:
        if table not in TRANSACTION_SETS:
            return TableStream(self, table=table, schema=schema, session=self.session)
        stream = TransactionSetStream(self, table=table, schema=schema, session=self.session)
        stream.find_sets = lambda: self.sets
        return stream

    @cached_property
    def sets(self) -> TransactionSets:
        """What the selected streams of transactions owe, in step."""
        names = {table.stream for table in TRANSACTION_SETS}
        return TransactionSets(
            self.session,
            {
                name: stream.bookmark
                for name, stream in self.streams.items()
                if name in names and stream.selected and isinstance(stream, TableStream)
            },
            self.logger,
        )
