"""The client of the Looker instance's control surface."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.core.client import VendorControl

if TYPE_CHECKING:
    from collections.abc import Mapping


class LookerControl(VendorControl):
    """The control surface of an instance."""

    vendor = "looker"
    plugins = ("tap-looker",)

    def config(self) -> dict[str, Any]:
        """Return the settings of the plugin."""
        return self.settings()

    @classmethod
    def variables(cls, url: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """See `VendorControl.variables`; `LOOKER_API_URL` and so on are of the commands."""
        commands = {f"LOOKER_{name.upper()}": str(value) for name, value in settings.items()}
        return {**super().variables(url, settings), **commands}

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables: `TAP_LOOKER_API_URL`, `LOOKER_API_URL`."""
        return self.environment_of(self.config())

    def truth(self, kind: str) -> list[dict[str, Any]]:
        """Return the records of a kind as an administrator sees them, deleted ones included.

        Args:
            kind: Such as `looks`, `dashboards`, `users` or `roles`.
        """
        rows: list[dict[str, Any]] = self.call(
            "POST", "truth", {"kind": kind}, parse_float=Decimal
        )["rows"]
        return rows

    def rows(self, sql: str) -> list[list[Any]]:
        """Return the rows of a statement in the warehouse; amounts are exact."""
        body = {"sql": sql}
        rows: list[list[Any]] = self.call("POST", "rows", body, parse_float=Decimal)["rows"]
        return rows

    def set_limits(self, **limits: Any) -> None:
        """Change the limits, and how the instance differs from others.

        Args:
            limits: The attributes of `erp_sandbox.looker.limits.Limits`, such as `capped_rows`.
        """
        self.call("PUT", "limits", limits)

    def outbox(self) -> list[dict[str, Any]]:
        """Return what plans delivered, oldest first, also what was refused."""
        sent: list[dict[str, Any]] = self.call("GET", "outbox")["sent"]
        return sent

    def wait_for_jobs(self) -> None:
        """Return when all jobs of plans have ended."""
        self.call("POST", "jobs/wait")

    def set_receivers(self, **rules: Any) -> None:
        """Change what the receivers of deliveries accept.

        Args:
            rules: The attributes of `erp_sandbox.looker.receivers.rules.Rules`, such as
                `refused_mailboxes`.
        """
        self.call("PUT", "receivers", rules)

    def rekey_sftp(self) -> None:
        """Let the SFTP server answer with another host key."""
        self.call("POST", "receivers/host_key")

    def trust_sftp(self) -> None:
        """Trust the host key that SFTP servers have from now on."""
        self.call("PUT", "receivers/host_key")

    def set_user(self, **settings: Any) -> None:
        """Change the user of the API key.

        Args:
            settings: `permissions`, all that it has; `models`, those that it sees, None for all;
                `attributes`, values of user attributes by name; `admin`, the role Admin.
        """
        self.call("PUT", "user", settings)

    def expire_tokens(self) -> None:
        """Expire all access tokens."""
        self.call("DELETE", "tokens")


CONTROL = LookerControl
