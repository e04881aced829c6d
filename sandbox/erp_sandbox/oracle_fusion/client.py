"""The client of the Oracle Fusion pod's control surface."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from erp_sandbox.core.client import VendorControl


class OracleFusionControl(VendorControl):
    """The control surface of a pod and its identity domain."""

    vendor = "oracle_fusion"
    plugins = ("tap-oracle-fusion",)

    def config(self, auth: str = "") -> dict[str, Any]:
        """Return the settings of the plugin.

        Args:
            auth: `client_credentials`, `jwt_assertion`, `trusted_jwt` or `basic`; the option's by
                default.
        """
        return self.settings(auth=auth)

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables, such as `TAP_ORACLE_FUSION_API_URL`."""
        return self.environment_of(self.config())

    def truth(self, resource: str) -> list[dict[str, Any]]:
        """Return the visible records of a resource, with their children; amounts are exact.

        Each record has its key in the path as `@key`.
        """
        body = {"resource": resource}
        rows: list[dict[str, Any]] = self.call("POST", "truth", body, parse_float=Decimal)["rows"]
        return rows

    def set_limits(self, **limits: Any) -> None:
        """Change the limits, and how the pod differs from others.

        Args:
            limits: The attributes of `erp_sandbox.oracle_fusion.limits.Limits`, such as `page`.
        """
        self.call("PUT", "limits", limits)

    def set_app(self, **settings: Any) -> None:
        """Change the confidential application.

        Args:
            settings: `scopes`, `grants` and `token_seconds`.
        """
        self.call("PUT", "app", settings)

    def set_user(self, **settings: Any) -> None:
        """Change the user.

        Args:
            settings: `password_expired`; `client_is_user`; `denied`, resources without the
                function privilege (403); `business_units` and `ledgers`, the names of those whose
                rows it sees, None for all; `bicc`, the role for BI Cloud Connector.
        """
        self.call("PUT", "user", settings)

    def set_bicc(self, **options: Any) -> None:
        """Change how BI Cloud Connector is set up.

        Args:
            options: The attributes of `erp_sandbox.oracle_fusion.bicc.extracts.BiccOptions`, such
                as `prune_minutes`.
        """
        self.call("PUT", "bicc", options)

    def expire_tokens(self) -> None:
        """Expire all access tokens."""
        self.call("DELETE", "tokens")


CONTROL = OracleFusionControl
