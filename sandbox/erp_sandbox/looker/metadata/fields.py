"""Fields as the API describes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.model import listed_filters
from erp_sandbox.looker.sql.timeframes import NUMBERS

if TYPE_CHECKING:
    from erp_sandbox.looker.lookml.model import Field

_NUMERIC = {
    "number",
    "count",
    "count_distinct",
    "sum",
    "sum_distinct",
    "average",
    "average_distinct",
    "min",
    "max",
    "median",
    "percentile",
    "running_total",
    "percent_of_total",
    "percent_of_previous",
    "int",
}
_INTERVALS = ("second", "minute", "hour", "week", "month", "quarter", "year", "day")
_YEARS = {"year", "fiscal_year"}
_NOT_TIMES = {"date_raw", "date_yesno"}
_SUFFIX = re.compile(r"_(num|name|of_.*|index)$")


def described(field: Field, *, shows_sql: bool = True) -> dict[str, Any]:
    """Return a field as an Explore lists it.

    Args:
        field: The field.
        shows_sql: Whether the user may see LookML.
    """
    properties = field.properties
    timeframe = is_timeframe(field)
    group = f"{field.view}.{field.group}" if field.group else None
    fiscal = field.type.startswith("date_fiscal")
    return {
        "name": field.name,
        "label": field.label,
        "label_short": field.label_short,
        "label_from_parameter": properties.get("label_from_parameter"),
        "type": field.type,
        "category": field.category,
        "measure": field.is_measure,
        "parameter": field.category == "parameter",
        "is_filter": field.category == "filter",
        "view": field.view,
        "view_label": field.view_label,
        "original_view": field.original_view,
        "scope": field.view,
        "description": properties.get("description"),
        "hidden": field.hidden,
        "primary_key": field.primary_key,
        "is_numeric": is_numeric(field),
        "is_timeframe": timeframe,
        "can_time_filter": timeframe,
        "time_interval": interval(field),
        "is_fiscal": fiscal,
        "fiscal_month_offset": int(properties.get("fiscal_month_offset", 0)),
        "dimension_group": group,
        "field_group_label": properties.get("group_label") or _group_label(field),
        "field_group_variant": properties.get("group_item_label") or field.label_short,
        "datatype": properties.get("datatype"),
        "convert_tz": None if not timeframe else properties.get("convert_tz", "yes") == "yes",
        "value_format": properties.get("value_format"),
        "value_format_name": properties.get("value_format_name"),
        "strict_value_format": False,
        "sql": field.sql if shows_sql else None,
        "sql_case": None,
        "filters": [
            {"field": name, "condition": condition}
            for name, condition in listed_filters(properties)
        ],
        "enumerations": None,
        "suggestions": properties.get("suggestions"),
        "suggestable": field.type == "string",
        "suggest_dimension": field.name,
        "suggest_explore": field.view,
        "has_allowed_values": bool(properties.get("allowed_values")),
        "default_filter_value": properties.get("default_value"),
        "drill_fields": list(properties.get("drill_fields", ())),
        "has_drills_metadata": bool(properties.get("drill_fields")),
        "links": [
            {"label": link["label"], "url": link["url"], "icon_url": link.get("icon_url")}
            for link in properties.get("links", ())
        ],
        "tags": list(properties.get("tags", ())),
        "synonyms": [],
        "align": "right" if is_numeric(field) else "left",
        "can_filter": properties.get("can_filter", "yes") == "yes",
        "sortable": True,
        "permanent": None,
        "requires_refresh_on_sort": False,
        "error": None,
        "dynamic": False,
        "times_used": 0,
        "week_start_day": "monday",
        "user_attribute_filter_types": [],
        "source_file": field.path or "",
        "source_file_path": field.path or "",
        "lookml_link": f"/projects/lookml/files/{field.path}" if shows_sql else None,
        "project_name": None,
    }


def is_numeric(field: Field) -> bool:
    """Return whether a field's values are numbers."""
    if field.type in _NUMERIC or field.type.startswith("duration_"):
        return True
    return field.timeframe in _YEARS | NUMBERS


def is_timeframe(field: Field) -> bool:
    """Return whether a field is a point in time or a part of one."""
    return field.type.startswith("date_") or field.type == "date"


def interval(field: Field) -> dict[str, Any] | None:
    """Return the length of a timeframe."""
    if not is_timeframe(field) or field.type in _NOT_TIMES or _SUFFIX.search(field.type):
        return None
    if field.type == "date_time":
        return {"name": "second", "count": 1}
    for name in _INTERVALS:
        if field.type.endswith(name):
            return {"name": name, "count": 1}
    return {"name": "day", "count": 1}


def _group_label(field: Field) -> str | None:
    if not field.group:
        return None
    return " ".join(part.capitalize() for part in field.group.split("_")) + " Date"
