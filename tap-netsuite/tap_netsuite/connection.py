"""The connection to one account: its addresses, its credentials, its client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.http.client import HttpClient
from singer_erp.http.limits import ConcurrencyLimit

from tap_netsuite.account import Account
from tap_netsuite.auth import authenticator
from tap_netsuite.errors import RULES, TOKEN_RULES, read_message
from tap_netsuite.suiteql import SuiteQL

if TYPE_CHECKING:
    from collections.abc import Mapping

# One column can make NetSuite respond 500 for good: probes find out soon.
_PROBE_TRIES = 3


def connect(config: Mapping[str, Any], user_agent: str) -> SuiteQL:
    """Return the SuiteQL service of the account in the settings.

    Raises:
        ConfigError: The account id or the credentials are not valid.
    """
    account = Account.of(config["account_id"], config.get("api_url"), config.get("token_url"))
    wire: dict[str, Any] = {
        "read_message": read_message,
        "user_agent": user_agent,
        "timeout_seconds": config["request_timeout_seconds"],
    }
    token_client = HttpClient("NetSuite", rules=TOKEN_RULES, **wire)
    wire |= {
        "rules": RULES,
        "auth": authenticator(config, account, token_client),
        "limit": ConcurrencyLimit(config["max_concurrency"]),
    }
    return SuiteQL(
        HttpClient("NetSuite", **wire),
        HttpClient("NetSuite", max_tries=_PROBE_TRIES, **wire),
        account.api_url,
        config.get("session_time_zone"),
    )
