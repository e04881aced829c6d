"""Translates expressions that stand for values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql import aggregates, arithmetic, builtin, clock, functions
from erp_sandbox.netsuite.suiteql.chains import operands
from erp_sandbox.netsuite.suiteql.coerce import as_text, cases, compare, one_kind
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import NULL, Family, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.netsuite.suiteql.translator import Translator

_PSEUDO_COLUMNS = {"rownum", "rowid"}


def _column(translator: Translator, node: exp.Expr) -> Value:
    if node.args.get("db") or isinstance(node.this, exp.Star):
        raise unsupported()
    name, qualifier = node.name.lower(), node.text("table").lower() or None
    if qualifier is None and name in _PSEUDO_COLUMNS:
        return _rownum(translator, name)
    return translator.scope.resolve(name, qualifier)


def _rownum(translator: Translator, name: str) -> Value:
    if name != "rownum" or not translator.scope.sources:
        raise unsupported()
    if translator.scope.rownum is None:
        translator.scope.rownum = f"{translator.context.unique()}_rownum"
    return Value(translator.scope.rownum, Family.NUMBER)


def _call(translator: Translator, node: exp.Expr) -> Value:
    name = node.name.upper()
    if name in aggregates.NAMES:
        translator.scope.aggregated = True
        return aggregates.translate(translator, name, node.expressions, window="")
    return functions.call(name, translator.values(node.expressions), translator.context)


def _window(translator: Translator, node: exp.Expr) -> Value:
    if not isinstance(node.this, exp.Anonymous):
        raise unsupported()
    translator.scope.windowed = True
    return aggregates.windowed(translator, node)


def _dot(translator: Translator, node: exp.Expr) -> Value:
    call = node.expression
    is_builtin = isinstance(node.this, exp.Identifier) and node.this.name.upper() == "BUILTIN"
    if not is_builtin or not isinstance(call, exp.Anonymous):
        raise unsupported()
    return builtin.call(call.name.upper(), translator.values(call.expressions), translator.context)


def _case(translator: Translator, node: exp.Expr) -> Value:
    subject = translator.value(node.this) if node.this is not None else None
    conditions: list[str] = []
    results: list[Value] = []
    for branch in node.args["ifs"]:
        if subject is None:
            conditions.append(translator.condition(branch.this))
        else:
            conditions.append(
                compare("=", subject, translator.value(branch.this), translator.context)
            )
        results.append(translator.value(branch.args["true"]))
    default = node.args.get("default")
    results.append(translator.value(default) if default is not None else NULL)
    one_kind(results)
    return cases(conditions, results, translator.context)


def _scalar(translator: Translator, node: exp.Expr) -> Value:
    query, columns = translator.subqueries(node.this, translator.scope)
    if len(columns) != 1 or node.args.get("alias"):
        raise unsupported()
    return replace(columns[0].computed(), sql=f"({query})")


def _concatenation(translator: Translator, node: exp.Expr) -> Value:
    parts = [as_text(translator.value(part), translator.context).sql for part in operands(node)]
    return Value(f"NULLIF(concat({', '.join(parts)}), '')", Family.TEXT)


def _arithmetic(translator: Translator, node: exp.Expr) -> Value:
    left, right = translator.value(node.this), translator.value(node.expression)
    return arithmetic.binary(type(node), left, right, translator.context)


VALUES: dict[type[exp.Expr], Callable[[Translator, exp.Expr], Value]] = {
    exp.Placeholder: lambda t, n: t.literal(n),
    exp.Column: _column,
    exp.Anonymous: _call,
    exp.Window: _window,
    exp.Dot: _dot,
    exp.Case: _case,
    exp.Subquery: _scalar,
    exp.DPipe: _concatenation,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _arithmetic,
    exp.Div: _arithmetic,
    exp.Neg: lambda t, n: arithmetic.negative(t.value(n.this)),
    exp.Paren: lambda t, n: t.value(n.this),
    exp.Null: lambda _t, _n: NULL,
    exp.Cast: lambda t, n: functions.cast(t.value(n.this), n.args["to"], t.context),
    exp.Extract: lambda t, n: functions.extract(n.name, t.value(n.expression), t.context),
    exp.Trim: lambda t, n: functions.trim(
        n.args.get("position"),
        t.value(n.this),
        t.value(n.expression) if n.expression else None,
        t.context,
    ),
    exp.AtTimeZone: lambda t, n: clock.at_time_zone(
        t.value(n.this), t.value(n.args["zone"]), t.context
    ),
    exp.CurrentTimestamp: lambda t, n: clock.now(t.context, sysdate=bool(n.args.get("sysdate"))),
    exp.Systimestamp: lambda t, _: clock.now(t.context),
    exp.Localtimestamp: lambda t, _: clock.local_now(t.context),
    exp.CurrentDate: lambda t, _: clock.today(t.context),
}
