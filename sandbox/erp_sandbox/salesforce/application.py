"""Puts the Salesforce sandbox together: clock, journal, faults, the org, the control surface."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from erp_sandbox.control import ControlSurface
from erp_sandbox.faults import Faults
from erp_sandbox.gateway import Gateway
from erp_sandbox.journal import Journal
from erp_sandbox.salesforce.app import Salesforce
from erp_sandbox.salesforce.control import SalesforceControlSurface

if TYPE_CHECKING:
    from pathlib import Path

    from erp_sandbox.clock import Clock

_FILE = "salesforce.json"


class SalesforceApplication:
    """The sandbox of one org without its HTTP server.

    Args:
        clock: The clock.
        seed: Of the order of Bulk results.
        state_dir: Keeps the org between runs when given.
    """

    def __init__(self, clock: Clock, *, seed: int = 0, state_dir: Path | None = None) -> None:
        self.salesforce = Salesforce(clock, seed=seed)
        self._path = None if state_dir is None else state_dir / _FILE
        if self._path is not None and self._path.exists():
            self.salesforce.org.store.load(json.loads(self._path.read_text()))
        journal, faults = Journal(), Faults()
        control = ControlSurface(
            clock=clock,
            journal=journal,
            faults=faults,
            vendors=[SalesforceControlSurface(self.salesforce).mount],
            on_clock=lambda: None,
        )
        self.asgi = Gateway(
            self.salesforce, control.app, clock=clock, journal=journal, faults=faults
        )

    def close(self) -> None:
        """Keep the org for another run."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self.salesforce.org.store.dump(self._path)
