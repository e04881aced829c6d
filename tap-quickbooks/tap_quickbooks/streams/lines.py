"""Lines, tax lines and links of transactions: their columns, and the rows a record has.

A row is the vendor's object with the names below added: `_parent` is the transaction, `_index` the
position in it, `_component` the position in a bundle, `_line` the position of a link's line, and
`_detail` the object that depends on the type of the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.messages.projection import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]


def lines(record: Json) -> Iterator[Json]:
    """Yield the lines of a transaction, the components of a bundle after its own line."""
    for index, line in enumerate(record.get("Line") or []):
        yield _line(record, line, index, 0)
        nested = (line.get("GroupLineDetail") or {}).get("Line") or []
        for component, inner in enumerate(nested, 1):
            yield _line(record, inner, index, component)


def _line(record: Json, line: Json, index: int, component: int) -> Json:
    kind = line.get("DetailType") or ""
    # The vendor's name for the object differs from the type in this one case.
    name = "DescriptionLineDetail" if kind == "DescriptionOnly" else kind
    row = {key: value for key, value in line.items() if key != name}
    detail = line.get(name) or {}
    return row | {"_parent": record, "_index": index, "_component": component, "_detail": detail}


def tax_lines(record: Json) -> Iterator[Json]:
    """Yield the tax lines of a transaction."""
    for index, line in enumerate((record.get("TxnTaxDetail") or {}).get("TaxLine") or []):
        row = {key: value for key, value in line.items() if key != "TaxLineDetail"}
        detail = line.get("TaxLineDetail") or {}
        yield row | {"_parent": record, "_index": index, "_detail": detail}


def links(record: Json) -> Iterator[Json]:
    """Yield what a transaction and its lines are linked to."""
    found: list[tuple[int | None, Json]] = [(None, link) for link in record.get("LinkedTxn") or []]
    for index, line in enumerate(record.get("Line") or []):
        found += [(index, link) for link in line.get("LinkedTxn") or []]
    for index, (line_index, link) in enumerate(found):
        yield link | {"_parent": record, "_index": index, "_line": line_index}


def _detail(*names: str, part: str | None = None) -> Callable[[Json], Any]:
    """Return a function that reads the first of some fields of a line's detail.

    Args:
        names: The fields.
        part: Part of the field where it is a reference.
    """

    def read(row: Json) -> Any:
        for name in names:
            found = row["_detail"].get(name)
            if found is not None:
                return found.get(part) if part and isinstance(found, dict) else found
        return None

    return read


def _entity_type(row: Json) -> Any:
    entity = row["_detail"].get("Entity") or {}
    return entity.get("Type") or entity.get("type")


def _entity_id(row: Json) -> Any:
    """Journal entries wrap the reference, deposits do not."""
    entity = row["_detail"].get("Entity") or {}
    return (entity.get("EntityRef") or entity).get("value")


def _whole_detail(row: Json) -> Json | None:
    return row["_detail"] or None


_PARENT = (
    Column("realm_id", "string", ("_parent", "_realm_id")),
    Column("transaction_id", "string", ("_parent", "Id")),
)
_VERSION = (
    Column("sync_token", "integer", ("_parent", "SyncToken"), convert=int),
    Column("last_updated_time", "timestamp", ("_parent", "MetaData", "LastUpdatedTime")),
)
_DETAIL = Column("detail", "json", ("_detail",), _whole_detail)

LINES = (
    *_PARENT,
    Column("line_index", "integer", ("_index",)),
    Column("component_index", "integer", ("_component",)),
    *_VERSION,
    Column("id", "string", ("Id",)),
    Column("line_num", "integer", ("LineNum",)),
    Column("description", "string", ("Description",)),
    Column("amount", "number", ("Amount",)),
    Column("detail_type", "string", ("DetailType",)),
    Column("item_id", "string", value=_detail("ItemRef", "GroupItemRef", part="value")),
    Column(
        "account_id",
        "string",
        value=_detail("AccountRef", "ItemAccountRef", "DiscountAccountRef", part="value"),
    ),
    Column("class_id", "string", ("_detail", "ClassRef", "value")),
    Column("department_id", "string", ("_detail", "DepartmentRef", "value")),
    Column("customer_id", "string", ("_detail", "CustomerRef", "value")),
    Column("tax_code_id", "string", ("_detail", "TaxCodeRef", "value")),
    Column("project_id", "string", ("ProjectRef", "value")),
    Column("quantity", "number", value=_detail("Qty", "Quantity")),
    Column("unit_price", "number", ("_detail", "UnitPrice")),
    Column("service_date", "date", ("_detail", "ServiceDate")),
    Column("billable_status", "string", ("_detail", "BillableStatus")),
    Column("posting_type", "string", ("_detail", "PostingType")),
    Column("entity_type", "string", value=_entity_type),
    Column("entity_id", "string", value=_entity_id),
    Column("tax_amount", "number", ("_detail", "TaxAmount")),
    Column("tax_inclusive_amount", "number", ("_detail", "TaxInclusiveAmt")),
    Column("percent_based", "boolean", ("_detail", "PercentBased")),
    Column("discount_percent", "number", ("_detail", "DiscountPercent")),
    _DETAIL,
)
TAX_LINES = (
    *_PARENT,
    Column("tax_line_index", "integer", ("_index",)),
    *_VERSION,
    Column("amount", "number", ("Amount",)),
    Column("tax_rate_id", "string", ("_detail", "TaxRateRef", "value")),
    Column("percent_based", "boolean", ("_detail", "PercentBased")),
    Column("tax_percent", "number", ("_detail", "TaxPercent")),
    Column("net_amount_taxable", "number", ("_detail", "NetAmountTaxable")),
    Column("tax_inclusive_amount", "number", ("_detail", "TaxInclusiveAmount")),
    _DETAIL,
)
LINKS = (
    *_PARENT,
    Column("link_index", "integer", ("_index",)),
    *_VERSION,
    Column("line_index", "integer", ("_line",)),
    Column("linked_transaction_id", "string", ("TxnId",)),
    Column("linked_transaction_type", "string", ("TxnType",)),
    Column("linked_line_id", "string", ("TxnLineId",)),
)
