"""The account's tables in DuckDB, and how rows are inserted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.tables import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from erp_sandbox.netsuite.catalog import Table

_ARROW = {
    Kind.ID: pa.int64(),
    Kind.KEY: pa.string(),
    Kind.IDS: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.decimal128(28, 8),
    Kind.AMOUNT: pa.decimal128(28, 2),
    Kind.TEXT: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
}

_OWN = ("customer", "vendor", "employee", "contact", "project")

_LINE_LINKS = (
    "previousdoc, previousline, nextdoc, nextline, previoustype, nexttype, linktype,"
    " foreignamount, lastmodifieddate"
)

_HEADER_LINKS = """
    select previousdoc, nextdoc, any_value(previoustype) as previoustype,
        any_value(nexttype) as nexttype, linktype,
        sum(foreignamount)::decimal(28, 2) as foreignamount,
        max(lastmodifieddate) as lastmodifieddate
    from nexttransactionlinelink group by previousdoc, nextdoc, linktype
"""


def create(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Create all tables, and the views that show other tables' rows."""
    tables = tuple(tables)
    for table in tables:
        if table.name not in VIEWS:
            columns = ", ".join(f'"{c.name}" {c.kind.sql_type}' for c in table.columns)
            connection.execute(f'create table "{table.name}" ({columns})')
    for name, query in _views().items():
        connection.execute(f'create view "{name}" as {query}')


def insert(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Append rows; a column that no row names is NULL.

    Args:
        connection: Where to.
        table: The table's description, which types the values.
        rows: Native values by column name; timestamps naive UTC.
    """
    rows = tuple(rows)
    if not rows:
        return
    used = {name for row in rows for name in row}
    columns = [column for column in table.columns if column.name in used]
    unknown = used - {column.name for column in columns}
    if unknown:
        raise KeyError(f"{table.name} has no column {', '.join(sorted(unknown))}.")
    arrays = {
        column.name: pa.array([row.get(column.name) for row in rows], _ARROW[column.kind])
        for column in columns
    }
    connection.register("new_rows", pa.table(arrays))
    connection.execute(f'insert into "{table.name}" by name select * from new_rows')
    connection.unregister("new_rows")


def money(cents: int | None) -> Decimal | None:
    """Return hundredths as an exact decimal."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def scaled(value: int, digits: int) -> Decimal:
    """Return an integer of `digits` decimals (millionths, ...) as an exact decimal."""
    return Decimal(value).scaleb(-digits)


def _views() -> dict[str, str]:
    return {
        "entity": " union all by name ".join(_entity_branches()),
        "entityaddress": (
            "select * from customeraddressbookentityaddress"
            " union all by name select * from vendoraddressbookentityaddress"
        ),
        "previoustransactionlinelink": f"select {_LINE_LINKS} from nexttransactionlinelink",
        "nexttransactionlink": _HEADER_LINKS,
        "previoustransactionlink": _HEADER_LINKS,
    }


def _entity_branches() -> tuple[str, ...]:
    """Return one select per table of entities, all with the columns of `entity`."""

    def branch(type_: str, table: str, own: str, **values: str) -> str:
        ids = dict.fromkeys((*_OWN, "partner", "othername"), "null::bigint") | {own: "id"}
        expressions = ids | {
            "id": "id",
            "type": f"'{type_}'",
            "entityid": "entityid",
            "entitytitle": "entityid",
            "altname": "null::varchar",
            "parent": "null::bigint",
            "toplevelparent": "id",
            "isperson": "true",
            "firstname": "firstname",
            "lastname": "lastname",
            "email": "email",
            "phone": "phone",
            "isinactive": "isinactive",
            "datecreated": "datecreated",
            "lastmodifieddate": "lastmodifieddate",
        }
        expressions |= values
        shown = ", ".join(f"{sql} as {name}" for name, sql in expressions.items())
        return f"select {shown} from {table}"

    return (
        branch(
            "CustJob",
            "customer",
            "customer",
            entitytitle="entitytitle",
            altname="altname",
            parent="parent",
            toplevelparent="coalesce(parent, id)",
            isperson="isperson",
        ),
        branch(
            "Vendor",
            "vendor",
            "vendor",
            entitytitle="entitytitle",
            altname="altname",
            isperson="isperson",
        ),
        branch("Employee", "employee", "employee"),
        branch("Contact", "contact", "contact", entitytitle="entitytitle", parent="company"),
        branch(
            "CustJob",
            "job",
            "project",
            altname="altname",
            parent="parent",
            toplevelparent="coalesce(customer, id)",
            isperson="false",
            firstname="null::varchar",
            lastname="null::varchar",
            email="null::varchar",
            phone="null::varchar",
        ),
    )
