"""Settings that mean the same in every plugin."""

from __future__ import annotations

from singer_sdk import typing as th

API_URL = th.Property(
    "api_url",
    th.StringType,
    title="API URL",
    description="Root of the vendor's API; set it for a proxy or a sandbox. Default: the "
    "vendor's own.",
)
TOKEN_URL = th.Property(
    "token_url",
    th.StringType,
    title="Token URL",
    description="OAuth 2.0 token endpoint. Default: the vendor's own.",
)
ALLOW_HTTP = th.Property(
    "allow_http",
    th.BooleanType,
    default=False,
    title="Allow HTTP",
    description="Whether requests may go to `http://` URLs of other hosts, such as a proxy in a "
    "trusted network: credentials and records then cross it unencrypted. Loopback is always "
    "allowed.",
)
AUDIT_URL = th.Property(
    "audit_url",
    th.StringType,
    secret=True,
    title="Audit log",
    description="SQLAlchemy URL of the audit log, which records the request of every page. With "
    "the target's URL, `singer-erp audit record` shows a record from source to destination. "
    "Default: no audit log.",
)
WEBHOOK_INBOX_URL = th.Property(
    "webhook_inbox_url",
    th.StringType,
    secret=True,
    title="Webhook inbox",
    description="SQLAlchemy URL of the inbox that `webhooks serve` writes and the tap reads, such "
    "as sqlite:////var/lib/singer-erp/inbox.sqlite. Default: no webhook events.",
)
WEBHOOK_SHARED_SECRET = th.Property(
    "webhook_shared_secret",
    th.StringType,
    secret=True,
    title="Webhook secret",
    description="Secret that webhook requests must carry in the header `webhook_secret_header`.",
)
WEBHOOK_SECRET_HEADER = th.Property(
    "webhook_secret_header",
    th.StringType,
    default="Authorization",
    title="Webhook secret header",
    description="Header of `webhook_shared_secret`.",
)
WEBHOOK_ALLOWED_ADDRESSES = th.Property(
    "webhook_allowed_addresses",
    th.ArrayType(th.StringType),
    title="Allowed addresses",
    description="Addresses and networks that webhook requests may come from, such as "
    "203.0.113.0/24. Default: all.",
)
WEBHOOK_TRUSTED_PROXIES = th.Property(
    "webhook_trusted_proxies",
    th.ArrayType(th.StringType),
    title="Trusted proxies",
    description="Addresses and networks of reverse proxies in front of `webhooks serve`, whose "
    "X-Forwarded-For says where a request comes from. Default: none.",
)
CREDENTIALS_PATH = th.Property(
    "credentials_path",
    th.StringType,
    title="Stored credentials",
    description="File of the encrypted credentials that `login` stores; the key comes from "
    "SINGER_ERP_CREDENTIALS_KEY or the system's keyring. Default: a file in the user's state "
    "folder.",
)
REDIRECT_URI = th.Property(
    "redirect_uri",
    th.StringType,
    default="http://localhost:8765/callback",
    title="Redirect URI",
    description="Callback of `login`; must be registered with the app.",
)
START_DATE = th.Property(
    "start_date",
    th.DateTimeType,
    title="Start date",
    description="The first run skips records that have not changed since. Default: none.",
)
MAX_CONCURRENCY = th.Property(
    "max_concurrency",
    th.IntegerType(minimum=1, maximum=50),
    default=4,
    title="Maximum concurrency",
    description="Maximum requests in flight over all streams; reduced while the vendor throttles.",
)
RATE_LIMIT_PATH = th.Property(
    "rate_limit_path",
    th.StringType,
    title="Rate limit file",
    description="SQLite file in which local processes share the vendor's rate limits. Default: "
    "each process has limits of its own.",
)
LOOKBACK_SECONDS = th.Property(
    "lookback_seconds",
    th.IntegerType(minimum=0),
    default=900,
    title="Lookback",
    description="Seconds before the bookmark that are read again, for records committed late.",
)
RECONCILE_HOURS = th.Property(
    "reconcile_hours",
    th.NumberType(minimum=0, maximum=87_840),  # ten years
    default=20,
    title="Hours between reconciliations",
    description="How often the keys of all records are listed, which finds the records that were "
    "deleted. With 0, in every run.",
)
REQUEST_TIMEOUT_SECONDS = th.Property(
    "request_timeout_seconds",
    th.IntegerType(minimum=1, maximum=86_400),  # a day
    default=600,
    title="Request timeout",
    description="Maximum seconds of a request, from connecting to the last byte, after which it "
    "is retried.",
)
EMIT_ACTIVATE_VERSION_MESSAGES = th.Property(
    "emit_activate_version_messages",
    th.BooleanType,
    default=True,
    title="Emit ACTIVATE_VERSION",
    description="Whether ACTIVATE_VERSION follows a full refresh, so that a loader can delete rows "
    "that no longer exist. Turn it off for loaders that reject the message.",
)
USER_AGENT = th.Property(
    "user_agent",
    th.StringType,
    title="User agent",
    description="User-Agent header. Default: the plugin's name and version.",
)


def page_size(
    default: int, maximum: int, description: str = "Records per request."
) -> th.Property[int]:
    """Return the setting `page_size` with a vendor's bounds."""
    return th.Property(
        "page_size",
        th.IntegerType(minimum=1, maximum=maximum),
        default=default,
        title="Page size",
        description=description,
    )
