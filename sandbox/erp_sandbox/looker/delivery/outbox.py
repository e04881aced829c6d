"""The outbox: what was delivered and what was not."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.delivery import bucket, hook, mail, sftp
from erp_sandbox.looker.delivery.message import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.looker.delivery.message import Delivery
    from erp_sandbox.looker.delivery.routes import Endpoint, Routes

SENDERS: dict[str, Callable[[Delivery, Endpoint, Routes], None]] = {
    "email": mail.send,
    "s3": bucket.send,
    "sftp": sftp.send,
    "webhook": hook.send,
}
"""Senders by type of destination."""
_KEPT = 1000


@dataclass(frozen=True)
class Sent:
    """One delivery and its outcome.

    Attributes:
        job_id: The scheduled job.
        delivery: What was delivered.
        error: Why the destination did not accept it; empty if it did.
    """

    job_id: str
    delivery: Delivery
    error: str

    def row(self) -> dict[str, Any]:
        """Return it as the control surface shows it."""
        delivery = self.delivery
        hooked = delivery.destination["type"] == "webhook"
        body = delivery.content if hooked else delivery.file.data
        return {
            "plan_id": delivery.plan["id"],
            "plan_name": delivery.plan["name"],
            "job_id": self.job_id,
            "type": delivery.destination["type"],
            "address": delivery.address,
            "format": delivery.destination["format"],
            "filename": delivery.file.name,
            "size": len(body),
            "status": "failure" if self.error else "success",
            "detail": self.error,
            "at": delivery.at.isoformat(),
            "body": body.decode("utf-8", "replace"),
        }


@dataclass
class Outbox:
    """Sends deliveries and keeps the latest of them.

    Attributes:
        sent: The latest deliveries, oldest first.
    """

    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def send(self, delivery: Delivery, job_id: str, routes: Routes) -> str:
        """Deliver, and return why that failed; empty if it did not."""
        kind = delivery.destination["type"]
        endpoint = routes.find(kind, delivery.address)
        error = ""
        try:
            if endpoint is not None:
                SENDERS[kind](delivery, endpoint, routes)
        except DeliveryError as failure:
            error = str(failure)
        with self._lock:
            self.sent.append(Sent(job_id, delivery, error))
        return error

    def rows(self) -> list[dict[str, Any]]:
        """Return what was sent, as the control surface shows it."""
        with self._lock:
            return [sent.row() for sent in self.sent]
