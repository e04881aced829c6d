"""The company's documents as NetSuite transactions, lines, accounting lines and links.

Everything is done in SQL over the staged columns of a batch, so that a single new document and
hundreds of thousands take the same path. Amounts on lines are signed, debit positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.netsuite import vocabulary as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from erp_sandbox.company.columns import Batch

_TRANSACTIONS = """
insert into transaction by name
select d.document as id, w.type, w.recordtype, '{standard}' as customtype, w.abbrevtype,
    d.label as tranid, w.prefix || d.document as transactionnumber, d.label as number,
    d.label as typebaseddocumentnumber, w.title || ' #' || d.label as trandisplayname,
    case when d.document % 17 = 0 then 'ext-' || d.document end as externalid,
    d.reference as otherrefnum, d.day as trandate, d.due as duedate, d.closed as closedate,
    d.created as createddate, d.created as createddatetime, d.created_by as createdby,
    d.modified as lastmodifieddate,
    case when d.modified > d.created then d.created_by end as lastmodifiedby,
    d.party as entity, case when d.document % 9 = 0 then d.created_by end as employee, d.memo,
    case when d.document % 6 = 0 then 'CSV' end as source, s.letter as status,
    case when w.type in ('VendBill', 'PurchOrd', 'Journal')
        then case d.status when 'pending_approval' then 1 else 2 end end as approvalstatus,
    d.currency, d.rate * 0.000001 as exchangerate, d.total * 0.01 as foreigntotal,
    case when w.owes then (abs(d.total) - d.remaining) * 0.01 end as foreignamountpaid,
    case when w.owes then d.remaining * 0.01 end as foreignamountunpaid,
    case when not w.owes and d.remaining is not null
        then (abs(d.total) - d.remaining) * 0.01 end as foreignpaymentamountused,
    case when not w.owes then d.remaining * 0.01 end as foreignpaymentamountunused,
    nullif(d.tax, 0) * 0.01 as taxtotal, d.term as terms,
    case when w.pays then d.account end as account, d.period as postingperiod,
    d.posts as posting, false as void, false as voided,
    false as isreversal, false as intercoadj, false as isfinchrg,
    case when w.type = 'VendBill' then false end as paymenthold,
    case when w.ships then d.document * 2 + {addresses} end as billingaddress,
    case when w.ships then d.document * 2 + 1 + {addresses} end as shippingaddress,
    false as userevenuearrangement, false as legacytax, d.legal_entity as subsidiary,
    case when d.document % 3 = 0 then 'PO-' || (d.document % 997) end as custbody_po_ref,
    case when d.document % 19 = 0 then 'Zeile 1' || chr(10) || '"zwei"; 3' end as custbody_notes,
    case d.document % 10 when 0 then '1, 3' when 1 then '1' end as custbody_regions,
    case d.document % 4 when 0 then true when 1 then false end as custbody_checked,
    case when d.document % 5 = 0 then (d.document % 40) * 0.125 end as custbody_markup,
    case when d.document % 5 = 1 then (d.document % 100) * 0.01 end as custbody_commission_percent,
    case when d.document % 2 = 0 then d.document % 30 end as custbody_batch,
    case when d.document % 8 = 0 then (d.document % 3000) * 0.01 end as custbody_surcharge,
    case when d.document % 7 = 0 then d.day end as custbody_service_date,
    case when d.document % 13 = 0 then d.modified end as custbody_synced_at,
    case when d.document % 11 = 0 then d.created_by end as custbody_project_owner,
    case when d.document % 4 = 1 then d.document % 3 + 1 end as cseg_channel
