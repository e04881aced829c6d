"""The tap's settings."""

from __future__ import annotations

from singer_erp.acumatica import settings as acumatica
from singer_erp.plugin import settings
from singer_sdk import typing as th

MAX_PAGE_SIZE = 10_000

SETTINGS = th.PropertiesList(
    acumatica.API_URL,
    th.Property(
        "tenant",
        th.StringType(min_length=1),
        required=True,
        title="Tenant",
        description="Name of the tenant, as the sign-in page shows it; every row has it.",
    ),
    acumatica.ENDPOINT_NAME,
    acumatica.ENDPOINT_VERSION,
    acumatica.auth_method("tap-acumatica"),
    acumatica.CLIENT_ID,
    acumatica.CLIENT_SECRET,
    acumatica.USERNAME,
    acumatica.PASSWORD,
    acumatica.refresh_token("tap-acumatica"),
    settings.CREDENTIALS_PATH,
    settings.REDIRECT_URI,
    th.Property(
        "branch",
        th.StringType,
        title="Branch",
        description="Branch to work in. Default: the user's own; which rows a user may read is "
        "decided by the user's rights.",
    ),
    settings.START_DATE,
    settings.page_size(
        500,
        MAX_PAGE_SIZE,
        "Records per request, each with its lines; of entities without lines, five times as many.",
    ),
    acumatica.MAX_CONCURRENCY,
    acumatica.SESSION_WAIT_SECONDS,
    settings.LOOKBACK_SECONDS,
    settings.RECONCILE_HOURS,
    th.Property(
        "tracked_deletions",
        th.ArrayType(th.StringType),
        title="Tracked deletions",
        description="Entities, such as Bill, whose deletions the instance tracks (screen SM207010)"
        ": they are read into the stream `deletions`, and keys are not reconciled. Default: none.",
    ),
    th.Property(
        "custom_fields",
        th.ArrayType(th.StringType),
        title="More fields",
        description="Fields outside the contract, as Entity/View.Field or "
        "Entity/Details/View.Field. Those of users and customizations (Attribute…, Usr…) are "
        "always read.",
    ),
    th.Property(
        "entities",
        th.ArrayType(
            th.ObjectType(
                th.Property("entity", th.StringType, required=True),
                th.Property("stream", th.StringType),
                th.Property("keys", th.ArrayType(th.StringType), required=True),
                th.Property("details", th.ArrayType(th.StringType)),
                th.Property("linked", th.ArrayType(th.StringType)),
                th.Property("dac", th.StringType),
            )
        ),
        title="More entities",
        description="Further entities of the endpoint: `entity`, its `keys`, the `details` that "
        "become child streams, the `linked` objects that become columns, its `dac`, and the name "
        "of its `stream`.",
    ),
    th.Property(
        "generic_inquiries",
        th.ArrayType(
            th.ObjectType(
                th.Property("inquiry", th.StringType, required=True),
                th.Property("stream", th.StringType),
                th.Property("keys", th.ArrayType(th.StringType), required=True),
                th.Property("parameters", th.ObjectType(additional_properties=True)),
            )
        ),
        title="Generic inquiries",
        description="Generic inquiries that are exposed via OData: `inquiry`, the `keys` among its "
        "columns, which identify a row, its `parameters`, dates as 2026-01-31, and the name of its "
        "`stream`.",
    ),
    th.Property(
        "dacs",
        th.ArrayType(
            th.ObjectType(
                th.Property("dac", th.StringType, required=True),
                th.Property("stream", th.StringType),
                th.Property("keys", th.ArrayType(th.StringType), required=True),
                th.Property("columns", th.ArrayType(th.StringType)),
            )
        ),
        title="Data access classes",
        description="Tables to read through OData, such as PX_Objects_GL_GLTran: `dac`, its "
        "`keys`, the `columns` to read (default: all), and the name of its `stream`.",
    ),
    th.Property(
        "inquiry_start_date",
        th.DateTimeType,
        title="Inquiries from",
        description="A day in the first period of the streams `account_details` and "
        "`account_summaries`, each of whose periods is a request for each ledger. Default: January "
        "1 of last year.",
    ),
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.TOKEN_URL,
    settings.ALLOW_HTTP,
    settings.USER_AGENT,
    settings.AUDIT_URL,
)
