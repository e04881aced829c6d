"""The endpoints of scheduled plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker import paging
from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.content.records import matches
from erp_sandbox.looker.errors import not_found
from erp_sandbox.looker.plans import shapes
from erp_sandbox.looker.plans.kinds import DEFAULTS
from erp_sandbox.looker.plans.records import LIST

if TYPE_CHECKING:
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.plans.scheduler import Scheduler
    from erp_sandbox.looker.store import Row

_BY_CONTENT = {
    "look": "look_id",
    "dashboard": "dashboard_id",
    "lookml_dashboard": "lookml_dashboard_id",
}
_SEARCH = (
    "name",
    "user_first_name",
    "user_last_name",
    "dashboard_id",
    "look_id",
    "lookml_dashboard_id",
    "recipient",
    "destination_type",
    "delivery_format",
)


class PlanOperations:
    """The endpoints of scheduled plans.

    Args:
        instance: The instance.
        scheduler: Creates and runs plans.
    """

    def __init__(self, instance: Instance, scheduler: Scheduler) -> None:
        self._instance = instance
        self._scheduler = scheduler
        self._plans = scheduler.plans

    def operations(self) -> list[Operation]:
        """Return the operations."""
        root, one = "/scheduled_plans", "/scheduled_plans/{id}"
        table = [
            ("GET", root, self._list, False),
            ("POST", root, self._create, True),
            ("GET", f"{root}/search", self._search, False),
            # These record themselves: repeating a change must not deliver again.
            ("POST", f"{root}/run_once", self._run_new, False),
            *(
                ("GET", f"{root}/{name}/{{id}}", self._of_content, False)
                for name in (*_BY_CONTENT, "space")
            ),
            ("GET", one, self._show, False),
            ("PATCH", one, self._update, True),
            ("DELETE", one, self._delete, True),
            ("POST", f"{one}/run_once", self._run_copy, False),
        ]
        return [
            Operation(method, path, handler, meter="db_query", writes=writes)
            for method, path, handler, writes in table
        ]

    def _list(self, call: Call) -> list[dict[str, Any]]:
        rows = paging.ordered(call, self._visible(call), self._instance.limits)
        return shapes.plans(self._instance.store, rows, call.user)

    def _search(self, call: Call) -> list[dict[str, Any]]:
        limits = self._instance.limits
        store = self._instance.store
        rows = [row for row in self._visible(call) if _found(call, store.find, row)]
        rows = paging.page(call, paging.ordered(call, rows, limits), limits, limits.search_limit)
        return shapes.plans(self._instance.store, rows, call.user)

    def _of_content(self, call: Call) -> list[dict[str, Any]]:
        kind, key = call.route.split("/")[-2:]
        rows = self._visible(call)
        if kind == "space":
            found = [row for row in rows if self._folder(row) == key]
        else:
            found = [row for row in rows if row[_BY_CONTENT[kind]] == call.path["id"]]
        return shapes.plans(self._instance.store, found, call.user)

    def _show(self, call: Call) -> dict[str, Any]:
        row = self._plans.get(call.path["id"])
        if not shapes.owns(call.user, row) and not call.user.may("see_schedules"):
            raise not_found()
        return self._shown(call, row)

    def _create(self, call: Call) -> dict[str, Any]:
        return self._shown(call, self._scheduler.create(call.user, call.object()))

    def _update(self, call: Call) -> dict[str, Any]:
        row = self._owned(call)
        self._scheduler.update(call.user, row, call.object())
        return self._shown(call, row)

    def _delete(self, call: Call) -> None:
        self._plans.remove(self._owned(call))

    def _run_new(self, call: Call) -> dict[str, Any]:
        self._count_run()
        return self._shown(call, self._scheduler.run_new(call.user, call.object(), call.host))

    def _run_copy(self, call: Call) -> dict[str, Any]:
        self._count_run()
        row, changes = self._owned(call), call.object()
        return self._shown(call, self._scheduler.run_copy(call.user, row, changes, call.host))

    def _count_run(self) -> None:
        limits = self._instance.limits
        limits.rate("run_once", limits.run_once_per_second)

    def _visible(self, call: Call) -> list[Row]:
        """Return the caller's plans, or those of the users that the request names."""
        rows, sees = self._plans.all(), call.user.may("see_schedules")
        if call.flag("all_users") and sees:
            return rows
        owner = call.query.get("user_id") or call.user.id
        if owner != call.user.id and not sees:
            raise not_found()
        return [row for row in rows if row["user_id"] == owner]

    def _folder(self, row: Row) -> str | None:
        for name, kind in (("look_id", "looks"), ("dashboard_id", "dashboards")):
            found = self._instance.store.find(kind, row[name]) if row[name] else None
            if found is not None:
                return str(found["folder_id"])
        return None

    def _owned(self, call: Call) -> Row:
        row = self._plans.get(call.path["id"])
        if not shapes.owns(call.user, row):
            raise not_found()
        return row

    def _shown(self, call: Call, row: Row) -> dict[str, Any]:
        [shown] = shapes.plans(self._instance.store, [row], call.user)
        return shown


def _found(call: Call, find: Any, row: Row) -> bool:
    """Return whether a plan has the values of a search."""
    owner = find("users", row["user_id"]) or {}
    plain = {name: row[name] for name in DEFAULTS}
    plain |= {f"user_{name}": owner.get(name) for name in ("first_name", "last_name")}
    options = [
        {
            **plain,
            "recipient": destination["address"],
            "destination_type": destination["type"],
            "delivery_format": destination["format"],
        }
        for destination in row[LIST]
    ]
    return any(matches(call, option, _SEARCH) for option in options)
