"""The tap's settings."""

from __future__ import annotations

from singer_erp.plugin import settings
from singer_sdk import typing as th

from tap_quickbooks.query import MAX_RESULTS

SETTINGS = th.PropertiesList(
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
        description="First refresh token of a single company, instead of `tap-quickbooks login`.",
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
        description="Maximum queries sent in one call. With 1, each is a call of its own, for "
        "companies whose custom fields do not come with batches (Intuit does not say).",
    ),
    th.Property(
        "calls_per_minute",
        th.IntegerType(minimum=1, maximum=500),
        default=450,
        title="Calls a minute",
        description="Maximum calls per minute; Intuit allows 500 for each company.",
    ),
    th.Property(
        "call_budget",
        th.IntegerType(minimum=1),
        title="Call budget",
        description="Maximum calls of one run; Intuit meters calls that read. Default: no limit.",
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
        description="Verifies the signature of webhooks: from the app's page on webhooks.",
    ),
    settings.WEBHOOK_SHARED_SECRET,
    settings.WEBHOOK_SECRET_HEADER,
    settings.WEBHOOK_ALLOWED_ADDRESSES,
    settings.WEBHOOK_TRUSTED_PROXIES,
    th.Property(
        "full_poll_hours",
        th.NumberType(minimum=0),
        default=24,
        title="Hours between full polls",
        description="With `webhook_inbox_url`: how long webhook events are relied on before "
        "changes are requested, which also covers events that were lost.",
    ),
    th.Property(
        "enhanced_custom_fields",
        th.BooleanType,
        default=True,
        title="Custom fields",
        description="Request the custom fields of the new platform as well.",
    ),
    settings.RATE_LIMIT_PATH,
    settings.MAX_CONCURRENCY,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.API_URL,
    settings.TOKEN_URL,
    settings.ALLOW_HTTP,
    settings.USER_AGENT,
    settings.AUDIT_URL,
)
