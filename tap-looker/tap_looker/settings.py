"""The tap's settings."""

from __future__ import annotations

from singer_erp.looker import settings as looker
from singer_erp.plugin import settings
from singer_sdk import typing as th

FORMATS = ("json", "json_bi", "json_detail", "csv")

SETTINGS = th.PropertiesList(
    looker.API_URL,
    looker.CLIENT_ID,
    looker.CLIENT_SECRET,
    th.Property(
        "queries",
        th.ArrayType(
            th.ObjectType(
                th.Property("name", th.StringType, required=True),
                th.Property("model", th.StringType),
                th.Property("explore", th.StringType),
                th.Property("fields", th.ArrayType(th.StringType)),
                th.Property("query_id", th.StringType),
                th.Property("look_id", th.StringType),
                th.Property("filters", th.ObjectType(additional_properties=th.StringType)),
                th.Property("filter_expression", th.StringType),
                th.Property("dynamic_fields", th.ArrayType(th.ObjectType())),
                th.Property("replication_key", th.StringType),
                th.Property("primary_keys", th.ArrayType(th.StringType)),
                th.Property("slice_by", th.StringType),
                th.Property("query_timezone", th.StringType),
                th.Property("keep_limit", th.BooleanType),
            )
        ),
        default=[],
        title="Query streams",
        description="A stream each: its `name`, and an Explore (`model`, `explore`, `fields`), a "
        "saved query (`query_id`) or a Look (`look_id`). Further keys: `filters`, "
        "`filter_expression`, `dynamic_fields`, `replication_key`, `primary_keys`, `slice_by`, "
        "`query_timezone` and `keep_limit`.",
    ),
    th.Property(
        "column_names",
        th.StringType,
        allowed_values=["view_and_field", "field"],
        default="view_and_field",
        title="Column names",
        description="Name of the column of `gl.net_amount`: `view_and_field` is gl__net_amount, "
        "`field` is net_amount, which must then be unique in its stream.",
    ),
    th.Property(
        "result_format",
        th.StringType,
        allowed_values=[*FORMATS],
        default="json",
        title="Result format",
        description="Format in which results are requested. `json` is the smallest that has an "
        "end mark; a `csv` that a proxy cuts at the end of a row looks complete.",
    ),
    th.Property(
        "use_cache",
        th.BooleanType,
        default=False,
        title="Use the cache",
        description="Whether Looker may return results of its cache, which may be older than the "
        "last load of the warehouse.",
    ),
    th.Property(
        "query_task_rows",
        th.IntegerType(minimum=0),
        default=200_000,
        title="Rows of query tasks",
        description="A stream that had more rows in its last run is read by a query task, as is a "
        "query that a gateway ends with status 504. Each poll of a task is metered as a query.",
    ),
    settings.START_DATE,
    settings.page_size(
        1_000_000,
        100_000_000,
        "Maximum rows of a query of streams with `replication_key` or `slice_by`; more are read "
        "by further queries. Of lists, up to 1,000 objects are read per request.",
    ),
    settings.MAX_CONCURRENCY,
    settings.LOOKBACK_SECONDS,
    looker.QUERY_BUDGET,
    looker.ADMIN_BUDGET,
    settings.REQUEST_TIMEOUT_SECONDS,
    settings.EMIT_ACTIVATE_VERSION_MESSAGES,
    settings.ALLOW_HTTP,
    settings.USER_AGENT,
    settings.AUDIT_URL,
)
