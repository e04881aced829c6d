"""The client of the Salesforce org's control surface."""

from __future__ import annotations

from typing import Any

from erp_sandbox.core.client import VendorControl


class SalesforceControl(VendorControl):
    """The control surface of the Salesforce org."""

    vendor = "salesforce"
    plugins = ("target-salesforce",)

    def config(self, auth: str = "jwt") -> dict[str, Any]:
        """Return the settings of target-salesforce.

        Args:
            auth: `jwt`, `client_credentials`, `refresh_token` or `password`.
        """
        return self.settings(auth=auth)

    def environment(self, auth: str = "jwt") -> dict[str, str]:
        """Return the settings as environment variables, such as `TARGET_SALESFORCE_API_URL`."""
        return self.environment_of(self.config(auth))

    def truth(self, sobject: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Return the stored records of an object."""
        body = {"sobject": sobject, "deleted": deleted}
        rows: list[dict[str, Any]] = self.call("POST", "truth", body)["rows"]
        return rows

    def set_limits(self, **limits: float | None) -> None:
        """Change limits.

        Args:
            limits: `allowed`, `used`, `app_allowed`, `concurrent_refusals` (API requests),
                `session_life_seconds`, `latency`, and the processing of Bulk jobs: `bulk_polls`,
                `bulk_seconds`, `bulk_batch_rows`, `bulk_fail_after`, `bulk_lock_failures`,
                `bulk_result_rows`.
        """
        self.call("PUT", "limits", limits)

    def jobs(self) -> list[dict[str, Any]]:
        """Return the Bulk ingest jobs as polls show them."""
        jobs: list[dict[str, Any]] = self.call("GET", "jobs")["jobs"]
        return jobs

    def expire_sessions(self) -> None:
        """Expire all sessions."""
        self.call("DELETE", "sessions")


CONTROL = SalesforceControl
