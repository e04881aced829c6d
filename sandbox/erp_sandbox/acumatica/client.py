"""The client of the Acumatica site's control surface."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from erp_sandbox.core.client import VendorControl


class AcumaticaControl(VendorControl):
    """The control surface of an Acumatica site; the first tenant unless `tenant` is given."""

    vendor = "acumatica"
    plugins = ("tap-acumatica", "target-acumatica")

    def config(self, tenant: str = "", auth: str = "") -> dict[str, Any]:
        """Return the settings of the plugins.

        Args:
            tenant: The tenant.
            auth: `oauth_password`, `oauth_code` or `cookie`; the option's by default.
        """
        return self.settings(tenant=tenant, auth=auth)

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables, such as `TAP_ACUMATICA_API_URL`."""
        return self.environment_of(self.config())

    def truth(self, entity: str, tenant: str = "") -> list[dict[str, Any]]:
        """Return the stored records of an entity, with their lines; amounts are exact."""
        body = {"entity": entity, "tenant": tenant}
        rows: list[dict[str, Any]] = self.call("POST", "truth", body, parse_float=Decimal)["rows"]
        return rows

    def set_limits(self, **limits: Any) -> None:
        """Change the license, and how the site differs from others.

        Args:
            limits: `latency`; the attributes of `erp_sandbox.acumatica.limits.Limits`, such as
                `api_users`; and those of `erp_sandbox.acumatica.quirks.Quirks`, such as `order`.
        """
        self.call("PUT", "limits", limits)

    def set_app(self, **settings: Any) -> None:
        """Change the connected application.

        Args:
            settings: `refresh_mode`, `access_seconds` and `redirect_uris`.
        """
        self.call("PUT", "app", settings)

    def set_user(self, **settings: Any) -> None:
        """Change the user: `disabled`, and `failures`, of which five lock the account."""
        self.call("PUT", "user", settings)

    def set_webhook(self, **settings: Any) -> None:
        """Configure push notifications.

        Args:
            settings: `url`, `header`, `secret`, and `query`, the title of a generic inquiry.
        """
        self.call("PUT", "webhooks", settings)

    def deliver_webhooks(self, *, seed: int = 0, lose: float = 0) -> dict[str, Any]:
        """Send the pending notifications, shuffled, some twice and a share of them lost.

        Returns:
            How many were `lost`, and the HTTP `statuses` of the others, 0 without a response.
        """
        delivered: dict[str, Any] = self.call(
            "POST", "webhooks/deliver", {"seed": seed, "lose": lose}
        )
        return delivered

    def sessions(self) -> dict[str, int]:
        """Return the number of `open` sessions, their `peak`, and how many were `refused`."""
        sessions: dict[str, int] = self.call("GET", "sessions")
        return sessions

    def end_sessions(self) -> None:
        """End all sessions, as a restart of the site does."""
        self.call("DELETE", "sessions")

    def expire_tokens(self) -> None:
        """Expire all access tokens."""
        self.call("DELETE", "tokens")


CONTROL = AcumaticaControl
