"""The names that a SELECT sees, and the error for others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import errors

if TYPE_CHECKING:
    from erp_sandbox.netsuite.suiteql.context import Context
    from erp_sandbox.netsuite.suiteql.sources import Source
    from erp_sandbox.netsuite.suiteql.values import Value


@dataclass
class Scope:
    """The names one SELECT sees: its own sources, then those around it.

    Attributes:
        context: The statement's context.
        parent: Scope of the query around a sub-select.
        sources: By alias, in FROM order.
        aggregated: An aggregate function was translated in this scope.
        windowed: A window function was translated in this scope.
        rownum: Name of the ROWNUM column, once it is requested.
    """

    context: Context
    parent: Scope | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    aggregated: bool = False
    windowed: bool = False
    rownum: str | None = None

    def add(self, source: Source) -> None:
        """Add a FROM item.

        Raises:
            SuiteQLError: If the alias is taken.
        """
        if source.alias in self.sources:
            raise errors.unsupported()
        self.sources[source.alias] = source

    def resolve(self, column: str, qualifier: str | None) -> Value:
        """Return the value of a column as the query names it.

        Raises:
            SuiteQLError: If it is unknown, ambiguous, not exposed or broken.
        """
        scope: Scope | None = self
        while scope is not None:
            found = scope.find(column, qualifier)
            if found is not None:
                return found
            scope = scope.parent
        known = self.source(qualifier) if qualifier else None
        missing = qualifier if qualifier and known is None else column
        raise errors.unknown_identifier(missing, self.available())

    def shuffle(self) -> str:
        """Return DuckDB text of an order that looks random and follows from the seed."""
        identities = ", ".join(source.identity() for source in self.sources.values())
        return f"hash({identities}, {self.context.seed})"

    def available(self) -> dict[str, str]:
        """Return aliases and what they stand for, inner scope first."""
        around = self.parent.available() if self.parent else {}
        own = {alias: source.described for alias, source in self.sources.items()}
        return own | {alias: what for alias, what in around.items() if alias not in own}

    def source(self, qualifier: str) -> Source | None:
        """Return the source of that alias here or further out."""
        if qualifier in self.sources:
            return self.sources[qualifier]
        return self.parent.source(qualifier) if self.parent else None

    def find(self, column: str, qualifier: str | None) -> Value | None:
        """Return the column if this scope's own sources have it.

        Raises:
            SuiteQLError: If the qualifier is ours but has no such column, or two sources have it.
        """
        if qualifier is not None:
            source = self.sources.get(qualifier)
            found = source.find(column) if source else None
            if source is not None and found is None:
                raise errors.unknown_identifier(column, self.available())
            return found
        matches = [value for source in self.sources.values() if (value := source.find(column))]
        if len(matches) > 1:
            raise errors.unsupported()
        return matches[0] if matches else None
