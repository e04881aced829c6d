"""The shapes of reports: their columns, and their nested rows made flat ("Run reports").

Columns are known by their place: titles are in the company's language, and most money columns have
no key. Amounts are exact; an empty cell is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from singer_erp.messages.projection import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tap_quickbooks.streams import Report

Json = dict[str, Any]

TRUNCATED = "Unable to display more data"
_MONEY = {"money", "subt_nat_amount", "rbal_nat_amount"}


class UnknownShapeError(ValueError):
    """A report has other columns than expected."""


@dataclass(frozen=True)
class Line:
    """A row of a report, with the sections around it.

    Attributes:
        path: Ids, or labels where there are none, from the outermost section to the row.
        kind: `row`, or `total` of what is above it.
        group: The vendor's name of the innermost section that has one.
        cells: Its cells.
    """

    path: tuple[str, ...]
    kind: str
    group: str | None
    cells: list[Json]


def is_truncated(body: Json) -> bool:
    """Return whether rows are missing, which a response shows only in a cell."""
    return any(TRUNCATED in str(cell.get("value")) for line in _lines(body) for cell in line.cells)


def rows(report: Report, body: Json) -> Iterator[Json]:
    """Yield the rows of a response, as the stream's columns read them.

    Raises:
        UnknownShapeError: It has other columns than expected.
    """
    header = body.get("Header", {})
    columns = _keys(body)
    own = {"_header": header, "_report": report}
    if report.detail:
        yield from _ledger(columns, body, own)
        return
    money = [place for place, key in enumerate(columns) if key in _MONEY]
    lines = list(_lines(body))
    if lines and len(money) != len(report.amounts):
        raise UnknownShapeError(f"{report.name} has {len(money)} columns of money")
    for line in lines:
        values = [_amount(line.cells, place) for place in money]
        first = line.cells[0]
        yield (
            own
            | dict(zip(report.amounts, values, strict=True))
            | {
                "_path": line.path,
                "_kind": line.kind,
                "_group": line.group,
                "_id": first.get("id") or None,
                "_label": first.get("value"),
            }
        )


def columns(report: Report) -> list[Column]:
    """Return the columns of a report's stream."""
    head = [
        Column("realm_id", "string", value=lambda row: row["_realm_id"]),
        Column("start_date", "date", value=lambda row: row["_start"]),
        Column("end_date", "date", value=lambda row: row["_end"]),
    ]
    tail = [
        Column("report_basis", "string", value=lambda row: row["_header"].get("ReportBasis")),
        Column("currency", "string", value=lambda row: row["_header"].get("Currency")),
    ]
    if report.detail:
        return [*head, *_LEDGER, *tail]
    amounts = [Column(name, "number", value=_reader(name)) for name in report.amounts]
    return [*head, *_SUMMARY, *amounts, *tail]


def primary_keys(report: Report) -> tuple[str, ...]:
    """Return the key columns of a report's stream."""
    if report.detail:
        return ("realm_id", "start_date", "account_path", "line_number")
    return ("realm_id", "start_date", "row_path", "row_kind")


def _keys(body: Json) -> list[str]:
    """Return the keys of the columns; detail reports have them in one of two places."""
    found = []
    for column in (body.get("Columns") or {}).get("Column") or []:
        metadata = {entry["Name"]: entry["Value"] for entry in column.get("MetaData") or []}
        kind = str(column.get("ColType", "")).lower()
        found.append(kind if kind == "money" else str(metadata.get("ColKey") or kind).lower())
    return found


def _lines(body: Json) -> Iterator[Line]:
    yield from _nested(body.get("Rows"), (), None)


def _nested(rows_: Any, path: tuple[str, ...], group: str | None) -> Iterator[Line]:
    """Yield the rows of a section; empty ones are `{}` or null."""
    for place, row in enumerate((rows_ or {}).get("Row") or []):
        inner = row.get("group") or group
        if "ColData" in row:
            yield Line((*path, _step(row["ColData"], place)), "row", inner, row["ColData"])
            continue
        head = (row.get("Header") or {}).get("ColData") or []
        step = _step(head, place) if head else str(inner or place)
        # A parent account's own amount stands in the header of its section.
        if head and any(cell.get("value") for cell in head[1:]):
            yield Line((*path, step), "row", inner, head)
        yield from _nested(row.get("Rows"), (*path, step), inner)
        total = (row.get("Summary") or {}).get("ColData")
        if total:
            yield Line((*path, step), "total", inner, total)


def _step(cells: list[Json], place: int) -> str:
    first = cells[0] if cells else {}
    return str(first.get("id") or first.get("value") or place)


def _ledger(columns_: list[str], body: Json, own: Json) -> Iterator[Json]:
    """Yield the lines of accounts, whose sections may be nested."""
    yield from _ledger_section(columns_, body.get("Rows"), (), {}, own)


def _ledger_section(
    columns_: list[str], rows_: Any, path: tuple[str, ...], account: Json, own: Json
) -> Iterator[Json]:
    number = 0
    for place, row in enumerate((rows_ or {}).get("Row") or []):
        if "ColData" in row:
            cells = dict(zip(columns_, row["ColData"], strict=False))
            number += 1
            yield own | {"_path": path, "_account": account, "_number": number, "_cells": cells}
        elif row.get("Rows"):
            head = (row.get("Header") or {}).get("ColData") or [{}]
            inner = (*path, _step(head, place))
            yield from _ledger_section(columns_, row["Rows"], inner, head[0], own)


def _amount(cells: list[Json], place: int) -> Decimal | None:
    text = cells[place].get("value") if place < len(cells) else None
    return Decimal(text) if text else None


def _reader(name: str) -> Any:
    return lambda row: row[name]


def _cell(name: str, part: str = "value") -> Any:
    return lambda row: (row["_cells"].get(name) or {}).get(part) or None


def _money_cell(name: str) -> Any:
    def read(row: Mapping[str, Any]) -> Decimal | None:
        text = (row["_cells"].get(name) or {}).get("value")
        return Decimal(text) if text else None

    return read


def _date_cell(row: Mapping[str, Any]) -> str | None:
    """Return the day of a line; that of an opening balance holds a label."""
    text = (row["_cells"].get("tx_date") or {}).get("value") or ""
    return text if text[:4].isdecimal() else None


_SUMMARY = [
    Column("row_path", "string", value=lambda row: " > ".join(row["_path"])),
    Column("row_kind", "string", value=lambda row: row["_kind"]),
    Column("row_group", "string", value=lambda row: row["_group"]),
    Column("row_id", "string", value=lambda row: row["_id"]),
    Column("row_label", "string", value=lambda row: row["_label"]),
]
_LEDGER = [
    Column("account_path", "string", value=lambda row: " > ".join(row["_path"])),
    Column("line_number", "integer", value=lambda row: row["_number"]),
    Column("account_id", "string", value=lambda row: row["_account"].get("id")),
    Column("account_name", "string", value=lambda row: row["_account"].get("value")),
    Column("transaction_id", "string", value=_cell("txn_type", "id")),
    Column("transaction_type", "string", value=_cell("txn_type")),
    Column("transaction_date", "date", value=_date_cell),
    Column("doc_number", "string", value=_cell("doc_num")),
    Column("name", "string", value=_cell("name")),
    Column("memo", "string", value=_cell("memo")),
    Column("split_account", "string", value=_cell("split_acc")),
    Column("amount", "number", value=_money_cell("subt_nat_amount")),
    Column("balance", "number", value=_money_cell("rbal_nat_amount")),
]
