"""Puts the QuickBooks sandbox together: clock, journal, faults, companies, control surface."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.control import ControlSurface
from erp_sandbox.faults import Faults
from erp_sandbox.gateway import Gateway
from erp_sandbox.journal import Journal
from erp_sandbox.quickbooks.app import QuickBooks
from erp_sandbox.quickbooks.control import QuickBooksControlSurface
from erp_sandbox.quickbooks.generate import Generator
from erp_sandbox.quickbooks.lists import fill

if TYPE_CHECKING:
    from erp_sandbox.clock import Clock

REALMS = ("9130357992221046",)
_PAST = timedelta(days=300)


class QuickBooksApplication:
    """The sandbox of companies of one app without its HTTP server.

    Args:
        clock: The clock.
        documents: Transactions each company begins with.
        realm_ids: The companies.
        seed: Of the companies and of the order of batch answers.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        documents: int = 200,
        realm_ids: tuple[str, ...] = REALMS,
        seed: int = 0,
    ) -> None:
        self.quickbooks = QuickBooks(clock, realm_ids, seed=seed)
        now = clock.now()
        for number, realm in enumerate(self.quickbooks.realms.values()):
            fill(realm.company, now - _PAST)
            Generator(realm.company, seed + number).documents(
                documents, now - _PAST, now - timedelta(minutes=5)
            )
        journal, faults = Journal(), Faults()
        control = ControlSurface(
            clock=clock,
            journal=journal,
            faults=faults,
            vendors=[QuickBooksControlSurface(self.quickbooks).mount],
            on_clock=lambda: None,
        )
        self.asgi = Gateway(
            self.quickbooks, control.app, clock=clock, journal=journal, faults=faults
        )
