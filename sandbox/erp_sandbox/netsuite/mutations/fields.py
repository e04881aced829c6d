"""Changing the account's columns and how they respond."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from erp_sandbox.netsuite import seed_setup
from erp_sandbox.netsuite.catalog import Column, Kind
from erp_sandbox.netsuite.mutations.writer import MutationError, Row, native
from erp_sandbox.netsuite.tables.spec import CUSTOM_PREFIXES

if TYPE_CHECKING:
    from typing import Any

    from erp_sandbox.netsuite.catalog import Table
    from erp_sandbox.netsuite.mutations.writer import Writer


def break_column(writer: Writer, record: str, column: str, *, broken: bool) -> Row:
    """Make every query that names the column fail as an unexpected error, or repair it."""
    return _replace(writer, record, column, {"broken": broken})


def hide_column(writer: Writer, record: str, column: str, *, hidden: bool) -> Row:
    """Make the column respond with `NOT_EXPOSED`, or show it again."""
    return _replace(writer, record, column, {"exposed": not hidden})


def refuse_utc(writer: Writer, record: str, column: str, *, refused: bool) -> Row:
    """Make `SYS_EXTRACT_UTC` refuse the column, or take it again."""
    return _replace(writer, record, column, {"zoneless": refused})


def add_custom_field(  # noqa: PLR0913 - a field's facts
    writer: Writer,
    record: str,
    name: str,
    *,
    kind: str,
    references: str | None = None,
    value: Any = None,
) -> Row:
    """Add a custom column to a table and its row to `customfield`.

    Args:
        writer: Does the writing.
        record: Table name.
        name: Column name with the vendor's prefix, such as `custbody_region`.
        kind: A `Kind` value: text, boolean, number, integer, amount, date, datetime or id.
        references: For ids, the table they belong to.
        value: What existing rows hold, NULL by default.
    """
    table = writer.table(record)
    name = name.lower()
    if not name.startswith(CUSTOM_PREFIXES) or not name.replace("_", "").isalnum():
        raise MutationError(f"{name} has none of the prefixes {', '.join(CUSTOM_PREFIXES)}.")
    if table.column(name):
        raise MutationError(f"{table.name} has a column {name} already.")
    try:
        column = Column(name, Kind(kind), references, custom=True)
    except ValueError as error:
        raise MutationError(f"{kind!r} is no kind of column: {', '.join(Kind)}.") from error
    writer.run(f'alter table "{table.name}" add column "{name}" {column.kind.sql_type}')
    if value is not None:
        writer.run(f'update "{table.name}" set "{name}" = ?', native(column, value))
    known = writer.one("select 1 as x from customfield where scriptid = ?", name.upper())
    if not known and not name.startswith("cseg"):
        number = writer.number("customfield", "internalid")
        row = seed_setup.custom_field_row(number, table, column, writer.now)
        writer.insert("customfield", row)
    writer.account.tables[table.name] = replace(table, columns=(*table.columns, column))
    return {"record": table.name, "column": name}


def remove_custom_field(writer: Writer, record: str, name: str) -> Row:
    """Remove a custom column, and its row in `customfield` once no table has it."""
    table, name = writer.table(record), name.lower()
    column = _column(table, name)
    if not column.custom:
        raise MutationError(f"{name} is no custom field.")
    writer.run(f'alter table "{table.name}" drop column "{name}"')
    rest = tuple(other for other in table.columns if other.name != name)
    writer.account.tables[table.name] = replace(table, columns=rest)
    if not any(other.column(name) for other in writer.account.tables.values()):
        writer.delete("customfield", "scriptid = ?", name.upper())
    return {"record": table.name, "column": name, "removed": True}


def _replace(writer: Writer, record: str, name: str, changes: dict[str, Any]) -> Row:
    table = writer.account.tables.get(record.lower())
    if table is None:
        raise MutationError(f"There is no table {record!r}.")
    chosen = _column(table, name.lower())
    columns = tuple(replace(c, **changes) if c is chosen else c for c in table.columns)
    writer.account.tables[table.name] = replace(table, columns=columns)
    return {"record": table.name, "column": chosen.name, **changes}


def _column(table: Table, name: str) -> Column:
    column = table.column(name)
    if column is None:
        raise MutationError(f"{table.name} has no column {name!r}.")
    return column
