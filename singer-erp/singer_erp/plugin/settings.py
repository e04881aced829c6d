"""Settings that mean the same in every plugin."""

from __future__ import annotations

from singer_sdk import typing as th

API_URL = th.Property(
    "api_url",
    th.StringType,
    title="API URL",
    description="Root of the vendor's API, where it is not the standard one: a proxy, a sandbox.",
)
TOKEN_URL = th.Property(
    "token_url",
    th.StringType,
    title="Token URL",
    description="OAuth 2.0 token endpoint, where it is not the standard one.",
)
AUDIT_URL = th.Property(
    "audit_url",
    th.StringType,
    secret=True,
    title="Audit ledger",
    description="SQLAlchemy URL of the audit ledger: which request brought which records. Give the "
    "target's, and `singer-erp audit record` tells both halves. Default: nothing is noted.",
)
WEBHOOK_INBOX_URL = th.Property(
    "webhook_inbox_url",
    th.StringType,
    secret=True,
    title="Webhook inbox",
    description="SQLAlchemy URL of the inbox that `webhooks serve` fills and runs read, such as "
    "sqlite:////var/lib/singer-erp/inbox.sqlite. Default: notifications are not used.",
)
CREDENTIALS_PATH = th.Property(
    "credentials_path",
    th.StringType,
    title="Stored log-ins",
    description="File of the encrypted log-ins that `login` makes; the key comes from "
    "SINGER_ERP_CREDENTIALS_KEY or the system's keyring. Default: a file in the user's state "
    "folder.",
)
REDIRECT_URI = th.Property(
    "redirect_uri",
    th.StringType,
    default="http://localhost:8765/callback",
    title="Redirect address",
    description="Where the browser is sent after `login`; must be registered with the app.",
)
START_DATE = th.Property(
    "start_date",
    th.DateTimeType,
    title="Start date",
    description="Records not changed since are left out of the first run. Default: everything.",
)
MAX_CONCURRENCY = th.Property(
    "max_concurrency",
    th.IntegerType(minimum=1, maximum=50),
    default=4,
    title="Requests in flight",
    description="Most requests in flight at once, over all streams; lowered while the vendor "
    "throttles.",
)
LOOKBACK_SECONDS = th.Property(
    "lookback_seconds",
    th.IntegerType(minimum=0),
    default=900,
    title="Look-back",
    description="Seconds before the bookmark that are read again, for records committed late.",
)
REQUEST_TIMEOUT_SECONDS = th.Property(
    "request_timeout_seconds",
    th.IntegerType(minimum=1),
    default=600,
    title="Request timeout",
    description="Seconds without a byte before a request is given up and tried again.",
)
EMIT_ACTIVATE_VERSION_MESSAGES = th.Property(
    "emit_activate_version_messages",
    th.BooleanType,
    default=True,
    title="Announce versions",
    description="Whether ACTIVATE_VERSION follows a table that was read whole, so that a loader "
    "can retire rows it no longer holds. Turn it off for loaders that refuse the message.",
)
USER_AGENT = th.Property(
    "user_agent",
    th.StringType,
    title="User agent",
    description="User-Agent header. Default: the plugin's name and version.",
)


def page_size(default: int, maximum: int) -> th.Property[int]:
    """The setting `page_size` with a vendor's bounds."""
    return th.Property(
        "page_size",
        th.IntegerType(minimum=1, maximum=maximum),
        default=default,
        title="Page size",
        description="Records asked for in one request.",
    )
