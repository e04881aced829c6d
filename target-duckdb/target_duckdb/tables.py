"""Tables follow their stream's schema: created, widened, or the change is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from target_duckdb.errors import DatabaseError, SchemaError
from target_duckdb.names import TableName, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from target_duckdb.columns import Column
    from target_duckdb.warehouse import Warehouse

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_INTEGER_DIGITS = 19
_ISO_INSTANT = "strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ')"
_WIDE_INTEGER = "DECIMAL(38,0)"

# (type in the table, type of the stream) -> how a stored value is carried over.
_CONVERSIONS = {
    ("DATE", "TIMESTAMP"): "CAST({0} AS TIMESTAMP)",
    ("BIGINT", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("BOOLEAN", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("DATE", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("TIME", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("TIMESTAMP", "VARCHAR"): _ISO_INSTANT,
    ("BIGINT", "JSON"): "to_json({0})",
    ("BOOLEAN", "JSON"): "to_json({0})",
    ("VARCHAR", "JSON"): "to_json({0})",
}
# Trailing zeros come from the column's scale, not from the source.
_DECIMAL_TEXT = (
    "CASE WHEN contains(CAST({0} AS VARCHAR), '.') "
    "THEN rtrim(rtrim(CAST({0} AS VARCHAR), '0'), '.') ELSE CAST({0} AS VARCHAR) END"
)


def existing_columns(warehouse: Warehouse, name: TableName) -> dict[str, tuple[str, str]]:
    """Return {lower-case name: (name, type)} of the table; empty if there is none."""
    exists = warehouse.scalar(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() "
        "AND lower(schema_name) = ? AND lower(table_name) = ?",
        list(name.folded),
    )
    described = warehouse.rows(f"DESCRIBE {name.sql}") if exists else []
    return {column.lower(): (column, data_type) for column, data_type, *_ in described}


def prepare_table(
    warehouse: Warehouse,
    name: TableName,
    columns: Iterable[Column],
    *,
    stream: str,
) -> list[str]:
    """Create the table, or add and widen columns, and return what was changed, for the log.

    Columns that the stream no longer has are kept.

    Raises:
        SchemaError: A column would have to be narrowed or its type is incompatible.
    """
    with warehouse.transaction():
        warehouse.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(name.schema)}")
        existing = existing_columns(warehouse, name)
        if not existing:
            definitions = ", ".join(f"{quote(c.name)} {c.duckdb_type}" for c in columns)
            warehouse.execute(f"CREATE TABLE {name.sql} ({definitions})")
            return [f"created {name}"]
        changes = []
        for column in columns:
            if column.name.lower() not in existing:
                add_column(warehouse, name, column.name, column.duckdb_type)
                changes.append(f"added {name}.{column.name} {column.duckdb_type}")
                continue
            stored_name, stored_type = existing[column.name.lower()]
            if _holds(stored_type, column.duckdb_type):
                continue
            wanted = column.duckdb_type
            if not _widened(warehouse, name, stored_name, stored_type, wanted):
                raise _refused(stream, name, stored_name, stored_type, wanted)
            changes.append(f"widened {name}.{stored_name}: {stored_type} to {column.duckdb_type}")
        return changes


def add_column(warehouse: Warehouse, name: TableName, column: str, duckdb_type: str) -> None:
    """Add a column; rows that are already there have NULL in it."""
    warehouse.execute(f"ALTER TABLE {name.sql} ADD COLUMN {quote(column)} {duckdb_type}")


def widen_integer(warehouse: Warehouse, name: TableName, column: str) -> bool:
    """Let an integer column hold 38 digits; return whether it had to be changed."""
    _, stored_type = existing_columns(warehouse, name)[column.lower()]
    if _holds(stored_type, _WIDE_INTEGER):
        return False
    _alter_type(warehouse, name, column, _WIDE_INTEGER, f"CAST({{0}} AS {_WIDE_INTEGER})")
    return True


def _holds(stored: str, wanted: str) -> bool:
    """Whether every value of the wanted type can be stored without changing the column."""
    if stored == wanted:
        return True
    if wanted == "BIGINT":
        return stored in {_WIDE_INTEGER, "HUGEINT"}
    stored_digits, wanted_digits = _digits(stored), _digits(wanted)
    if stored_digits is None or wanted_digits is None:
        return False
    return all(map(int.__ge__, stored_digits, wanted_digits))


def _digits(duckdb_type: str) -> tuple[int, int] | None:
    """Return a decimal's digits before and after the point."""
    match = _DECIMAL.fullmatch(duckdb_type)
    return (int(match[1]) - int(match[2]), int(match[2])) if match else None


def _conversion(stored: str, wanted: str) -> str | None:
    """Return how stored values become the wanted type unchanged, or None if they cannot."""
    integer = stored in _INTEGERS
    if integer and wanted in _INTEGERS:
        wider = _INTEGERS.index(wanted) > _INTEGERS.index(stored)
        return f"CAST({{0}} AS {wanted})" if wider else None
    stored_digits, wanted_digits = _digits(stored), _digits(wanted)
    if integer and wanted_digits is not None:
        return f"CAST({{0}} AS {wanted})" if wanted_digits[0] >= _INTEGER_DIGITS else None
    if stored_digits is not None:
        if wanted_digits is not None:
            # More digits after the point may leave too few before it: DuckDB then refuses.
            return f"CAST({{0}} AS {wanted})" if wanted_digits[1] >= stored_digits[1] else None
        if wanted == "VARCHAR":
            return _DECIMAL_TEXT
        return f"CAST({_DECIMAL_TEXT} AS JSON)" if wanted == "JSON" else None
    return _CONVERSIONS.get(("BIGINT" if integer else stored, wanted))


def _widened(
    warehouse: Warehouse,
    name: TableName,
    column: str,
    stored: str,
    wanted: str,
) -> bool:
    """Change the column's type if every stored value stays what it is."""
    conversion = _conversion(stored, wanted)
    if conversion is None:
        return False
    try:
        _alter_type(warehouse, name, column, wanted, conversion)
    except DatabaseError:
        return False  # a stored value does not fit
    return True


def _refused(stream: str, name: TableName, column: str, stored: str, wanted: str) -> SchemaError:
    aside = f"ALTER TABLE {name.sql} RENAME COLUMN {quote(column)} TO {quote(column + '_old')}"
    return SchemaError(
        f"Stream '{stream}' now has {wanted} in field '{column}', but {name} stores {stored}, and "
        "that change could lose values. Nothing was changed. Either correct the type in the tap's "
        f"catalog, or keep the old values aside with `{aside}` and run again with a full refresh.",
    )


def _alter_type(
    warehouse: Warehouse,
    name: TableName,
    column: str,
    wanted: str,
    conversion: str,
) -> None:
    warehouse.execute(
        f"ALTER TABLE {name.sql} ALTER COLUMN {quote(column)} TYPE {wanted} "
        f"USING {conversion.format(quote(column))}",
    )
