"""The items of a FROM clause: stored tables, sub-selects, DUAL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import errors
from erp_sandbox.netsuite.suiteql.values import Value, name, stored

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Column, Table
    from erp_sandbox.netsuite.suiteql.context import Context


class Source:
    """One item of a FROM clause under its alias."""

    def __init__(self, alias: str, prefix: str) -> None:
        self.alias = alias
        self.prefix = prefix

    @property
    def described(self) -> str:
        """What "Available identifiers" says stands behind the alias."""
        raise NotImplementedError

    def find(self, column: str) -> Value | None:
        """Return the column's value, or None if this source has no such column.

        Raises:
            SuiteQLError: If the column is there but may not be read.
        """
        raise NotImplementedError

    def star(self) -> dict[str, Value]:
        """Return what `*` expands to, by output name."""
        raise NotImplementedError

    def identity(self) -> str:
        """Return DuckDB text that differs from row to row as far as possible."""
        raise NotImplementedError

    def sql(self) -> str:
        """Return the source as a FROM item, after all columns have been looked up."""
        raise NotImplementedError


class TableSource(Source):
    """A stored table, read through a sub-select of the columns in use.

    Every column gets a name that is unique in the whole statement. Layers can then be wrapped
    around each other without renaming, and a correlated sub-select needs no qualifier.
    """

    def __init__(self, alias: str, prefix: str, table: Table, context: Context) -> None:
        super().__init__(alias, prefix)
        self.table = table
        self.role = context.account.role
        self.columns = {column.name: column for column in table.columns}
        self.used: dict[str, str] = {}
        self.displays: dict[str, str] = {}
        self.identified = False

    @property
    def described(self) -> str:
        """See `Source.described`."""
        return self.table.name

    def find(self, column: str) -> Value | None:
        """See `Source.find`."""
        found = self.columns.get(column)
        if found is None or (self.table.name, column) in self.role.hidden_columns:
            return None
        if not found.exposed:
            raise errors.not_exposed(column, self.table.name)
        return self.read(found)

    def read(self, column: Column) -> Value:
        """Return the column's value, whoever may see it.

        Raises:
            SuiteQLError: As a server failure if the column's formula is broken.
        """
        if column.broken:
            raise errors.unexpected()
        own = self.used.setdefault(column.name, name(f"{self.prefix}_{column.name}"))
        return stored(own, column, self)

    def star(self) -> dict[str, Value]:
        """See `Source.star`."""
        hidden = self.role.hidden_columns
        return {
            column.name: self.read(column)
            for column in self.table.columns
            if column.exposed and (self.table.name, column.name) not in hidden
        }

    def identity(self) -> str:
        """See `Source.identity`."""
        self.identified = True
        return f"{self.prefix}_rowid"

    def sql(self) -> str:
        """See `Source.sql`."""
        columns = [f"{name(column)} AS {own}" for column, own in self.used.items()]
        if self.identified or not columns:
            # The key, not DuckDB's rowid: some tables are views of others.
            key = ", ".join(name(column) for column in self.table.key)
            columns.append(f"hash({key}) AS {self.prefix}_rowid")
        return f"(SELECT {', '.join(columns)} FROM {name(self.table.name)}) AS {self.prefix}"


class DerivedSource(Source):
    """A sub-select in FROM."""

    def __init__(self, alias: str, prefix: str, query: str, columns: dict[str, Value]) -> None:
        super().__init__(alias, prefix)
        self.query = query
        self.columns = columns

    @property
    def described(self) -> str:
        """See `Source.described`."""
        return self.alias

    def find(self, column: str) -> Value | None:
        """See `Source.find`."""
        return self.columns.get(column)

    def star(self) -> dict[str, Value]:
        """See `Source.star`."""
        return self.columns

    def identity(self) -> str:
        """See `Source.identity`."""
        return f"hash({', '.join(value.sql for value in self.columns.values())})"

    def sql(self) -> str:
        """See `Source.sql`."""
        return f"({self.query}) AS {self.prefix}"


class DualSource(Source):
    """Oracle's one-row table."""

    described = "dual"

    def find(self, column: str) -> Value | None:  # noqa: ARG002  # nothing of DUAL is of use
        """See `Source.find`."""
        return None

    def star(self) -> dict[str, Value]:
        """See `Source.star`."""
        raise errors.unsupported()

    def identity(self) -> str:
        """See `Source.identity`."""
        return "0"

    def sql(self) -> str:
        """See `Source.sql`."""
        return f"(SELECT 1) AS {self.prefix}"


def open_table(table: str, alias: str, context: Context) -> Source:
    """Return the source behind a table name.

    Raises:
        SuiteQLError: If no such table exists, or the role or the account's features hide it.
    """
    prefix = context.unique()
    if table == "dual":
        return DualSource(alias, prefix)
    if table in context.account.role.hidden_tables:
        raise errors.hidden_table(table)
    found = context.account.tables.get(table)
    if found is None:
        raise errors.unknown_table(table)
    return TableSource(alias, prefix, found, context)
