"""A log-in that `target-salesforce login` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from singer_erp.auth.authorization import Application
from singer_erp.auth.refresh import RefreshGrant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_erp.auth.refresh import TokenEndpoint
    from singer_erp.auth.store import CredentialStore


class BrowserLogin:
    """The app people approve, and the log-in that is kept.

    Args:
        config: The target's settings.
        endpoint: Where tokens come from.
    """

    def __init__(self, config: Mapping[str, Any], endpoint: TokenEndpoint) -> None:
        self.endpoint = endpoint
        root = config["api_url"].rstrip("/")
        self._name = f"target-salesforce {urlsplit(root).netloc}"
        self._refresh_token = config.get("refresh_token")
        self.application = Application(
            "Salesforce",
            f"{root}/services/oauth2/authorize",
            config["redirect_uri"],
            ("api", "refresh_token"),
        )

    def grants(self, store: CredentialStore) -> list[RefreshGrant]:
        """The one log-in the settings name."""
        return [self.grant(store)]

    def grant(self, store: CredentialStore, _: Mapping[str, str] | None = None, /) -> RefreshGrant:
        """The log-in in a store; the org stands in the tokens' answers."""
        return RefreshGrant(
            self.endpoint,
            store,
            self._name,
            login_command="target-salesforce login",
            refresh_token=self._refresh_token,
        )
