"""Results with metadata: `json_bi`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.queries.formats.rows import LateError, rows
from erp_sandbox.looker.queries.values import formatted, plain
from erp_sandbox.looker.sql.results import ROW_TOTAL

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from erp_sandbox.looker.lookml.model import Field
    from erp_sandbox.looker.queries.result import Result, Shown
    from erp_sandbox.looker.sql.results import Pivot

_BATCH = 1000
_TRUNCATED = {False: "no", True: "yes"}
"""The texts of `columns_truncated` (unconfirmed)."""
_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json_bi(result: Result) -> Generator[bytes]:
    """Yield `{metadata, rows}`; the totals row is appended to the rows."""
    yield b'{"metadata":' + _encoder.encode(_metadata(result)) + b',"rows":['
    if result.error:
        yield _encoder.encode({"looker_error": result.error}) + b"]}"
        return
    parts: list[bytes] = []
    lead = b""
    try:
        for row in rows(result):
            parts.append(_encoder.encode(cells(result, row)))
            if len(parts) == _BATCH:
                yield lead + b",".join(parts)
                lead, parts = b",", []
        if result.totals is not None:
            parts.append(_encoder.encode(cells(result, result.totals)))
    except LateError as error:
        parts.append(_encoder.encode({"looker_error": str(error)}))
    yield (lead if parts else b"") + b",".join(parts) + b"]}"


def cells(result: Result, row: Sequence[Any]) -> dict[str, Any]:
    """Return a row with an object for each cell; those of a pivot are by its keys."""
    made: dict[str, Any] = {}
    for column, value in zip(result.columns, row, strict=True):
        if column.pivots and result.pivots is not None:
            made[column.name] = {
                pivot.key: _cell(result, (value or {}).get(pivot.key), column)
                for pivot in result.pivots
            }
        else:
            made[column.name] = _cell(result, value, column)
    return made


def _cell(result: Result, value: Any, column: Shown) -> dict[str, Any]:
    cell: dict[str, Any] = {"value": plain(value)}
    if result.options.formatted:
        cell["rendered"] = formatted(value, column.value_format_name)
    if result.options.links and column.field and column.field.properties.get("drill_fields"):
        url = f"/explore/{result.query['model']}/{result.query['view']}"
        cell["links"] = [
            {"label": "Show All", "url": url, "type": "measure_default", "type_label": "Drill"}
        ]
    return cell


def _metadata(result: Result) -> dict[str, Any]:
    columns, filters = result.columns, result.query["filters"] or {}
    fields = [column.field for column in columns if column.field]
    return {
        "big_query_metadata": None,
        "fields": {
            "dimensions": [_field(field) for field in fields if not field.is_measure],
            "measures": [_field(field) for field in fields if field.is_measure],
            "pivots": [_field(column.field) for column in result.pivoted if column.field],
            "table_calculations": [calculation(column) for column in columns if not column.field],
        },
        "pivots": [pivot_column(pivot) for pivot in result.pivots or ()],
        "has_subtotals": False,
        "has_totals": result.totals is not None,
        "columns_truncated": _TRUNCATED[result.truncated],
        "filter_expression": result.query["filter_expression"],
        "filters": {name: str(value) for name, value in filters.items()},
        "sql": result.sql if result.shows_sql else None,
    }


def calculation(column: Shown) -> dict[str, Any]:
    """Return a table calculation as metadata."""
    return {
        "name": column.name,
        "label": column.label,
        "align": "right",
        "expression": column.calculation.expression if column.calculation else None,
        "value_format": None,
        "measure": True,
    }


def pivot_column(pivot: Pivot) -> dict[str, Any]:
    """Return a column of a pivot as metadata."""
    data = {name: plain(value) for name, value in pivot.data.items()}
    return {
        "key": pivot.key,
        "data": data,
        "sort_values": data,
        "is_total": pivot.key == ROW_TOTAL,
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "category": field.category,
        "view": field.view,
        "view_label": field.view_label,
        "dimension_group": f"{field.view}.{field.group}" if field.group else None,
        "field_group_label": field.properties.get("group_label"),
        "field_group_variant": field.properties.get("group_item_label") or field.label_short,
        "hidden": field.hidden,
        "description": field.properties.get("description"),
        "sql": field.sql,
    }
