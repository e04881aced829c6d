"""The load of a batch into its table: staged, counted, merged, counted again."""

# ruff: noqa: S608 - identifiers are quoted by `tables.quote`, values are bound

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from target_duckdb.errors import CountMismatchError
from target_duckdb.report import Tally
from target_duckdb.schema import DELETED_AT, TABLE_VERSION, Kind
from target_duckdb.tables import TableName, add_column, existing_columns, quote, widen_integer
from target_duckdb.values import WIDE_INTEGER

if TYPE_CHECKING:
    from logging import Logger

    from target_duckdb.buffer import Batch
    from target_duckdb.connection import Connection

_STAGED = "_sdc_staged"
_POSITION = "_sdc_position"
_BROUGHT = {TABLE_VERSION: "BIGINT", DELETED_AT: "TIMESTAMP"}


def load_batch(
    connection: Connection, name: TableName, batch: Batch, *, hard_delete: bool, logger: Logger
) -> Tally:
    """Load a batch within the open transaction and return its row counts.

    Of several rows with one key the last wins. Every step's row count is compared with the
    expected one, so that a row that DuckDB would lose fails the batch.

    Args:
        connection: The database.
        name: The table.
        batch: The rows.
        hard_delete: Delete rows whose record carries `_sdc_deleted_at` instead of storing it.
        logger: Receives a warning if a column is widened.

    Raises:
        CountMismatchError: A count is wrong.
    """
    _widen_columns(connection, name, batch, logger)
    positions = pa.array(range(batch.rows.num_rows), pa.int64())
    with connection.registered(_STAGED, batch.rows.append_column(_POSITION, positions)):
        staged = connection.scalar(f"SELECT count(*) FROM {_STAGED}")
        _check(name, "staged", staged, batch.received)
        if batch.keys:
            return _upsert(connection, name, batch, hard_delete=hard_delete)
        return _append(connection, name, batch)


def _append(connection: Connection, name: TableName, batch: Batch) -> Tally:
    before = _count(connection, name)
    inserted = _insert(connection, name, batch, _STAGED)
    _check(name, "inserted", inserted, batch.received)
    _check(name, "in the table", _count(connection, name), before + inserted)
    return Tally(received=batch.received, new=inserted)


def _widen_columns(connection: Connection, name: TableName, batch: Batch, logger: Logger) -> None:
    """Add `_sdc_*` columns that the rows bring, and widen integer columns whose values need it."""
    rows = batch.rows
    brought = _BROUGHT.keys() & set(rows.column_names)
    if brought:
        for missing in sorted(brought - existing_columns(connection, name).keys()):
            add_column(connection, name, missing, _BROUGHT[missing])
    for column in batch.columns:
        is_wide = (
            column.kind is Kind.INTEGER and rows.schema.field(column.name).type == WIDE_INTEGER
        )
        if is_wide and widen_integer(connection, name, column.name):
            logger.warning(
                "Integers in '%s' exceed 64 bits: the column is now DECIMAL(38,0)", column.name
            )


def _upsert(connection: Connection, name: TableName, batch: Batch, *, hard_delete: bool) -> Tally:
    before = _count(connection, name)
    keys = ", ".join(map(quote, batch.keys))
    distinct = connection.scalar(f"SELECT count(*) FROM (SELECT DISTINCT {keys} FROM {_STAGED})")
    winners = f"SELECT * FROM {_STAGED}"
    if distinct < batch.received:
        winners = (
            f"SELECT * FROM {_STAGED} WHERE {quote(_POSITION)} IN "
            f"(SELECT max({quote(_POSITION)}) FROM {_STAGED} GROUP BY {keys})"
        )
    live = "TRUE"
    if hard_delete and DELETED_AT in batch.rows.column_names:
        live = f"{quote(DELETED_AT)} IS NULL"
    to_insert = connection.scalar(f"SELECT count(*) FROM ({winners}) WHERE {live}")

    same_key = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in batch.keys)
    known = connection.scalar(
        f"SELECT count(*) FROM (SELECT {keys} FROM ({winners}) WHERE {live}) AS s "
        f"SEMI JOIN {name.sql} AS t ON {same_key}",
    )
    removed = connection.execute(
        f"DELETE FROM {name.sql} AS t USING (SELECT DISTINCT {keys} FROM {_STAGED}) AS s "
        f"WHERE {same_key}",
    )
    inserted = _insert(connection, name, batch, f"({winners}) WHERE {live}")
    _check(name, "inserted", inserted, to_insert)
    _check(name, "in the table", _count(connection, name), before - removed + inserted)
    return Tally(
        received=batch.received,
        new=inserted - known,
        replaced=known,
        superseded=batch.received - distinct,
        deleted=max(removed - known, 0),
    )


def _insert(connection: Connection, name: TableName, batch: Batch, source: str) -> int:
    names = ", ".join(map(quote, batch.rows.column_names))
    return connection.execute(
        f"INSERT INTO {name.sql} ({names}) SELECT {names} FROM {source}",
    )


def _count(connection: Connection, name: TableName) -> int:
    return connection.scalar(f"SELECT count(*) FROM {name.sql}")


def _check(name: TableName, what: str, counted: int, expected: int) -> None:
    if counted != expected:
        raise CountMismatchError(
            f"A batch for {name} should have {expected} rows {what} and has {counted}. It was "
            "rolled back and the state was not advanced. Please report this with the stream's "
            "schema; another `batch_size_rows` may help meanwhile.",
        )
