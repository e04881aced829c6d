"""The connections to the companies of QuickBooks: URLs, rates and HTTP clients."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.store import open_store
from singer_erp.auth.tokens import TokenSource
from singer_erp.errors import ConfigError
from singer_erp.http.factory import ConnectionFactory, Vendor
from singer_erp.http.rates import Rate

from tap_quickbooks.credentials import CompanyCredentials
from tap_quickbooks.errors import RULES, TOKEN_RULES, read_message
from tap_quickbooks.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.http.client import HttpClient

BATCH = "batch"
VENDOR = Vendor(
    "QuickBooks",
    rules=RULES,
    token_rules=TOKEN_RULES,
    read_message=read_message,
    settings=SETTINGS.to_dict(),
    api_url="https://quickbooks.api.intuit.com",
    token_url="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",  # noqa: S106  # a URL
    # Requests also when the connection's five years end.
    token_headers={"x-include-refresh-token-hard-expires-in": "true"},
    # Without `Accept` the API returns XML.
    headers={"Accept": "application/json"},
    # "API call limits and throttles", for each company: ten calls a second, 40 batches and 500
    # calls a minute (`calls_per_minute`). One tenth is left to other integrations.
    rates=(Rate(9, 1), Rate(36, 60, BATCH)),
)


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> dict[str, HttpClient]:
    """Return a client for each company that the settings name; they send nothing yet.

    Args:
        config: The tap's settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries and for rates; tests pass their own.

    Raises:
        ConfigError: A setting is not valid, or the key of stored credentials is not set.
    """
    realm_ids = config["realm_ids"]
    if config.get("refresh_token") and len(realm_ids) != 1:
        raise ConfigError(
            "`refresh_token` is for one company, but `realm_ids` names several",
            "Run `tap-quickbooks login` for each of them instead",
        )
    factory = ConnectionFactory(VENDOR, config, user_agent, sleep)
    companies = CompanyCredentials(config, _endpoint(config, factory))
    store = open_store(config.get("credentials_path"))
    rates = (*VENDOR.rates, Rate(config["calls_per_minute"], 60))
    return {
        realm_id: factory.client(
            TokenSource(companies.of(store, realm_id).fetch), rates=rates, account=realm_id
        )
        for realm_id in realm_ids
    }


def credentials(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> CompanyCredentials:
    """Return the credentials that `tap-quickbooks login` stores; arguments as for `connect`."""
    return CompanyCredentials(
        config, _endpoint(config, ConnectionFactory(VENDOR, config, user_agent, sleep))
    )


def _endpoint(config: Mapping[str, Any], factory: ConnectionFactory) -> TokenEndpoint:
    return TokenEndpoint(
        factory.token_client(),
        factory.token_url,
        config["client_id"],
        config["client_secret"],
        auth_method="client_secret_basic",
    )