from staged_documents d join staged_words w using (kind)
join staged_statuses s on s.kind = d.kind and s.status = d.status
"""

_LINES = """
insert into transactionline by name
select l.line as id, l.document as transaction,
    {uniquekey} + l.place as uniquekey,
    l.line as linesequencenumber, l.modified as linelastmodifieddate,
    d.created as linecreateddate, l.line = 0 as mainline, l.kind = 'tax' as taxline,
    l.kind = 'cost' as iscogs,
    case when l.kind = 'tax' then 'TAX' when l.kind = 'cost' then 'COGS'
        when l.kind = 'stock' then 'ASSET' when l.kind = 'variance' then 'FXVARIANCE'
        when l.kind = 'item' then case when w.sells then 'INCOME'
            when i.itemtype = 'InvtPart' then 'ASSET' else 'EXPENSE' end
        when l.settles then case when w.sells then 'ACCTSREC' else 'ACCTSPAY' end
        when l.kind = 'control' and w.pays then 'PAYMENT' end as accountinglinetype,
    case l.kind when 'item' then 'ITEM' when 'expense' then 'EXPENSE' when 'tax' then 'TAX'
        when 'cost' then 'COGS' end as transactionlinetype,
    l.item, i.itemtype, case when l.kind = 'expense' then l.account end as expenseaccount,
    case when l.line = 0 then d.party else l.party end as entity, l."class" as class,
    l.department, l.location, d.legal_entity as subsidiary,
    case when l.line = 0 then d.memo else l.memo end as memo,
    l.quantity * 0.001 as quantity, abs(l.billed) * 0.001 as quantitybilled,
    abs(l.received) * 0.001 as quantityshiprecv, l.price * 0.01 as rate,
    l.cents * 0.01 as foreignamount, l.cents * 0.01 as netamount,
    case when l.line = 0 and w.owes then (abs(d.total) - d.remaining) * 0.01
        end as foreignamountpaid,
    case when l.line = 0 and w.owes then d.remaining * 0.01 end as foreignamountunpaid,
    case when l.cents > 0 then l.cents * 0.01 end as debitforeignamount,
    case when l.cents < 0 then l.cents * -0.01 end as creditforeignamount,
    l.source_document as createdfrom,
    case when not w.sells then l.source_document end as createdpo,
    case when l.kind in ('item', 'expense') then l.document % 6 = 0 end as isbillable,
    not w.posts and l.line > 0 and l.billed = l.quantity as isclosed,
    case when not w.posts and l.line > 0 then l.received = l.quantity end as isfullyshipped,
    l.kind = 'variance' as isfxvariance, coalesce(l.kind in ('stock', 'item')
        and i.itemtype = 'InvtPart' and w.posts, false) as isinventoryaffecting,
    false as iscustomglline, false as isrevrectransaction, false as eliminate,
    case when w.pays and l.line = 0 then l.document % 2 = 0 end as cleared,
    case when w.pays and l.line = 0 and l.document % 2 = 0 then d.day + 2 end as cleareddate,
    false as donotdisplayline,
    l.kind = 'item' and coalesce(i.itemtype = 'InvtPart', false) as hascostline,
    false as kitcomponent, false as processedbyrevcommit, false as transactiondiscount,
    d.label as documentnumber,
    case when not w.posts and l.line > 0 then d.day + 14 end as expectedreceiptdate,
    case when l.line % 3 = 1 then 'CC-' || (l.document % 40) end as custcol_cost_center,
    case l.document % 4 when 0 then true when 1 then false end as custcol_rebillable,
    case when l.kind in ('item', 'expense') and l.document % 5 = 0
        then (l.document % 80) * 0.25 end as custcol_hours,
    case when l.kind = 'item' and l.document % 3 = 0 then d.day end as custcol_delivered_on,
    case when l.kind = 'expense' and l.document % 4 = 0
        then l.document % 4 + 1 end as custcol_cost_driver,
    case when l.line > 0 and l.document % 4 = 1 then l.document % 3 + 1 end as cseg_channel
from staged_lines l join staged_documents d using (document) join staged_words w on w.kind = d.kind
left join item i on i.id = l.item
"""

_ACCOUNTING_LINES = """
insert into transactionaccountingline by name
select l.document as transaction, l.line as transactionline, b.book as accountingbook,
    case when b.book > 1 then coalesce(m.target, l.account) else l.account end as account,
    l.base_cents * 0.01 as amount, l.base_cents * 0.01 as netamount,
    case when l.base_cents > 0 then l.base_cents * 0.01 end as debit,
    case when l.base_cents < 0 then l.base_cents * -0.01 end as credit,
    case when l.line = 0 and w.owes then (abs(d.base_total) - d.remaining_base) * 0.01
        end as amountpaid,
    case when l.line = 0 and w.owes then d.remaining_base * 0.01 end as amountunpaid,
    l.linked_base * 0.01 as amountlinked,
    case when l.settles and not w.owes then (abs(l.base_cents) - d.remaining_base) * 0.01
        end as paymentamountused,
    case when l.settles and not w.owes then d.remaining_base * 0.01 end as paymentamountunused,
    d.rate * 0.000001 as exchangerate,
    d.posts as posting, false as processedbyrevcommit,
    l.modified as lastmodifieddate
from staged_lines l join staged_documents d using (document) join staged_words w on w.kind = d.kind
join staged_books b on b.subsidiary = d.legal_entity and (b.book = 1 or w.posts)
left join staged_mapping m on m.source = l.account
"""

_LINKS = """
insert into nexttransactionlinelink by name
select k.previous as previousdoc, k.previous_line as previousline, k.next as nextdoc,
    k.next_line as nextline, p.type as previoustype, n.type as nexttype,
    case k.kind when 'payment' then 'Payment' when 'billing' then 'OrdBill' else 'ShipRcpt' end
        as linktype,
    k.cents * 0.01 as foreignamount, k.at as lastmodifieddate
