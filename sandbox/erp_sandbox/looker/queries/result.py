"""The result of a query, before it is written in a format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from erp_sandbox.looker.lookml.model import Explore, Field
    from erp_sandbox.looker.queries.options import RunOptions
    from erp_sandbox.looker.sql.custom import Calculation
    from erp_sandbox.looker.sql.query import Column
    from erp_sandbox.looker.sql.results import Pivot
    from erp_sandbox.looker.store import Row


@dataclass(frozen=True)
class Shown:
    """A column as results show it: a dimension, a measure or a table calculation.

    Attributes:
        name: Its name in the query.
        label: Its label.
        category: `dimension`, `measure` or `table_calculation`.
        value_format_name: How its values are formatted.
        field: The field; None for a table calculation.
        calculation: The table calculation; None for a field.
    """

    name: str
    label: str
    category: str
    value_format_name: str
    field: Field | None = None
    calculation: Calculation | None = None

    @property
    def pivots(self) -> bool:
        """Whether a pivot has a cell of it for each of its columns."""
        return self.category != "dimension"


def shown_field(column: Column) -> Shown:
    """Return a dimension or a measure as results show it."""
    field = column.field
    category = "measure" if field.is_measure else "dimension"
    name = str(field.properties.get("value_format_name") or "")
    return Shown(column.name, field.label, category, name, field=field)


def shown_calculation(calculation: Calculation) -> Shown:
    """Return a table calculation as results show it."""
    field = calculation.field
    name = str(field.properties.get("value_format_name") or "")
    kind = "table_calculation"
    return Shown(field.name, field.label_short, kind, name, calculation=calculation)


@dataclass(frozen=True)
class Result:
    """The result of a query.

    Attributes:
        query: Its definition.
        explore: What it reads.
        options: How it was run.
        columns: The columns of the rows.
        sql: The statement.
        ran_at: When it ran.
        shows_sql: Whether the user sees the statement.
        rows: The rows, which can be read once. With pivots, the cell of a measure is a dictionary
            by pivot key.
        pivots: The columns of a pivot; None without one.
        pivoted: The fields that it pivots by.
        totals: The totals row; None without one.
        truncated: Whether columns of a pivot were left out.
        source: `query` or `cache`.
        error: Why the database refused it.
    """

    query: Row
    explore: Explore
    options: RunOptions
    columns: tuple[Shown, ...]
    sql: str
    ran_at: str
    shows_sql: bool
    rows: Iterable[Sequence[Any]] = ()
    pivots: tuple[Pivot, ...] | None = None
    pivoted: tuple[Shown, ...] = ()
    totals: Sequence[Any] | None = None
    truncated: bool = False
    source: str = "query"
    error: str | None = None

    @property
    def zone(self) -> str:
        """The time zone of the query."""
        return self.query["query_timezone"] or "UTC"
