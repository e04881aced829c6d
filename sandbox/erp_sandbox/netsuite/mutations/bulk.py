"""Mutations of many rows at once, and of timestamps alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.netsuite import posting
from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.mutations.records import existing, name_column
from erp_sandbox.netsuite.mutations.writer import MutationError, Row

if TYPE_CHECKING:
    from erp_sandbox.netsuite.mutations.writer import Writer

_TIMESTAMPS = {
    "transaction": (
        ("transactionline", "transaction", "linelastmodifieddate"),
        ("transactionaccountingline", "transaction", "lastmodifieddate"),
        ("nexttransactionlinelink", "nextdoc", "lastmodifieddate"),
    )
}

_DOCUMENTS = """
create temp table staged_documents as
select {first} + n as document, 'journal' as kind, 'BULK' || ({first} + n) as label,
    date '{day}' as day, null::date as due, timestamp '{now}' as created,
    timestamp '{now}' as modified, 1 as created_by, 1 as legal_entity, {currency} as currency,
    1000000 as rate, {period} as period, null::varchar as party_kind, null::bigint as party,
    null::bigint as term, 'Bulk import' as memo, null::varchar as reference, 'done' as status,
    -(1000 + n % 9000) as total, -(1000 + n % 9000) as base_total, null::bigint as remaining,
    null::bigint as remaining_base, 0 as tax, {credit} as account, null::date as closed,
    true as posts
from range(1, {rows} + 1) t(n)
"""

_LINES = """
create temp table staged_lines as
select d.document, l.line, 'journal' as kind, case l.line when 0 then {credit} else {debit} end
    as account, case l.line when 0 then d.total else -d.total end as cents,
    case l.line when 0 then d.total else -d.total end as base_cents, d.modified,
    null::bigint as item, null::bigint as quantity, null::bigint as price,
    null::bigint as department, null::bigint as class, null::bigint as location,
    null::bigint as party, null::varchar as memo, null::bigint as source_document,
    null::bigint as source_line, null::bigint as billed, null::bigint as received,
    null::bigint as linked_base, false as settles,
    2 * (d.document - {first} - 1) + l.line + 1 as place
from staged_documents d cross join (values (0), (1)) l(line)
"""


def backdate(writer: Writer, record: str, key: Row, seconds: int, *, lines: bool) -> Row:
    """Backdate a row's timestamp, as a late commit shows it.

    Args:
        writer: Does the writing.
        record: Table name.
        key: Its key columns.
        seconds: How far before now.
        lines: For transactions: also its later lines, accounting lines and links.
    """
    table = writer.table(record)
    if table.timestamp is None:
        raise MutationError(f"{table.name} has no timestamp.")
    where, keys = existing(writer, table, key)
    at = writer.now - timedelta(seconds=int(seconds))
    writer.update(table.name, {table.timestamp: at}, where, *keys)
    for name, owner, timestamp in _TIMESTAMPS.get(table.name, ()) if lines else ():
        later = f'"{owner}" = ? and "{timestamp}" > ?'
        writer.update(name, {timestamp: at}, later, next(iter(key.values())), at)
    return {"record": table.name, **key, "timestamp": at.isoformat() + "Z"}


def touch(writer: Writer, record: str, rows: int, seconds: int) -> Row:
    """Set the first rows of a table (by key) to one timestamp, as bulk jobs do.

    Args:
        writer: Does the writing.
        record: Table name.
        rows: How many, at most.
        seconds: How far before now the timestamp lies.
    """
    table = writer.table(record)
    if table.timestamp is None:
        raise MutationError(f"{table.name} has no timestamp.")
    keys = ", ".join(f'"{name}"' for name in table.key)
    at = writer.now - timedelta(seconds=int(seconds))
    found = writer.one(f'select count(*) as n from "{table.name}"')
    writer.run(
        f'update "{table.name}" set "{table.timestamp}" = ? where ({keys}) in'
        f' (select ({keys}) from "{table.name}" order by {keys} limit ?)',
        at,
        int(rows),
    )
    count = min(int(rows), found["n"] if found else 0)
    return {"record": table.name, "rows": count, "timestamp": at.isoformat() + "Z"}


def grow(writer: Writer, record: str, rows: int) -> Row:
    """Append valid rows fast, all with one timestamp.

    `transaction` gets balanced journals of two lines; `transactionline` that many lines in half as
    many journals. Other tables get copies of their own rows under fresh ids and names.
    """
    table = writer.table(record)
    rows = int(rows)
    if rows < 1:
        raise MutationError("Grow by one row at least.")
    if table.name in {"transaction", "transactionline", "transactionaccountingline"}:
        count = rows if table.name == "transaction" else (rows + 1) // 2
        first = _journals(writer, count)
        return {"record": "transaction", "rows": count, "first": first + 1, "last": first + count}
    return _copies(writer, table.name, rows)


def _journals(writer: Writer, rows: int) -> int:
    company, now = writer.company, writer.now
    period = next((m for m in company.months if m.start <= now.date() <= m.end), None)
    if period is None:
        raise MutationError(f"There is no accounting period for {now.date()}.")
    first = writer.reserve("transaction", rows)
    values = {
        "first": first,
        "rows": rows,
        "day": now.date(),
        "now": now,
        "period": period.number,
        "currency": company.legal_entities[0].currency,
        "debit": company.chart["supplies"],
        "credit": company.chart["accrued"],
    }
    for statement in (_DOCUMENTS, _LINES):
        writer.run(statement.format(**values))
    uniquekey = writer.reserve("transactionline", rows * 2, "uniquekey")
    posting.post(writer.connection, uniquekey=uniquekey)
    for name in ("documents", "lines"):
        writer.run(f"drop table staged_{name}")
    return first


def _copies(writer: Writer, record: str, rows: int) -> Row:
    table = writer.table(record)
    key, name = table.key[0], name_column(table)
    column = table.column(key)
    if len(table.key) != 1 or column is None or column.kind is not Kind.ID:
        raise MutationError(f"{record} rows do not stand alone and cannot be multiplied.")
    found = writer.one(f'select count(*) as n from "{record}"')
    if not found or not found["n"]:
        raise MutationError(f"{record} is empty: there is nothing to multiply.")
    first = writer.reserve(record, rows, key)
    replaced = {key: f"{first} + n"}
    if name != key:
        replaced[name] = f"left(\"{name}\", 40) || ' #' || ({first} + n)"
    for extra in ("externalid", "defaultbillingaddress", "defaultshippingaddress"):
        if table.column(extra):
            replaced[extra] = "null"
    if table.timestamp:
        replaced[table.timestamp] = f"timestamp '{writer.now}'"
    changes = ", ".join(f'{sql} as "{column}"' for column, sql in replaced.items())
    writer.run(
        f'insert into "{record}" select * exclude (n, place) replace ({changes}) from'
        f" (select n from range(1, {rows} + 1) t(n)) g join (select *, row_number() over"
        f' (order by "{key}") - 1 as place from "{record}") p on p.place = n % {found["n"]}'
        f" order by n"
    )
    return {"record": record, "rows": rows, "first": first + 1, "last": first + rows}
