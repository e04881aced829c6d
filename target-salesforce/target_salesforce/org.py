"""From settings to a connection."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from singer_erp.auth.refresh import TokenEndpoint
from singer_erp.auth.tokens import TokenSource
from singer_erp.errors import ConfigError
from singer_erp.http.client import HttpClient
from singer_erp.http.limits import ConcurrencyLimit

from target_salesforce.bulk import BulkChannel
from target_salesforce.collections import CollectionsChannel
from target_salesforce.connection import Connection
from target_salesforce.describe import Descriptions
from target_salesforce.destination import SalesforceDestination
from target_salesforce.errors import RULES, TOKEN_RULES, read_message
from target_salesforce.login import Login, method

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOKEN_PATH = "/services/oauth2/token"  # noqa: S105  # a path


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> Connection:
    """Log in.

    Args:
        config: The target's settings.
        user_agent: Value of the User-Agent header.
        sleep: Waits between tries; tests inject their own.

    Raises:
        ErpError: The log-in is not possible; says why.
    """
    wire = _wire(config, user_agent, sleep)
    login = Login(method(config, token_endpoint(config, user_agent, sleep)))
    tokens = TokenSource(login.fetch)
    client = HttpClient(
        "Salesforce",
        rules=RULES,
        auth=tokens,
        limit=ConcurrencyLimit(config["max_concurrency"]),
        **wire,
    )
    return Connection(
        client,
        tokens,
        login,
        api_version=config["api_version"],
        call_budget=config.get("call_budget"),
        usage_limit_percent=config["api_usage_limit_percent"],
    )


def token_endpoint(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> TokenEndpoint:
    """Where tokens come from.

    Raises:
        ConfigError: `api_url` is none.
    """
    root = config["api_url"].rstrip("/")
    if not root.startswith(("https://", "http://")):
        raise ConfigError(
            f"`api_url` {root!r} is no URL", "Write it like https://acme.my.salesforce.com"
        )
    client = HttpClient("Salesforce", rules=TOKEN_RULES, **_wire(config, user_agent, sleep))
    return TokenEndpoint(
        client,
        config.get("token_url") or root + _TOKEN_PATH,
        config["client_id"],
        config.get("client_secret"),
    )


def _wire(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None]
) -> dict[str, Any]:
    return {
        "read_message": read_message,
        "user_agent": user_agent,
        "timeout_seconds": config["request_timeout_seconds"],
        "sleep": sleep,
    }


def destination(
    config: Mapping[str, Any],
    connection: Connection,
    sleep: Callable[[float], None] = time.sleep,
) -> SalesforceDestination:
    """The org behind a connection, with its two channels."""
    return SalesforceDestination(
        connection.org.org_id,
        Descriptions(connection),
        CollectionsChannel(
            connection,
            concurrency=config["max_concurrency"],
            allow_duplicates=config["allow_duplicates"],
            sleep=sleep,
        ),
        BulkChannel(connection, allow_duplicates=config["allow_duplicates"], sleep=sleep),
        bulk_threshold=config["bulk_threshold"],
    )
