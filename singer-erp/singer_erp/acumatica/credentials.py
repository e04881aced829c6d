"""OAuth 2.0 of an instance: the application, its stored credentials, and the login by tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.acumatica.logins import PasswordGrant, TokenLogin
from singer_erp.auth.authorization import Application
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.auth.refresh import RefreshGrant
from singer_erp.auth.store import open_store
from singer_erp.auth.tokens import TokenSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.auth.store import CredentialStore
    from singer_erp.http.factory import ConnectionFactory


class SiteCredentials:
    """The application, and the stored credentials of `oauth_code`.

    Args:
        plugin: The plugin's name.
        config: Its settings.
        factory: Creates the clients.
    """

    def __init__(self, plugin: str, config: Mapping[str, Any], factory: ConnectionFactory) -> None:
        self.endpoint = TokenEndpoint(
            factory.token_client(),
            factory.token_url,
            config["client_id"],
            config["client_secret"],
        )
        self.application = Application(
            "Acumatica",
            f"{factory.api_url}/identity/connect/authorize",
            config["redirect_uri"],
            (*_scopes(config), "offline_access"),
        )
        self._plugin = plugin
        self._name = f"{plugin} {config['client_id']}"
        self._refresh_token = config.get("refresh_token")

    def grant(self, store: CredentialStore, _: Mapping[str, str] | None = None, /) -> RefreshGrant:
        """Return the credentials."""
        return RefreshGrant(
            self.endpoint,
            store,
            self._name,
            login_command=f"{self._plugin} login",
            refresh_token=self._refresh_token,
        )

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """Return all credentials that the settings name."""
        return [self.grant(store)]


def token_login(plugin: str, config: Mapping[str, Any], factory: ConnectionFactory) -> TokenLogin:
    """Return the login of `oauth_code` or `oauth_password`; arguments as for `SiteCredentials`.

    Raises:
        ConfigError: The store of the credentials cannot be used.
    """
    if config["auth_method"] == "oauth_code":
        store = open_store(config.get("credentials_path"))
        fetch = SiteCredentials(plugin, config, factory).grant(store).fetch
    else:
        endpoint = TokenEndpoint(
            factory.token_client(), factory.token_url, config["client_id"], config["client_secret"]
        )
        parameters = {name: config[name] for name in ("username", "password")}
        parameters["scope"] = " ".join(_scopes(config))
        fetch = PasswordGrant(endpoint, factory.api_url, parameters).fetch
    return TokenLogin(TokenSource(fetch), several=config["max_concurrency"] > 1)


def _scopes(config: Mapping[str, Any]) -> tuple[str, ...]:
    return ("api", "api:concurrent_access") if config["max_concurrency"] > 1 else ("api",)
