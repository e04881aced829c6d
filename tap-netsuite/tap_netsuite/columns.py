"""Kinds of SuiteQL columns: how each is asked for and what it becomes.

SuiteQL sends everything as text, renders bare dates in the user's date format and drops the time
of bare datetimes (help page "Using Datetime Fields"), so dates and instants are always formatted
by the query, and booleans spelt as JSON spells them.
"""

from __future__ import annotations

from typing import Any

KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "id": ({"type": ["integer", "null"]}, "{column}"),
    "integer": ({"type": ["integer", "null"]}, "{column}"),
    "number": ({"type": ["number", "null"]}, "{column}"),
    "text": ({"type": ["string", "null"]}, "{column}"),
    "boolean": (
        {"type": ["boolean", "null"]},
        "CASE {column} WHEN 'T' THEN 'true' WHEN 'F' THEN 'false' END",
    ),
    "date": ({"type": ["string", "null"], "format": "date"}, "TO_CHAR({column},'YYYY-MM-DD')"),
    "datetime": ({"type": ["string", "null"], "format": "date-time"}, ""),
}

# `customfield.fieldvaluetype` (values as seen in accounts) → kind; anything else is text.
FIELD_VALUE_TYPES = {
    "Check Box": "boolean",
    "Currency": "number",
    "Decimal Number": "number",
    "Percent": "number",
    "Integer Number": "integer",
    "Date": "date",
    "Date/Time": "datetime",
    "List/Record": "id",
}


def schema(kind: str, *, is_key: bool = False) -> dict[str, Any]:
    """JSON schema of a column; key columns are never null."""
    definition = KINDS[kind][0]
    return definition | {"type": definition["type"][0]} if is_key else dict(definition)


def kind_of(schema: dict[str, Any]) -> str:
    """The kind a column's JSON schema, perhaps from an edited catalog, came from."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = next(name for name in types if name != "null")
    if kind == "string":
        return {"date": "date", "date-time": "datetime"}.get(schema.get("format", ""), "text")
    return str(kind)
