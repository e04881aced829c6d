"""QuickBooks Online: companies of one app, built from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.core.vendor import Option, Vendor, first_lines
from erp_sandbox.quickbooks import errors, seed
from erp_sandbox.quickbooks.actions import ACTIONS
from erp_sandbox.quickbooks.app import QuickBooks
from erp_sandbox.quickbooks.client import QuickBooksControl
from erp_sandbox.quickbooks.control import ControlRoutes
from erp_sandbox.quickbooks.errors import ApiError
from erp_sandbox.quickbooks.oauth import TOKENS
from erp_sandbox.quickbooks.webhooks import DELIVERED
from erp_sandbox.quickbooks.writes import API_WRITE, repeat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from erp_sandbox.core.state import History

_APP = "app"  # the name of the app's secret in the history


class QuickBooksVendor(Vendor):
    """The companies of one app.

    Args:
        quickbooks: The companies behind Intuit's API.
        history: Records their changes.
    """

    control = QuickBooksControl
    options = (
        Option("realm_ids", "Companies.", ("9130357992221046",), stored=True),
        Option(
            "documents", "Transactions to generate for each company.", 200, minimum=1, stored=True
        ),
        Option(
            "multicurrency",
            "Foreign currencies, goods in stock, and documents that journals and credits settle.",
            default=False,
            stored=True,
        ),
        Option("seed", "Same seed, same data set.", 0, stored=True),
        Option("latency", "Seconds that each request takes at least.", 0.0, minimum=0),
    )
    request_id_header = "intuit_tid"
    body_limit = 10 * 1024 * 1024

    def __init__(self, quickbooks: QuickBooks, history: History) -> None:
        self._quickbooks = quickbooks
        self._history = history
        self.app = quickbooks.app

    @classmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> QuickBooksVendor:
        """See `Vendor.build`."""
        quickbooks = QuickBooks(
            history, options["realm_ids"], seed=options["seed"], latency=options["latency"]
        )
        for number, realm in enumerate(quickbooks.realms.values()):
            seed.fill(
                realm.company,
                documents=options["documents"],
                seed=options["seed"] + number,
                multicurrency=options["multicurrency"],
            )
        return cls(quickbooks, history)

    @property
    def routes(self) -> list[BaseRoute]:
        """See `Vendor.routes`."""
        return ControlRoutes(self._quickbooks).routes

    @property
    def actions(self) -> Mapping[str, str]:
        """See `Vendor.actions`."""
        return first_lines(ACTIONS)

    def settings(self, url: str) -> dict[str, Any]:
        """See `Vendor.settings`; these are the first company's."""
        return self._quickbooks.settings(url, self._quickbooks.realm(None))

    def error(self, status: int) -> Response:
        """See `Vendor.error`."""
        return errors.of_status(status)

    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """See `Vendor.mutate`; `realm` names the company."""
        given = dict(arguments)
        company = self._quickbooks.realm(given.pop("realm", None)).company
        with self._history.change(action, dict(arguments)) as touched, company.all_or_nothing():
            try:
                touched.update(ACTIONS[action](company, **given))
            except ApiError as error:
                raise ValueError(str(error)) from error
        return touched

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """See `Vendor.replay`."""
        if action == _APP:
            self._quickbooks.oauth_app.client_secret = arguments["client_secret"]
        elif action == DELIVERED:
            companies = [realm.company for realm in self._quickbooks.realms.values()]
            self._quickbooks.webhooks.take(companies)
        elif action in {API_WRITE, TOKENS}:
            given = dict(arguments)
            realm = self._quickbooks.realm(given.pop("realm"))
            if action == TOKENS:
                realm.tokens.restore(**given)
            else:
                repeat(realm.company, **given)
        else:
            self.mutate(action, arguments)

    def begin(self) -> None:
        """See `Vendor.begin`: a later run accepts the same app and refresh tokens."""
        self._history.record(_APP, {"client_secret": self._quickbooks.oauth_app.client_secret})
        for realm in self._quickbooks.realms.values():
            realm.tokens.record()

    def census(self) -> list[dict[str, Any]]:
        """See `Vendor.census`."""
        return [
            {"name": f"{realm_id}.{entity}", "rows": len(rows)}
            for realm_id, realm in self._quickbooks.realms.items()
            for entity, rows in realm.company.rows.items()
        ]


VENDOR = QuickBooksVendor
