"""A translated query: its rows, its columns over them, its order, its own row limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql.coerce import render

if TYPE_CHECKING:
    from erp_sandbox.netsuite.suiteql.context import Context
    from erp_sandbox.netsuite.suiteql.values import Value


@dataclass
class Query:
    """A translated SELECT or UNION.

    The body yields the rows; columns and order are DuckDB texts over what it yields. Keeping
    them apart lets a page sort and cut first and render only the rows it returns.

    Attributes:
        body: DuckDB query text.
        columns: Output names and values, in select order.
        order: Order terms the query requested.
        tie: Term that orders what the query leaves open.
        limit: Rows the query itself requested (`TOP`, `FETCH FIRST`).
    """

    body: str
    columns: list[tuple[str, Value]]
    order: list[str] = field(default_factory=list)
    tie: str | None = None
    limit: int | None = None

    def _sorted(self, limit: str) -> str:
        terms = [*self.order, *([self.tie] if self.tie else [])]
        order = f" ORDER BY {', '.join(terms)}" if terms else ""
        return f"SELECT * FROM ({self.body}){order}{limit}"

    def nested(self, prefix: str) -> tuple[str, list[tuple[str, Value]]]:
        """Return the query as a sub-select with columns `<prefix>_0`, `<prefix>_1`, ..."""
        rows = f"({self.body})"
        if self.limit is not None or self.order:
            rows = f"({self._sorted('' if self.limit is None else f' LIMIT {self.limit}')})"
        named = [
            (name, value, f"{prefix}_{index}") for index, (name, value) in enumerate(self.columns)
        ]
        listed = ", ".join(f"{value.sql} AS {own}" for _, value, own in named)
        columns = [(name, value.under(own)) for name, value, own in named]
        return f"SELECT {listed} FROM {rows} AS {prefix}_rows", columns

    def page(self, limit: int, offset: int, context: Context) -> str:
        """Return one page of the query, every value rendered as SuiteQL sends it."""
        if self.limit is not None:
            limit = max(0, min(limit, self.limit - offset))
        listed = ", ".join(render(value, context) for _, value in self.columns)
        return f"SELECT {listed} FROM ({self._sorted(f' LIMIT {limit} OFFSET {offset}')})"

    def count(self) -> str:
        """Return a query for the number of rows of the whole query."""
        cut = "" if self.limit is None else f" LIMIT {self.limit}"
        return f"SELECT count(*) FROM (SELECT 1 FROM ({self.body}){cut})"
