"""Executes SuiteQL: one page of one query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

import duckdb

from erp_sandbox.netsuite.suiteql.context import Context
from erp_sandbox.netsuite.suiteql.dialect import parse
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.select import translate
from erp_sandbox.netsuite.suiteql.shape import shape

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.netsuite.catalog import Account

_PARAMETER = re.compile(r"\$(q\d+_items)")
# A table the catalog names but the store lacks, or a canceled call, is no fault of the query.
_OURS = (duckdb.CatalogException, duckdb.InterruptException, duckdb.ConnectionException)


@dataclass(frozen=True)
class ResultPage:
    """One page as it is sent.

    Attributes:
        items: Rows with lower-case keys and text values; NULLs are left out, and so is `links`.
        total: Rows of the whole query, not capped.
        rows_read: Rows of stored tables that the database read; None unless requested.
    """

    items: list[dict[str, str]]
    total: int
    rows_read: int | None = None


def execute(  # noqa: PLR0913  # the entry of the package, keyword-only
    query: str,
    *,
    account: Account,
    connection: duckdb.DuckDBPyConnection,
    now: datetime,
    limit: int,
    offset: int,
    seed: int,
    counts_rows_read: bool = False,
) -> ResultPage:
    """Run a query against an account's tables.

    Args:
        query: The SuiteQL text.
        account: Tables, role and preferences.
        connection: A cursor no one else uses during the call.
        now: The session's clock, aware UTC.
        limit: Most rows to return.
        offset: Rows to skip.
        seed: Orders what the query leaves open: the same seed, the same order.
        counts_rows_read: Whether to count the rows that the query reads.

    Raises:
        SuiteQLError: If the vendor would refuse the query, or fail on it.
    """
    shaped = shape(query)
    naive = now.astimezone(UTC).replace(tzinfo=None)
    context = Context(account, naive, shaped, seed, readings=[] if counts_rows_read else None)
    translated = translate(parse(shaped.text), context)
    rows = _run(connection, translated.page(limit, offset, context), context)
    names = [name for name, _ in translated.columns]
    items = [_item(names, row) for row in rows]
    rows_read = _rows_read(connection, context)
    if len(rows) < limit and (rows or offset == 0):
        return ResultPage(items, offset + len(rows), rows_read)
    counted = _run(connection, translated.count(), context)[0][0]
    return ResultPage(items, max(int(counted), offset + len(rows) if rows else 0), rows_read)


def _rows_read(connection: duckdb.DuckDBPyConnection, context: Context) -> int | None:
    if context.readings is None:
        return None
    total = 0
    for reading in context.readings:
        count = int(_run(connection, reading.count, context)[0][0])
        total += count if reading.limit is None else min(count, reading.limit)
    return total


def _item(names: list[str], row: tuple[str | None, ...]) -> dict[str, str]:
    """Return a row as SuiteQL sends it: without its NULLs."""
    return {name: value for name, value in zip(names, row, strict=False) if value is not None}


def _run(
    connection: duckdb.DuckDBPyConnection, sql: str, context: Context
) -> list[tuple[str, ...]]:
    named = set(_PARAMETER.findall(sql))
    parameters = {name: items for name, items in context.parameters.items() if name in named}
    try:
        return connection.execute(sql, parameters).fetchall()
    except _OURS:
        raise
    except duckdb.Error as error:
        raise unsupported() from error
