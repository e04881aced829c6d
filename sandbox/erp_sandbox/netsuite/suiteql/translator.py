"""Translates the expressions of one SELECT, dispatching on the kind of node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from erp_sandbox.netsuite.suiteql import values
from erp_sandbox.netsuite.suiteql.errors import unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlglot import exp

    from erp_sandbox.netsuite.suiteql.context import Context
    from erp_sandbox.netsuite.suiteql.scope import Scope
    from erp_sandbox.netsuite.suiteql.values import Value


class SubQueries(Protocol):
    """A function that translates a query nested in an expression."""

    def __call__(self, node: exp.Expr, parent: Scope) -> tuple[str, list[Value]]:
        """Return DuckDB text of the query, and its columns."""


@dataclass(frozen=True)
class Rules:
    """The dialect's translations.

    Attributes:
        values: Translations of expressions that stand for values, by kind of node.
        conditions: Translations of conditions, by kind of node.
        subqueries: A function that translates a query nested in an expression.
    """

    values: Mapping[type[exp.Expr], Callable[[Translator, exp.Expr], Value]]
    conditions: Mapping[type[exp.Expr], Callable[[Translator, exp.Expr], str]]
    subqueries: SubQueries


class Translator:
    """The expressions of one SELECT, translated against its scope.

    Args:
        scope: The names the SELECT sees.
        rules: The dialect's translations.
    """

    def __init__(self, scope: Scope, rules: Rules) -> None:
        self.scope = scope
        self.subqueries = rules.subqueries
        self._rules = rules

    @property
    def context(self) -> Context:
        """The statement's context."""
        return self.scope.context

    def value(self, node: exp.Expr | None) -> Value:
        """Translate an expression that stands for a value.

        Raises:
            SuiteQLError: If SuiteQL would not take it.
        """
        translate = self._rules.values.get(type(node)) if node is not None else None
        if translate is None or node is None:
            raise unsupported()
        return translate(self, node)

    def values(self, nodes: Sequence[exp.Expr]) -> list[Value]:
        """Translate a list of expressions."""
        return [self.value(node) for node in nodes]

    def condition(self, node: exp.Expr | None) -> str:
        """Translate a condition; a bare value is not a condition in Oracle.

        Raises:
            SuiteQLError: If SuiteQL would not take it.
        """
        translate = self._rules.conditions.get(type(node)) if node is not None else None
        if translate is None or node is None:
            raise unsupported()
        return translate(self, node)

    def literal(self, node: exp.Expr) -> Value:
        """Return the literal a shape's marker stands for.

        Raises:
            SuiteQLError: For a whole IN list where one value must stand.
        """
        marker = node.name
        literal = self.context.shaped.literals[int(marker[1:])]
        if isinstance(literal, tuple):
            raise unsupported()
        return values.text(literal) if marker.startswith("s") else values.number(literal)
