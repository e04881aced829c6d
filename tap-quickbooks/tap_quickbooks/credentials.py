"""The stored credentials of companies, which `tap-quickbooks login` creates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.auth.authorization import Application
from singer_erp.auth.refresh import RefreshGrant
from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.auth.oauth2 import TokenEndpoint
    from singer_erp.auth.store import CredentialStore

AUTHORIZE_URL = "https://appcenter.intuit.com/connect/oauth2"
_SCOPE = "com.intuit.quickbooks.accounting"


class CompanyCredentials:
    """The app, and the stored credentials of each company.

    Args:
        config: The tap's settings.
        endpoint: Intuit's token endpoint.
    """

    def __init__(self, config: Mapping[str, Any], endpoint: TokenEndpoint) -> None:
        self.endpoint = endpoint
        self.application = Application(
            "QuickBooks",
            config.get("authorize_url") or AUTHORIZE_URL,
            config["redirect_uri"],
            (_SCOPE,),
        )
        self._realm_ids = config["realm_ids"]
        self._refresh_token = config.get("refresh_token")

    def of(self, store: CredentialStore, realm_id: str) -> RefreshGrant:
        """Return the credentials of a company."""
        return RefreshGrant(
            self.endpoint,
            store,
            f"tap-quickbooks {realm_id}",
            login_command="tap-quickbooks login",
            refresh_token=self._refresh_token,
        )

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """Return the credentials of all companies that the settings name."""
        return [self.of(store, realm_id) for realm_id in self._realm_ids]

    def grant(self, store: CredentialStore, callback: Mapping[str, str], /) -> RefreshGrant:
        """Return the credentials of the company that the callback names.

        Raises:
            ConfigError: The settings do not name that company.
        """
        realm_id = callback.get("realmId", "")
        if realm_id not in self._realm_ids:
            raise ConfigError(
                f"Access was granted to company {realm_id or '(none)'}, which `realm_ids` does not "
                "name",
                "Run the command again and choose another company, or add it to `realm_ids`",
            )
        return self.of(store, realm_id)
