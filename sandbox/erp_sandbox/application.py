"""Puts the sandbox together: clock, journal, faults, the vendors, the control surface."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from erp_sandbox.control import ControlSurface
from erp_sandbox.faults import Faults
from erp_sandbox.gateway import Gateway
from erp_sandbox.journal import Journal
from erp_sandbox.netsuite.app import NetSuite
from erp_sandbox.netsuite.control import NetSuiteControlSurface

if TYPE_CHECKING:
    from erp_sandbox.clock import Clock
    from erp_sandbox.netsuite.call import Company
    from erp_sandbox.state import History


class Application:
    """The sandbox without its HTTP server.

    Args:
        company: The account's books.
        clock: The clock the books were made with.
        seed: Makes the order of unordered rows repeatable.
        history: Records mutations, so that another run can go on with this company.
    """

    def __init__(
        self, company: Company, clock: Clock, *, seed: int = 0, history: History | None = None
    ) -> None:
        self.netsuite = NetSuite(company, clock, seed=seed)
        self.clock = clock
        self._history = history
        self._lock = threading.Lock()
        journal, faults = Journal(), Faults()
        control = ControlSurface(
            clock=clock,
            journal=journal,
            faults=faults,
            vendors=[NetSuiteControlSurface(self.netsuite, self.mutate).mount],
            on_clock=self._keep_clock,
        )
        self.asgi = Gateway(self.netsuite, control.app, clock=clock, journal=journal, faults=faults)

    def mutate(self, action: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Carry out an action on the books, one at a time.

        Returns:
            What the action touched.
        """
        with self._lock:
            at = self.clock.now()
            touched = self.netsuite.company.mutate(action, **arguments)
            if self._history is not None:
                self._history.record(at, action, arguments, touched)
            return touched

    def close(self) -> None:
        """Let another run go on with the company."""
        if self._history is not None:
            self._history.close()

    def _keep_clock(self) -> None:
        if self._history is not None:
            self._history.record_clock(self.clock)
