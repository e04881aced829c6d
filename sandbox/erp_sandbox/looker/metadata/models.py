"""Models and Explores as the API describes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker import paging
from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.errors import not_found
from erp_sandbox.looker.lookml.model import listed_filters
from erp_sandbox.looker.metadata.fields import described

if TYPE_CHECKING:
    from erp_sandbox.looker.catalog import Source
    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.lookml.model import Explore, Model
    from erp_sandbox.looker.users import User

_FIELD = re.compile(r"\$\{\s*(\w+\.\w+)\s*\}")
_CATEGORIES = ("dimension", "measure", "filter", "parameter")


class Models:
    """The models and Explores that a user sees.

    Args:
        instance: The instance.
    """

    def __init__(self, instance: Instance) -> None:
        self._catalog = instance.catalog
        self._limits = instance.limits

    def operations(self) -> list[Operation]:
        """Return the operations."""
        return [
            Operation("GET", "/lookml_models", self._models),
            Operation("GET", "/lookml_models/{lookml_model_name}", self._model),
            Operation(
                "GET", "/lookml_models/{lookml_model_name}/explores/{explore_name}", self._explore
            ),
        ]

    def _models(self, call: Call) -> list[dict[str, Any]]:
        internal = call.flag("include_internal")
        found = [
            self._nav(call.user, source, model, hides=bool(call.flag("exclude_hidden")))
            for source, model in self._catalog.models(call.user)
            if internal or not source.internal
        ]
        if call.flag("exclude_empty"):
            found = [model for model in found if model["explores"]]
        return paging.page(call, found, self._limits)

    def _model(self, call: Call) -> dict[str, Any]:
        source, model = self._catalog.model(call.user, call.path["lookml_model_name"])
        return self._nav(call.user, source, model, hides=False)

    def _nav(self, user: User, source: Source, model: Model, *, hides: bool) -> dict[str, Any]:
        explores = self._catalog.explores(user, model)
        return {
            "name": model.name,
            "label": model.label,
            "project_name": source.project.name,
            "allowed_db_connection_names": [model.connection],
            "unlimited_db_connections": False,
            "has_content": True,
            "explores": [
                {
                    "name": explore.name,
                    "label": explore.label,
                    "description": explore.properties.get("description"),
                    "hidden": explore.hidden,
                    "group_label": explore.properties.get("group_label") or model.label,
                }
                for explore in explores
                if not (hides and explore.hidden)
            ],
            "can": {"index": True, "show": True},
        }

    def _explore(self, call: Call) -> dict[str, Any]:
        source, model = self._catalog.model(call.user, call.path["lookml_model_name"])
        explore = self._catalog.explore(call.user, model, call.path["explore_name"])
        if explore is None:
            raise not_found()
        shows_sql = call.user.may("see_lookml")
        fields: dict[str, list[Any]] = {f"{name}s": [] for name in _CATEGORIES}
        for field in explore.fields.values():
            fields[f"{field.category}s"].append(described(field, shows_sql=shows_sql))
        return {**_explore(source, explore, call.user), "fields": fields}


def _explore(source: Source, explore: Explore, user: User) -> dict[str, Any]:
    properties = explore.properties
    develops, shows_sql = user.may("develop"), user.may("see_lookml")
    return {
        "id": f"{explore.model}::{explore.name}",
        "name": explore.name,
        "label": explore.label,
        "title": explore.label,
        "description": properties.get("description"),
        "group_label": properties.get("group_label"),
        "hidden": explore.hidden,
        "model_name": explore.model,
        "view_name": explore.base_view,
        "project_name": explore.project,
        "connection_name": explore.connection,
        "dialect_name": source.warehouse.dialect,
        "null_sort_treatment": "low",
        "source_file": explore.path,
        "files": [explore.path] if explore.path else [],
        "lookml_link": f"/projects/{explore.project}/files/{explore.path}" if shows_sql else None,
        "sql_table_name": _table(explore) if shows_sql else None,
        "scopes": list(explore.views),
        "joins": [
            {
                "name": join.name,
                "type": join.type,
                "relationship": join.relationship,
                "sql_on": join.sql_on if shows_sql else None,
                "from": join.properties.get("from"),
                "view_label": join.properties.get("view_label"),
                "foreign_key": join.properties.get("foreign_key"),
                "fields": join.properties.get("fields"),
                "required_joins": list(join.required),
                "dependent_fields": _FIELD.findall(join.sql_on or ""),
            }
            for join in explore.joins.values()
        ],
        "access_filters": [
            {"field": each["field"], "user_attribute": each["user_attribute"]}
            for each in properties.get("access_filters", ())
        ],
        "access_filter_fields": [each["field"] for each in properties.get("access_filters", ())],
        "always_filter": _filters(explore, "always_filter"),
        "conditionally_filter": _filters(explore, "conditionally_filter"),
        "aliases": [],
        "index_fields": [],
        "sets": [],
        "tags": list(properties.get("tags", ())),
        "errors": None,
        "supported_measure_types": [],
        "always_join": [],
        "can_total": True,
        "can_develop": develops,
        "can_see_lookml": shows_sql,
        "can_save": user.may("save_content"),
        "can_explain": True,
        "can_pivot_in_db": False,
        "can_subtotal": True,
        "has_timezone_support": True,
        "supports_cost_estimate": False,
    }


def _table(explore: Explore) -> str | None:
    base = explore.views[explore.base_view]
    table = base.properties.get("sql_table_name")
    return str(table).strip() if table else None


def _filters(explore: Explore, name: str) -> list[dict[str, str]]:
    found = listed_filters(explore.properties.get(name, {}))
    return [{"name": field, "value": value} for field, value in found]
