"""Settings that mean the same in the tap and the commands of Looker."""

from __future__ import annotations

from singer_sdk import typing as th

API_URL = th.Property(
    "api_url",
    th.StringType,
    required=True,
    title="Instance URL",
    description="The instance, such as https://acme.cloud.looker.com, or with the port of its API "
    "where that is not 443: https://looker.acme.com:19999. A path such as /api/4.0 is ignored.",
)
CLIENT_ID = th.Property(
    "client_id",
    th.StringType,
    required=True,
    title="Client ID",
    description="Of the user's API key (Admin > Users > Edit > API keys).",
)
CLIENT_SECRET = th.Property(
    "client_secret",
    th.StringType,
    required=True,
    secret=True,
    title="Client secret",
    description="Of the user's API key.",
)
QUERY_BUDGET = th.Property(
    "query_budget",
    th.IntegerType(minimum=1),
    title="Query budget",
    description="Maximum calls of a run that Looker meters as queries: runs, polls of query tasks, "
    "and calls about queries and scheduled plans. Default: no limit.",
)
ADMIN_BUDGET = th.Property(
    "admin_budget",
    th.IntegerType(minimum=1),
    title="Administration budget",
    description="Maximum calls of a run that Looker meters as administration: all others but "
    "logins. Default: no limit.",
)
