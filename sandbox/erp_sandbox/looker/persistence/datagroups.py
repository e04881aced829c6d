"""Datagroups: caching policies that are triggered by data, by time, or through the API."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import invalid
from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.looker.catalog import Catalog
    from erp_sandbox.looker.limits import Limits
    from erp_sandbox.looker.store import Row, Store

KIND = "datagroups"
HANDLED = "handle_datagroup"
"""The name of a handled trigger in the history."""
_SHOWN = (
    "id",
    "model_name",
    "name",
    "created_at",
    "stale_before",
    "trigger_check_at",
    "trigger_error",
    "trigger_value",
    "triggered_at",
)
_WRITABLE = ("stale_before", "triggered_at")
_INTERVAL = re.compile(r"(\d+) (second|minute|hour)s?")


class Datagroups:
    """The datagroups of all models.

    Args:
        store: The content.
        catalog: The models.
        limits: How often triggers are checked.
        expire: Drops the cached results of a model that are older than a time.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        limits: Limits,
        expire: Callable[[str, datetime], None],
    ) -> None:
        self._store = store
        self._limits = limits
        self._next: datetime | None = None
        self._expire = expire
        self._definitions = {
            f"{found.model}::{found.name}": (found, source.warehouse)
            for source in catalog.sources
            for found in source.project.datagroups
        }
        now = self._now()
        for found, _ in self._definitions.values():
            empty = dict.fromkeys(_SHOWN[4:])
            row = {"model_name": found.model, "name": found.name, "created_at": now, **empty}
            store.add(KIND, {**row, "handled_at": None})

    def operations(self) -> list[Operation]:
        """Return the operations."""
        needs, one = "see_datagroups", "/datagroups/{id}"
        return [
            Operation("GET", "/datagroups", self._list, needs),
            Operation("GET", one, self._show, needs),
            Operation("PATCH", one, self._update, "update_datagroups", writes=True),
        ]

    def has(self, name: str) -> bool:
        """Return whether there is a datagroup `name` or `model::name`."""
        return name in self._definitions or any(
            name == found.name for found, _ in self._definitions.values()
        )

    def check(self, now: datetime) -> Iterator[Row]:
        """Check the triggers, and yield each datagroup that was triggered since the last check."""
        due = self._next is None or now >= self._next
        if due:
            self._next = now + timedelta(seconds=self._limits.trigger_seconds)
        for row in self._store.all(KIND):
            if due or row["triggered_at"] != row["handled_at"]:
                self._check(row, now)
            if row["triggered_at"] != row["handled_at"]:
                arguments = {name: row[name] for name in ("id", "triggered_at", "trigger_value")}
                with self._store.history.change(HANDLED, arguments):
                    self.handle(**arguments)
                yield row

    def handle(self, id: str, triggered_at: int, trigger_value: str | None) -> None:  # noqa: A002
        """Store that a trigger was handled, here and when a state folder is replayed."""
        row = self._store.get(KIND, id)
        row |= {
            "triggered_at": triggered_at,
            "trigger_value": trigger_value,
            "handled_at": triggered_at,
            "stale_before": triggered_at,
        }
        self._expire_before(row, triggered_at)

    def _check(self, row: Row, now: datetime) -> None:
        """Compare a datagroup's trigger with the last value; the first one triggers nothing."""
        definition, warehouse = self._definitions[f"{row['model_name']}::{row['name']}"]
        properties, at = definition.properties, int(now.timestamp())
        row["trigger_check_at"] = at
        if sql := properties.get("sql_trigger"):
            try:
                value = _single(warehouse.execute(sql))
            except (WarehouseError, ValueError) as error:
                row["trigger_error"] = str(error)
                return
            row["trigger_error"] = None
            if row["trigger_value"] is not None and value != row["trigger_value"]:
                row["triggered_at"] = at
            row["trigger_value"] = value
        elif interval := _INTERVAL.fullmatch(str(properties.get("interval_trigger", ""))):
            size, unit = interval.groups()
            since = row["triggered_at"] or row["created_at"]
            if at - since >= timedelta(**{f"{unit}s": int(size)}).total_seconds():
                row["triggered_at"] = at

    def _list(self, call: Call) -> list[dict[str, Any]]:
        return [_shown(call, row) for row in self._store.all(KIND)]

    def _show(self, call: Call) -> dict[str, Any]:
        return _shown(call, self._store.get(KIND, call.path["id"]))

    def _update(self, call: Call) -> dict[str, Any]:
        row, body = self._store.get(KIND, call.path["id"]), call.object()
        given = {name: body[name] for name in _WRITABLE if body.get(name) is not None}
        for name, value in given.items():
            if isinstance(value, bool) or not isinstance(value, int):
                raise invalid(name, f"{name} must be an integer")
            if value > self._now():
                raise invalid(name, f"{name} cannot be in the future")
        row.update(given)
        if "stale_before" in given:
            self._expire_before(row, given["stale_before"])
        return _shown(call, row)

    def _expire_before(self, row: Row, seconds: int) -> None:
        self._expire(row["model_name"], datetime.fromtimestamp(seconds, UTC))

    def _now(self) -> int:
        return int(self._store.history.clock.now().timestamp())


def _single(rows: Iterator[tuple[Any, ...]]) -> str:
    """Return the only value of a trigger's result as text.

    Raises:
        ValueError: If it has more than one row or column, or none.
    """
    found = list(rows)
    if len(found) != 1 or len(found[0]) != 1:
        raise ValueError("sql_trigger must return one row with one column")
    return str(found[0][0])


def _shown(call: Call, row: Row) -> dict[str, Any]:
    can = {"index": True, "show": True, "update": call.user.may("update_datagroups")}
    return {**{name: row[name] for name in _SHOWN}, "can": can}
