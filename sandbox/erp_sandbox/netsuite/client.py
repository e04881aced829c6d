"""The client of the NetSuite account's control surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.core.client import VendorControl

if TYPE_CHECKING:
    from collections.abc import Iterable


class NetSuiteControl(VendorControl):
    """The control surface of the NetSuite account."""

    vendor = "netsuite"
    plugins = ("tap-netsuite",)
    aliases = ("ERP_SANDBOX_URL",)

    def config(
        self, auth: str = "m2m", *, algorithm: str = "ES256", expired: bool = False
    ) -> dict[str, Any]:
        """Return the settings of tap-netsuite: account, URLs and credentials.

        Args:
            auth: `m2m` or `tba`.
            algorithm: Key of the assertion: `ES256`, `ES384`, `ES512`, `PS256` (`m2m` only).
            expired: Whether the certificate has expired (`m2m` only).
        """
        return self.settings(auth=auth, algorithm=algorithm, expired=str(expired).lower())

    def environment(self, auth: str = "m2m") -> dict[str, str]:
        """Return the settings as environment variables, such as `TAP_NETSUITE_API_URL`."""
        return self.environment_of(self.config(auth))

    def truth(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a DuckDB query over the stored tables (datetimes in UTC)."""
        rows: list[dict[str, Any]] = self.call("POST", "truth", {"sql": sql})["rows"]
        return rows

    def set_role(
        self,
        hidden_tables: Iterable[str] = (),
        hidden_columns: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Replace what the caller's role hides."""
        role = {"hidden_tables": list(hidden_tables), "hidden_columns": list(hidden_columns)}
        self.call("PUT", "role", role)

    def set_preferences(self, **preferences: Any) -> None:
        """Change `time_zone`, `date_format` or `utc_on_dates` of the user."""
        self.call("PUT", "preferences", preferences)

    def set_limits(self, **limits: float | None) -> None:
        """Change limits, such as `concurrency` or `rows_per_second`; `limits` returns them all."""
        self.call("PUT", "limits", limits)

    def set_webhook(self, **settings: Any) -> None:
        """Configure event subscriptions: `url`, `header` and `secret`."""
        self.call("PUT", "webhooks", settings)

    def deliver_webhooks(self, *, seed: int = 0, lose: float = 0) -> dict[str, Any]:
        """Send the pending events, shuffled, some twice and a share of them lost.

        Returns:
            How many were `lost`, and the HTTP `statuses` of the others, 0 without a response.
        """
        delivered: dict[str, Any] = self.call(
            "POST", "webhooks/deliver", {"seed": seed, "lose": lose}
        )
        return delivered

    def revoke_tokens(self) -> None:
        """Revoke all access tokens."""
        self.call("DELETE", "tokens")


CONTROL = NetSuiteControl
