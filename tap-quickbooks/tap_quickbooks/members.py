"""The streams an entity has: its records, and their lines, tax lines and links.

A document is always read whole, so its rows in all streams carry its `sync_token`: a line whose
token is not its document's was removed by a later edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_quickbooks.columns import Column, instant, leftovers, of_field, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_quickbooks.entities import Entity

Json = dict[str, Any]

_REALM = "_realm_id"  # put beside the vendor's fields by the reader
_DELETED = "Deleted"
_OWN = {
    "Id", "SyncToken", "MetaData", "CustomField", "domain", "sparse", "status", _REALM,
    "Line", "TxnTaxDetail", "LinkedTxn",
}  # fmt: skip
_LINE_OWN = {
    "Id", "LineNum", "Description", "Amount", "DetailType", "LinkedTxn", "Line", "ProjectRef",
    "DescriptionLineDetail", "_parent", "_index", "_component", "_detail",
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One stream of an entity.

    Attributes:
        stream: Its name.
        key: Its key columns.
        columns: Its columns.
        rows: The rows a record has in it, as JSON its columns read.
    """

    stream: str
    key: tuple[str, ...]
    columns: list[Column]
    rows: Callable[[Json], Iterator[Json]]


def members(entity: Entity) -> list[Member]:
    """The streams of an entity, its own first."""
    found = [_records(entity)]
    stem = _singular(entity.stream)
    if entity.lines:
        found.append(Member(f"{stem}_lines", _key("line_index", "component_index"), _LINES, lines))
        found.append(Member(f"{stem}_linked_transactions", _key("link_index"), _LINKS, links))
    if entity.taxes:
        found.append(Member(f"{stem}_tax_lines", _key("tax_line_index"), _TAXES, taxes))
    return found


def mark(record: Json, realm_id: str) -> Json:
    """A record that knows its company."""
    record[_REALM] = realm_id
    return record


def _records(entity: Entity) -> Member:
    fields = [column for name, kind in entity.columns for column in of_field(name, kind)]
    known = {name for name, _ in entity.columns} | _OWN
    if entity.keyless:
        key: tuple[str, ...] = ("realm_id", "source_currency_code", "as_of_date")
        columns = [_PARENT[0], *fields, _UPDATED]
    else:
        key = ("realm_id", "id")
        columns = [_PARENT[0], *_HEAD, *fields]
    if entity.lines:
        columns += _TOTALS
    more = [
        Column("custom_fields", "o", lambda record: record.get("CustomField")),
        Column("additional_fields", "o", leftovers(known)),
        Column("is_deleted", "b", lambda record: record.get("status") == _DELETED),
    ]
    return Member(entity.stream, key, [*columns, *more], _itself)


def _itself(record: Json) -> Iterator[Json]:
    yield record


def lines(record: Json) -> Iterator[Json]:
    """The lines of a document, the components of a bundle after its own line."""
    for index, line in enumerate(record.get("Line") or []):
        yield _line(record, line, index, 0)
        nested = (line.get("GroupLineDetail") or {}).get("Line") or []
        for component, inner in enumerate(nested, 1):
            yield _line(record, inner, index, component)


def _line(record: Json, line: Json, index: int, component: int) -> Json:
    kind = line.get("DetailType")
    # The vendor's name for the object differs from the type in this one case.
    detail = line.get("DescriptionLineDetail" if kind == "DescriptionOnly" else kind or "") or {}
    own = {"_parent": record, "_index": index, "_component": component, "_detail": detail}
    return line | own


def taxes(record: Json) -> Iterator[Json]:
    """The tax lines of a document."""
    for index, line in enumerate((record.get("TxnTaxDetail") or {}).get("TaxLine") or []):
        yield line | {
            "_parent": record,
            "_index": index,
            "_detail": line.get("TaxLineDetail") or {},
        }


def links(record: Json) -> Iterator[Json]:
    """What a document and its lines are linked to."""
    found: list[tuple[int | None, Json]] = [(None, link) for link in record.get("LinkedTxn") or []]
    for index, line in enumerate(record.get("Line") or []):
        found += [(index, link) for link in line.get("LinkedTxn") or []]
    for index, (line_index, link) in enumerate(found):
        yield link | {"_parent": record, "_index": index, "_line": line_index}


def _key(*more: str) -> tuple[str, ...]:
    return ("realm_id", "transaction_id", *more)


def _meta(name: str) -> Callable[[Json], Any]:
    return lambda record: instant((record.get("MetaData") or {}).get(name))


def _token(record: Json) -> int | None:
    token = record.get("SyncToken")
    return None if token is None else int(token)


def _detail(*names: str, part: str | None = None) -> Callable[[Json], Any]:
    """The first of some fields of a line's detail; a part of it where it is a reference."""

    def read(line: Json) -> Any:
        for name in names:
            found = line["_detail"].get(name)
            if found is not None:
                return found.get(part) if part and isinstance(found, dict) else found
        return None

    return read


