"""A query as the API's body defines it, and what is compiled from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from erp_sandbox.looker.lookml.model import Field

UNSORTED = "__UNSORTED__"


class QueryError(ValueError):
    """A query that the semantic layer refuses; the message is the vendor's."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """The writable fields of a query that decide about its rows; `view` is the explore."""

    model: str
    view: str
    fields: list[str] | None = None
    filters: dict[str, Any] | None = None
    filter_expression: str | None = None
    sorts: list[str] | None = None
    limit: str | None = None
    column_limit: str | None = None
    pivots: list[str] | None = None
    fill_fields: list[str] | None = None
    subtotals: list[str] | None = None
    total: bool | None = None
    row_total: str | None = None
    dynamic_fields: str | None = None
    query_timezone: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of the result.

    Attributes:
        name: The name that the query uses.
        field: The field of the explore, or the one that a custom field makes.
        pivoted: Whether the query pivots by it.
    """

    name: str
    field: Field
    pivoted: bool = False

    @property
    def is_measure(self) -> bool:
        """Whether the column aggregates rows."""
        return self.field.is_measure


@dataclass(frozen=True)
class Compiled:
    """A compiled query.

    Attributes:
        sql: The statement; its columns are those of `columns`, in their order.
        columns: The columns of the statement.
    """

    sql: str
    columns: tuple[Column, ...]


def check_sorts(query: Query) -> None:
    """Check that each sort names a field.

    Raises:
        QueryError: If one is empty.
    """
    if not all(text.strip() for text in query.sorts or []):
        raise QueryError('The sort "" is not one of the fields of the query.')


def limit_of(text: str | None) -> int | None:
    """Return a limit of a query; None if there is none.

    Raises:
        QueryError: If it is not a number.
    """
    try:
        limit = int(text or -1)
    except ValueError as error:
        raise QueryError(f'The limit "{text}" is not a number.') from error
    return limit if limit >= 0 else None
