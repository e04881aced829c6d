"""Which credentials the settings hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.auth.tokens import ClientAssertionGrant, OAuth1Signer, TokenSource
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.http.client import Authenticator, HttpClient

    from tap_netsuite.account import Account

OAUTH2 = ("client_id", "certificate_id", "private_key")
TBA = ("consumer_key", "consumer_secret", "token_id", "token_secret")


def authenticator(
    config: Mapping[str, Any], account: Account, token_client: HttpClient
) -> Authenticator:
    """The authenticator for the credentials that are set.

    Args:
        config: The tap's settings.
        account: The account they are for.
        token_client: Sends token requests; without authenticator.

    Raises:
        ConfigError: Settings of both kinds, or an incomplete set.
    """
    oauth2 = [name for name in OAUTH2 if config.get(name)]
    tba = [name for name in TBA if config.get(name)]
    if oauth2 and tba:
        raise ConfigError(
            f"Both kinds of credentials are set: {_names(oauth2)} and {_names(tba)}",
            "Keep OAuth 2.0 (recommended) or token-based authentication, not both",
        )
    missing = [name for name in (TBA if tba else OAUTH2) if not config.get(name)]
    if missing:
        raise ConfigError(
            f"Credentials are incomplete: {_names(missing)} missing",
            f"Set {_names(OAUTH2)} for OAuth 2.0, or {_names(TBA)} for token-based authentication",
        )
    if tba:
        key, secret, token, token_secret = (config[name] for name in TBA)
        return OAuth1Signer(key, secret, token, token_secret, realm=account.realm)
    grant = ClientAssertionGrant(
        client=token_client,
        token_url=account.token_url,
        client_id=config["client_id"],
        key_id=config["certificate_id"],
        # Environments and .env files often carry the line breaks as \n.
        private_key=config["private_key"].replace("\\n", "\n"),
        scope=("rest_webservices",),
    )
    return TokenSource(grant.fetch)


def _names(settings: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in settings)
