"""One instance: what its services share."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.activity.source import system_activity
from erp_sandbox.looker.catalog import Catalog
from erp_sandbox.looker.limits import Limits
from erp_sandbox.looker.queries.activity import Activity
from erp_sandbox.looker.sessions import Sessions

if TYPE_CHECKING:
    from erp_sandbox.core.clock import Clock
    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.warehouse import Warehouse

_LETTERS = string.ascii_letters + string.digits
_SECRET = 24


class Instance:
    """One instance.

    Args:
        store: Its content.
        catalog: Its LookML projects and their warehouses.
        warehouse: The warehouse of its own project.
        latency: Seconds that each request takes at least.

    Attributes:
        catalog: These projects, and System Activity.
        limits: Its limits.
        sessions: The open sessions.
        clock: The sandbox's clock.
        activity: The history of queries.
        secret: The secret of the API user's key.
    """

    def __init__(
        self, store: Store, catalog: Catalog, warehouse: Warehouse, *, latency: float = 0.0
    ) -> None:
        self.store = store
        self.warehouse = warehouse
        self.clock: Clock = store.history.clock
        self.limits = Limits(latency=latency)
        self.sessions = Sessions(self.clock, self.limits)
        self.activity = Activity(self.clock)
        self.catalog = Catalog(
            [*catalog.sources, system_activity(store, self.limits, self.activity.runs)]
        )
        self.secret = "".join(secrets.choice(_LETTERS) for _ in range(_SECRET))

    def key(self, client_id: str) -> dict[str, str] | None:
        """Return the API key of a client id, None if there is none."""
        for row in self.store.all("credentials_api3"):
            if row["client_id"] == client_id and not row["is_disabled"]:
                return {"client_secret": self.secret, "user_id": row["user_id"]}
        return None

    def api_user(self) -> Row:
        """Return the user that the plugins log in as."""
        return self.store.get("users", self.store.all("credentials_api3")[0]["user_id"])

    def settings(self, url: str) -> dict[str, Any]:
        """Return the settings of the plugins."""
        key = self.store.all("credentials_api3")[0]
        return {"api_url": url, "client_id": key["client_id"], "client_secret": self.secret}
