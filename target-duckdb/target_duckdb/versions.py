"""The rows of older versions, which ACTIVATE_VERSION removes; `completeness` decides when."""

# ruff: noqa: S608 - identifiers are quoted by `tables.quote`, values are bound

from __future__ import annotations

from typing import TYPE_CHECKING

from target_duckdb.report import Tally
from target_duckdb.schema import DELETED_AT, TABLE_VERSION
from target_duckdb.tables import TableName, add_column, existing_columns, quote

if TYPE_CHECKING:
    from target_duckdb.connection import Connection

_VERSION = quote(TABLE_VERSION)
_OLDER_THAN_ALL = -1


def give_older_rows_a_version(connection: Connection, name: TableName) -> bool:
    """Tell rows without a version from those that this run will load without one.

    Returns:
        False if that is not possible: the table has rows, and none has a version.
    """
    if TABLE_VERSION in existing_columns(connection, name):
        some = f"SELECT 1 FROM {name.sql} WHERE {_VERSION} IS NOT NULL LIMIT 1"
        if connection.rows(some):
            give_unversioned_rows(connection, name, _OLDER_THAN_ALL)
            return True
    return not connection.rows(f"SELECT 1 FROM {name.sql} LIMIT 1")


def give_unversioned_rows(connection: Connection, name: TableName, version: int) -> None:
    """Give a version to the rows that have none."""
    if TABLE_VERSION not in existing_columns(connection, name):
        add_column(connection, name, TABLE_VERSION, "BIGINT")
    connection.execute(f"UPDATE {name.sql} SET {_VERSION} = ? WHERE {_VERSION} IS NULL", [version])


def retire_older_versions(
    connection: Connection,
    name: TableName,
    version: int,
    *,
    hard_delete: bool,
) -> Tally:
    """Delete the rows of older versions, or set their `_sdc_deleted_at`, and count them.

    Rows without a version are older, too: an earlier run loaded them.
    """
    columns = existing_columns(connection, name)
    if TABLE_VERSION not in columns:
        add_column(connection, name, TABLE_VERSION, "BIGINT")
    older = f"({_VERSION} IS NULL OR {_VERSION} < ?)"
    if hard_delete:
        return Tally(deleted=connection.execute(f"DELETE FROM {name.sql} WHERE {older}", [version]))
    if DELETED_AT not in columns:
        add_column(connection, name, DELETED_AT, "TIMESTAMP")
    marked = connection.execute(
        f"UPDATE {name.sql} SET {quote(DELETED_AT)} = now() AT TIME ZONE 'UTC' "
        f"WHERE {quote(DELETED_AT)} IS NULL AND {older}",
        [version],
    )
    return Tally(marked=marked)
