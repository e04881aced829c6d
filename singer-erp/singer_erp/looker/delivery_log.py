"""The deliveries of plans in the audit log: intents before requests, outcomes after them."""

from __future__ import annotations

import datetime as dt  # msgspec reads the annotation
import hashlib
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from singer_erp.audit.delivery import DeliveryRun
from singer_erp.audit.entries import Sent, Write
from singer_erp.audit.tables import RUNS, SENT, WRITES
from singer_erp.timestamps import as_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from singer_erp.audit.log import AuditLog

STREAM = "plans"
RUN = "looker plans run"
RUN_FAILED = "looker plans run --failed"
NOT_SENT = "not_sent"
_OBJECT = "delivery"
_DELIVERED = "delivered"
_REJECTED = "rejected"
_TOKEN_LENGTH = 12


class Delivery(msgspec.Struct, frozen=True):
    """One try of one run to deliver a plan to a destination.

    Attributes:
        run: Id of the run in the audit log.
        key: Plan and destination.
        is_sent: Whether a request was sent for it.
        sent_at: When; aware.
        copy_id: Id of its run-once plan in Looker; None while it is unknown whether there is one.
        action: delivered or rejected; None without an outcome.
        code: Looker's status or error code.
        detail: Why it was not delivered, or what else Looker says.
        job_id: Id of the job in Looker.
    """

    run: str
    key: str
    is_sent: bool = False
    sent_at: dt.datetime | None = None
    copy_id: str | None = None
    action: str | None = None
    code: str | None = None
    detail: str | None = None
    job_id: str | None = None

    @property
    def token(self) -> str:
        """What makes the name of its run-once plan unique."""
        return hashlib.sha256(f"{self.run} {self.key}".encode()).hexdigest()[:_TOKEN_LENGTH]

    @property
    def is_delivered(self) -> bool:
        """Whether it was delivered."""
        return self.action == _DELIVERED

    @property
    def is_unknown(self) -> bool:
        """Whether it may have been delivered."""
        return self.is_sent and self.action is None

    def shown(self) -> dict[str, str]:
        """Return what a message shows of it."""
        status = self.action or ("unknown" if self.is_sent else NOT_SENT)
        shown = {"delivery": self.key, "status": status, "detail": self.detail}
        ids = {"plan_id": self.copy_id, "job_id": self.job_id}
        return {name: text for name, text in (shown | ids).items() if text}


class DeliveryOutcome(msgspec.Struct, frozen=True):
    """How a delivery ended.

    Attributes:
        is_delivered: Whether it was delivered.
        code: Looker's status or error code.
        detail: Why it was not, or what else Looker says.
        job_id: Id of the job.
        request_id: Looker's id of the request.
    """

    is_delivered: bool
    code: str | None
    detail: str | None
    job_id: str | None = None
    request_id: str | None = None


class DeliveryLog:
    """The deliveries of one file of plans to one instance.

    Args:
        audit_log: The audit log.
        destination: The instance and the file's owner.
    """

    def __init__(self, audit_log: AuditLog, destination: str) -> None:
        self._audit_log = audit_log
        self._destination = destination

    def record_plan(self, run: str, keys: Iterable[str]) -> list[Delivery]:
        """Record what a run is going to deliver; nothing of it was sent."""
        planned = [Delivery(run, key) for key in keys]
        self._run(run).record_outcomes([], [_sent(delivery) for delivery in planned], [])
        return planned

    def record_intent(self, delivery: Delivery) -> None:
        """Record that a delivery is sent now."""
        run = self._run(delivery.run)
        run.record_outcomes([], [_sent(delivery)], [])  # for its timestamp
        run.record_intents([(_OBJECT, delivery.key, delivery.run)])

    def record_copy(self, delivery: Delivery, copy_id: str) -> None:
        """Record that Looker has a run-once plan for a delivery."""
        found = msgspec.structs.replace(delivery, copy_id=copy_id)
        self._run(delivery.run).record_outcomes([], [_sent(found)], [])

    def record_outcome(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        """Record the outcome of a delivery."""
        write = Write(
            stream=STREAM,
            source_key=delivery.key,
            source_version=None,
            extracted_at=None,
            object=_OBJECT,
            destination_id=delivery.copy_id,
            action=_DELIVERED if outcome.is_delivered else _REJECTED,
            error_code=outcome.code,
            error=outcome.detail,
            fields=None,
            mapping="",
            digest=delivery.token,
            request_id=outcome.request_id,
            job_id=outcome.job_id,
        )
        self._run(delivery.run).record_outcomes([write], [], [])

    def unknown(self) -> list[Delivery]:
        """Return the deliveries of all runs that may have been delivered."""
        return [delivery for delivery in self._deliveries() if delivery.is_unknown]

    def latest(self) -> list[Delivery]:
        """Return the latest try of each delivery since the start of the last whole run."""
        last = self._audit_log.query(
            sa.select(RUNS.c.started_at)
            .where(RUNS.c.destination == self._destination, RUNS.c.plugin == RUN)
            .order_by(RUNS.c.started_at.desc())
            .limit(1)
        )
        if not last:
            return []
        tries = self._deliveries(RUNS.c.started_at >= last[0]["started_at"])
        return [*{delivery.key: delivery for delivery in tries}.values()]

    def _run(self, run: str) -> DeliveryRun:
        return DeliveryRun(self._audit_log.database, run, self._destination)

    def _deliveries(self, *conditions: sa.ColumnElement[bool]) -> Sequence[Delivery]:
        """Return deliveries with their outcomes, in the order of their runs."""
        outcome = sa.and_(
            WRITES.c.run == SENT.c.part,
            WRITES.c.source_key == SENT.c.key,
            WRITES.c.object == SENT.c.object,
        )
        is_sent = SENT.c.pending_run.is_not(None) | SENT.c.destination_id.is_not(None)
        rows = self._audit_log.query(
            sa.select(
                RUNS.c.run,
                SENT.c.key,
                is_sent.label("is_sent"),
                SENT.c.confirmed_at.label("sent_at"),
                SENT.c.destination_id.label("copy_id"),
                WRITES.c.action,
                WRITES.c.error_code.label("code"),
                WRITES.c.error.label("detail"),
                WRITES.c.job_id,
            )
            .select_from(SENT.join(RUNS, RUNS.c.run == SENT.c.part).outerjoin(WRITES, outcome))
            .where(SENT.c.destination == self._destination, SENT.c.object == _OBJECT, *conditions)
            .order_by(RUNS.c.started_at, RUNS.c.run, SENT.c.key)
        )
        return [Delivery(**row | {"sent_at": as_utc(row["sent_at"])}) for row in rows]


def _sent(delivery: Delivery) -> Sent:
    return Sent(_OBJECT, delivery.key, delivery.run, None, delivery.copy_id)
