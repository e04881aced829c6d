"""NetSuite: one account, built from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.core.vendor import Option, Vendor
from erp_sandbox.netsuite import errors
from erp_sandbox.netsuite.app import NetSuite
from erp_sandbox.netsuite.catalog import Preferences
from erp_sandbox.netsuite.client import NetSuiteControl
from erp_sandbox.netsuite.control import ControlRoutes
from erp_sandbox.netsuite.preferences import checked
from erp_sandbox.netsuite.store import AccountStore, Profile
from erp_sandbox.netsuite.suiteql import DATE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from erp_sandbox.core.state import History
    from erp_sandbox.netsuite.call import Store

_CENSUS = "SELECT table_name AS name, estimated_size AS rows FROM duckdb_tables() ORDER BY name"
_DEFAULT = Profile()


class NetSuiteVendor(Vendor):
    """One NetSuite account.

    Args:
        store: The account's rows.
        history: Records their mutations.
        seed: Makes the order of unordered rows repeatable.
        auth: The credentials that `settings` returns, `m2m` or `tba`.
        latency: Seconds that each request takes at least.
    """

    control = NetSuiteControl
    options = (
        Option("account_id", "Canonical account id.", _DEFAULT.account_id, stored=True),
        Option("documents", "Documents to generate.", _DEFAULT.documents, minimum=1, stored=True),
        Option("seed", "Same seed, same data set.", _DEFAULT.seed, stored=True),
        Option("one_world", "Several subsidiaries.", default=True, stored=True),
        Option("multi_currency", "Foreign currencies.", default=True, stored=True),
        Option("multi_book", "A second accounting book.", default=True, stored=True),
        Option(
            "date_format",
            "Date format of the integration user.",
            _DEFAULT.preferences.date_format,
            choices=tuple(DATE_FORMATS),
        ),
        Option(
            "time_zone",
            "Time zone of the integration user (IANA name).",
            _DEFAULT.preferences.time_zone,
        ),
        Option(
            "concurrency",
            "Requests that the account processes at the same time.",
            _DEFAULT.concurrency,
            minimum=1,
        ),
        Option("latency", "Seconds that each request takes at least.", 0.0, minimum=0),
        Option(
            "auth",
            "Credentials to provide: OAuth 2.0 (JWT) or token-based (OAuth 1.0a).",
            "m2m",
            choices=("m2m", "tba"),
        ),
    )
    request_id_header = "X-N-OperationId"  # (unconfirmed)
    body_limit = 104 * 1024 * 1024

    def __init__(
        self,
        store: Store,
        history: History,
        *,
        seed: int = 0,
        auth: str = "m2m",
        latency: float = 0.0,
    ) -> None:
        self.service = NetSuite(store, history.clock, seed=seed, latency=latency)
        self.app = self.service.app
        self._store = store
        self._history = history
        self._auth = auth

    @classmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> NetSuiteVendor:
        """See `Vendor.build`."""
        given = dict(options)
        preferences = checked(Preferences(given.pop("time_zone"), given.pop("date_format")))
        auth, latency = given.pop("auth"), given.pop("latency")
        store = AccountStore.build(Profile(preferences=preferences, **given), history.clock)
        return cls(store, history, seed=options["seed"], auth=auth, latency=latency)

    @property
    def routes(self) -> list[BaseRoute]:
        """See `Vendor.routes`."""
        return ControlRoutes(self.service).routes

    @property
    def actions(self) -> Mapping[str, str]:
        """See `Vendor.actions`."""
        return self._store.actions

    def settings(self, url: str) -> dict[str, Any]:
        """See `Vendor.settings`."""
        return self.service.settings(url, self._auth)

    def error(self, status: int) -> Response:
        """See `Vendor.error`."""
        return errors.of_status(status).response()

    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """See `Vendor.mutate`."""
        with self._history.change(action, dict(arguments)) as touched:
            touched.update(self._store.mutate(action, **arguments))
        self.service.webhooks.note(action, touched)
        return touched

    def census(self) -> list[dict[str, Any]]:
        """See `Vendor.census`."""
        return self._store.truth(_CENSUS)


VENDOR = NetSuiteVendor
