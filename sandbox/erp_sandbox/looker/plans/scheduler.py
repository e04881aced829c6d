"""The scheduler: creates plans, runs them once, by crontab, and when a datagroup is triggered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.errors import not_found
from erp_sandbox.looker.plans.kinds import DEFAULTS
from erp_sandbox.looker.plans.records import LIST, PlanRecords
from erp_sandbox.looker.plans.timetable import next_run
from erp_sandbox.looker.plans.validation import Draft, Known, check
from erp_sandbox.looker.users import user_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from erp_sandbox.looker.plans.jobs import Jobs
    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.users import User

RUN_ONCE, RUN = "run_plan_once", "run_plan"
"""The names of runs in the history."""


class Scheduler:
    """Creates and runs plans.

    Args:
        store: The content.
        jobs: Runs plans in the background.
        sees: Returns whether a user sees a content, by property and id.
        datagroup: Returns whether there is a datagroup of a name.

    Attributes:
        plans: The stored plans.
    """

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        *,
        sees: Callable[[User, str, str], bool],
        datagroup: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._known = Known(sees, datagroup, self._mailbox)
        self.plans = PlanRecords(store)

    def create(self, user: User, body: Mapping[str, Any]) -> Row:
        """Create a plan that runs by crontab or datagroup."""
        values, destinations = self._checked(user, {"run_once": False, **body})
        row = self.plans.add(values, destinations)
        self._plan_next(row)
        return row

    def update(self, user: User, row: Row, body: Mapping[str, Any]) -> None:
        """Change a plan; given destinations replace all of its destinations."""
        merged = {**{name: row[name] for name in DEFAULTS}, **body}
        if LIST not in body:
            merged[LIST] = self.plans.with_secrets(row)
        values, destinations = self._checked(user, merged)
        self.plans.update(row, values, destinations if LIST in body else None)
        self._plan_next(row)

    def run_new(self, user: User, body: Mapping[str, Any], host: str) -> Row:
        """Create a plan that runs only once, now."""
        if "id" in body:
            # The vendor's read-only property makes it look for a plan ("looker-cli" issue 16).
            raise not_found()
        values, destinations = self._checked(user, {**body, "run_once": True})
        return self._run_once(values, destinations, host)

    def run_copy(self, user: User, row: Row, changes: Mapping[str, Any], host: str) -> Row:
        """Copy a plan, apply changes to the copy, and run it once, now."""
        if "id" in changes:
            raise not_found()
        copied = {name: row[name] for name in DEFAULTS}
        body = {**copied, LIST: self.plans.with_secrets(row), **changes, "run_once": True}
        values, destinations = self._checked(user, body)
        return self._run_once(values, destinations, host)

    def run(self, plan: Row, host: str = "") -> None:
        """Run a plan, by crontab or datagroup."""
        with self._store.history.change(RUN, {"plan_id": plan["id"]}):
            job = self.add_run(plan["id"])
        self._jobs.start(plan, job, host)

    def end_interrupted(self) -> None:
        """End the jobs of an earlier run that was stopped in between."""
        self._jobs.end_interrupted()

    def run_due(self, now: Any) -> None:
        """Run every plan whose time has come."""
        until = f"{now:%Y-%m-%dT%H:%M:%S}"
        for plan in self.plans.all():
            if plan["next_run_at"] is not None and plan["next_run_at"][: len(until)] <= until:
                self.run(plan)

    def run_datagroup(self, model: str, name: str) -> None:
        """Run every plan of a datagroup."""
        for plan in self.plans.all():
            if plan["enabled"] and plan["datagroup"] in {name, f"{model}::{name}"}:
                self.run(plan)

    def add_run_once(self, values: dict[str, Any], destinations: list[Any]) -> tuple[Row, Row]:
        """Add a run-once plan and its job."""
        plan = self.plans.add(values, destinations)
        return plan, self.plans.add_job(plan)

    def add_run(self, plan_id: str) -> Row:
        """Add a job of a plan."""
        plan = self.plans.get(plan_id)
        job = self.plans.add_job(plan)
        self._plan_next(plan)
        return job

    @property
    def replays(self) -> dict[str, Callable[..., Any]]:
        """What repeats a recorded run without delivering anything, by its name."""
        return {RUN_ONCE: self.add_run_once, RUN: self.add_run}

    def _run_once(self, values: dict[str, Any], destinations: list[Any], host: str) -> Row:
        arguments = {"values": values, "destinations": destinations}
        with self._store.history.change(RUN_ONCE, arguments):
            plan, job = self.add_run_once(values, destinations)
        self._jobs.start(plan, job, host)
        return plan

    def _checked(self, user: User, body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        """Return the properties and the destinations of a valid plan.

        Raises:
            ApiError: 422 with all problems; 404 for a plan by or for another user.
        """
        given = {name: body[name] for name in DEFAULTS if name in body}
        values = {**DEFAULTS, **given}
        values["user_id"] = str(values["user_id"] or user.id)
        for name in ("look_id", "dashboard_id"):
            values[name] = None if values[name] is None else str(values[name])
        owner = user_of(self._store, values["user_id"])
        if owner is None or (owner.id != user.id and not user.is_admin):
            raise not_found()
        destinations = body.get(LIST)
        check(Draft({**values, LIST: destinations}, body, owner, self._known))
        return values, list(destinations or [])

    def _plan_next(self, row: Row) -> None:
        found = next_run(row, self._store.history.clock.now())
        row["next_run_at"] = None if found is None else f"{found:%Y-%m-%dT%H:%M:%S}.000+00:00"

    def _mailbox(self, address: str) -> bool:
        return any(user["email"] == address for user in self._store.all("users"))
