"""The stored rows of one simulated NetSuite account, and their mutations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from erp_sandbox.company import Company, CompanyProfile
from erp_sandbox.netsuite import check, seed, storage
from erp_sandbox.netsuite.actions import ACTIONS
from erp_sandbox.netsuite.catalog import Account, Preferences, Role
from erp_sandbox.netsuite.mutations import MutationError, Writer
from erp_sandbox.netsuite.tables import standard_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.netsuite.catalog import Table


class Clock(Protocol):
    """The clock, as the store needs it."""

    def now(self) -> datetime:
        """Return the current timestamp, aware UTC, whole seconds."""
        ...


@dataclass(frozen=True)
class Profile:
    """The parameters of a simulated account.

    Attributes:
        account_id: Canonical id, upper case with underscore.
        documents: How many transactions at least.
        seed: Same seed and clock, same bytes.
        one_world: Several subsidiaries; without it there are no subsidiary tables or columns.
        multi_currency: Without it there are no currency tables or columns.
        multi_book: A second accounting book.
        preferences: The integration user's session.
        role: What the role hides on top of the features that are off.
        concurrency: Requests processed in parallel.
        row_cap: Rows one query can page through.
        start: The day the story ends, today by the clock if None.
    """

    account_id: str = "1234567_SB1"
    documents: int = 600
    seed: int = 7
    one_world: bool = True
    multi_currency: bool = True
    multi_book: bool = True
    preferences: Preferences = field(default_factory=Preferences)
    role: Role = field(default_factory=Role)
    concurrency: int = 5
    row_cap: int = 100_000
    start: date | None = None

    def features(self) -> frozenset[str]:
        """Return the features that are switched on, as `Table.feature` names them."""
        return frozenset(
            name for name in ("one_world", "multi_currency", "multi_book") if getattr(self, name)
        )


class AccountStore:
    """One account's rows, behind a lock for writers and a cursor per reader.

    Attributes:
        account: The account as SuiteQL sees it.
        profile: What it was built from.
        clock: The source of timestamps.
        company: The generated company that the rows describe.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        company: Company,
        connection: duckdb.DuckDBPyConnection,
        tables: dict[str, Table],
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.company = company
        self._root = connection  # only ever copied: readers and the writer have their own
        self._root_lock, self._lock = Lock(), Lock()
        self.account = Account(
            profile.account_id,
            tables,
            preferences=profile.preferences,
            concurrency=profile.concurrency,
            row_cap=profile.row_cap,
        )
        self.set_role(profile.role)
        self._writer = Writer(self.cursor(), self.account, company)
        seed.prepare(self._writer.connection, company, multi_book=profile.multi_book)

    @property
    def actions(self) -> Mapping[str, str]:
        """What `mutate` can do: name and one line of help."""
        return {name: _first_line(function) for name, function in ACTIONS.items()}

    def mutate(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Carry out one action as one database transaction, all or nothing.

        Args:
            action: One of `actions`.
            arguments: The action's own; `table` is accepted for `record`.

        Returns:
            What was touched, JSON-able.

        Raises:
            MutationError: The business does not allow it, or something named does not exist.
            TypeError: The action has no such argument.
        """
        function = ACTIONS.get(action)
        if function is None:
            raise MutationError(f"There is no action {action!r}: use {', '.join(ACTIONS)}.")
        if "table" in arguments:
            arguments["record"] = arguments.pop("table")
        with self._lock:
            tables, writer = dict(self.account.tables), self._writer
            writer.start(self.clock.now())
            writer.run("begin transaction")
            try:
                touched = function(writer, **arguments)
                writer.run("commit")
            except BaseException:
                writer.run("rollback")
                self.account.tables = tables
                raise
        return {name: jsonable(value) for name, value in touched.items()}

    def check(self) -> list[str]:
        """Return what is wrong with the rows, one sentence each; empty if they are sound."""
        cursor = self.cursor()
        try:
            return check.problems(cursor, self.account.tables)
        finally:
            cursor.close()

    @classmethod
    def build(cls, profile: Profile, clock: Clock) -> AccountStore:
        """Generate the company and write its rows into an in-memory database."""
        now = clock.now()
        if profile.start is not None:
            now = datetime(
                profile.start.year, profile.start.month, profile.start.day, 17, tzinfo=UTC
            )
        company = Company(
            CompanyProfile(
                now,
                documents=profile.documents,
                seed=profile.seed,
                group=profile.one_world,
                foreign_currency=profile.multi_currency,
            )
        )
        connection = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "2GB"})
        tables = standard_tables()
        storage.create(connection, tables.values())
        seed.fill(connection, tables, company, multi_book=profile.multi_book)
        return cls(profile, clock, company, connection, tables)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of the caller's own that sees every finished mutation."""
        with self._root_lock:
            return self._root.cursor()

    def set_role(self, role: Role) -> None:
        """Replace the integration user's role; what the account's features lack stays hidden."""
        missing = self._missing()
        self.account.role = Role(role.hidden_tables | missing[0], role.hidden_columns | missing[1])

    def truth(self, sql: str) -> list[dict[str, Any]]:
        """Return rows of a read-only query in DuckDB's SQL over the stored tables.

        Decimals become text, dates ISO, timestamps ISO with `Z`.

        Raises:
            ValueError: The statement is anything but a single query.
        """
        cursor = self.cursor()
        try:
            statements = cursor.extract_statements(sql)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise ValueError("The stored rows are read-only. Send one SELECT statement.")
            cursor.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            return [
                {name: jsonable(value) for name, value in zip(names, row, strict=True)}
                for row in cursor.fetchall()
            ]
        finally:
            cursor.close()

    def _missing(self) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        features = self.profile.features()
        tables = self.account.tables.values()
        gone = frozenset(t.name for t in tables if t.feature and t.feature not in features)
        referenced = {table for table in ("subsidiary", "currency") if table in gone}
        columns = frozenset(
            (table.name, column.name)
            for table in tables
            for column in table.columns
            if column.references in referenced or column.name in referenced
        )
        return gone, columns


def _first_line(function: Any) -> str:
    return str(function.__doc__).strip().splitlines()[0]


def jsonable(value: Any) -> Any:
    """Return a native value in the form JSON can carry."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [jsonable(part) for part in value]
    return value
