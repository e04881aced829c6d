"""Brings an instance to what a file of plans says, without a second plan for one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.audit.entries import Sent, Write
from singer_erp.delivery.records import digest
from singer_erp.errors import ErpError, ThrottledError, TransientError, VendorError
from singer_erp.http.retry import retry
from singer_erp.looker.environment import fingerprint
from singer_erp.looker.instance import path_of
from singer_erp.looker.plan_changes import (
    DESTINATIONS,
    PLANS,
    Change,
    list_plans,
    managed_plans,
    post,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_erp.audit.delivery import DeliveryRun, Part
    from singer_erp.looker.instance import Instance
    from singer_erp.looker.plans import PlanFile

OBJECT = "scheduled_plan"
STREAM = "plans"
_ACTIONS = {
    "create": "created",
    "update": "updated",
    "duplicate": "deleted",
    "unlisted": "deleted",
}
_NOT_FOUND = 404


class PlanApply:
    """Applies changes; each is pending in the audit log before its request.

    Args:
        instance: The instance.
        file: The file, whose owner and names are the plans' keys.
        run: The run in the audit log.
    """

    def __init__(self, instance: Instance, file: PlanFile, run: DeliveryRun) -> None:
        self._instance = instance
        self._file = file
        self._run = run

    def apply(self, changes: Sequence[Change]) -> list[tuple[Change, ErpError | None]]:
        """Apply changes and return each with what prevented it."""
        done = [(change, self._apply(change)) for change in changes]
        created = {change.name for change, _ in done if change.kind == "create"}
        return done + [(change, self._apply(change)) for change in self._duplicates(created)]

    def _apply(self, change: Change) -> ErpError | None:
        self._run.record_intents([_part(change)])
        try:
            plan_id = self._send(change)
        except (VendorError, TransientError) as error:
            self._record(change, change.plan_id, error)
            return error
        self._record(change, plan_id, None)
        return None

    def _send(self, change: Change) -> str:
        """Send a change and return the id of the plan."""
        if change.kind == "create":
            return self._create(change)
        plan_id = str(change.plan_id)
        path = PLANS + path_of(plan_id)
        if change.kind == "update":
            self._instance.send("PATCH", path, json=change.body)
        else:
            self._delete(path)
        return plan_id

    def _create(self, change: Change) -> str:
        """Create a plan; after a lost or unclear response look it up instead of repeating it."""
        body = {name: value for name, value in change.body.items() if value is not None}
        try:
            return retry(
                lambda: post(self._instance, PLANS, body, once=True),
                on=ThrottledError,  # nothing was created
                sleep=self._instance.sleep,
            )
        except ThrottledError:
            raise
        except TransientError:
            found = managed_plans(list_plans(self._instance), self._file).get(change.name)
            if not found:
                raise
            return str(found[0]["id"])

    def _delete(self, path: str) -> None:
        try:
            self._instance.send("DELETE", path)
        except VendorError as error:
            if error.status != _NOT_FOUND:  # a try before may have deleted it
                raise

    def _duplicates(self, names: set[str]) -> list[Change]:
        """Return all but the oldest plan of names: another run may have created one meanwhile."""
        if not names:
            return []
        managed = managed_plans(list_plans(self._instance), self._file)
        return [
            Change(name, "duplicate", plan["id"])
            for name, plans in managed.items()
            if name in names
            for plan in plans[1:]
        ]

    def _record(self, change: Change, plan_id: str | None, error: ErpError | None) -> None:
        """Record the outcome; after a lost or unclear response the plan stays pending."""
        write = Write(
            stream=STREAM,
            source_key=change.name,
            source_version=None,
            extracted_at=None,
            object=OBJECT,
            destination_id=plan_id,
            action=_ACTIONS[change.kind] if error is None else "rejected",
            error_code=error.code if error else None,
            error=str(error) if error else None,
            fields=", ".join(change.differs) or None,
            mapping="",
            digest=digest(_without_secrets(change.body)),
            request_id=error.request_id if error else None,
        )
        part = _part(change)
        sent = Sent(*part, fingerprint(change.secret) if change.secret else None, plan_id)
        refused = [part] if isinstance(error, VendorError) else []
        self._run.record_outcomes([write], [] if error else [sent], refused)


def _part(change: Change) -> Part:
    """Return the key of a change in the audit log; a deletion says nothing of what remains."""
    return OBJECT, change.name, f"delete {change.plan_id}" if change.is_deletion else ""


def _without_secrets(body: dict[str, Any]) -> dict[str, Any]:
    destinations = [
        {name: value for name, value in destination.items() if name != "secret_parameters"}
        for destination in body.get(DESTINATIONS, ())
    ]
    return body | {DESTINATIONS: destinations}
