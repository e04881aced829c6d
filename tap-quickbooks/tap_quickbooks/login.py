"""The log-in of a company: made by `tap-quickbooks login`, kept encrypted, renewed in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.auth.authorization import Application
from singer_erp.auth.refresh import RefreshGrant, TokenEndpoint
from singer_erp.auth.tokens import Token
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from singer_erp.auth.store import CredentialStore
    from singer_erp.http.client import HttpClient

TOKEN_URL = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105  # a URL
AUTHORIZE_URL = "https://appcenter.intuit.com/connect/oauth2"
_SCOPE = "com.intuit.quickbooks.accounting"
_COMMAND = "tap-quickbooks login"


def endpoint(config: Mapping[str, Any], client: HttpClient) -> TokenEndpoint:
    """Where tokens come from; asks also for the end of the connection's five years."""
    return TokenEndpoint(
        client,
        config.get("token_url") or TOKEN_URL,
        config["client_id"],
        config["client_secret"],
        basic=True,
        headers={"x-include-refresh-token-hard-expires-in": "true"},
    )


def tokens(
    endpoint_: TokenEndpoint, store: CredentialStore, realm_id: str, refresh_token: str | None
) -> Callable[[float], Token]:
    """Fetches access tokens of a company's log-in."""
    grant = _grant(endpoint_, store, realm_id, refresh_token)

    def fetch(now: float) -> Token:
        login = grant.login(now)
        return Token(login.answer["access_token"], login.access_ends_at)

    return fetch


class BrowserLogin:
    """What `tap-quickbooks login` needs.

    Args:
        config: The tap's settings.
        endpoint_: Where tokens come from.
    """

    def __init__(self, config: Mapping[str, Any], endpoint_: TokenEndpoint) -> None:
        self.endpoint = endpoint_
        self._realm_ids = config["realm_ids"]
        self._refresh_token = config.get("refresh_token")
        self.application = Application(
            "QuickBooks",
            config.get("authorize_url") or AUTHORIZE_URL,
            config["redirect_uri"],
            (_SCOPE,),
        )

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """A log-in for each company."""
        return [
            _grant(self.endpoint, store, realm_id, self._refresh_token)
            for realm_id in self._realm_ids
        ]

    def grant(self, store: CredentialStore, came_with: Mapping[str, str], /) -> RefreshGrant:
        """The log-in in a store; only the browser's address names the company.

        Raises:
            ConfigError: Another company was chosen than those configured.
        """
        realm_id = came_with.get("realmId", "")
        if realm_id not in self._realm_ids:
            raise ConfigError(
                f"The company {realm_id or '(none)'} was chosen, which `realm_ids` does not name",
                "Log in again and choose another, or add it to `realm_ids`",
            )
        return _grant(self.endpoint, store, realm_id, self._refresh_token)


def _grant(
    endpoint_: TokenEndpoint, store: CredentialStore, realm_id: str, refresh_token: str | None
) -> RefreshGrant:
    return RefreshGrant(
        endpoint_,
        store,
        f"tap-quickbooks {realm_id}",
        login_command=_COMMAND,
        refresh_token=refresh_token,
    )
