"""Translates conditions of WHERE, ON, HAVING and CASE WHEN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql import functions, values
from erp_sandbox.netsuite.suiteql.chains import operands
from erp_sandbox.netsuite.suiteql.coerce import as_text, compare, unify
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.shape import MAX_IN_ITEMS
from erp_sandbox.netsuite.suiteql.values import Family, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.netsuite.suiteql.translator import Translator

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}


def _comparison(translator: Translator, node: exp.Expr) -> str:
    left, right = translator.value(node.this), translator.value(node.expression)
    return compare(_COMPARISONS[type(node)], left, right, translator.context)


def _junction(translator: Translator, node: exp.Expr) -> str:
    word = " AND " if isinstance(node, exp.And) else " OR "
    return f"({word.join(translator.condition(part) for part in operands(node))})"


def _like(translator: Translator, node: exp.Expr, escape: str = "") -> str:
    left = as_text(translator.value(node.this), translator.context)
    right = as_text(translator.value(node.expression), translator.context)
    word = "NOT LIKE" if node.args.get("negate") else "LIKE"
    return f"({left.sql} {word} {right.sql}{escape})"


def _escaped(translator: Translator, node: exp.Expr) -> str:
    if not isinstance(node.this, exp.Like):
        raise unsupported()
    return _like(translator, node.this, f" ESCAPE {translator.value(node.expression).sql}")


def _between(translator: Translator, node: exp.Expr) -> str:
    subject = translator.value(node.this)
    low, high = translator.value(node.args["low"]), translator.value(node.args["high"])
    above = compare(">=", subject, low, translator.context)
    below = compare("<=", subject, high, translator.context)
    return f"({above} AND {below})"


def _is_null(translator: Translator, node: exp.Expr) -> str:
    if not isinstance(node.expression, exp.Null):
        raise unsupported()
    return f"({translator.value(node.this).sql} IS NULL)"


def _regexp_like(translator: Translator, node: exp.Expr) -> str:
    if node.name.upper() != "REGEXP_LIKE":
        raise unsupported()
    return functions.matches(translator.values(node.expressions), translator.context)


def _exists(translator: Translator, node: exp.Expr) -> str:
    return f"EXISTS ({translator.subqueries(node.this, translator.scope)[0]})"


def _in(translator: Translator, node: exp.Expr) -> str:
    subjects = translator.values(node.this.expressions if _is_tuple(node.this) else [node.this])
    query = node.args.get("query")
    if query is not None:
        return _in_query(translator, subjects, query)
    items = node.expressions
    if len(items) > MAX_IN_ITEMS:
        raise unsupported()
    if len(items) == 1 and isinstance(items[0], exp.Placeholder) and items[0].name[0] == "l":
        return _in_literals(translator, subjects, items[0])
    if _is_tuple(node.this):
        tests = [_tuple_equals(translator, subjects, item) for item in items]
    else:
        tests = [
            compare("=", subjects[0], item, translator.context) for item in translator.values(items)
        ]
    return f"({' OR '.join(tests)})"


def _tuple_equals(translator: Translator, subjects: list[Value], item: exp.Expr) -> str:
    members = translator.values(item.expressions) if _is_tuple(item) else []
    if len(members) != len(subjects):
        raise unsupported()
    pairs = zip(subjects, members, strict=True)
    return f"({' AND '.join(compare('=', one, two, translator.context) for one, two in pairs)})"


def _in_literals(translator: Translator, subjects: list[Value], node: exp.Expr) -> str:
    """Pass a long list as a parameter: DuckDB is slow at reading long SQL texts."""
    position = int(node.name[1:])
    literal = translator.context.shaped.literals[position]
    if len(subjects) != 1 or not isinstance(literal, tuple):
        raise unsupported()
    is_numeric = translator.context.shaped.numeric[position]
    if subjects[0].family is Family.NUMBER and is_numeric:
        return _in_numbers(translator, subjects[0], literal)
    if subjects[0].family is Family.TEXT and not is_numeric:
        return _in_parameter(translator, subjects[0], [item for item in literal if item], "VARCHAR")
    make = values.number if is_numeric else values.text
    tests = [compare("=", subjects[0], make(item), translator.context) for item in literal]
    return f"({' OR '.join(tests)})"


def _in_numbers(translator: Translator, subject: Value, items: Sequence[str]) -> str:
    if subject.scale == 0 and all(item.lstrip("-").isdigit() for item in items):
        return _in_parameter(translator, subject, items, "BIGINT")
    scale = max(subject.scale, *(values.number(item).scale for item in items))
    return _in_parameter(translator, subject, items, f"DECIMAL(38, {scale})")


def _in_parameter(translator: Translator, subject: Value, items: Sequence[str], kind: str) -> str:
    parameter = f"{translator.context.unique()}_items"
    translator.context.parameters[parameter] = list(items)
    return f"({subject.sql} IN (SELECT unnest(CAST(${parameter} AS {kind}[]))))"


def _in_query(translator: Translator, subjects: list[Value], node: exp.Expr) -> str:
    query, columns = translator.subqueries(node.this, translator.scope)
    if len(columns) != len(subjects):
        raise unsupported()
    pairs = [
        unify((subject, column.computed()), translator.context)
        for subject, column in zip(subjects, columns, strict=True)
    ]
    sides = ", ".join(one.sql for one, _ in pairs)
    picked = ", ".join(two.sql for _, two in pairs)
    return f"(({sides}) IN (SELECT {picked} FROM ({query}) AS {translator.context.unique()}))"


def _is_tuple(node: exp.Expr) -> bool:
    return isinstance(node, exp.Tuple)


CONDITIONS: dict[type[exp.Expr], Callable[[Translator, exp.Expr], str]] = {
    **dict.fromkeys(_COMPARISONS, _comparison),
    exp.And: _junction,
    exp.Or: _junction,
    exp.Not: lambda t, n: f"(NOT {t.condition(n.this)})",
    exp.Paren: lambda t, n: t.condition(n.this),
    exp.Like: _like,
    exp.Escape: _escaped,
    exp.Between: _between,
    exp.Is: _is_null,
    exp.Exists: _exists,
    exp.Anonymous: _regexp_like,
    exp.In: _in,
}
