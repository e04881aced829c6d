"""Salesforce: one org, built from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.core.vendor import Option, Vendor, first_lines
from erp_sandbox.salesforce import errors
from erp_sandbox.salesforce.actions import ACTIONS, RULES
from erp_sandbox.salesforce.app import Salesforce
from erp_sandbox.salesforce.client import SalesforceControl
from erp_sandbox.salesforce.control import ControlRoutes
from erp_sandbox.salesforce.oauth import APP, TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from erp_sandbox.core.state import History


class SalesforceVendor(Vendor):
    """One org; the store records the changes of its rows and definitions.

    Args:
        salesforce: The org behind its API.
        history: Records the org's rules.
        auth: The credentials that `settings` returns.
    """

    control = SalesforceControl
    options = (
        Option("seed", "Makes the order of Bulk results repeatable.", 0),
        Option("latency", "Seconds that each request takes at least.", 0.0, minimum=0),
        Option(
            "auth",
            "Credentials to provide.",
            "jwt",
            choices=("jwt", "client_credentials", "refresh_token", "password"),
        ),
    )
    request_id_header = "X-Request-Id"  # (unconfirmed)
    body_limit = 160 * 1024 * 1024

    def __init__(self, salesforce: Salesforce, history: History, *, auth: str = "jwt") -> None:
        self._salesforce = salesforce
        self._history = history
        self._auth = auth
        self.app = salesforce.app

    @classmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> SalesforceVendor:
        """See `Vendor.build`."""
        salesforce = Salesforce(history, seed=options["seed"], latency=options["latency"])
        return cls(salesforce, history, auth=options["auth"])

    @property
    def routes(self) -> list[BaseRoute]:
        """See `Vendor.routes`."""
        return ControlRoutes(self._salesforce).routes

    @property
    def actions(self) -> Mapping[str, str]:
        """See `Vendor.actions`."""
        return first_lines(ACTIONS)

    def settings(self, url: str) -> dict[str, Any]:
        """See `Vendor.settings`."""
        return self._salesforce.settings(url, self._auth)

    def error(self, status: int) -> Response:
        """See `Vendor.error`."""
        return errors.of_status(status)

    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """See `Vendor.mutate`."""
        if action not in RULES:
            return ACTIONS[action](self._salesforce, **arguments)
        with self._history.change(action, dict(arguments)) as touched:
            touched.update(ACTIONS[action](self._salesforce, **arguments))
        return touched

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """See `Vendor.replay`."""
        if action in RULES:
            self.mutate(action, arguments)
        elif action in {APP, TOKENS}:
            self._salesforce.tokens.restore(action, arguments)
        else:
            self._salesforce.org.store.replay(action, arguments)

    def begin(self) -> None:
        """See `Vendor.begin`: a later run accepts the same app and refresh tokens."""
        self._salesforce.tokens.record()

    def census(self) -> list[dict[str, Any]]:
        """See `Vendor.census`."""
        return self._salesforce.org.store.census()


VENDOR = SalesforceVendor
