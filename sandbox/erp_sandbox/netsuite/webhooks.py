"""Event subscriptions: one request per changed record, without a signature or a second try.

Oracle's help does not describe what is sent (unconfirmed). As integrators write, an administrator
chooses record types, the body and a header for authorization, and failed requests are lost.
"""

from __future__ import annotations

import json
import random
import threading
from typing import TYPE_CHECKING, Any

from erp_sandbox.core.delivery import post
from erp_sandbox.netsuite.record_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.netsuite.call import Store

_TWICE = 0.2
_TRANSACTION_TYPES = {
    record.only[1]: record.name.lower()
    for record in TYPES.values()
    if record.table == "transaction" and record.only
}
_EVENTS = {"create": "create", "delete": "delete"}


class EventSubscriptions:
    """The account's subscriptions, all to one URL.

    Args:
        store: The account's rows.

    Attributes:
        url: Where events go; None for nowhere.
        header: The header for authorization.
        secret: Its value.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pending: list[dict[str, str]] = []
        self._lock = threading.Lock()
        self.url: str | None = None
        self.header = "Authorization"
        self.secret = ""

    def note(self, action: str, touched: Mapping[str, Any]) -> None:
        """Note what a mutation has touched; mass updates touch no single record."""
        record, record_id = touched.get("record"), touched.get("id")
        if record is None or record_id is None:
            return
        event = {
            "recordType": self._type(str(record), int(record_id)),
            "recordId": str(record_id),
            "eventType": _EVENTS.get(action, "edit"),
        }
        with self._lock:
            self._pending.append(event)

    def deliver(self, *, seed: int, lose: float) -> dict[str, Any]:
        """Send what has happened since, in any order and some of it twice.

        Args:
            seed: Of order, repetitions and losses.
            lose: Share of events that never arrive.

        Returns:
            How many were `lost`, and the `statuses` of the others.
        """
        dice = random.Random(seed)
        with self._lock:
            events, self._pending = self._pending, []
        kept = [event for event in events if dice.random() >= lose]
        sent = kept + [event for event in kept if dice.random() < _TWICE]
        dice.shuffle(sent)
        headers = {self.header: self.secret} if self.secret else {}
        statuses = [post(self.url, json.dumps(event).encode(), headers) for event in sent]
        return {"lost": len(events) - len(kept), "statuses": statuses}

    def _type(self, record: str, record_id: int) -> str:
        """Return the type of a record as events name it; deleted ones have that of their table."""
        if record != "transaction":
            return record
        rows = self._store.truth(f"select type from transaction where id = {record_id}")  # a number
        return _TRANSACTION_TYPES.get(rows[0]["type"], record) if rows else record
