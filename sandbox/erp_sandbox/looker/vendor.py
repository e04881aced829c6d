"""Looker: one instance, built from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.core.vendor import Option, Vendor, first_lines
from erp_sandbox.looker import errors, seed, server
from erp_sandbox.looker.actions import ACTIONS
from erp_sandbox.looker.app import Api
from erp_sandbox.looker.catalog import Catalog, Source
from erp_sandbox.looker.client import LookerControl
from erp_sandbox.looker.content.lookml_dashboards import add_lookml_dashboards
from erp_sandbox.looker.content.operations import Content
from erp_sandbox.looker.content.validation import ContentValidation
from erp_sandbox.looker.control import ControlRoutes
from erp_sandbox.looker.instance import Instance
from erp_sandbox.looker.metadata.models import Models
from erp_sandbox.looker.metadata.projects import Projects
from erp_sandbox.looker.oauth import Login
from erp_sandbox.looker.queries.runs import Runs
from erp_sandbox.looker.queries.tasks import Tasks
from erp_sandbox.looker.query import Runner
from erp_sandbox.looker.scheduling import Scheduling
from erp_sandbox.looker.sources import own_project, own_warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from erp_sandbox.core.state import History

SECRETS = "secrets"
"""The name of the secrets in the history."""


class LookerVendor(Vendor):
    """One instance.

    Args:
        instance: The instance.
        history: Records its changes.
        receivers: The folder of what receivers get; empty for no receivers.

    Attributes:
        operations: What the API can do.
    """

    control = LookerControl
    options = (
        Option("documents", "Transactions of the default warehouse.", 300, minimum=1, stored=True),
        Option("content", "Looks to generate.", 40, minimum=0, stored=True),
        Option("seed", "Same seed, same data set.", 0, stored=True),
        Option("project", "Folder of a LookML project; a small one by default.", ""),
        Option("warehouse", "Path of a DuckDB file, or a SQLAlchemy URL.", ""),
        Option("receivers", "Folder of mail, buckets and files that plans deliver.", ""),
        Option("latency", "Seconds that each request takes at least.", 0.0, minimum=0),
    )
    request_id_header = "X-B3-TraceId"
    body_limit = 10 * 1024 * 1024

    def __init__(self, instance: Instance, history: History, *, receivers: str = "") -> None:
        self._instance = instance
        self._history = history
        runner = Runner(instance)
        self._scheduling = Scheduling(instance, runner, receivers)
        self.operations = [
            *server.operations(),
            *Login(instance).operations(),
            *Content(instance).operations(),
            *ContentValidation(instance).operations(),
            *Models(instance).operations(),
            *Projects(instance).operations(),
            *Runs(instance, runner).operations(),
            *Tasks(instance, runner).operations(),
            *self._scheduling.operations(),
        ]
        self._api = Api(instance, self.operations)
        self.app = self._scheduling.before(self._api.app)

    @classmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> LookerVendor:
        """See `Vendor.build`."""
        warehouse = own_warehouse(history, options)
        catalog = Catalog([Source(own_project(options), warehouse)])
        store = seed.store(history, catalog, content=options["content"], seed=options["seed"])
        add_lookml_dashboards(store, catalog)
        instance = Instance(store, catalog, warehouse, latency=options["latency"])
        return cls(instance, history, receivers=options["receivers"])

    @property
    def routes(self) -> list[BaseRoute]:
        """See `Vendor.routes`."""
        return [*ControlRoutes(self._instance).routes, *self._scheduling.routes]

    @property
    def actions(self) -> Mapping[str, str]:
        """See `Vendor.actions`."""
        return first_lines(ACTIONS)

    def settings(self, url: str) -> dict[str, Any]:
        """See `Vendor.settings`."""
        return self._instance.settings(url)

    def error(self, status: int) -> Response:
        """See `Vendor.error`."""
        return errors.ApiError(status).response()

    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """See `Vendor.mutate`."""
        with self._history.change(action, dict(arguments)) as touched:
            try:
                touched.update(ACTIONS[action](self._instance, **arguments))
            except errors.ApiError as error:
                raise ValueError(str(error)) from error
        return touched

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """See `Vendor.replay`."""
        if action == SECRETS:
            self._instance.secret = arguments["client_secret"]
        elif " " in action:
            self._api.repeat(action, arguments)
        elif not self._scheduling.replay(action, arguments):
            self.mutate(action, arguments)

    def begin(self) -> None:
        """See `Vendor.begin`: a later run accepts the same client secret."""
        self._history.record(SECRETS, {"client_secret": self._instance.secret})

    def close(self) -> None:
        """See `Vendor.close`."""
        self._scheduling.close()

    def census(self) -> list[dict[str, Any]]:
        """See `Vendor.census`."""
        store = self._instance.store
        # These are those of the LookML project, which may change between runs.
        changing = {"queries", "connections", "datagroups"}
        kinds = [kind for kind in store.kinds if kind not in changing]
        return [{"name": kind, "rows": store.count(kind)} for kind in kinds]


VENDOR = LookerVendor
