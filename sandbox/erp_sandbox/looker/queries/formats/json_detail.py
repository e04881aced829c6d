"""The verbose format: `json_detail`, with errors next to empty data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.metadata.fields import described
from erp_sandbox.looker.queries.formats.json_bi import calculation, cells, pivot_column
from erp_sandbox.looker.queries.formats.rows import LateError, rows
from erp_sandbox.looker.queries.values import plain

if TYPE_CHECKING:
    from collections.abc import Generator

    from erp_sandbox.looker.queries.result import Result

_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json_detail(result: Result) -> Generator[bytes]:
    """Yield one object with everything about the run and its rows."""
    error, data = result.error, []
    try:
        data = [cells(result, row) for row in rows(result)]
    except LateError as late:
        error, data = str(late), []
    made = {**_run(result, error), **_shape(result), "data": data}
    if error:
        made["errors"] = [
            {
                "message": "The query could not be completed.",
                "message_details": error,
                "params": result.sql if result.shows_sql else None,
                "sql_error_loc": {"line": 1, "column": 1, "character": 1},
            }
        ]
    if result.totals is not None:
        made["totals_data"] = cells(result, result.totals)
    yield _encoder.encode(made)


def _run(result: Result, error: str | None) -> dict[str, Any]:
    query = result.query
    return {
        "status": "error" if error else "complete",
        "id": f"{query['model']}-{query['view']}",
        "from_cache": result.source == "cache",
        "result_source": result.source,
        "expired": False,
        "ran_at": result.ran_at,
        "runtime": "0.01",
        "added_params": {"sorts": query["sorts"] or []},
        "sql": result.sql if result.shows_sql else None,
        "sql_explain": None,
        "timezone": result.zone,
        "explore": {
            "name": result.explore.name,
            "label": result.explore.label,
            "description": result.explore.properties.get("description"),
        },
        "drill_menu_build_time": 0.0,
    }


def _shape(result: Result) -> dict[str, Any]:
    query = result.query
    fields = [column.field for column in result.columns if column.field]
    dimensions = [described(field) for field in fields if not field.is_measure]
    measures = [described(field) for field in fields if field.is_measure]
    pivoted = [described(column.field) for column in result.pivoted if column.field]
    calculations = [calculation(column) for column in result.columns if not column.field]
    return {
        "fields": {
            "dimensions": dimensions,
            "measures": measures,
            "dimension_like": dimensions,
            "measure_like": measures,
            "table_calculations": calculations,
            "pivots": pivoted,
        },
        "fill_fields": query["fill_fields"] or [],
        "has_totals": result.totals is not None,
        "has_row_totals": bool(query["row_total"]),
        "applied_filters": {
            name: {"field": {"name": name}, "value": str(value)}
            for name, value in (query["filters"] or {}).items()
        },
        "applied_filter_expression": query["filter_expression"],
        "pivots": [
            {
                **pivot_column(pivot),
                "labels": pivot_column(pivot)["data"],
                "metadata": {n: {"value": plain(value)} for n, value in pivot.data.items()},
            }
            for pivot in result.pivots or ()
        ],
    }
