"""The target's settings."""

from __future__ import annotations

from singer_erp.delivery.settings import DELIVERY, INVENTORY, MAPPINGS
from singer_erp.plugin import settings
from singer_sdk import typing as th

SETTINGS = th.PropertiesList(
    th.Property(
        "api_url",
        th.StringType,
        required=True,
        title="Org URL",
        description="My Domain of the org, such as https://acme.my.salesforce.com. Records are "
        "written to the org that the credentials belong to.",
    ),
    th.Property(
        "auth_method",
        th.StringType(allowed_values=["jwt", "client_credentials", "refresh_token", "password"]),
        default="jwt",
        title="Authentication method",
        description="`jwt` (recommended), `client_credentials`, `refresh_token` (stored by "
        "`target-salesforce login`), or `password` (which Salesforce is retiring).",
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
        description="Consumer secret; not needed for `jwt`, nor for `refresh_token` if the app "
        "does not require it.",
    ),
    th.Property(
        "username",
        th.StringType,
        title="Username",
        description="Username of the integration user; for `jwt` and `password`.",
    ),
    th.Property(
        "private_key",
        th.StringType,
        secret=True,
        title="Private key",
        description="RSA key of the certificate uploaded to the app, in PEM form; line breaks may "
        "be written as \\n. For `jwt`.",
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
        description="Password of the integration user; for `password`.",
    ),
    th.Property(
        "security_token",
        th.StringType,
        secret=True,
        title="Security token",
        description="Security token of the integration user; for `password`, unless the network is "
        "trusted.",
    ),
    th.Property(
        "refresh_token",
        th.StringType,
        secret=True,
        title="Refresh token",
        description="Initial refresh token, instead of `target-salesforce login`; for "
        "`refresh_token`.",
    ),
    th.Property(
        "api_version",
        th.StringType(pattern=r"^[1-9][0-9]+\.0$"),
        default="67.0",
        title="API version",
        description="Version of the REST API, such as 67.0.",
    ),
    th.Property(
        "vendor_object",
        th.StringType,
        default="Account",
        title="Vendor object",
        description="Object of vendors in the built-in mapping: `Account`, or a custom object "
        "such as Vendor__c.",
    ),
    th.Property(
        "vendor_record_type",
        th.StringType,
        title="Vendor record type",
        description="Developer name of the record type of vendors in the built-in mapping, such as "
        "Vendor. Default: the user's default record type.",
    ),
    MAPPINGS,
    *DELIVERY,
    *INVENTORY,
    th.Property(
        "bulk_threshold",
        th.IntegerType(minimum=1),
        default=2000,
        title="Bulk threshold",
        description="Number of changed records of an object from which Bulk API 2.0 is used.",
    ),
    th.Property(
        "allow_duplicates",
        th.BooleanType,
        default=False,
        title="Allow duplicates",
        description="Save records although a duplicate rule warns of them.",
    ),
    th.Property(
        "call_budget",
        th.IntegerType(minimum=1),
        title="Call budget",
        description="Maximum API requests of one run. Default: no limit.",
    ),
    th.Property(
        "api_usage_limit_percent",
        th.IntegerType(minimum=1, maximum=100),
        default=90,
        title="API usage limit",
        description="Percentage of the org's daily API requests at which the run stops, so that "
        "other integrations can continue.",
    ),
    settings.MAX_CONCURRENCY,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.TOKEN_URL,
    settings.ALLOW_HTTP,
    settings.CREDENTIALS_PATH,
    settings.REDIRECT_URI,
    settings.USER_AGENT,
)
