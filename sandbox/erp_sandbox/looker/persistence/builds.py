"""Builds of persistent derived tables: a state machine on the sandbox's clock."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import ApiError, not_found
from erp_sandbox.looker.sql.compile import compile_query
from erp_sandbox.looker.sql.query import Query, QueryError
from erp_sandbox.looker.warehouse import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.looker.catalog import Catalog, Source
    from erp_sandbox.looker.limits import Limits
    from erp_sandbox.looker.lookml.model import Model
    from erp_sandbox.looker.store import Row, Store

KIND = "pdt_builds"
ADDED, RUNNING, COMPLETE, ERROR, KILLED = "added", "running", "complete", "error", "killed"
"""States of a build, as clients of the API know them."""
_ENDED = {COMPLETE, ERROR, KILLED}
_PERSISTED = ("datagroup_trigger", "sql_trigger_value", "persist_for", "interval_trigger")
_API, _DATAGROUP = "api", "datagroup"


class Builds:
    """Persistent derived tables of all models, and their builds.

    Args:
        store: The content.
        catalog: The models.
        limits: How long a build takes.
    """

    def __init__(self, store: Store, catalog: Catalog, limits: Limits) -> None:
        self._store = store
        self._catalog = catalog
        self._limits = limits

    def operations(self) -> list[Operation]:
        """Return the operations."""
        build, graph = "/derived_table/{materialization_id}", "/derived_table/graph"
        return [
            Operation("GET", f"{graph}/model/{{model}}", self._graph_model, "develop"),
            Operation("GET", f"{graph}/view/{{view}}", self._graph_view, "develop"),
            Operation(
                "GET", "/derived_table/{model_name}/{view_name}/start", self._start, "develop"
            ),
            Operation("GET", f"{build}/status", self._status, "develop"),
            Operation("GET", f"{build}/stop", self._stop, "develop"),
        ]

    def rebuild(self, datagroup: Row) -> None:
        """Start a build of every table of a datagroup."""
        for source, model, view, table in self._tables():
            same = model.name == datagroup["model_name"]
            if same and table.get("datagroup_trigger") == datagroup["name"]:
                self._add(source, model.name, view, _DATAGROUP)

    def advance(self) -> None:
        """Carry out what is due: start builds that wait, and end those that run long enough."""
        now = self._store.history.clock.now()
        for row in self._store.all(KIND):
            if row["status"] == ADDED and now > _time(row["added_at"]):
                row |= {"status": RUNNING, "started_at": self._store.now()}
            seconds = (now - _time(row["added_at"])).total_seconds()
            if row["status"] not in _ENDED and seconds >= self._limits.build_seconds:
                self._end(row)

    def _tables(self) -> Iterator[tuple[Source, Model, str, Mapping[str, Any]]]:
        for source in self._catalog.sources:
            for model in source.project.models.values():
                for name, view in model.views.items():
                    table = view.get("derived_table", {})
                    if any(key in table for key in _PERSISTED):
                        yield source, model, name, table

    def _add(self, source: Source, model: str, view: str, trigger: str) -> Row:
        found = next(m for m in source.project.models.values() if m.name == model)
        return self._store.add(
            KIND,
            {
                "id": secrets.token_hex(16),
                "model_name": model,
                "view_name": view,
                "connection": found.connection,
                "trigger": trigger,
                "status": ADDED,
                "message": f"Materialize {view}",
                "added_at": self._store.now(),
                "started_at": None,
                "ended_at": None,
                "runtime": None,
            },
        )

    def _end(self, row: Row) -> None:
        """Run a table's SQL; what the database says becomes the message."""
        status, message = COMPLETE, f"Materialized {row['view_name']}"
        for source, model, view, table in self._tables():
            if (model.name, view) == (row["model_name"], row["view_name"]):
                try:
                    for _ in source.warehouse.execute(self._statement(source, model, view, table)):
                        pass
                except (QueryError, WarehouseError) as error:
                    status, message = ERROR, str(error)
        now = self._store.now()
        runtime = (_time(now) - _time(row["added_at"])).total_seconds()
        row |= {"status": status, "message": message, "ended_at": now, "runtime": runtime}
        row["started_at"] = row["started_at"] or row["added_at"]

    def _statement(self, source: Source, model: Model, view: str, table: Mapping[str, Any]) -> str:
        """Return SQL that reads the whole table; by an Explore of it, if there is one.

        Raises:
            QueryError: If the LookML of the table does not resolve.
        """
        now = self._store.history.clock.now()
        for explore in model.explores.values():
            for name, field in explore.scope.items():
                if field.original_view == view and field.category == "dimension":
                    query = Query(model=model.name, view=explore.name, fields=[name], limit="-1")
                    return compile_query(explore, query, source.warehouse.dialect, now, {}).sql
        if "sql" not in table:
            raise QueryError(f"No Explore has the view {view}")
        return f"SELECT COUNT(*) FROM ({table['sql']}) AS built"

    def _start(self, call: Call) -> dict[str, Any]:
        source, model = self._catalog.model(call.user, call.path["model_name"])
        name = call.path["view_name"]
        known = {(m.name, view) for _, m, view, _ in self._tables()}
        if (model.name, name) not in known:
            raise not_found()
        if not self._controllable(model.connection):
            # The text is (unconfirmed).
            raise ApiError(400, "PDT API control is not enabled on the connection")
        return _shown(self._add(source, model.name, name, _API))

    def _controllable(self, connection: str) -> bool:
        rows = [row for row in self._store.all("connections") if row["name"] == connection]
        return all(row["pdt_api_control_enabled"] for row in rows)

    def _status(self, call: Call) -> dict[str, Any]:
        self.advance()
        return _shown(self._store.get(KIND, call.path["materialization_id"]))

    def _stop(self, call: Call) -> dict[str, Any]:
        row = self._store.get(KIND, call.path["materialization_id"])
        if row["status"] not in _ENDED:
            row |= {"status": KILLED, "message": "Killed", "ended_at": self._store.now()}
        return _shown(row)

    def _graph_model(self, call: Call) -> dict[str, Any]:
        _, model = self._catalog.model(call.user, call.path["model"])
        return _graph(view for _, m, view, _ in self._tables() if m.name == model.name)

    def _graph_view(self, call: Call) -> dict[str, Any]:
        name = call.path["view"]
        found = [view for _, _, view, _ in self._tables() if view == name]
        if not found:
            raise not_found()
        return _graph(found)


def _shown(row: Row) -> dict[str, Any]:
    detail = {
        "status": row["status"],
        "runtime": row["runtime"],
        "message": row["message"],
        "task_slug": row["id"],
    }
    return {"materialization_id": row["id"], "resp_text": msgspec.json.encode(detail).decode()}


def _graph(views: Any) -> dict[str, Any]:
    lines = "".join(f'  "{view}";\n' for view in views)
    return {"graph_text": f"digraph {{\n{lines}}}\n"}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
