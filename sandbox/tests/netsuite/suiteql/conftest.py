"""A small account, and ways to ask it."""

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from erp_sandbox.netsuite.catalog import Account, Column, Kind, Role, Table
from erp_sandbox.netsuite.suiteql import SuiteQLError, execute

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

TABLES = (
    Table(
        "transaction",
        (
            Column("id", Kind.ID),
            Column("tranid", Kind.TEXT),
            Column("type", Kind.KEY),
            Column("status", Kind.KEY, references="transactionstatus"),
            Column("posting", Kind.BOOLEAN),
            Column("trandate", Kind.DATE),
            Column("lastmodifieddate", Kind.DATETIME),
            Column("foreigntotal", Kind.AMOUNT),
            Column("exchangerate", Kind.NUMBER),
            Column("entity", Kind.ID, references="entity"),
            Column("subsidiary", Kind.ID, exposed=False),
            Column("custbody_formula", Kind.TEXT, broken=True, custom=True),
        ),
        ("id",),
        "lastmodifieddate",
    ),
    Table(
        "transactionline",
        (
            Column("uniquekey", Kind.ID),
            Column("transaction", Kind.ID, references="transaction"),
            Column("id", Kind.ID),
            Column("memo", Kind.TEXT),
            Column("netamount", Kind.AMOUNT),
            Column("subsidiary", Kind.ID),
        ),
        ("uniquekey",),
    ),
    Table("entity", (Column("id", Kind.ID), Column("entityid", Kind.TEXT)), ("id",)),
    Table(
        "transactionstatus",
        (Column("id", Kind.KEY), Column("trantype", Kind.KEY), Column("fullname", Kind.TEXT)),
        ("id", "trantype"),
    ),
    Table("currency", (Column("id", Kind.ID), Column("name", Kind.TEXT)), ("id",)),
    Table(
        "moment",
        (Column("id", Kind.ID), Column("at", Kind.DATETIME), Column("day", Kind.DATE)),
        ("id",),
    ),
)

# 2026-03-08 10:00 UTC and 2026-11-01 09:00 UTC are when Los Angeles changes its clocks.
ROWS = """
insert into transaction values
 (1, 'BILL-1', 'VendBill', 'A', true, '2026-01-31', '2026-01-31 13:05:00', 1250.50, 1, 1, 1, 'x'),
 (2, null, 'VendBill', 'B', false, '2026-02-01', '2026-02-01 07:59:59', 0.50, 1.1, 2, 1, 'x'),
 (3, 'INV-3', 'CustInvc', 'A', true, '2026-02-01', '2026-02-01 08:00:00', -100, 0.925, 1, 1, 'x'),
 (4, 'INV-4', 'CustInvc', 'A', null, null, null, null, null, null, 1, 'x');
insert into transactionline values
 (11, 1, 0, null, -1250.50, 1), (12, 1, 1, 'paper', 1000.50, 1), (13, 1, 2, 'ink', 250.00, 1),
 (21, 2, 0, null, -0.50, 2), (22, 2, 1, 'O''Hara', 0.50, 2), (31, 3, 0, null, 100.00, 1);
insert into entity values (1, 'Acme'), (2, 'Bolt'), (3, 'Crane');
insert into transactionstatus values
 ('A', 'VendBill', 'Bill : Open'), ('B', 'VendBill', 'Bill : Paid'),
 ('A', 'CustInvc', 'Invoice : Open');
insert into currency values (1, 'US Dollar');
insert into moment values
 (1, '2026-03-08 09:59:59', '2026-03-08'), (2, '2026-03-08 10:00:00', '2026-03-08'),
 (3, '2026-11-01 08:30:00', '2026-11-01'), (4, '2026-11-01 09:30:00', '2026-11-01');
"""


def store(connection, tables):
    """Creates empty tables as the sandbox stores them."""
    for table in tables:
        columns = ", ".join(f'"{column.name}" {column.kind.sql_type}' for column in table.columns)
        connection.execute(f'create table "{table.name}" ({columns})')


@pytest.fixture(scope="session")
def database():
    connection = duckdb.connect()
    store(connection, TABLES)
    connection.execute(ROWS)
    connection.execute(
        "create table many as select i id, i // 100 stamp, i % 7 remainder from range(5000) r(i)"
    )
    yield connection
    connection.close()


@pytest.fixture
def account():
    many = Table(
        "many",
        (
            Column("id", Kind.ID),
            Column("stamp", Kind.INTEGER),
            Column("remainder", Kind.INTEGER),
        ),
        ("id",),
    )
    return Account("1234567_SB1", {table.name: table for table in (*TABLES, many)})


@pytest.fixture
def run(database, account):
    """Executes a query; preferences and role by keyword."""

    def ask(query, *, limit=1000, offset=0, seed=1, now=NOW, role=None, **preferences):
        asked = replace(
            account,
            role=role or Role(),
            preferences=replace(account.preferences, **preferences),
        )
        return execute(
            query,
            account=asked,
            connection=database.cursor(),
            now=now,
            limit=limit,
            offset=offset,
            seed=seed,
            counts_rows_read=True,
        )

    return ask


@pytest.fixture
def items(run):
    """The rows of a query."""
    return lambda query, **options: run(query, **options).items


@pytest.fixture
def column(run):
    """The values of a query's only column, None where it was omitted."""

    def ask(query, **options):
        rows = run(query, **options).items
        return [next(iter(row.values()), None) for row in rows]

    return ask


@pytest.fixture
def value(column):
    """An expression's value, selected from DUAL."""
    return lambda expression, **options: column(f"SELECT {expression} AS v FROM DUAL", **options)[0]


@pytest.fixture
def refusal(run):
    """The error a query is answered with."""

    def ask(query, **options):
        with pytest.raises(SuiteQLError) as caught:
            run(query, **options)
        return caught.value

    return ask
