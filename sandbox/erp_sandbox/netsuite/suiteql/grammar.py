"""The nodes and parts of a parsed query that SuiteQL supports.

The parser accepts far more SQL than SuiteQL. A node or a part that is not listed here refuses the
query, so that nothing is silently dropped.
"""

from __future__ import annotations

from sqlglot import exp

_BINARY = {"this", "expression"}

PARTS: dict[type[exp.Expr], set[str]] = {
    exp.Select: {"expressions", "distinct", "from_", "joins", "where", "group", "having"}
    | {"order", "limit"},
    exp.Union: {"this", "expression", "distinct", "order", "limit"},
    exp.From: {"this"},
    exp.Join: {"this", "side", "kind", "on"},
    exp.Table: {"this", "alias"},
    exp.TableAlias: {"this"},
    exp.Subquery: {"this", "alias"},
    exp.Where: {"this"},
    exp.Group: {"expressions"},
    exp.Having: {"this"},
    exp.Order: {"expressions"},
    exp.Ordered: {"this", "desc", "nulls_first"},
    exp.Limit: {"expression"},
    exp.Fetch: {"direction", "count", "limit_options"},
    exp.LimitOptions: {"rows"},
    exp.Distinct: {"expressions"},
    exp.Alias: {"this", "alias"},
    exp.Column: {"this", "table"},
    exp.Identifier: {"this", "quoted"},
    exp.Star: set(),
    exp.Placeholder: {"this"},
    exp.Anonymous: {"this", "expressions"},
    exp.Window: {"this", "partition_by", "order", "spec", "over"},
    exp.WindowSpec: {"kind", "start", "start_side", "end", "end_side"},
    exp.Dot: _BINARY,
    exp.Case: {"this", "ifs", "default"},
    exp.If: {"this", "true"},
    exp.DPipe: {*_BINARY, "safe"},
    exp.Add: _BINARY,
    exp.Sub: _BINARY,
    exp.Mul: _BINARY,
    exp.Div: {*_BINARY, "typed", "safe"},
    exp.Neg: {"this"},
    exp.Paren: {"this"},
    exp.Null: set(),
    exp.Tuple: {"expressions"},
    exp.Cast: {"this", "to", "_type"},
    exp.DataType: {"this", "expressions"},
    exp.DataTypeParam: {"this"},
    exp.Extract: _BINARY,
    exp.Var: {"this"},
    exp.Trim: {"this", "expression", "position"},
    exp.AtTimeZone: {"this", "zone"},
    exp.CurrentTimestamp: {"sysdate"},
    exp.Systimestamp: set(),
    exp.Localtimestamp: set(),
    exp.CurrentDate: set(),
    exp.EQ: _BINARY,
    exp.NEQ: _BINARY,
    exp.LT: _BINARY,
    exp.LTE: _BINARY,
    exp.GT: _BINARY,
    exp.GTE: _BINARY,
    exp.And: _BINARY,
    exp.Or: _BINARY,
    exp.Not: {"this"},
    exp.Like: {*_BINARY, "negate"},
    exp.Escape: _BINARY,
    exp.Between: {"this", "low", "high"},
    exp.Is: _BINARY,
    exp.Exists: {"this"},
    exp.In: {"this", "expressions", "query"},
}


def is_allowed(node: exp.Expr) -> bool:
    """Return whether SuiteQL has such a node with these parts."""
    allowed = PARTS.get(type(node))
    if allowed is None:
        return False
    return all(name in allowed for name, value in node.args.items() if value)
