"""The parts of a NetSuite account: tables, columns, and who may see them.

Values are stored natively in DuckDB; the wire form (strings, `T`/`F`, rendered dates) is made
when a query is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """A column's meaning; it decides the storage type and the wire form."""

    ID = "id"  # BIGINT, rendered as digits
    KEY = "key"  # VARCHAR identifiers such as account types
    IDS = "ids"  # VARCHAR: a multi-select, ids joined with ", "
    INTEGER = "integer"  # BIGINT
    NUMBER = "number"  # DECIMAL(28, 8): quantities and rates
    AMOUNT = "amount"  # DECIMAL(28, 2): money
    TEXT = "text"  # VARCHAR
    BOOLEAN = "boolean"  # BOOLEAN, rendered T/F
    DATE = "date"  # DATE, rendered in the user's date format
    DATETIME = "datetime"  # TIMESTAMP, naive UTC, whole seconds; rendered in the session's zone

    @property
    def sql_type(self) -> str:
        """The DuckDB type that stores this kind."""
        return _SQL_TYPES[self]


_SQL_TYPES = {
    Kind.ID: "BIGINT",
    Kind.KEY: "VARCHAR",
    Kind.IDS: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DECIMAL(28, 8)",
    Kind.AMOUNT: "DECIMAL(28, 2)",
    Kind.TEXT: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: Lower-case SuiteQL name.
        kind: Storage type and wire form.
        references: Table whose display text `BUILTIN.DF` shows.
        exposed: False for columns that make SuiteQL respond with `NOT_EXPOSED`.
        broken: True for columns whose formula fails: every query that names them is a 500.
        zoneless: True for datetimes that `SYS_EXTRACT_UTC` refuses (unconfirmed).
        custom: True for `custbody_*`, `custentity_*` and their kin.
    """

    name: str
    kind: Kind
    references: str | None = None
    exposed: bool = True
    broken: bool = False
    zoneless: bool = False
    custom: bool = False


@dataclass(frozen=True)
class Table:
    """One SuiteQL table.

    Attributes:
        name: Lower-case SuiteQL name.
        columns: All columns, exposed or not.
        key: Primary key columns.
        timestamp: The last-modified column, if the table has one.
        feature: Account feature without which the table does not exist for anybody
            (`one_world`, `multi_currency`, `multi_book`, ...).
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    timestamp: str | None = None
    feature: str | None = None

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Role:
    """The tables and columns that the integration user's role and the account's features hide.

    Attributes:
        hidden_tables: Answered with "Record '<table>' was not found."
        hidden_columns: (table, column) pairs that get "Unknown identifier".
    """

    hidden_tables: frozenset[str] = frozenset()
    hidden_columns: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Preferences:
    """The integration user's preferences, which shape what SuiteQL renders and reads.

    Attributes:
        time_zone: IANA name of the session time zone.
        date_format: One of the keys of `dates.DATE_FORMATS`, such as `M/D/YYYY`.
        utc_on_dates: False makes `SYS_EXTRACT_UTC` refuse stored datetime columns, as some
            accounts are said to do (unconfirmed).
    """

    time_zone: str = "America/Los_Angeles"
    date_format: str = "M/D/YYYY"
    utc_on_dates: bool = True


@dataclass
class Account:
    """One NetSuite account: its tables by name, its role, its preferences and its limits.

    Attributes:
        account_id: Canonical id, upper case with underscore, such as `1234567_SB1`.
        tables: All tables of the account by SuiteQL name, custom fields included.
        role: What the caller may not see.
        preferences: Session time zone and date format.
        concurrency: Requests in parallel before a 429 (5 on the Standard tier).
        row_cap: Rows one query can page through (100,000 without SuiteAnalytics Connect).
    """

    account_id: str
    tables: dict[str, Table]
    role: Role = field(default_factory=Role)
    preferences: Preferences = field(default_factory=Preferences)
    concurrency: int = 5
    row_cap: int = 100_000
