"""Statements of the query dialect ("Query operations and syntax")."""

from __future__ import annotations

import datetime as dt

MAX_RESULTS = 1000


def literal(text: str) -> str:
    """Text in quotes, quotes and backslashes escaped."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def instant(moment: dt.datetime) -> str:
    """An instant, in UTC, to the second, which is all QuickBooks keeps."""
    return literal(moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def select(
    entity: str,
    conditions: list[str],
    *,
    order: str = "",
    start: int = 1,
    most: int = MAX_RESULTS,
) -> str:
    """A page of an entity's records."""
    parts = [f"SELECT * FROM {entity}", _where(conditions)]
    if order:
        parts.append(f"ORDERBY {order}")
    parts.append(f"STARTPOSITION {start} MAXRESULTS {most}")
    return " ".join(filter(None, parts))


def count(entity: str, conditions: list[str]) -> str:
    """The number of an entity's records."""
    return " ".join(filter(None, [f"SELECT COUNT(*) FROM {entity}", _where(conditions)]))


def _where(conditions: list[str]) -> str:
    present = [condition for condition in conditions if condition]
    return f"WHERE {' AND '.join(present)}" if present else ""
