"""Tables: their names, their columns as the stream's schema changes, and their replacement."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from target_duckdb.errors import DataRefusedError, SchemaError
from target_duckdb.schema import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from target_duckdb.connection import Connection
    from target_duckdb.schema import Column

DEFAULT_SCHEMA = "main"
_PARTS_WITH_SCHEMA = (2, 3)
_STAGING_PREFIX = "_sdc_overwrite_"
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_INTEGER_DIGITS = 19
_ISO_TIMESTAMP = "strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ')"
_WIDE_INTEGER = "DECIMAL(38,0)"

# (type in the table, type of the stream) -> conversion of a stored value.
_CONVERSIONS = {
    ("DATE", "TIMESTAMP"): "CAST({0} AS TIMESTAMP)",
    ("BIGINT", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("BOOLEAN", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("DATE", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("TIME", "VARCHAR"): "CAST({0} AS VARCHAR)",
    ("TIMESTAMP", "VARCHAR"): _ISO_TIMESTAMP,
    ("BIGINT", "JSON"): "to_json({0})",
    ("BOOLEAN", "JSON"): "to_json({0})",
    ("VARCHAR", "JSON"): "to_json({0})",
}
# Trailing zeros are of the column's scale, not of the source.
_DECIMAL_TEXT = (
    "CASE WHEN contains(CAST({0} AS VARCHAR), '.') "
    "THEN rtrim(rtrim(CAST({0} AS VARCHAR), '0'), '.') ELSE CAST({0} AS VARCHAR) END"
)


def quote(identifier: str) -> str:
    """Quote an identifier for DuckDB, so that reserved words and any character are safe."""
    return '"' + identifier.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class TableName:
    """A table in a schema of the opened database.

    Attributes:
        schema: Its schema.
        table: Its name in the schema.
        database: DuckDB's name of the database file. A schema may have the same name, or that of
            another database, such as `temp`.
    """

    schema: str
    table: str
    database: str = ""

    @property
    def schema_sql(self) -> str:
        """The quoted, qualified name of the schema."""
        return ".".join(quote(name) for name in (self.database, self.schema) if name)

    @property
    def sql(self) -> str:
        """The quoted, qualified name."""
        return f"{self.schema_sql}.{quote(self.table)}"

    @property
    def normalized(self) -> tuple[str, str]:
        """The name as DuckDB compares it."""
        return normalize(self.schema), normalize(self.table)

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"


def table_for_stream(
    stream: str, default_target_schema: str | None, database: str = ""
) -> TableName:
    """Return the table of a stream, splitting `schema-table` names as the SDK does.

    The table is what follows the last `-`. The schema is `default_target_schema` when that is
    set, else the part before the table in names of two or three parts, else `main`.
    """
    parts = stream.split("-")
    table = parts[-1]
    in_name = parts[-2] if len(parts) in _PARTS_WITH_SCHEMA else None
    schema = default_target_schema or in_name or DEFAULT_SCHEMA
    if not table:
        raise SchemaError(
            f"Stream '{stream}' gives an empty table name (the part after the last '-'). Rename "
            "it with a stream map: `stream_maps: {<stream>: {__alias__: <name>}}`.",
        )
    return TableName(schema, table, database)


def existing_columns(connection: Connection, name: TableName) -> dict[str, tuple[str, str]]:
    """Return {normalized name: (name, type)} of the table; empty if there is none."""
    tables = connection.rows(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE database_name = current_database()",
    )
    if name.normalized not in {TableName(*table).normalized for table in tables}:
        return {}
    described = connection.rows(f"DESCRIBE {name.sql}")
    return {normalize(column): (column, data_type) for column, data_type, *_ in described}


def prepare_table(
    connection: Connection,
    name: TableName,
    columns: Iterable[Column],
    *,
    stream: str,
) -> list[str]:
    """Create the table, or add and widen columns, and return the changes for the log.

    Columns that the stream no longer has are kept.

    Raises:
        SchemaError: A column would have to be narrowed or its type is incompatible.
    """
    with connection.transaction():
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name.schema_sql}")
        existing = existing_columns(connection, name)
        if not existing:
            definitions = ", ".join(f"{quote(c.name)} {c.duckdb_type}" for c in columns)
            connection.execute(f"CREATE TABLE {name.sql} ({definitions})")
            return [f"created {name}"]
        changes = []
        for column in columns:
            if normalize(column.name) not in existing:
                add_column(connection, name, column.name, column.duckdb_type)
                changes.append(f"added {name}.{column.name} {column.duckdb_type}")
                continue
            stored_name, stored_type = existing[normalize(column.name)]
            if _holds(stored_type, column.duckdb_type):
                continue
            new_type = column.duckdb_type
            if not _widen(connection, name, stored_name, stored_type, new_type):
                raise _refused(stream, name, stored_name, stored_type, new_type)
            changes.append(f"widened {name}.{stored_name}: {stored_type} to {new_type}")
        return changes


def add_column(connection: Connection, name: TableName, column: str, duckdb_type: str) -> None:
    """Add a column, with NULL in existing rows."""
    connection.execute(f"ALTER TABLE {name.sql} ADD COLUMN {quote(column)} {duckdb_type}")


def widen_integer(connection: Connection, name: TableName, column: str) -> bool:
    """Widen an integer column to 38 digits; return whether it was changed."""
    _, stored_type = existing_columns(connection, name)[normalize(column)]
    if _holds(stored_type, _WIDE_INTEGER):
        return False
    _alter_type(connection, name, column, _WIDE_INTEGER, f"CAST({{0}} AS {_WIDE_INTEGER})")
    return True


def _holds(stored: str, new: str) -> bool:
    """Whether the stored type holds every value of the new type."""
    if stored == new:
        return True
    if new == "BIGINT":
        return stored in {_WIDE_INTEGER, "HUGEINT"}
    stored_digits, new_digits = _digits(stored), _digits(new)
    if stored_digits is None or new_digits is None:
        return False
    return all(map(int.__ge__, stored_digits, new_digits))


def _digits(duckdb_type: str) -> tuple[int, int] | None:
    """Return a decimal's digits before and after the point."""
    match = _DECIMAL.fullmatch(duckdb_type)
    return (int(match[1]) - int(match[2]), int(match[2])) if match else None


