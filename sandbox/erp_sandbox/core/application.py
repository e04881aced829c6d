"""One vendor without its HTTP server: API, control surface, faults and request journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.core.control import ControlSurface
from erp_sandbox.core.faults import Faults
from erp_sandbox.core.gateway import Gateway
from erp_sandbox.core.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.core.clock import Clock
    from erp_sandbox.core.vendor import Vendor


class Application:
    """One vendor behind its gateway.

    Args:
        vendor: The vendor.
        clock: The clock that the vendor was built with.
        on_clock: Called after the clock was moved.
    """

    def __init__(
        self, vendor: Vendor, clock: Clock, *, on_clock: Callable[[], None] = lambda: None
    ) -> None:
        self.vendor = vendor
        journal, faults = Journal(), Faults()
        control = ControlSurface(
            clock=clock, journal=journal, faults=faults, vendor=vendor, on_clock=on_clock
        )
        self.asgi = Gateway(vendor, control.app, clock=clock, journal=journal, faults=faults)
