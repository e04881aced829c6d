"""The content validator: Looks and dashboards whose fields the models no longer have."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.call import Call, Operation

if TYPE_CHECKING:
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.store import Row


class ContentValidation:
    """The content validator.

    Args:
        instance: The instance.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def operations(self) -> list[Operation]:
        """Return the operations."""
        return [Operation("GET", "/content_validation", self._validate, "develop")]

    def _validate(self, call: Call) -> dict[str, Any]:
        started, store = time.perf_counter(), self._instance.store
        projects = call.names("project_names")
        explores = self._explores()
        looks = [row for row in store.all("looks") if not row["deleted"]]
        boards = {row["id"]: row for row in store.all("dashboards") if not row["deleted"]}
        tiles = [row for row in store.all("dashboard_elements") if row["dashboard_id"] in boards]
        subjects: list[tuple[Row, dict[str, Any]]] = [
            (row, {"look": _look(store.find("folders", row["folder_id"]), row)}) for row in looks
        ]
        for row in tiles:
            board = _board(boards[row["dashboard_id"]])
            subjects.append((row, {"dashboard": board, "dashboard_element": _tile(row)}))
        found = []
        for row, content in subjects:
            query = store.find("queries", row["query_id"])
            if query is None or not call.user.sees_model(query["model"]):
                continue
            project, explore = explores.get((query["model"], query["view"]), ("", None))
            errors = _errors(query, explore)
            if errors and (projects is None or project in projects):
                found.append({**content, "errors": errors, "id": row["id"]})
        return {
            "content_with_errors": found,
            "computation_time": round(time.perf_counter() - started, 3),
            "total_looks_validated": len(looks),
            "total_dashboard_elements_validated": len(tiles),
            "total_dashboard_filters_validated": store.count("dashboard_filters"),
            "total_scheduled_plans_validated": store.count("scheduled_plans"),
            "total_alerts_validated": store.count("alerts"),
            "total_explores_validated": len(explores),
        }

    def _explores(self) -> dict[tuple[str, str], Any]:
        return {
            (model.name, name): (source.project.name, explore)
            for source in self._instance.catalog.sources
            for model in source.project.models.values()
            for name, explore in model.explores.items()
        }


def _errors(query: Row, explore: Any) -> list[dict[str, Any]]:
    place = {"model_name": query["model"], "explore_name": query["view"], "removable": True}
    if explore is None:
        message = f'Unknown explore "{query["view"]}"'
        return [{"message": message, "field_name": None, **place}]
    custom = query["dynamic_fields"] or ""
    names = [*(query["fields"] or ()), *(query["filters"] or {})]
    return [
        {"message": f'Unknown field "{name}"', "field_name": name, **place}
        for name in names
        if name not in explore.fields and f'"{name}"' not in custom
    ]


def _look(folder: Row | None, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "short_url": f"/looks/{row['id']}",
        "folder": {"id": row["folder_id"], "name": folder["name"]} if folder else None,
    }


def _board(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "title": row["title"], "url": f"/dashboards/{row['id']}"}


def _tile(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "dashboard_id": row["dashboard_id"],
        "title": row["title"],
        "type": row["type"],
    }
