"""Acumatica: one site with its tenants, built from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica import errors, seed
from erp_sandbox.acumatica.actions import ACTIONS
from erp_sandbox.acumatica.app import AUTH_METHODS, Acumatica
from erp_sandbox.acumatica.client import AcumaticaControl
from erp_sandbox.acumatica.control import ControlRoutes
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.errors import ApiError
from erp_sandbox.acumatica.oauth import APP, TOKENS
from erp_sandbox.acumatica.webhooks import DELIVERED
from erp_sandbox.acumatica.writes import API_WRITE, repeat
from erp_sandbox.core.vendor import Option, Vendor, first_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from erp_sandbox.core.state import History


class AcumaticaVendor(Vendor):
    """One site.

    Args:
        site: The tenants behind the site's API.
        history: Records their changes.
        auth: The credentials that `settings` returns.
    """

    control = AcumaticaControl
    options = (
        Option("tenants", "Tenants; the first is the default one.", ("Acme",), stored=True),
        Option("site", "Path of the site; empty to serve it at the root.", "AcmeERP"),
        Option(
            "documents", "Transactions to generate for each tenant.", 300, minimum=1, stored=True
        ),
        Option("seed", "Same seed, same data set.", 0, stored=True),
        Option("latency", "Seconds that each request takes at least.", 0.0, minimum=0),
        Option("auth", "Credentials to provide.", AUTH_METHODS[0], choices=AUTH_METHODS),
    )
    request_id_header = "X-Request-Id"  # (unconfirmed)
    body_limit = 100 * 1024 * 1024

    def __init__(self, site: Acumatica, history: History) -> None:
        self._site = site
        self._history = history
        self.app = site.app

    @classmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> AcumaticaVendor:
        """See `Vendor.build`."""
        tenants = [
            seed.tenant(history, name, documents=options["documents"], seed=options["seed"])
            for name in options["tenants"]
        ]
        site = Acumatica(
            history,
            tenants,
            site=options["site"],
            seed=options["seed"],
            latency=options["latency"],
            auth=options["auth"],
        )
        return cls(site, history)

    @property
    def routes(self) -> list[BaseRoute]:
        """See `Vendor.routes`."""
        return ControlRoutes(self._site).routes

    @property
    def actions(self) -> Mapping[str, str]:
        """See `Vendor.actions`."""
        return first_lines(ACTIONS)

    def settings(self, url: str) -> dict[str, Any]:
        """See `Vendor.settings`; these are the first tenant's."""
        return self._site.settings(url, self._site.tenant(None))

    def error(self, status: int) -> Response:
        """See `Vendor.error`."""
        return errors.of_status(status)

    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """See `Vendor.mutate`; `tenant` names the tenant."""
        given = dict(arguments)
        tenant = self._site.tenant(given.pop("tenant", None))
        with self._history.change(action, dict(arguments)) as touched, tenant.all_or_nothing():
            try:
                touched.update(ACTIONS[action](tenant, **given))
            except ApiError as error:
                raise ValueError(str(error)) from error
        return touched

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """See `Vendor.replay`."""
        if action == APP:
            self._site.restore(**arguments)
        elif action == TOKENS:
            self._site.tokens.restore(**arguments)
        elif action == DELIVERED:
            self._site.webhooks.take(self._site.tenants.values())
        elif action == API_WRITE:
            given = dict(arguments)
            repeat(self._site.tenant(given.pop("tenant")), self._site.quirks, **given)
        else:
            self.mutate(action, arguments)

    def begin(self) -> None:
        """See `Vendor.begin`: a later run accepts the same app, password and refresh tokens."""
        secrets = {
            "client_secret": self._site.tokens.app.client_secret,
            "password": self._site.user.password,
        }
        self._history.record(APP, secrets)
        self._site.tokens.record()

    def census(self) -> list[dict[str, Any]]:
        """See `Vendor.census`."""
        return [
            {"name": f"{tenant.name}.{entity}", "rows": tenant.count(entity)}
            for tenant in self._site.tenants.values()
            for entity in ENTITIES
        ]


VENDOR = AcumaticaVendor