def _conversion(stored: str, new: str) -> str | None:
    """Return the SQL that converts stored values unchanged, or None if there is none."""
    integer = stored in _INTEGERS
    if integer and new in _INTEGERS:
        wider = _INTEGERS.index(new) > _INTEGERS.index(stored)
        return f"CAST({{0}} AS {new})" if wider else None
    stored_digits, new_digits = _digits(stored), _digits(new)
    if integer and new_digits is not None:
        return f"CAST({{0}} AS {new})" if new_digits[0] >= _INTEGER_DIGITS else None
    if stored_digits is not None:
        if new_digits is not None:
            # More digits after the point may leave too few before it: DuckDB then refuses.
            return f"CAST({{0}} AS {new})" if new_digits[1] >= stored_digits[1] else None
        if new == "VARCHAR":
            return _DECIMAL_TEXT
        return f"CAST({_DECIMAL_TEXT} AS JSON)" if new == "JSON" else None
    return _CONVERSIONS.get(("BIGINT" if integer else stored, new))


def _widen(
    connection: Connection,
    name: TableName,
    column: str,
    stored: str,
    new: str,
) -> bool:
    """Change the column's type if no stored value changes; return whether it did."""
    conversion = _conversion(stored, new)
    if conversion is None:
        return False
    try:
        _alter_type(connection, name, column, new, conversion)
    except DataRefusedError:
        return False  # a stored value does not fit
    return True


def _refused(stream: str, name: TableName, column: str, stored: str, new: str) -> SchemaError:
    aside = f"ALTER TABLE {name.sql} RENAME COLUMN {quote(column)} TO {quote(column + '_old')}"
    return SchemaError(
        f"Stream '{stream}' now has {new} in field '{column}', but {name} stores {stored}, and "
        "that change could lose values. Nothing was changed. Either correct the type in the tap's "
        f"catalog, or keep the old values aside with `{aside}` and run again with a full refresh.",
    )


def _alter_type(
    connection: Connection,
    name: TableName,
    column: str,
    new: str,
    conversion: str,
) -> None:
    if indexes := _indexes(connection, name):
        drops = " ".join(f"DROP INDEX {name.schema_sql}.{quote(index)};" for index in indexes)
        raise SchemaError(
            f"Column '{column}' of {name} has to become {new}, which holds all its values, but "
            "DuckDB changes no column of a table with an index. Nothing was changed. Run "
            f"`{drops}`, run again, and create the index again.",
        )
    connection.execute(
        f"ALTER TABLE {name.sql} ALTER COLUMN {quote(column)} TYPE {new} "
        f"USING {conversion.format(quote(column))}",
    )


def _indexes(connection: Connection, name: TableName) -> list[str]:
    rows = connection.rows(
        "SELECT schema_name, table_name, index_name FROM duckdb_indexes() "
        "WHERE database_name = current_database() ORDER BY index_name",
    )
    return [
        index
        for schema, table, index in rows
        if TableName(schema, table).normalized == name.normalized
    ]


def staging_table(name: TableName) -> TableName:
    """Return the table that `load_method: overwrite` fills and then puts in place of the other."""
    return replace(name, table=f"{_STAGING_PREFIX}{name.table}")


def drop_table(connection: Connection, name: TableName) -> None:
    """Drop the table if there is one."""
    connection.execute(f"DROP TABLE IF EXISTS {name.sql}")


def replace_table(connection: Connection, name: TableName) -> None:
    """Replace the table by its staging table, inside the open transaction."""
    drop_table(connection, name)
    connection.execute(f"ALTER TABLE {staging_table(name).sql} RENAME TO {quote(name.table)}")
