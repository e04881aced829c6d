"""One batch into its table: staged, counted, merged, counted again."""

# ruff: noqa: S608 - identifiers are quoted by `names.quote`, values are bound

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from target_duckdb.errors import CountMismatchError
from target_duckdb.names import TableName, quote
from target_duckdb.report import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from target_duckdb.warehouse import Warehouse

DELETED_AT = "_sdc_deleted_at"
TABLE_VERSION = "_sdc_table_version"
_STAGED = "_sdc_staged"
POSITION = "_sdc_position"


@dataclass(frozen=True, slots=True)
class LoadMethod:
    """How rows meet the rows that are already there.

    Attributes:
        keys: Columns that identify a row; empty appends.
        hard_delete: Remove rows whose record carries `_sdc_deleted_at` instead of storing it.
    """

    keys: Sequence[str]
    hard_delete: bool


def load_batch(
    warehouse: Warehouse,
    name: TableName,
    batch: pa.Table,
    *,
    received: int,
    method: LoadMethod,
) -> Tally:
    """Load the batch inside the open transaction and return what happened to its rows.

    Of several rows with one key the last wins. Every step's row count is compared with what it
    must be, so a row that DuckDB would lose makes the batch fail instead.

    Raises:
        CountMismatchError: A count is off.
    """
    with warehouse.registered(_STAGED, batch):
        staged = warehouse.scalar(f"SELECT count(*) FROM {_STAGED}")
        _check(name, "staged", staged, received)
        before = _count(warehouse, name)
        if not method.keys:
            inserted = _insert(warehouse, name, batch.column_names, "")
            _check(name, "inserted", inserted, received)
            _check(name, "in the table", _count(warehouse, name), before + inserted)
            return Tally(received=received, new=inserted)
        return _upsert(warehouse, name, batch, before, method)


def _upsert(
    warehouse: Warehouse,
    name: TableName,
    batch: pa.Table,
    before: int,
    method: LoadMethod,
) -> Tally:
    keys = ", ".join(map(quote, method.keys))
    distinct = warehouse.scalar(f"SELECT count(*) FROM (SELECT DISTINCT {keys} FROM {_STAGED})")
    winners = f"SELECT * FROM {_STAGED}"
    if distinct < batch.num_rows:
        winners = (
            f"SELECT * FROM {_STAGED} WHERE {quote(POSITION)} IN "
            f"(SELECT max({quote(POSITION)}) FROM {_STAGED} GROUP BY {keys})"
        )
    live = "TRUE"
    if method.hard_delete and DELETED_AT in batch.column_names:
        live = f"{quote(DELETED_AT)} IS NULL"
    to_insert = warehouse.scalar(f"SELECT count(*) FROM ({winners}) WHERE {live}")

    same_key = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in method.keys)
    known = warehouse.scalar(
        f"SELECT count(*) FROM (SELECT {keys} FROM ({winners}) WHERE {live}) AS s "
        f"SEMI JOIN {name.sql} AS t ON {same_key}",
    )
    removed = warehouse.execute(
        f"DELETE FROM {name.sql} AS t USING (SELECT DISTINCT {keys} FROM {_STAGED}) AS s "
        f"WHERE {same_key}",
    )
    inserted = _insert(warehouse, name, batch.column_names, f"FROM ({winners}) WHERE {live}")
    _check(name, "inserted", inserted, to_insert)
    _check(name, "in the table", _count(warehouse, name), before - removed + inserted)
    return Tally(
        received=batch.num_rows,
        new=inserted - known,
        replaced=known,
        superseded=batch.num_rows - distinct,
        deleted=max(removed - known, 0),
    )


def _insert(warehouse: Warehouse, name: TableName, columns: Sequence[str], source: str) -> int:
    names = ", ".join(quote(column) for column in columns if column != POSITION)
    return warehouse.execute(
        f"INSERT INTO {name.sql} ({names}) SELECT {names} {source or f'FROM {_STAGED}'}",
    )


def _count(warehouse: Warehouse, name: TableName) -> int:
    return warehouse.scalar(f"SELECT count(*) FROM {name.sql}")


def _check(name: TableName, what: str, counted: int, expected: int) -> None:
    if counted != expected:
        raise CountMismatchError(
            f"A batch for {name} should have {expected} rows {what} and has {counted}. It was "
            "rolled back and the state was not advanced. Please report this with the stream's "
            "schema; another `batch_size_rows` may help meanwhile.",
        )
