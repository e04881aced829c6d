"""Compare source and warehouse: rows by stream.

The counts come from three independent places: the tables of the simulated account, the tap's count
of emitted records, and SQL on the warehouse.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_netsuite.streams import table_of

from demo.settings import LOADED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb
    from erp_sandbox.netsuite.client import NetSuiteControl

# What NetSuite calls the type of a deleted record (`deletedrecord.recordtypeid`).
_TRANSACTION = -30
_RECORD_TYPES = {"customers": -2, "vendors": -3, "employees": -4, "contacts": -6, "items": -10}
_ENTITIES = (-2, -3, -4, -6)

_LIVE_TRANSACTIONS = f"""(
    select * from netsuite.transactions where id not in (
        select "transaction" from netsuite.transaction_history where action = 'DELETE'
        union all
        select recordid from netsuite.deleted_records where recordtypeid = {_TRANSACTION}
    )
)"""


@dataclass(frozen=True)
class StreamCount:
    """Row counts of one stream.

    Attributes:
        stream: Name of the stream.
        source: Rows in the account's table.
        emitted: Records the tap emitted in this run.
        received: Records the loader committed in this run.
        new: Received records that were not in the warehouse before.
        loaded: Live rows in the warehouse.
        full_table: Whether the stream has no replication key, so that every run is a full refresh.
    """

    stream: str
    source: int
    emitted: int
    received: int
    new: int
    loaded: int
    full_table: bool

    def ties_out(self, *, first: bool) -> bool:
        """Return whether no row is missing or duplicated.

        A first run emits exactly the rows of the source.
        """
        emitted = self.source if first else self.received
        return self.source == self.loaded and self.emitted == self.received == emitted


def count_rows(
    netsuite: NetSuiteControl, warehouse: duckdb.DuckDBPyConnection, emitted: Mapping[str, int]
) -> list[StreamCount]:
    """Return the counts of every stream that the tap emitted or the warehouse contains."""
    loaded = {report["stream"]: report for report in _summary()}
    tables = warehouse.execute(
        "select table_name from duckdb_tables() where schema_name = 'netsuite'"
    ).fetchall()
    streams = sorted({name for (name,) in tables} | emitted.keys())
    source = _source_counts(netsuite, streams)
    return [
        StreamCount(
            stream,
            source=source[stream],
            emitted=emitted.get(stream, 0),
            received=loaded.get(stream, {}).get("received", 0),
            new=loaded.get(stream, {}).get("new", 0),
            loaded=_one(warehouse, _live_rows(warehouse, stream)),
            full_table=table_of(stream).replication_key is None,
        )
        for stream in streams
    ]


def _summary() -> Iterable[dict[str, Any]]:
    return map(json.loads, LOADED.read_text(encoding="utf-8").splitlines())


def _source_counts(netsuite: NetSuiteControl, streams: Iterable[str]) -> dict[str, int]:
    query = " union all ".join(
        f"select '{stream}' as stream, count(*) as n from {table_of(stream).table}"
        for stream in streams
    )
    return {row["stream"]: row["n"] for row in netsuite.truth(query)}


def _live_rows(warehouse: duckdb.DuckDBPyConnection, stream: str) -> str:
    """Return the query that counts a stream's rows that still exist at the source."""
    if stream == "transactions":
        return f"select count(*) from {_LIVE_TRANSACTIONS}"
    if stream in {"transaction_lines", "transaction_accounting_lines"}:
        return _joined(stream, ("transaction",))
    if stream == "transaction_links":
        return _joined(stream, ("previousdoc", "nextdoc"))
    conditions = ["true"]
    if stream in {"transaction_billing_addresses", "transaction_shipping_addresses"}:
        column = stream.removeprefix("transaction_").removesuffix("es").replace("_", "")
        conditions.append(f"nkey in (select {column} from {_LIVE_TRANSACTIONS})")
    deleted = _ENTITIES if stream == "entities" else _RECORD_TYPES.get(stream)
    if deleted is not None:
        types = ", ".join(map(str, deleted if isinstance(deleted, tuple) else (deleted,)))
        conditions.append(
            "id not in (select recordid from netsuite.deleted_records"
            f" where recordtypeid in ({types}))"
        )
    if "_sdc_deleted_at" in _columns(warehouse, stream):
        conditions.append("_sdc_deleted_at is null")
    return f"select count(*) from netsuite.{stream} where {' and '.join(conditions)}"


def _joined(stream: str, documents: tuple[str, ...]) -> str:
    """Return the query that counts rows read together with the last version of their documents."""
    joins = "".join(
        f" join {_LIVE_TRANSACTIONS} d{number} on d{number}.id = part.{column}"
        f" and part.set_read_at >= d{number}.set_read_at"
        for number, column in enumerate(documents)
    )
    return f"select count(*) from netsuite.{stream} part{joins}"


def _columns(warehouse: duckdb.DuckDBPyConnection, stream: str) -> set[str]:
    found = warehouse.execute(
        "select column_name from duckdb_columns() where schema_name = 'netsuite'"
        " and table_name = ?",
        [stream],
    ).fetchall()
    return {name for (name,) in found}


def _one(warehouse: duckdb.DuckDBPyConnection, query: str) -> int:
    row = warehouse.execute(query).fetchone()
    assert row is not None  # noqa: S101  # for the type checker
    return int(row[0])
