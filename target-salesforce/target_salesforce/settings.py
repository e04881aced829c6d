"""The target's settings."""

from __future__ import annotations

from singer_erp.delivery.settings import DELIVERY
from singer_erp.plugin import settings
from singer_sdk import typing as th

SETTINGS = th.PropertiesList(
    th.Property(
        "api_url",
        th.StringType,
        required=True,
        title="Org URL",
        description="My Domain of the org, such as https://acme.my.salesforce.com; where the "
        "log-in leads decides where records go.",
    ),
    th.Property(
        "auth_method",
        th.StringType(allowed_values=["jwt", "client_credentials", "refresh_token", "password"]),
        default="jwt",
        title="Log-in",
        description="`jwt` (recommended), `client_credentials`, `refresh_token` (what "
        "`target-salesforce login` stored), or `password` (being retired).",
    ),
    th.Property(
        "client_id",
        th.StringType,
        required=True,
        secret=True,
        title="Client ID",
        description="Consumer key of the external client app.",
    ),
    th.Property(
        "client_secret",
        th.StringType,
        secret=True,
        title="Client secret",
        description="Consumer secret; not needed for `jwt`, nor for `refresh_token` where the app "
        "does not ask for it.",
    ),
    th.Property(
        "username",
        th.StringType,
        title="Username",
        description="The integration user; for `jwt` and `password`.",
    ),
    th.Property(
        "private_key",
        th.StringType,
        secret=True,
        title="Private key",
        description="RSA key of the certificate uploaded to the app, PEM; line breaks may be \\n. "
        "For `jwt`.",
    ),
    th.Property(
        "jwt_audience",
        th.StringType,
        title="JWT audience",
        description="Audience of the assertion. Default: `api_url`.",
    ),
    th.Property(
        "password",
        th.StringType,
        secret=True,
        title="Password",
        description="For `password`.",
    ),
    th.Property(
        "security_token",
        th.StringType,
        secret=True,
        title="Security token",
        description="For `password`, unless the caller's address is trusted.",
    ),
    th.Property(
        "refresh_token",
        th.StringType,
        secret=True,
        title="Refresh token",
        description="Begins a stored log-in instead of `target-salesforce login`; for "
        "`refresh_token`.",
    ),
    th.Property(
        "api_version",
        th.StringType,
        default="67.0",
        title="API version",
        description="Like 67.0.",
    ),
    th.Property(
        "vendor_object",
        th.StringType,
        default="Account",
        title="Vendor object",
        description="Where the built-in mapping puts vendors: `Account`, or a custom object such "
        "as Vendor__c.",
    ),
    th.Property(
        "vendor_record_type",
        th.StringType,
        title="Vendor record type",
        description="Developer name of the record type the built-in mapping gives vendors, such as "
        "Vendor. Default: the user's own.",
    ),
    *DELIVERY,
    th.Property(
        "bulk_threshold",
        th.IntegerType(minimum=1),
        default=2000,
        title="Bulk threshold",
        description="Changed records of an object from which on Bulk API 2.0 is used.",
    ),
    th.Property(
        "allow_duplicates",
        th.BooleanType,
        default=False,
        title="Allow duplicates",
        description="Save records that a duplicate rule only warns of.",
    ),
    th.Property(
        "call_budget",
        th.IntegerType(minimum=1),
        title="Call budget",
        description="Most API requests of one run. Default: no limit.",
    ),
    th.Property(
        "api_usage_limit_percent",
        th.IntegerType(minimum=1, maximum=100),
        default=90,
        title="API usage limit",
        description="Share of the org's daily API requests at which the run stops, so that some "
        "are left for others.",
    ),
    settings.MAX_CONCURRENCY,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.TOKEN_URL,
    settings.CREDENTIALS_PATH,
    settings.REDIRECT_URI,
    settings.USER_AGENT,
)
