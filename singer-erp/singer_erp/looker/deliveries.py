"""Runs plans once and waits until they are delivered.

Each destination gets a run-once plan of its own, as the status of a job does not say which of
several destinations failed. Its name has a token, by which it is found after a lost response.

1. Record what is going to be delivered.
2. Record each delivery as pending, and create its run-once plan.
3. Look up the plans of unclear responses, in the list of plans and in System Activity.
4. Wait in System Activity for the jobs to end, and record the outcomes.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ThrottledError, TransientError, VendorError
from singer_erp.http.retry import retry
from singer_erp.looker.delivery_log import NOT_SENT, DeliveryOutcome
from singer_erp.looker.plan_changes import DESTINATIONS, PLANS, list_plans, plan_body, post
from singer_erp.looker.plans import delivery_key, destination_body
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from singer_erp.looker.delivery_log import Delivery, DeliveryLog
    from singer_erp.looker.environment import Environment
    from singer_erp.looker.instance import Instance
    from singer_erp.looker.job_status import Jobs
    from singer_erp.looker.plans import Plan, PlanFile

log = logging.getLogger(__name__)

# When Looker runs a plan by itself, which a run-once plan has not.
_SCHEDULE = {"crontab", "datagroup", "timezone", "enabled"}
_NOT_SENT = DeliveryOutcome(
    is_delivered=False,
    code=NOT_SENT,
    detail="Looker has no run-once plan of it: it was not sent",
)


def copy_bodies(
    instance: Instance, file: PlanFile, plans: Iterable[Plan], environment: Environment
) -> dict[str, dict[str, Any]]:
    """Return run-once plans without their tokens, by key of the delivery.

    Raises:
        ConfigError: An environment variable is not set.
        ErpError: A query could not be created.
    """
    bodies = {}
    for plan in plans:
        whole = plan_body(instance, file, plan, environment)
        kept = {n: v for n, v in whole.items() if n not in _SCHEDULE and v is not None}
        for destination in plan.destinations:
            body = kept | {
                "name": plan.name,
                DESTINATIONS: [destination_body(destination, environment)],
            }
            bodies[delivery_key(plan, destination)] = body
    return bodies


class Deliveries:
    """Delivers, and finds out how deliveries ended.

    Args:
        instance: The instance.
        jobs: Its jobs.
        log: The deliveries in the audit log.
        owner: The file's owner.
        wait_seconds: Maximum wait for jobs to end.
        poll_seconds: Wait between two looks at them.
        clock: Returns the current timestamp.
    """

    def __init__(  # noqa: PLR0913  # the collaborators of one run
        self,
        instance: Instance,
        jobs: Jobs,
        log: DeliveryLog,
        *,
        owner: str,
        lag_seconds: int,
        wait_seconds: int,
        poll_seconds: int,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._instance = instance
        self._jobs = jobs
        self._log = log
        self._owner = owner
        self._lag = dt.timedelta(seconds=lag_seconds)
        self._wait = dt.timedelta(seconds=wait_seconds)
        self._poll_seconds = poll_seconds
        self._clock = clock

    def send(self, delivery: Delivery, body: Mapping[str, Any]) -> None:
        """Create the run-once plan of a delivery.

        Args:
            delivery: The delivery.
            body: The plan.

        Raises:
            ErpError: No further request can succeed.
        """
        named = {**body, "name": self._title(str(body["name"]), delivery)}
        self._log.record_intent(delivery)
        try:
            copy_id = retry(
                lambda: post(self._instance, f"{PLANS}/run_once", named, once=True),
                on=ThrottledError,  # nothing was created
                sleep=self._instance.sleep,
            )
        except (VendorError, ThrottledError) as error:
            outcome = DeliveryOutcome(
                is_delivered=False,
                code=error.code,
                detail=str(error),
                request_id=error.request_id,
            )
            self._log.record_outcome(delivery, outcome)
        except TransientError as error:
            log.warning("It is unknown whether %s is delivered: %s", delivery.key, error)
        else:
            self._log.record_copy(delivery, copy_id)

    def settle(self, run: str | None = None) -> list[Delivery]:
        """Find out how unknown deliveries ended, and record it.

        Args:
            run: The run to wait for; None for all.

        Returns:
            Those that are still unknown after the wait.
        """
        deadline = self._clock() + self._wait
        while True:
            self.look()
            remaining = [d for d in self._log.unknown() if run in {None, d.run}]
            if not remaining or self._clock() >= deadline:
                return remaining
            self._instance.sleep(self._poll_seconds)

    def look(self) -> None:
        """Record the outcomes that are known by now, of all runs."""
        self._find_copies([d for d in self._log.unknown() if d.copy_id is None])
        sent = {d.copy_id: d for d in self._log.unknown() if d.copy_id is not None}
        for copy_id, outcome in self._jobs.outcomes([*sent]).items():
            if copy_id in sent:
                self._log.record_outcome(sent[copy_id], outcome)

    def _title(self, name: str, delivery: Delivery) -> str:
        return f"{name} [{self._owner} {delivery.token}]"

    def _find_copies(self, deliveries: Sequence[Delivery]) -> None:
        """Record the run-once plans of deliveries, or that they were not sent."""
        if not deliveries:
            return
        listed = {str(plan.get("name")): str(plan["id"]) for plan in list_plans(self._instance)}
        for delivery in deliveries:
            ending = f" [{self._owner} {delivery.token}]"
            names = listed
            if not any(name.endswith(ending) for name in names):
                names = self._jobs.plan_ids(delivery.token)
            found = [plan_id for name, plan_id in names.items() if name.endswith(ending)]
            if found:
                self._log.record_copy(delivery, found[0])
            elif delivery.sent_at is None or self._clock() >= delivery.sent_at + self._lag:
                self._log.record_outcome(delivery, _NOT_SENT)