def _entity_type(line: Json) -> Any:
    entity = line["_detail"].get("Entity") or {}
    return entity.get("Type") or entity.get("type")


def _entity_id(line: Json) -> Any:
    """Journals wrap the reference, deposits do not."""
    entity = line["_detail"].get("Entity") or {}
    return (entity.get("EntityRef") or entity).get("value")


_UPDATED = Column("last_updated_time", "t", _meta("LastUpdatedTime"))
_HEAD = [
    Column("id", "s", lambda record: record.get("Id")),
    Column("sync_token", "i", _token),
    Column("create_time", "t", _meta("CreateTime")),
    _UPDATED,
]
_TOTALS = [
    Column("total_tax", "n", lambda record: (record.get("TxnTaxDetail") or {}).get("TotalTax")),
    Column(
        "txn_tax_code_id",
        "s",
        lambda record: reference("TxnTaxCodeRef")(record.get("TxnTaxDetail") or {}),
    ),
]
_PARENT = [
    Column("realm_id", "s", lambda record: record[_REALM]),
    Column("realm_id", "s", lambda row: row["_parent"][_REALM]),
    Column("transaction_id", "s", lambda row: row["_parent"]["Id"]),
]
_STAMPS = [
    Column("sync_token", "i", lambda row: _token(row["_parent"])),
    Column("last_updated_time", "t", lambda row: _UPDATED.value(row["_parent"])),
]
_LINES = [
    *_PARENT[1:],
    Column("line_index", "i", lambda row: row["_index"]),
    Column("component_index", "i", lambda row: row["_component"]),
    *_STAMPS,
    Column("id", "s", lambda row: row.get("Id")),
    Column("line_num", "i", lambda row: row.get("LineNum")),
    Column("description", "s", lambda row: row.get("Description")),
    Column("amount", "n", lambda row: row.get("Amount")),
    Column("detail_type", "s", lambda row: row.get("DetailType")),
    Column("item_id", "s", _detail("ItemRef", "GroupItemRef", part="value")),
    Column(
        "account_id",
        "s",
        _detail("AccountRef", "ItemAccountRef", "DiscountAccountRef", part="value"),
    ),
    Column("class_id", "s", _detail("ClassRef", part="value")),
    Column("department_id", "s", _detail("DepartmentRef", part="value")),
    Column("customer_id", "s", _detail("CustomerRef", part="value")),
    Column("tax_code_id", "s", _detail("TaxCodeRef", part="value")),
    Column("project_id", "s", reference("ProjectRef")),
    Column("quantity", "n", _detail("Qty", "Quantity")),
    Column("unit_price", "n", _detail("UnitPrice")),
    Column("service_date", "d", _detail("ServiceDate")),
    Column("billable_status", "s", _detail("BillableStatus")),
    Column("posting_type", "s", _detail("PostingType")),
    Column("entity_type", "s", _entity_type),
    Column("entity_id", "s", _entity_id),
    Column("tax_amount", "n", _detail("TaxAmount")),
    Column("tax_inclusive_amount", "n", _detail("TaxInclusiveAmt")),
    Column("percent_based", "b", _detail("PercentBased")),
    Column("discount_percent", "n", _detail("DiscountPercent")),
    Column("detail", "o", lambda row: row["_detail"] or None),
    Column(
        "additional_fields",
        "o",
        lambda row: leftovers(_LINE_OWN | {row.get("DetailType") or ""})(row),
    ),
]
_TAXES = [
    *_PARENT[1:],
    Column("tax_line_index", "i", lambda row: row["_index"]),
    *_STAMPS,
    Column("amount", "n", lambda row: row.get("Amount")),
    Column("tax_rate_id", "s", _detail("TaxRateRef", part="value")),
    Column("percent_based", "b", _detail("PercentBased")),
    Column("tax_percent", "n", _detail("TaxPercent")),
    Column("net_amount_taxable", "n", _detail("NetAmountTaxable")),
    Column("tax_inclusive_amount", "n", _detail("TaxInclusiveAmount")),
    Column("detail", "o", lambda row: row["_detail"] or None),
]
_LINKS = [
    *_PARENT[1:],
    Column("link_index", "i", lambda row: row["_index"]),
    *_STAMPS,
    Column("line_index", "i", lambda row: row["_line"]),
    Column("linked_transaction_id", "s", lambda row: row.get("TxnId")),
    Column("linked_transaction_type", "s", lambda row: row.get("TxnType")),
    Column("linked_line_id", "s", lambda row: row.get("TxnLineId")),
]


def _singular(stream: str) -> str:
    """`journal_entries` as `journal_entry`, `bills` as `bill`."""
    return f"{stream[:-3]}y" if stream.endswith("ies") else stream.removesuffix("s")
