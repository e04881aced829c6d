"""The rows that the database reads for a query.

A table is read through an index where the WHERE clause bounds a column that has one, and else as a
whole. A row limit inside the query ends the reading early if the index gives the rows in their
order and nothing else filters them; a `limit` in the URL does not, because every response counts
the query's rows (`totalResults`). Indexes are on the key and on what names a transaction; none is
on timestamps (unconfirmed: NetSuite publishes no plans, so the model is a strict one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql.chains import operands
from erp_sandbox.netsuite.suiteql.context import Reading
from erp_sandbox.netsuite.suiteql.sources import TableSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from erp_sandbox.netsuite.suiteql.translator import Translator
    from erp_sandbox.netsuite.suiteql.values import Value

_MORE_INDEXES = {
    "transactionline": (("transaction", "id"),),
    "nexttransactionlinelink": (("nextdoc",),),
}
_BOUNDS = (exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


def readings(
    translator: Translator,
    conditions: Iterable[exp.Expr],
    *,
    order: Sequence[Value],
    limit: int | None,
) -> list[Reading]:
    """Return what one SELECT reads of stored tables.

    Args:
        translator: Translates the SELECT's expressions.
        conditions: The conditions of WHERE that must all hold, those on ROWNUM left out.
        order: Values of ORDER BY.
        limit: Rows that end the reading, if any do.
    """
    conditions = list(conditions)
    sources = list(translator.scope.sources.values())
    tables = [source for source in sources if isinstance(source, TableSource)]
    found = []
    for table in tables:
        bounds = [node for node in conditions if _is_bound(translator, node, table)]
        texts = [translator.condition(node) for node in bounds]
        where = f" WHERE {' AND '.join(texts)}" if texts else ""
        ends = len(sources) == 1 and len(bounds) == len(conditions) and _is_index(table, order)
        found.append(Reading(f"SELECT count(*) FROM {table.sql()}{where}", limit if ends else None))
    return found


def extreme(translator: Translator, node: exp.Select) -> int | None:
    """Return 1 for the MIN or MAX of a leading key column alone, which an index shows."""
    [selected, *others] = node.expressions
    function = selected.this if isinstance(selected, exp.Alias) else selected
    is_extreme = isinstance(function, exp.Anonymous) and function.name.upper() in {"MIN", "MAX"}
    if others or node.args.get("group") or not is_extreme:
        return None
    [column] = function.expressions
    sources = translator.scope.sources.values()
    tables = [source for source in sources if isinstance(source, TableSource)]
    return 1 if any(_has_index(translator, column, table) for table in tables) else None


def _is_bound(translator: Translator, node: exp.Expr, table: TableSource) -> bool:
    """Return whether an index of the table finds the rows of a condition."""
    if isinstance(node, exp.Paren):
        return _is_bound(translator, node.this, table)
    if isinstance(node, exp.Or):
        return all(_is_bound(translator, part, table) for part in operands(node))
    if isinstance(node, exp.In):
        return node.args.get("query") is None and _has_index(translator, node.this, table)
    if not isinstance(node, _BOUNDS):
        return False
    return any(
        _has_index(translator, column, table) and _is_constant(translator, bound)
        for column, bound in ((node.this, node.expression), (node.expression, node.this))
    )


def _has_index(translator: Translator, node: exp.Expr, table: TableSource) -> bool:
    if not isinstance(node, exp.Column):
        return False
    value = translator.value(node)
    leading = {index[0] for index in _indexes(table)}
    return value.source is table and value.column is not None and value.column.name in leading


def _is_constant(translator: Translator, node: exp.Expr) -> bool:
    return translator.value(node).constant is not None


def _is_index(table: TableSource, order: Sequence[Value]) -> bool:
    """Return whether an order is that of an index, or none."""
    columns = tuple(value.column.name if value.column else "" for value in order)
    return any(columns == index[: len(columns)] for index in _indexes(table))


def _indexes(table: TableSource) -> tuple[tuple[str, ...], ...]:
    return (table.table.key, *_MORE_INDEXES.get(table.table.name, ()))
