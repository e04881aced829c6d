"""ROWNUM in WHERE: rows are numbered before any ORDER BY."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql.chains import operands
from erp_sandbox.netsuite.suiteql.errors import unsupported

if TYPE_CHECKING:
    from erp_sandbox.netsuite.suiteql.translator import Translator

_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.EQ: exp.EQ,
}


def split(translator: Translator, where: exp.Expr | None) -> tuple[list[exp.Expr], int | None]:
    """Return the conditions of WHERE other than on ROWNUM, and how many first rows those leave.

    Raises:
        SuiteQLError: If ROWNUM is used otherwise than in an AND-ed comparison with a number.
    """
    conditions: list[exp.Expr] = []
    rows: int | None = None
    for part in _conjuncts(where):
        if not _names_rownum(part):
            conditions.append(part)
            continue
        left = _first_rows(translator, part)
        if left is not None:
            rows = left if rows is None else min(rows, left)
    if rows is not None and translator.scope.rownum is None:
        translator.scope.rownum = f"{translator.context.unique()}_rownum"
    return conditions, rows


def _conjuncts(node: exp.Expr | None) -> list[exp.Expr]:
    if node is None:
        return []
    if isinstance(node, exp.Paren) and isinstance(node.this, exp.And):
        return _conjuncts(node.this)
    if isinstance(node, exp.And):
        return [part for operand in operands(node) for part in _conjuncts(operand)]
    return [node]


def _is_rownum(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and not node.table and node.name.lower() == "rownum"


def _names_rownum(node: exp.Expr) -> bool:
    own = node.find_all(exp.Column)
    return any(_is_rownum(column) and column.parent_select is node.parent_select for column in own)


def _first_rows(translator: Translator, node: exp.Expr) -> int | None:
    """Return the rows that a condition on ROWNUM leaves: all (None), the first n, or none (0)."""
    if isinstance(node, exp.Between) and _is_rownum(node.this):
        starts_at_one = _number(translator, node.args["low"]) <= 1
        return max(int(_number(translator, node.args["high"])), 0) if starts_at_one else 0
    operator, subject, bound = type(node), node.this, node.args.get("expression")
    if bound is not None and _is_rownum(bound):
        operator, subject, bound = _MIRRORED.get(operator, operator), bound, subject
    if bound is None or not _is_rownum(subject) or operator not in _MIRRORED:
        raise unsupported()
    number = _number(translator, bound)
    if operator is exp.LTE:
        return max(int(number), 0)
    if operator is exp.LT:
        return max(int(number.to_integral_value(rounding="ROUND_CEILING")) - 1, 0)
    if operator is exp.EQ:
        return 1 if number == 1 else 0
    passes_first = number < 1 if operator is exp.GT else number <= 1
    return None if passes_first else 0


def _number(translator: Translator, node: exp.Expr) -> Decimal:
    number = translator.value(node).constant
    if not isinstance(number, Decimal):
        raise unsupported()
    return number
