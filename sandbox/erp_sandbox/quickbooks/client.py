"""The client of the QuickBooks companies' control surface."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from erp_sandbox.core.client import VendorControl


class QuickBooksControl(VendorControl):
    """The control surface of the QuickBooks companies; the first one unless `realm` is given."""

    vendor = "quickbooks"
    plugins = ("tap-quickbooks",)

    def config(self, realm: str = "") -> dict[str, Any]:
        """Return the settings of tap-quickbooks for one company."""
        return self.settings(realm=realm)

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables, such as `TAP_QUICKBOOKS_API_URL`."""
        return self.environment_of(self.config())

    def truth(self, entity: str, realm: str | None = None) -> list[dict[str, Any]]:
        """Return the stored records, inactive ones included; amounts are exact."""
        body = {"entity": entity, "realm": realm}
        rows: list[dict[str, Any]] = self.call("POST", "truth", body, parse_float=Decimal)["rows"]
        return rows

    def report(self, name: str, realm: str | None = None, **parameters: str) -> dict[str, Any]:
        """Return a report as `/reports/{name}` does, without counting a call."""
        body = {"name": name, "realm": realm, "parameters": parameters}
        report: dict[str, Any] = self.call("POST", "report", body)
        return report

    def set_limits(self, **limits: Any) -> None:
        """Change limits, and what Intuit does to a company.

        Args:
            limits: `per_second`, `per_minute`, `batches_per_minute`, `per_month`, `as_xml`,
                `latency` and `max_cells`; and `faults`, `objects_per_batch`, `count_offset`,
                `milliseconds` and `more_metadata`, see `erp_sandbox.quickbooks.quirks`.
        """
        self.call("PUT", "limits", limits)

    def set_webhook(self, **settings: Any) -> None:
        """Configure notifications.

        Args:
            settings: `url`, `verifier_token` and `cloud_events`, the generation of the payload.
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

    def expire_tokens(self) -> None:
        """Expire all access tokens."""
        self.call("DELETE", "tokens")


CONTROL = QuickBooksControl
