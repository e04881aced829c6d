"""Chains of one operator, which the parser nests to the left as deep as they are long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def operands(node: exp.Expr) -> list[exp.Expr]:
    """Return the operands of `a OP b OP c` in order, without recursion."""
    found: list[exp.Expr] = []
    rest = node
    while type(rest) is type(node):
        found.append(rest.expression)
        rest = rest.this
    return [rest, *reversed(found)]
