"""Rules that hold after seeding and after every mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite.tables import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from erp_sandbox.netsuite.catalog import Table

_SHOWN = 5

_MAIN = "join transactionline m on m.transaction = t.id and m.id = 0"
_MAIN_TAL = """join transactionaccountingline a
    on a.transaction = t.id and a.transactionline = 0 and a.accountingbook = 1"""
_OWING = "t.type in ('VendBill', 'CustInvc', 'ExpRept')"
_PAYING = "t.type in ('VendPymt', 'CustPymt', 'VendCred', 'CustCred')"

_RULES: dict[str, str] = {
    "debits equal credits per transaction and book": (
        "select transaction, accountingbook from transactionaccountingline group by all"
        " having coalesce(sum(debit), 0) <> coalesce(sum(credit), 0) or sum(amount) <> 0"
    ),
    "exactly one of debit and credit is set, and amount is their difference": (
        "select transaction, transactionline, accountingbook from transactionaccountingline"
        " where amount is distinct from coalesce(debit, 0) - coalesce(credit, 0)"
        " or netamount is distinct from amount or (amount <> 0 and debit is not null"
        " and credit is not null) or least(debit, credit) <= 0"
    ),
    "lines sum to zero in the transaction's currency": (
        "select transaction from transactionline group by all having sum(foreignamount) <> 0"
    ),
    "every transaction has a main line that carries its total": (
        f"select t.id from transaction t left {_MAIN}"
        " where m.mainline is distinct from true or m.foreignamount <> t.foreigntotal"
        " or m.subsidiary <> t.subsidiary or m.entity is distinct from t.entity"
    ),
    "every line belongs to a transaction and is accounted for in the primary book": (
        "select l.uniquekey from transactionline l left join transaction t on t.id = l.transaction"
        " left join transactionaccountingline a on a.transaction = l.transaction"
        " and a.transactionline = l.id and a.accountingbook = 1"
        " where t.id is null or a.account is null"
    ),
    "every accounting line belongs to a line and posts as its transaction does": (
        "select a.transaction, a.transactionline from transactionaccountingline a"
        " left join transactionline l on l.transaction = a.transaction and l.id = a.transactionline"
        " left join transaction t on t.id = a.transaction"
        " where l.id is null or t.posting is distinct from a.posting"
    ),
    "a transaction has the same lines in every book it is kept in": (
        "select transaction from transactionaccountingline group by transaction"
        " having count(*) % count(distinct accountingbook) <> 0 or"
        " count(*) <> count(distinct transactionline) * count(distinct accountingbook)"
    ),
    "no line key is used twice": (
        "select transaction, id from transactionline group by all having count(*) > 1"
    ),
    "transactions are dated within their posting period": (
        "select t.id from transaction t left join accountingperiod p on p.id = t.postingperiod"
        " where p.isposting is distinct from true"
        " or t.trandate not between p.startdate and p.enddate"
    ),
    "the status of a transaction is one of its type's": (
        "select t.id from transaction t left join transactionstatus s on s.id = t.status"
        " and s.trantype = t.type and s.trancustomtype = t.customtype where s.id is null"
    ),
    "bills and invoices: unpaid is the total less what was applied": (
        f"select t.id from transaction t {_MAIN} {_MAIN_TAL} left join (select previousdoc,"
        " sum(foreignamount) as applied from nexttransactionlinelink where linktype = 'Payment'"
        f" group by 1) k on k.previousdoc = t.id where {_OWING} and (t.foreignamountunpaid"
        " <> abs(t.foreigntotal) - coalesce(k.applied, 0) or t.foreignamountunpaid < 0"
        " or t.foreignamountpaid + t.foreignamountunpaid <> abs(t.foreigntotal)"
        " or m.foreignamountunpaid <> t.foreignamountunpaid"
        " or m.foreignamountpaid <> t.foreignamountpaid"
        " or a.amountpaid + a.amountunpaid <> abs(a.amount)"
        " or (a.amountunpaid = 0) <> (t.foreignamountunpaid = 0)"
        " or (t.status = case t.type when 'ExpRept' then 'I' else 'B' end)"
        " <> (t.foreignamountunpaid = 0 and not t.voided))"
    ),
    "payments and credits: unused is the total less what was applied": (
        "select t.id from transaction t left join (select nextdoc, sum(foreignamount) as applied"
        " from nexttransactionlinelink where linktype = 'Payment' group by 1) k on k.nextdoc = t.id"
        f" where {_PAYING} and (t.foreignpaymentamountunused"
        " <> abs(t.foreigntotal) - coalesce(k.applied, 0) or t.foreignpaymentamountunused < 0"
        " or t.foreignpaymentamountused + t.foreignpaymentamountunused <> abs(t.foreigntotal))"
    ),
    "payable and receivable accounts equal the open items": (
        "select c.accttype, t.subsidiary, t.currency, sum(a.amount) as balance, sum(case"
        # A journal is open until it is applied; what it reverses was settled by it.
        " when t.type = 'Journal' then case when t.isreversal then 0 else a.amount end"
        " else sign(a.amount) * coalesce(a.amountunpaid, a.paymentamountunused, 0) end) as open"
        " from transactionaccountingline a join account c on c.id = a.account"
        " join transaction t on t.id = a.transaction where a.posting and a.accountingbook = 1"
        " and c.accttype in ('AcctPay', 'AcctRec') group by 1, 2, 3 having balance <> open"
    ),
    "links join existing lines": (
        "select k.previousdoc, k.nextdoc from nexttransactionlinelink k"
        " left join transactionline p on p.transaction = k.previousdoc and p.id = k.previousline"
        " left join transactionline n on n.transaction = k.nextdoc and n.id = k.nextline"
        " where p.id is null or n.id is null"
    ),
    "deleted transactions are gone": (
        "select d.recordid from deletedrecord d join transaction t on t.id = d.recordid"
        " where d.recordtypeid = -30"
    ),
    "entities have one id across their tables": (
        "select id from entity group by id having count(*) > 1"
    ),
}


def problems(connection: duckdb.DuckDBPyConnection, tables: dict[str, Table]) -> list[str]:
    """Return what is wrong with the rows, one sentence each; empty if they are sound."""
    found: list[str] = []
    for rule, query in (*_RULES.items(), *_keys(tables)):
        rows = connection.execute(f"{query} limit {_SHOWN}").fetchall()
        if rows:
            shown = "; ".join(", ".join(str(value) for value in row) for row in rows)
            found.append(f"Broken: {rule}. First cases: {shown}.")
    return found + list(_dangling(connection, tables))


def _keys(tables: dict[str, Table]) -> Iterator[tuple[str, str]]:
    for table in tables.values():
        keys = ", ".join(f'"{name}"' for name in table.key)
        missing = " or ".join(f'"{name}" is null' for name in table.key)
        yield (
            f"the key of {table.name} is unique and complete",
            f'select {keys} from "{table.name}" group by all having count(*) > 1 or {missing}',
        )


def _dangling(connection: duckdb.DuckDBPyConnection, tables: dict[str, Table]) -> Iterator[str]:
    """Yield references to missing rows; the distinct values are compared in memory."""
    known: dict[str, set[object]] = {}

    def ids(name: str) -> set[object]:
        if name not in known:
            query = f'select list("{tables[name].key[0]}") from "{name}"'
            known[name] = set(_row(connection, query)[0] or ())
        return known[name]

    for table in tables.values():
        columns = [
            (column.name, column.references)
            for column in table.columns
            if column.references in tables and column.references != "transactionstatus"
        ]
        if table.name in VIEWS or not columns:
            continue
        lists = ", ".join(f'list(distinct "{name}")' for name, _ in columns)
        values = _row(connection, f'select {lists} from "{table.name}"')
        for (name, target), used in zip(columns, values, strict=True):
            missing = {value for value in used or () if value is not None} - ids(str(target))
            if missing:
                shown = ", ".join(sorted(map(str, missing))[:_SHOWN])
                yield f"Broken: {table.name}.{name} is a {target}. There is no {shown}."


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    rows = connection.execute(query).fetchall()
    return tuple(rows[0])
