"""Oracle Fusion: one pod with its identity domain, built from options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.core.vendor import Option, Vendor, first_lines
from erp_sandbox.oracle_fusion import errors, seed
from erp_sandbox.oracle_fusion.actions import ACTIONS
from erp_sandbox.oracle_fusion.app import AUTH_METHODS, OracleFusion
from erp_sandbox.oracle_fusion.client import OracleFusionControl
from erp_sandbox.oracle_fusion.control import ControlRoutes
from erp_sandbox.oracle_fusion.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from erp_sandbox.core.state import History

SECRETS = "secrets"
"""The name of the secrets in the history."""


class OracleFusionVendor(Vendor):
    """One pod.

    Args:
        fusion: The pod behind its API.
        history: Records its changes.
    """

    control = OracleFusionControl
    options = (
        Option("documents", "Transactions to generate.", 300, minimum=1, stored=True),
        Option("seed", "Same seed, same data set.", 0, stored=True),
        Option("latency", "Seconds that each request takes at least.", 0.0, minimum=0),
        Option("auth", "Credentials to provide.", AUTH_METHODS[0], choices=AUTH_METHODS),
    )
    request_id_header = "X-ORACLE-DMS-ECID"
    body_limit = 10 * 1024 * 1024

    def __init__(self, fusion: OracleFusion, history: History) -> None:
        self._fusion = fusion
        self._history = history
        self.app = fusion.app

    @classmethod
    def build(cls, history: History, options: Mapping[str, Any]) -> OracleFusionVendor:
        """See `Vendor.build`."""
        pod = seed.pod(history, documents=options["documents"], seed=options["seed"])
        fusion = OracleFusion(history, pod, latency=options["latency"], auth=options["auth"])
        return cls(fusion, history)

    @property
    def routes(self) -> list[BaseRoute]:
        """See `Vendor.routes`."""
        return ControlRoutes(self._fusion).routes

    @property
    def actions(self) -> Mapping[str, str]:
        """See `Vendor.actions`."""
        return first_lines(ACTIONS)

    def settings(self, url: str) -> dict[str, Any]:
        """See `Vendor.settings`."""
        return self._fusion.settings(url)

    def error(self, status: int) -> Response:
        """See `Vendor.error`."""
        return errors.of_status(status)

    def mutate(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """See `Vendor.mutate`."""
        pod = self._fusion.pod
        with self._history.change(action, dict(arguments)) as touched, pod.all_or_nothing():
            touched.update(ACTIONS[action](pod, **arguments))
        return touched

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """See `Vendor.replay`."""
        if action == SECRETS:
            self._fusion.restore(**arguments)
        else:
            self.mutate(action, arguments)

    def begin(self) -> None:
        """See `Vendor.begin`: a later run accepts the same client secret and password."""
        self._history.record(SECRETS, self._fusion.secrets())

    def census(self) -> list[dict[str, Any]]:
        """See `Vendor.census`."""
        pod = self._fusion.pod
        return [{"name": name, "rows": pod.count(name)} for name in RESOURCES]


VENDOR = OracleFusionVendor
