"""Stored plans with their destinations, secrets and jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.plans.kinds import DEFAULTS, DESTINATION_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from erp_sandbox.looker.store import Row, Store

PLANS = "scheduled_plans"
JOBS = "scheduled_jobs"
LIST = "scheduled_plan_destination"
DESTINATIONS = "scheduled_plan_destinations"
SECRETS = "scheduled_plan_secrets"
PENDING, IN_PROGRESS, SUCCESS, FAILURE = "pending", "inprogress", "success", "failure"
"""States of a job; the first two are (unconfirmed)."""


class PlanRecords:
    """Plans and jobs in the store.

    Args:
        store: The content.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Row]:
        """Return all plans, run-once copies included."""
        return self._store.all(PLANS)

    def get(self, plan_id: str) -> Row:
        """Return a plan.

        Raises:
            ApiError: 404, if there is none of that id.
        """
        return self._store.get(PLANS, plan_id)

    def add(self, values: Mapping[str, Any], destinations: Iterable[Mapping[str, Any]]) -> Row:
        """Add a plan.

        Args:
            values: Its properties, without those that have their default.
            destinations: Its destinations, with their secret parameters.
        """
        now = self._store.now()
        times = {"created_at": now, "updated_at": now, "next_run_at": None, "last_run_at": None}
        row = self._store.add(PLANS, {**DEFAULTS, **values, LIST: [], **times})
        row[LIST] = [self._destination(row["id"], given) for given in destinations]
        return row

    def update(
        self, row: Row, values: Mapping[str, Any], destinations: list[dict[str, Any]] | None
    ) -> None:
        """Change a plan; given destinations replace all of its destinations."""
        row.update(values)
        row["updated_at"] = self._store.now()
        if destinations is not None:
            self._remove_destinations(row)
            row[LIST] = [self._destination(row["id"], given) for given in destinations]

    def remove(self, row: Row) -> None:
        """Delete a plan; its jobs stay."""
        self._remove_destinations(row)
        self._store.remove(PLANS, [row["id"]])

    def secrets(self, destination_id: str) -> str | None:
        """Return the secret parameters of a destination, JSON as text."""
        found = self._store.find(SECRETS, destination_id)
        return None if found is None else found["secret_parameters"]

    def with_secrets(self, row: Row) -> list[dict[str, Any]]:
        """Return the destinations of a plan with their secret parameters."""
        return [{**d, "secret_parameters": self.secrets(d["id"])} for d in row[LIST]]

    def add_job(self, plan: Row) -> Row:
        """Add a job that runs a plan."""
        now = self._store.now()
        plan["last_run_at"] = now
        return self._store.add(
            JOBS,
            {
                "scheduled_plan_id": plan["id"],
                "name": plan["name"],
                "user_id": plan["user_id"],
                "status": PENDING,
                "status_detail": None,
                "created_at": now,
                "finalized_at": None,
                "run_once": plan["run_once"],
                "result_hash": None,
                "destinations": [
                    {name: d[name] for name in ("id", "type", "format", "address")}
                    for d in plan[LIST]
                ],
            },
        )

    def _destination(self, plan_id: str, given: Mapping[str, Any]) -> Row:
        known = {name: given.get(name, value) for name, value in DESTINATION_DEFAULTS.items()}
        row = self._store.add(DESTINATIONS, {**known, "scheduled_plan_id": plan_id})
        secret = given.get("secret_parameters")
        if secret is not None:
            self._store.add(SECRETS, {"id": row["id"], "secret_parameters": secret})
        return row

    def _remove_destinations(self, row: Row) -> None:
        keys = [destination["id"] for destination in row[LIST]]
        self._store.remove(DESTINATIONS, keys)
        self._store.remove(SECRETS, keys)
