"""The connection to one NetSuite account: its URLs, credentials and HTTP client."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from singer_erp.auth.assertions import Assertion, private_key_jwt
from singer_erp.auth.oauth1 import OAuth1Signer
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.tokens import TokenSource
from singer_erp.errors import ConfigError
from singer_erp.http.factory import ConnectionFactory, Vendor

from tap_netsuite.errors import RULES, TOKEN_RULES, read_message
from tap_netsuite.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from singer_erp.http.client import Authenticator, HttpClient

VENDOR = Vendor(
    "NetSuite",
    rules=RULES,
    token_rules=TOKEN_RULES,
    read_message=read_message,
    settings=SETTINGS.to_dict(),
    # Help page "URLs for Account-Specific Domains".
    api_url="https://{account}.suitetalk.api.netsuite.com",
    token_url="/services/rest/auth/oauth2/v1/token",  # noqa: S106  # a path
)
OAUTH2 = ("client_id", "certificate_id", "private_key")
TBA = ("consumer_key", "consumer_secret", "token_id", "token_secret")
_ACCOUNT_ID = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)?")


def connect(
    config: Mapping[str, Any], user_agent: str, sleep: Callable[[float], None] = time.sleep
) -> HttpClient:
    """Return the client of the account that the settings name; it sends nothing yet.

    Args:
        config: The tap's settings.
        user_agent: Value of the User-Agent header without the setting `user_agent`.
        sleep: Waits between tries; tests pass their own.

    Raises:
        ConfigError: A setting is not valid, or credentials are missing.
    """
    account_id: str = config["account_id"]
    if not _ACCOUNT_ID.fullmatch(account_id):
        raise ConfigError(
            f"`account_id` {account_id!r} is not a NetSuite account id",
            "Copy it from Setup > Company > Company Information: 1234567 or 1234567_SB1",
        )
    vendor = replace(VENDOR, api_url=VENDOR.api_url.format(account=host_label(config)))
    factory = ConnectionFactory(vendor, config, user_agent, sleep)
    return factory.client(_authenticator(config, factory))


def host_label(config: Mapping[str, Any]) -> str:
    """Return the account as host names have it: 1234567-sb1."""
    return str(config["account_id"]).lower().replace("_", "-")


def _authenticator(config: Mapping[str, Any], factory: ConnectionFactory) -> Authenticator:
    oauth2 = [name for name in OAUTH2 if config.get(name)]
    tba = [name for name in TBA if config.get(name)]
    if oauth2 and tba:
        raise ConfigError(
            f"Both kinds of credentials are set: {_names(oauth2)} and {_names(tba)}",
            "Keep those of OAuth 2.0 (recommended) or of token-based authentication",
        )
    missing = [name for name in (TBA if tba else OAUTH2) if not config.get(name)]
    if missing:
        raise ConfigError(
            f"Credentials are incomplete: {_names(missing)} missing",
            f"Set {_names(OAUTH2)} for OAuth 2.0, or {_names(TBA)} for token-based authentication",
        )
    if tba:
        # The realm has an underscore where the host name has a hyphen: 1234567_SB1.
        realm = config["account_id"].upper().replace("-", "_")
        key, secret, token, token_secret = (config[name] for name in TBA)
        return OAuth1Signer(key, secret, token, token_secret, realm)
    assertion = Assertion(
        config["private_key"],
        issuer=config["client_id"],
        audience=factory.token_url,
        claims={"scope": ["rest_webservices"]},
        headers={"kid": config["certificate_id"]},
    )
    endpoint = TokenEndpoint(
        factory.token_client(),
        factory.token_url,
        config["client_id"],
        auth_method=private_key_jwt(assertion),
    )
    return TokenSource(lambda now: endpoint.token(now, "client_credentials"))


def _names(settings: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in settings)
