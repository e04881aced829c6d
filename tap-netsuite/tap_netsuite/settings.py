"""The tap's settings."""

from __future__ import annotations

from singer_erp.plugin import settings
from singer_sdk import typing as th

from tap_netsuite.suiteql import MAX_ROWS

SETTINGS = th.PropertiesList(
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
    th.Property(
        "discovery_cache_days",
        th.IntegerType(minimum=0, maximum=365),
        default=7,
        title="Discovery cache (days)",
        description="Days for which discovery remembers the columns that this account and role "
        "cannot query, in the user's cache folder. 0: probe them in every discovery.",
    ),
    settings.START_DATE,
    settings.page_size(default=MAX_ROWS, maximum=MAX_ROWS),
    settings.MAX_CONCURRENCY,
    settings.LOOKBACK_SECONDS,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.API_URL,
    settings.TOKEN_URL,
    settings.ALLOW_HTTP,
    settings.USER_AGENT,
    settings.WEBHOOK_INBOX_URL,
    settings.WEBHOOK_SHARED_SECRET,
    settings.WEBHOOK_SECRET_HEADER,
    settings.WEBHOOK_ALLOWED_ADDRESSES,
    settings.WEBHOOK_TRUSTED_PROXIES,
    settings.AUDIT_URL,
)
