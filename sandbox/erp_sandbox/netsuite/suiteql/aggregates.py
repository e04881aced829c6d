"""Aggregate and window functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql.coerce import as_number, as_text, divide, scaled
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import APPROXIMATE, NULL, Family, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.suiteql.translator import Translator

NAMES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "MEDIAN", "APPROX_COUNT_DISTINCT"})
_RANKINGS = {"ROW_NUMBER": "row_number()", "RANK": "rank()", "DENSE_RANK": "dense_rank()"}
_SIDES = {"UNBOUNDED", "CURRENT ROW"}


def translate(translator: Translator, name: str, args: Sequence[exp.Expr], window: str) -> Value:
    """Translate one aggregate; `window` is the DuckDB OVER clause or empty.

    Raises:
        SuiteQLError: For arguments the function does not take.
    """
    if len(args) != 1:
        raise unsupported()
    if isinstance(args[0], exp.Star):
        if name != "COUNT":
            raise unsupported()
        return Value(f"count(*){window}", Family.NUMBER)
    distinct = ""
    operand = args[0]
    if isinstance(operand, exp.Distinct):
        if len(operand.expressions) != 1 or name in {"MEDIAN", "APPROX_COUNT_DISTINCT"}:
            raise unsupported()
        distinct, operand = "DISTINCT ", operand.expressions[0]
    value = translator.value(operand)
    if name in {"COUNT", "APPROX_COUNT_DISTINCT"}:
        return Value(f"{name.lower()}({distinct}{value.sql}){window}", Family.NUMBER)
    if value.family is Family.NULL:
        return NULL
    if name in {"MIN", "MAX"}:
        shown = as_text(value, translator.context) if value.family is Family.BOOLEAN else value
        return replace(shown.computed(), sql=f"{name.lower()}({shown.sql}){window}")
    return _numeric(name, distinct, as_number(value), window)


def _numeric(name: str, distinct: str, value: Value, window: str) -> Value:
    if name == "MEDIAN":
        if value.scale != APPROXIMATE:
            # The mean of the two middle values has one decimal more.
            value = scaled(value, value.scale + 1)
        return replace(value.computed(), sql=f"median({value.sql}){window}")
    total = f"sum({distinct}{value.sql}){window}"
    if value.scale == 0:
        total = f"CAST({total} AS DECIMAL(38, 0))"
    summed = Value(total, Family.NUMBER, value.scale)
    if name == "SUM":
        return summed
    count = Value(f"NULLIF(count({distinct}{value.sql}){window}, 0)", Family.NUMBER)
    return divide(summed, count)


def windowed(translator: Translator, node: exp.Expr) -> Value:
    """Translate `function(...) OVER (...)`.

    Raises:
        SuiteQLError: For functions and frames outside the dialect.
    """
    name = node.this.name.upper()
    partition = [translator.value(item).sql for item in node.args.get("partition_by") or []]
    order = order_terms(translator, node.args.get("order"))
    if name in _RANKINGS and not order:
        raise unsupported()
    if name == "ROW_NUMBER":
        order.append(translator.scope.shuffle())
    clauses = []
    if partition:
        clauses.append(f"PARTITION BY {', '.join(partition)}")
    if order:
        clauses.append(f"ORDER BY {', '.join(order)}")
    if node.args.get("spec") is not None:
        clauses.append(_frame(node.args["spec"]))
    window = f" OVER ({' '.join(clauses)})"
    if name in _RANKINGS:
        if node.this.expressions or node.args.get("spec") is not None:
            raise unsupported()
        return Value(_RANKINGS[name] + window, Family.NUMBER)
    if name not in NAMES:
        raise unsupported()
    return translate(translator, name, node.this.expressions, window)


def order_terms(translator: Translator, order: exp.Expr | None) -> list[str]:
    """Return DuckDB order terms with Oracle's order of NULLs: last ascending, first descending."""
    terms = order.expressions if order is not None else []
    return [directed(translator.value(term.this).sql, term) for term in terms]


def directed(sql: str, term: exp.Expr) -> str:
    """Return one order term with its direction and its order of NULLs."""
    direction = "DESC" if term.args.get("desc") else "ASC"
    nulls = "FIRST" if term.args.get("nulls_first") else "LAST"
    return f"{sql} {direction} NULLS {nulls}"


def _frame(spec: exp.Expr) -> str:
    if str(spec.args.get("kind")).upper() not in {"ROWS", "RANGE"}:
        raise unsupported()
    start = _side(spec.args.get("start"), spec.args.get("start_side"))
    end = _side(spec.args.get("end") or "CURRENT ROW", spec.args.get("end_side"))
    return f"{spec.args['kind']} BETWEEN {start} AND {end}"


def _side(bound: object, side: object) -> str:
    if bound not in _SIDES or (bound == "UNBOUNDED" and side not in {"PRECEDING", "FOLLOWING"}):
        raise unsupported()
    return str(bound) if bound == "CURRENT ROW" else f"UNBOUNDED {side}"
