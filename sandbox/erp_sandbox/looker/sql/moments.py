"""Fields of time: how the warehouse keeps them, and whether they follow the query's time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.looker.sql.timeframes import NUMBERS, TEXTS

if TYPE_CHECKING:
    from erp_sandbox.looker.lookml.model import Field

DATABASE_ZONE = "UTC"
"""The time zone of timestamps in the warehouse; its sessions use it too."""

_WITHOUT_TIME = frozenset({"date", "yyyymmdd"})


def is_date(field: Field) -> bool:
    """Return whether filters of a field are date filters."""
    if field.is_measure or field.timeframe is None:
        return field.type in {"date", "date_time"}
    return field.type.startswith("date_") and field.timeframe not in NUMBERS | TEXTS


def converts(field: Field) -> bool:
    """Return whether a field of time follows the time zone of the query."""
    properties = field.properties
    return properties.get("convert_tz") != "no" and properties.get("datatype") not in _WITHOUT_TIME


def stored(field: Field, raw: str) -> str:
    """Return the timestamp of a field without time zone, as the warehouse keeps it."""
    match field.properties.get("datatype"):
        case "epoch":
            raw = f"TO_TIMESTAMP({raw})"
        case "yyyymmdd":
            raw = f"CAST(CAST({raw} AS VARCHAR) AS DATE)"
    return f"CAST({raw} AS TIMESTAMP)"