from staged_links k join staged_words p on p.kind = k.previous_kind
join staged_words n on n.kind = k.next_kind
"""

_ADDRESSES = """
insert into {table} by name
select d.document * 2 + {offset} as nkey, a.addr1, a.addr2, a.addressee, a.city, a.state,
    a.dropdownstate, a.zip, a.country, a.addrtext, false as override, d.modified as lastmodifieddate
from staged_documents d join staged_words w using (kind)
join customer c on c.id = d.party
left join customeraddressbookentityaddress a on a.nkey = c.defaultbillingaddress
where w.ships
"""

OWING = frozenset({"VendBill", "CustInvc", "ExpRept"})
"""Types that others settle."""

ADDRESS_KEYS = 1_000_000_000
"""Where the keys of transaction addresses begin."""

BOOK_MAPPING = {"6020": "1510"}
"""The second book capitalises rent: account codes that differ there."""

_SHIPPED = {DocumentKind.SALES_ORDER, DocumentKind.INVOICE}
_STAGED = ("documents", "lines", "links")


@dataclass(frozen=True)
class Books:
    """The books of subsidiaries, as (book, subsidiary) pairs."""

    pairs: tuple[tuple[int, int], ...]
    mapping: Mapping[int, int]


def prepare(connection: duckdb.DuckDBPyConnection, books: Books) -> None:
    """Create the small tables that the statements join: words, statuses, books, accounts."""
    kinds = list(words.TYPES)
    names = [words.TYPES[kind] for kind in kinds]
    vocabulary = pa.table(
        {
            "kind": pa.array([str(kind) for kind in kinds]),
            "type": pa.array([name.type for name in names]),
            "recordtype": pa.array([name.recordtype for name in names]),
            "abbrevtype": pa.array([name.abbreviation for name in names]),
            "title": pa.array([name.title for name in names]),
            "prefix": pa.array([name.number_prefix for name in names]),
            "posts": pa.array([name.type not in {"PurchOrd", "SalesOrd"} for name in names]),
            "owes": pa.array([name.type in OWING for name in names]),
            "pays": pa.array([name.type in {"VendPymt", "CustPymt"} for name in names]),
            "ships": pa.array([name.type in {"SalesOrd", "CustInvc"} for name in names]),
            "sells": pa.array(
                [name.type in {"SalesOrd", "CustInvc", "CustPymt", "CustCred"} for name in names]
            ),
        }
    )
    letters = [(str(kind), status, at) for (kind, status), at in words.STATUS_LETTER.items()]
    _stage(connection, "words", vocabulary)
    _stage(connection, "statuses", _columns(("kind", "status", "letter"), letters))
    _stage(connection, "books", _columns(("book", "subsidiary"), list(books.pairs)))
    mapping = list(books.mapping.items()) or [(-1, -1)]
    _stage(connection, "mapping", _columns(("source", "target"), mapping))


def write(connection: duckdb.DuckDBPyConnection, batch: Batch, *, uniquekey: int) -> None:
    """Write a batch as transactions, lines, accounting lines, links and addresses.

    Args:
        connection: The connection `prepare` was called on.
        batch: Documents, none of which is there yet.
        uniquekey: Line keys are given out above this one.
    """
    for name in _STAGED:
        connection.register(f"staged_{name}", getattr(batch, name))
    try:
        post(connection, uniquekey=uniquekey)
        if batch.links.num_rows:
            connection.execute(_LINKS)
        kinds = set(batch.documents["kind"].unique().to_pylist())
        if kinds & _SHIPPED:
            _post_addresses(connection)
    finally:
        for name in _STAGED:
            connection.unregister(f"staged_{name}")


def post(connection: duckdb.DuckDBPyConnection, *, uniquekey: int) -> None:
    """Write `staged_documents` and `staged_lines` as transactions with both kinds of lines."""
    values = {"standard": words.STANDARD, "addresses": ADDRESS_KEYS}
    connection.execute(_TRANSACTIONS.format(**values))
    connection.execute(_LINES.format(uniquekey=uniquekey))
    connection.execute(_ACCOUNTING_LINES)


def _post_addresses(connection: duckdb.DuckDBPyConnection) -> None:
    for kind, offset in (("billing", 0), ("shipping", 1)):
        statement = _ADDRESSES.format(
            table=f"transaction{kind}address", offset=ADDRESS_KEYS + offset
        )
        connection.execute(statement)


def _stage(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("to_stage", table)
    connection.execute(f"create or replace temp table staged_{name} as select * from to_stage")
    connection.unregister("to_stage")


def _columns(names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    return pa.table({name: pa.array(values) for name, values in zip(names, columns, strict=True)})
