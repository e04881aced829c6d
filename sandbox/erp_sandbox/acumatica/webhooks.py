"""Push notifications (SM302000): the rows of a generic inquiry that a transaction has changed."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.acumatica.odata_inquiries import INQUIRIES
from erp_sandbox.acumatica.odata_sets import plain
from erp_sandbox.core.delivery import post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.acumatica.odata_inquiries import GenericInquiry
    from erp_sandbox.acumatica.rows import Change, Row
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.core.state import History

DELIVERED = "webhooks_delivered"
"""The name of a delivery in the history."""
_TWICE = 0.2
_ATTEMPTS = 5
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_encoder = msgspec.json.Encoder(decimal_format="number")


class Webhooks:
    """The notification definition of the site, with one destination.

    Args:
        history: Records deliveries, so that no later run repeats them.

    Attributes:
        url: Where notifications go; None for nowhere.
        header: The header that carries the shared secret.
        secret: The shared secret; notifications have no signature.
        query: The title of the generic inquiry that is the source.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self.url: str | None = None
        self.header = "Authorization"
        self.secret = "sandbox-push-secret"  # noqa: S105  # a simulated one
        self.query = "GL Batches"
        self._failed: list[bytes] = []

    def deliver(self, tenants: Iterable[Tenant], *, seed: int, lose: float) -> dict[str, Any]:
        """Send what has happened since, and again what was not accepted.

        Args:
            tenants: The tenants whose changes are due.
            seed: Of order, repetitions and losses.
            lose: Share of notifications that never arrive.

        Returns:
            How many were `lost`, and the `statuses` of the others.
        """
        dice = random.Random(seed)
        inquiry = INQUIRIES[self.query]
        bodies = [
            self._body(inquiry, tenant, change)
            for tenant, change in self.take(tenants)
            if change.entity == inquiry.entity
        ]
        kept = [body for body in bodies if dice.random() >= lose]
        sent = self._failed + kept + [body for body in kept if dice.random() < _TWICE]
        dice.shuffle(sent)
        self._failed = []
        statuses = [self._send(body) for body in sent]
        return {"lost": len(bodies) - len(kept), "statuses": statuses}

    def take(self, tenants: Iterable[Tenant]) -> list[tuple[Tenant, Change]]:
        """Remove and return the pending changes."""
        with self._history.change(DELIVERED, {}):
            taken = []
            for tenant in tenants:
                with tenant.lock:
                    taken += [(tenant, change) for change in tenant.changes]
                    tenant.changes.clear()
            return taken

    def _send(self, body: bytes) -> int:
        status = 0
        for _ in range(_ATTEMPTS):
            status = post(self.url, body, {self.header: self.secret})
            if status // 100 == 2 or self.url is None:  # noqa: PLR2004
                return status
        self._failed.append(body)
        return status

    def _body(self, inquiry: GenericInquiry, tenant: Tenant, change: Change) -> bytes:
        return _encoder.encode(
            {
                "Inserted": _rows(inquiry, change.after),
                "Deleted": _rows(inquiry, change.before),
                "Query": inquiry.title,
                "CompanyId": tenant.name,
                "Id": str(uuid.uuid4()),
                "TimeStamp": int((change.at - _EPOCH).total_seconds()) * 10_000_000,
                "AdditionalInfo": {},
            }
        )


def _rows(inquiry: GenericInquiry, row: Row | None) -> list[dict[str, Any]]:
    shown = inquiry.set
    items = shown.items([] if row is None else [row])
    return [
        {name: plain(column.read(item)) for name, column in shown.columns.items()} for item in items
    ]
