"""Notifications: sent on request, signed, in both generations, out of order and some twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Any

from erp_sandbox.core.delivery import post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from erp_sandbox.core.state import History
    from erp_sandbox.quickbooks.store import CompanyStore, Notice

_EVENTS = 20
_TWICE = 0.2
_OPERATIONS = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Void": "voided",
    "Merge": "merged",
}
# Entities that webhooks notify of (Intuit, "Configure webhooks").
NOTIFIED = {
    *("Account", "Bill", "BillPayment", "Budget", "Class", "CreditMemo", "Currency", "Customer"),
    *("Department", "Deposit", "Employee", "Estimate", "Invoice", "Item", "JournalCode"),
    *("JournalEntry", "Payment", "PaymentMethod", "Preferences", "Purchase", "PurchaseOrder"),
    *("RefundReceipt", "SalesReceipt", "TaxAgency", "Term", "TimeActivity", "Transfer"),
    *("Vendor", "VendorCredit"),
}


DELIVERED = "webhooks_delivered"
"""The name of a delivery in the history."""


class Webhooks:
    """The app's one endpoint.

    Args:
        history: Records deliveries, so that no later run repeats them.

    Attributes:
        url: Where notifications go; None for nowhere.
        verifier_token: Signs them.
        cloud_events: Whether they are of the newer generation.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self.url: str | None = None
        self.verifier_token = "sandbox-verifier-token"  # noqa: S105  # a simulated one
        self.cloud_events = True
        self._unacknowledged: list[bytes] = []

    def deliver(
        self, companies: Iterable[CompanyStore], *, seed: int, lose: float
    ) -> dict[str, Any]:
        """Send what has happened since, and what was not acknowledged.

        Args:
            companies: The notices are due; one notification may be of several.
            seed: Of order, repetitions and losses.
            lose: Share of notifications that never arrive.

        Returns:
            How many were `lost`, and the `statuses` of the others.
        """
        dice = random.Random(seed)
        notices = self.take(companies)
        dice.shuffle(notices)
        bodies = [
            self._body(notices[start : start + _EVENTS])
            for start in range(0, len(notices), _EVENTS)
        ]
        kept = [body for body in bodies if dice.random() >= lose]
        sent = self._unacknowledged + kept + [body for body in kept if dice.random() < _TWICE]
        dice.shuffle(sent)
        self._unacknowledged = []
        statuses = [self._send(body) for body in sent]
        return {"lost": len(bodies) - len(kept), "statuses": statuses}

    def take(self, companies: Iterable[CompanyStore]) -> list[Notice]:
        """Remove and return the pending notices."""
        with self._history.change(DELIVERED, {}):
            return [notice for company in companies for notice in _taken(company)]

    def signature(self, body: bytes) -> str:
        """Return the header `intuit-signature` of a body."""
        digest = hmac.digest(self.verifier_token.encode(), body, hashlib.sha256)
        return base64.b64encode(digest).decode()

    def _send(self, body: bytes) -> int:
        status = post(self.url, body, {"intuit-signature": self.signature(body)})
        if self.url is not None and status not in {200, 409}:  # 409: taken before
            self._unacknowledged.append(body)
        return status

    def _body(self, notices: list[Notice]) -> bytes:
        if self.cloud_events:
            return json.dumps([_cloud_event(notice) for notice in notices]).encode()
        by_realm: dict[str, list[Notice]] = {}
        for notice in notices:
            by_realm.setdefault(notice.realm_id, []).append(notice)
        notifications = [
            {"realmId": realm_id, "dataChangeEvent": {"entities": list(map(_entity, some))}}
            for realm_id, some in by_realm.items()
        ]
        return json.dumps({"eventNotifications": notifications}).encode()


def _taken(company: CompanyStore) -> list[Notice]:
    with company.lock:
        notices, company.notices = company.notices, []
    return [notice for notice in notices if notice.entity in NOTIFIED]


def _time(notice: Notice, timespec: str) -> str:
    return notice.at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def _cloud_event(notice: Notice) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "intuit.sandbox",
        "type": f"qbo.{notice.entity.lower()}.{_OPERATIONS[notice.operation]}.v1",
        "datacontenttype": "application/json",
        "time": _time(notice, "microseconds"),
        "intuitentityid": notice.id,
        "intuitaccountid": notice.realm_id,
        "data": {"deletedid": notice.loser} if notice.loser else {},
    }


def _entity(notice: Notice) -> dict[str, Any]:
    return {
        "name": notice.entity,
        "id": notice.id,
        "operation": notice.operation,
        "lastUpdated": _time(notice, "milliseconds"),
        **({"deletedId": notice.loser} if notice.loser else {}),
    }
