"""Translates SELECT and UNION."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql import cost, rownum
from erp_sandbox.netsuite.suiteql.aggregates import directed
from erp_sandbox.netsuite.suiteql.coerce import common, one_kind, unify
from erp_sandbox.netsuite.suiteql.conditions import CONDITIONS
from erp_sandbox.netsuite.suiteql.errors import unknown_identifier, unsupported
from erp_sandbox.netsuite.suiteql.expressions import VALUES
from erp_sandbox.netsuite.suiteql.ordering import ordinal, row_limit
from erp_sandbox.netsuite.suiteql.query import Query
from erp_sandbox.netsuite.suiteql.scope import Scope
from erp_sandbox.netsuite.suiteql.sources import DerivedSource, TableSource, open_table
from erp_sandbox.netsuite.suiteql.translator import Rules, Translator
from erp_sandbox.netsuite.suiteql.values import Family, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.suiteql.context import Context

_JOINS = {"": "INNER JOIN", "LEFT": "LEFT JOIN", "RIGHT": "RIGHT JOIN", "FULL": "FULL JOIN"}


def translate(node: exp.Expr, context: Context, parent: Scope | None = None) -> Query:
    """Translate a query.

    Raises:
        SuiteQLError: If SuiteQL would refuse it.
    """
    if isinstance(node, exp.Subquery) and not node.alias:
        return translate(node.this, context, parent)
    if isinstance(node, exp.Union):
        return _union(node, context, parent)
    if not isinstance(node, exp.Select):
        raise unsupported()
    return _Select(node, context, parent).query()


def _subquery(node: exp.Expr, parent: Scope) -> tuple[str, list[Value]]:
    query = translate(node, parent.context, parent)
    text, columns = query.nested(parent.context.unique())
    return text, [value for _, value in columns]


_RULES = Rules(VALUES, CONDITIONS, _subquery)


class _Select:
    """The translation of one SELECT."""

    def __init__(self, node: exp.Select, context: Context, parent: Scope | None) -> None:
        self.node = node
        self.context = context
        self.scope = Scope(context, parent)
        self.translator = Translator(self.scope, _RULES)
        self.joins: list[tuple[str, str]] = []

    def query(self) -> Query:
        self._open_sources()
        conditions, first_rows = rownum.split(self.translator, self._clause("where"))
        where = " AND ".join(map(self.translator.condition, conditions)) or None
        groups = self._groups()
        having = self._clause("having")
        having_sql = self.translator.condition(having) if having is not None else None
        columns = self._columns()
        distinct = self.node.args.get("distinct")
        order = self._order(columns, distinct=distinct is not None)
        is_grouped = bool(groups) or self.scope.aggregated or having_sql is not None
        limit = row_limit(self.translator, self.node)
        is_list = not (is_grouped or self.scope.windowed or distinct is not None)
        if self.context.readings is not None:
            self.context.readings += cost.readings(
                self.translator,
                conditions,
                order=[] if first_rows is not None else [value for value, _ in order],
                limit=first_rows or limit if is_list else cost.extreme(self.translator, self.node),
            )
        if is_list:
            tie = None if self._is_unique(order) else self.scope.shuffle()
            terms = [directed(value.sql, term) for value, term in order]
            return Query(
                f"SELECT * FROM {self._rows(where, first_rows)}", columns, terms, tie, limit
            )
        clauses = f" GROUP BY {', '.join(groups)}" if groups else ""
        clauses += f" HAVING {having_sql}" if having_sql is not None else ""
        word = "SELECT DISTINCT" if distinct is not None else "SELECT"
        rows = f" FROM {self._rows(where, first_rows)}{clauses}"
        return self._staged(word, rows, columns, order, limit)

    def _staged(
        self,
        word: str,
        rows: str,
        columns: list[tuple[str, Value]],
        order: list[tuple[Value, exp.Expr]],
        limit: int | None,
    ) -> Query:
        """Return a query of computed rows: grouped, distinct or windowed."""
        prefix = self.context.unique()
        listed: dict[str, str] = {}
        for value in [*(value for _, value in columns), *(value for value, _ in order)]:
            listed.setdefault(value.sql, f"{prefix}_{len(listed)}")
        if word.endswith("DISTINCT") and len(listed) > len({value.sql for _, value in columns}):
            raise unsupported()
        selected = ", ".join(f"{sql} AS {own}" for sql, own in listed.items())
        tie = f"hash({', '.join(listed.values())}, {self.context.seed})"
        return Query(
            f"{word} {selected}{rows}",
            [(name, value.under(listed[value.sql])) for name, value in columns],
            [directed(listed[value.sql], term) for value, term in order],
            tie,
            limit,
        )

    # -- FROM -----------------------------------------------------------------------------

    def _open_sources(self) -> None:
        first = self.node.args.get("from_")
        if first is None:
            raise unsupported()
        self._open(first.this)
        joins = self.node.args.get("joins") or []
        styles = {_is_comma(join) for join in joins}
        if len(styles) > 1:
            raise unsupported()
        for join in joins:
            self._open(join.this)
            self.joins.append(self._joined(join))

    def _joined(self, join: exp.Expr) -> tuple[str, str]:
        kind, side, on = (
            join.args.get("kind") or "",
            join.args.get("side") or "",
            join.args.get("on"),
        )
        if on is None:
            if side or kind not in {"", "CROSS"}:
                raise unsupported()
            return "CROSS JOIN", ""
        if kind not in {"", "INNER", "OUTER"} or side not in _JOINS:
            raise unsupported()
        return _JOINS[side], f" ON {self.translator.condition(on)}"

    def _open(self, node: exp.Expr) -> None:
        alias = node.alias.lower()
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            table = node.name.lower()
            self.scope.add(open_table(table, alias or table, self.context))
        elif isinstance(node, exp.Subquery):
            prefix = self.context.unique()
            query, columns = translate(node.this, self.context).nested(prefix)
            names = [name for name, _ in columns]
            if len(set(names)) != len(names):
                raise unsupported()
            self.scope.add(DerivedSource(alias or prefix, prefix, query, dict(columns)))
        else:
            raise unsupported()

    def _rows(self, where: str | None, first_rows: int | None) -> str:
        """Return FROM and WHERE as DuckDB text, after all columns have been looked up."""
        sources = list(self.scope.sources.values())
        shuffle = self.scope.shuffle() if self.scope.rownum and self._is_unordered() else None
        text = sources[0].sql()
        for (join, on), source in zip(self.joins, sources[1:], strict=True):
            text += f" {join} {source.sql()}{on}"
        if where is not None:
            text += f" WHERE {where}"
        if self.scope.rownum is None:
            return text
        order = f" ORDER BY {shuffle}" if shuffle else ""
        cut = "" if first_rows is None else f" LIMIT {first_rows}"
        numbered = f"SELECT *, row_number() OVER () AS {self.scope.rownum}"
        return f"({numbered} FROM (SELECT * FROM {text}{order}{cut})) AS {self.context.unique()}"

    def _is_unordered(self) -> bool:
        """Return False over a single sub-select, whose own order ROWNUM follows."""
        sources = list(self.scope.sources.values())
        return len(sources) > 1 or not isinstance(sources[0], DerivedSource)

    # -- the other clauses ----------------------------------------------------------------

    def _clause(self, name: str) -> exp.Expr | None:
        clause = self.node.args.get(name)
        return None if clause is None else clause.this

    def _groups(self) -> list[str]:
        group = self.node.args.get("group")
        if group is None:
            return []
        values = self.translator.values(group.expressions)
        if self.scope.aggregated or any(value.constant is not None for value in values):
            raise unsupported()
        return [value.sql for value in values]

    def _columns(self) -> list[tuple[str, Value]]:
        columns: list[tuple[str, Value]] = []
        unnamed = 0
        for node in self.node.expressions:
            if isinstance(node, exp.Star) or isinstance(node.this, exp.Star):
                columns.extend(self._star(node))
                continue
            value = self.translator.value(node.this if isinstance(node, exp.Alias) else node)
            name = node.alias_or_name.lower() if isinstance(node, exp.Alias | exp.Column) else ""
            if not name:
                unnamed += 1
                name = f"expr{unnamed}"
            columns.append((name, value))
        if not columns:
            raise unsupported()
        return columns

    def _star(self, node: exp.Expr) -> list[tuple[str, Value]]:
        qualifier = node.args.get("table")
        sources = list(self.scope.sources.values())
        if qualifier is not None:
            alias = qualifier.name.lower()
            if alias not in self.scope.sources:
                raise unknown_identifier(alias, self.scope.available())
            sources = [self.scope.sources[alias]]
        return [item for source in sources for item in source.star().items()]

    def _order(
        self, columns: Sequence[tuple[str, Value]], *, distinct: bool
    ) -> list[tuple[Value, exp.Expr]]:
        order = self.node.args.get("order")
        if order is None:
            return []
        terms = []
        for term in order.expressions:
            value = ordinal(self.translator, term.this, columns)
            if value is None:
                value = self.translator.value(term.this)
            if distinct and value.sql not in {selected.sql for _, selected in columns}:
                raise unsupported()
            if value.family is not Family.NULL and value.constant is None:
                terms.append((value, term))
        return terms

    def _is_unique(self, order: Sequence[tuple[Value, exp.Expr]]) -> bool:
        """Return whether the order names the whole key of the only table."""
        sources = list(self.scope.sources.values())
        if len(sources) != 1 or not isinstance(sources[0], TableSource):
            return False
        named = {value.column.name for value, _ in order if value.column is not None}
        return set(sources[0].table.key) <= named


def _is_comma(join: exp.Expr) -> bool:
    return not (join.args.get("kind") or join.args.get("side") or join.args.get("on"))


def _union(node: exp.Union, context: Context, parent: Scope | None) -> Query:
    sides = [translate(side, context, parent) for side in (node.this, node.expression)]
    if any(side.order or side.limit is not None for side in sides):
        raise unsupported()
    nested = [side.nested(context.unique()) for side in sides]
    if len({len(columns) for _, columns in nested}) != 1:
        raise unsupported()
    prefix = context.unique()
    selects: list[list[str]] = [[], []]
    columns: list[tuple[str, Value]] = []
    for index, ((name, one), (_, two)) in enumerate(zip(nested[0][1], nested[1][1], strict=True)):
        one_kind((one, two))
        unified = unify((one, two), context)
        for select, value in zip(selects, unified, strict=True):
            select.append(f"{value.sql} AS {prefix}_{index}")
        columns.append((name, common(unified).under(f"{prefix}_{index}")))
    word = " UNION " if node.args.get("distinct") else " UNION ALL "
    body = word.join(
        f"SELECT {', '.join(select)} FROM ({query})"
        for select, (query, _) in zip(selects, nested, strict=True)
    )
    translator = Translator(Scope(context, parent), _RULES)
    order = node.args.get("order")
    terms = []
    for term in order.expressions if order is not None else []:
        selected = ordinal(translator, term.this, columns)
        if selected is None:
            raise unsupported()
        terms.append(directed(selected.sql, term))
    listed = ", ".join(value.sql for _, value in columns)
    return Query(
        body, columns, terms, f"hash({listed}, {context.seed})", row_limit(translator, node)
    )
