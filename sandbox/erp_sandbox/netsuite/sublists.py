"""The record service's sub-lists: lines of transactions, address books of entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite.record_types import is_visible

if TYPE_CHECKING:
    from erp_sandbox.netsuite.record_types import RecordType
    from erp_sandbox.netsuite.records import Reader

_LINES = 'SELECT * FROM transactionline WHERE "transaction" = ? AND NOT mainline AND NOT taxline'
_QUERIES = {
    "item": f"{_LINES} AND item IS NOT NULL ORDER BY id",
    "expense": f"{_LINES} AND item IS NULL AND expenseaccount IS NOT NULL ORDER BY id",
    "line": (
        "SELECT line.*, impact.account, impact.debit, impact.credit FROM transactionline AS line"
        " LEFT JOIN transactionaccountingline AS impact"
        ' ON impact."transaction" = line."transaction" AND impact.transactionline = line.id'
        " AND impact.accountingbook = (SELECT min(accountingbook) FROM transactionaccountingline"
        ' WHERE "transaction" = line."transaction")'
        ' WHERE line."transaction" = ? ORDER BY line.id'
    ),
}
_HIDDEN = {"transaction", "mainline", "taxline", "entity", "linelastmodifieddate"}


def read(reader: Reader, record: RecordType, key: int, name: str) -> list[dict[str, Any]]:
    """Return all entries of one sub-list of one record, in order, each with an empty `links`."""
    if name == "addressBook":
        return _address_book(reader, record, key)
    if not is_visible(reader.account, "transactionline"):
        return []
    items = []
    for row in reader.rows(_QUERIES[name], [key]):
        shown = {column: value for column, value in row.items() if column not in _HIDDEN}
        item = {"links": [], "line": row["id"], **reader.rendered("transactionline", shown)}
        item.pop("id", None)
        if name == "line":
            item |= _impact(reader, row)
        items.append(item)
    return items


def inlined(links: list[dict[str, str]], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a sub-list inside its record, as `expandSubResources` requests it."""
    return {"links": links, "items": items, "totalResults": len(items)}


def _impact(reader: Reader, row: dict[str, Any]) -> dict[str, Any]:
    """Return a journal line's account and its one side."""
    impact = {side: row[side] for side in ("debit", "credit") if row[side] is not None}
    if row["account"] is not None:
        impact["account"] = reader.reference("account", row["account"])
    return impact


def _address_book(reader: Reader, record: RecordType, key: int) -> list[dict[str, Any]]:
    book, details = f"{record.table}addressbook", f"{record.table}addressbookentityaddress"
    if not (is_visible(reader.account, book) and is_visible(reader.account, details)):
        return []
    items = []
    for row in reader.rows(f'SELECT * FROM "{book}" WHERE entity = ? ORDER BY internalid', [key]):
        nkey = row["addressbookaddress"]
        found = reader.rows(f'SELECT * FROM "{details}" WHERE nkey = ?', [nkey])
        address = reader.rendered(details, found[0]) if found else {}
        address.pop("nkey", None)
        entry = reader.rendered(book, {**row, "entity": None, "addressbookaddress": None})
        items.append({"links": [], **entry, "addressBookAddress": {"links": [], **address}})
    return items
