"""Kinds of SuiteQL columns: the JSON schema of each, and how the query selects it.

SuiteQL sends everything as text, renders bare dates in the user's date format and drops the time
of bare datetimes (help page "Using Datetime Fields"), so dates and timestamps are always formatted
by the query, and booleans are spelled as JSON spells them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ConfigError
from singer_erp.messages.projection import KINDS
from singer_erp.messages.records import OTHER, OTHER_SCHEMA

if TYPE_CHECKING:
    from tap_netsuite.streams.table import Table

GENERATION = "set_read_at"
"""Column of the streams of a transaction group: the start of the sync that read the row."""

SELECTED: dict[str, str] = {
    "id": "{column}",
    "ids": "{column}",
    "integer": "{column}",
    "number": "{column}",
    "string": "{column}",
    "boolean": "CASE {column} WHEN 'T' THEN 'true' WHEN 'F' THEN 'false' ELSE {column} END",
    "date": "TO_CHAR({column},'YYYY-MM-DD')",
}
"""SELECT expression by kind; that of timestamps depends on the account, see `clock.py`."""

FIELD_VALUE_TYPES = {
    "Check Box": "boolean",
    "Currency": "number",
    "Decimal Number": "number",
    "Percent": "number",
    "Integer Number": "integer",
    "Date": "date",
    "Date/Time": "timestamp",
    "List/Record": "id",
    "Multiple Select": "ids",
}
"""Kind by `customfield.fieldvaluetype` (values as seen in accounts); anything else is a string."""


_SCHEMAS = KINDS | {
    "id": KINDS["integer"],
    "ids": KINDS["string"] | {"description": "A multi-select: ids, joined with a comma."},
}


# What a catalog may name enters queries as it is.
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def check_schema(table: Table, schema: dict[str, Any]) -> None:
    """Check a schema of a catalog.

    Raises:
        ConfigError: It lacks a key column, or a name is none of SuiteQL's.
    """
    properties = schema.get("properties") or {}
    missing = [name for name in table.primary_keys if name not in properties]
    names = [name for name in (table.name, *properties) if not _NAME.fullmatch(name)]
    if missing or names:
        wrong = f"no key {', '.join(missing)}" if missing else f"no name of SuiteQL: {names[0]!r}"
        raise ConfigError(
            f"The catalog's stream '{table.name}' has {wrong}",
            "Write a new catalog with --discover",
        )


def column_schema(kind: str, *, is_key: bool = False) -> dict[str, Any]:
    """Return the JSON schema of a column; key columns are never null."""
    definition = _SCHEMAS[kind]
    return definition | {"type": definition["type"][0]} if is_key else dict(definition)


def table_schema(table: Table, kinds: dict[str, str]) -> dict[str, Any]:
    """Return the JSON schema of a table with these columns."""
    properties = {
        column: column_schema(kind, is_key=column in table.primary_keys)
        for column, kind in kinds.items()
    }
    if table.group:
        properties[GENERATION] = {"type": "string", "format": "date-time"}
    properties[OTHER] = OTHER_SCHEMA
    return {"type": "object", "properties": properties}
