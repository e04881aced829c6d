"""The tools of every mutation: the connection, the clock, and unique numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite import storage
from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.tables import VIEWS

if TYPE_CHECKING:
    import duckdb

    from erp_sandbox.company import Company
    from erp_sandbox.netsuite.catalog import Account, Column, Table

ENTITY_TABLES = ("customer", "vendor", "employee", "contact", "job")
"""Tables whose ids come from one number space."""
_NUMBERED = ("id", "internalid", "uniquekey")

Row = dict[str, Any]


class MutationError(ValueError):
    """A mutation the business does not allow, or that names what does not exist."""


class Writer:
    """A reader and writer of the tables for one mutation at a time.

    Attributes:
        connection: The books' writing connection.
        account: The account, whose tables mutations may alter.
        company: Rates, periods and accounts by role.
        now: The timestamp of the current mutation, naive UTC, whole seconds: its every timestamp.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, account: Account, company: Company
    ) -> None:
        self.connection = connection
        self.account = account
        self.company = company
        self.now = datetime.min  # noqa: DTZ901 - naive UTC, as stored
        self._numbers: dict[str, int] = {}

    def start(self, moment: datetime) -> None:
        """Start a mutation: everything it writes has this timestamp."""
        self.now = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def table(self, name: str) -> Table:
        """Return a table that rows can be written to.

        Raises:
            MutationError: There is none of that name, or it only shows other tables' rows.
        """
        table = self.account.tables.get(name.lower())
        if table is None:
            raise MutationError(f"There is no table {name!r}.")
        if table.name in VIEWS:
            raise MutationError(f"{name} only shows rows of other tables: change those.")
        return table

    def many(self, sql: str, *values: Any) -> list[Row]:
        """Return the rows of a query, native values by column name."""
        cursor = self.connection.execute(sql, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of a query, or None."""
        rows = self.many(sql, *values)
        return rows[0] if rows else None

    def run(self, sql: str, *values: Any) -> None:
        """Execute a statement."""
        self.connection.execute(sql, list(values))

    def insert(self, table: str, *rows: Row) -> None:
        """Append rows to a table."""
        storage.insert(self.connection, self.account.tables[table], rows)

    def update(self, table: str, values: Row, where: str, *keys: Any) -> None:
        """Set columns on the rows that match."""
        assignments = ", ".join(f'"{name}" = ?' for name in values)
        self.run(f'update "{table}" set {assignments} where {where}', *values.values(), *keys)

    def delete(self, table: str, where: str, *keys: Any) -> None:
        """Delete the rows that match; no later row gets their numbers."""
        for column in self.account.tables[table].columns:
            if column.name in _NUMBERED:
                self._space(table, column.name)
        self.run(f'delete from "{table}" where {where}', *keys)

    def number(self, table: str, column: str = "id") -> int:
        """Return a number that no row of the table's number space has or ever had."""
        space = self._space(table, column)
        self._numbers[space] += 1
        return self._numbers[space]

    def reserve(self, table: str, count: int, column: str = "id") -> int:
        """Return the last number before `count` new ones, which the caller assigns."""
        first = self.number(table, column)
        self._numbers[self._space(table, column)] += count - 1
        return first - 1

    def _space(self, table: str, column: str) -> str:
        """Return the name of a number space whose highest number is known from now on."""
        space = "entity" if table in ENTITY_TABLES else f"{table}.{column}"
        if space not in self._numbers:
            tables = ENTITY_TABLES if space == "entity" else (table,)
            highest = [self.one(f'select max("{column}") as n from "{name}"') for name in tables]
            self._numbers[space] = max((row["n"] or 0) for row in highest if row)
        return space


def native(column: Column, value: Any) -> Any:
    """Return a JSON value in the form the column stores.

    Raises:
        MutationError: Money given as a float, or text that is no date or number.
    """
    if value is None:
        return None
    try:
        return _native(column.kind, value)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise MutationError(f"{value!r} is no {column.kind} for {column.name}: {error}") from error


def _native(kind: Kind, value: Any) -> Any:
    if kind in {Kind.AMOUNT, Kind.NUMBER}:
        return exact(value)
    if kind in {Kind.ID, Kind.INTEGER}:
        return int(value)
    if kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise TypeError("give true or false")
        return value
    if kind is Kind.DATE:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if kind is Kind.DATETIME:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
        return moment.replace(tzinfo=None, microsecond=0)
    return str(value)


def exact(value: Any) -> Decimal:
    """Return a decimal of text, an integer or a decimal; floats have lost their cents already."""
    if isinstance(value, float):
        raise TypeError("amounts are text such as '12.50', not floats")
    return Decimal(value)


def cents(value: Any) -> int:
    """Return hundredths of an amount.

    Raises:
        MutationError: The amount has fractions of a cent, or is no amount.
    """
    try:
        scaled = exact(value).scaleb(2)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise MutationError(f"{value!r} is no amount: {error}") from error
    if scaled != scaled.to_integral_value():
        raise MutationError(f"{value} has fractions of a cent.")
    return int(scaled)
