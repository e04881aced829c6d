"""The reports as tables, and their nested rows made flat ("Run reports").

Columns are told by their place: titles are in the company's language, and most money columns have
no key. Amounts are exact; an empty cell is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tap_quickbooks.columns import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

CUT = "Unable to display more data"
_MONEY = {"money", "subt_nat_amount", "rbal_nat_amount"}


@dataclass(frozen=True)
class Report:
    """A report and its stream.

    Attributes:
        name: In the path.
        stream: Name of its stream.
        amounts: Names of its money columns, from left to right.
        as_of: Whether it tells the state at the end of a period; else what happened in it.
        today: Whether it is asked for as of today alone.
        detail: Whether its rows are ledger lines.
        parameters: What is asked for beside the period.
    """

    name: str
    stream: str
    amounts: tuple[str, ...]
    as_of: bool = False
    today: bool = False
    detail: bool = False
    parameters: tuple[tuple[str, str], ...] = ()


_AGED = ("current", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_over_90", "total")
_PERIODS = (("aging_period", "30"), ("num_periods", "4"), ("aging_method", "Report_Date"))
_LEDGER_CELLS = (
    "tx_date", "txn_type", "doc_num", "name", "memo", "split_acc", "subt_nat_amount",
    "rbal_nat_amount",
)  # fmt: skip
REPORTS = (
    Report("TrialBalance", "trial_balance_report", ("debit", "credit"), as_of=True),
    Report("ProfitAndLoss", "profit_and_loss_report", ("amount",)),
    Report("BalanceSheet", "balance_sheet_report", ("amount",), as_of=True),
    Report("CashFlow", "cash_flow_report", ("amount",)),
    Report(
        "GeneralLedger",
        "general_ledger_report",
        (),
        detail=True,
        parameters=(("columns", ",".join(_LEDGER_CELLS)),),
    ),
    Report("AgedReceivables", "aged_receivables_report", _AGED, today=True, parameters=_PERIODS),
    Report("AgedPayables", "aged_payables_report", _AGED, today=True, parameters=_PERIODS),
)


class UnknownShapeError(ValueError):
    """A report has other columns than it is known to have."""


@dataclass(frozen=True)
class Line:
    """A row of a report, out of its nest.

    Attributes:
        path: Ids, or words where there are none, from the outermost section to the row.
        kind: `row`, or `total` of what is above it.
        group: The vendor's name of the innermost section that has one.
        cells: Its cells.
    """

    path: tuple[str, ...]
    kind: str
    group: str | None
    cells: list[Json]


def is_cut(answer: Json) -> bool:
    """Whether rows were left out, which an answer tells only in a cell."""
    return any(CUT in str(cell.get("value")) for line in _lines(answer) for cell in line.cells)


def rows(report: Report, answer: Json) -> Iterator[Json]:
    """The rows of an answer, as the stream's columns read them.

    Raises:
        UnknownShapeError: It has other columns than expected.
    """
    header = answer.get("Header", {})
    columns = _keys(answer)
    own = {"_header": header, "_report": report}
    if report.detail:
        yield from _ledger(columns, answer, own)
        return
    money = [place for place, key in enumerate(columns) if key in _MONEY]
    lines = list(_lines(answer))
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
    """The columns of a report's stream."""
    head = [
        Column("realm_id", "s", lambda row: row["_realm_id"]),
        Column("start_date", "d", lambda row: row["_start"]),
        Column("end_date", "d", lambda row: row["_end"]),
    ]
    tail = [
        Column("report_basis", "s", lambda row: row["_header"].get("ReportBasis")),
        Column("currency", "s", lambda row: row["_header"].get("Currency")),
    ]
    if report.detail:
        return [*head, *_LEDGER, *tail]
    amounts = [Column(name, "n", _reader(name)) for name in report.amounts]
    return [*head, *_SUMMARY, *amounts, *tail]


def key(report: Report) -> tuple[str, ...]:
    """The key columns of a report's stream."""
    if report.detail:
        return ("realm_id", "start_date", "account_path", "line_number")
    return ("realm_id", "start_date", "row_path", "row_kind")


def _keys(answer: Json) -> list[str]:
    """Keys of the columns; detail reports tell them in one of two ways."""
    found = []
    for column in (answer.get("Columns") or {}).get("Column") or []:
        told = {entry["Name"]: entry["Value"] for entry in column.get("MetaData") or []}
        kind = str(column.get("ColType", "")).lower()
        found.append(kind if kind == "money" else str(told.get("ColKey") or kind).lower())
    return found


def _lines(answer: Json) -> Iterator[Line]:
    yield from _nested(answer.get("Rows"), (), None)


def _nested(rows_: Any, path: tuple[str, ...], group: str | None) -> Iterator[Line]:
    """Rows of a section; empty ones are `{}` or null."""
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


def _ledger(columns_: list[str], answer: Json, own: Json) -> Iterator[Json]:
    """Lines of accounts: sections that may lie within each other."""
    yield from _ledger_section(columns_, answer.get("Rows"), (), {}, own)


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
    """The day of a line; the opening balance stands where it would be."""
    text = (row["_cells"].get("tx_date") or {}).get("value") or ""
    return text if text[:4].isdecimal() else None


_SUMMARY = [
    Column("row_path", "s", lambda row: " > ".join(row["_path"])),
    Column("row_kind", "s", lambda row: row["_kind"]),
    Column("row_group", "s", lambda row: row["_group"]),
    Column("row_id", "s", lambda row: row["_id"]),
    Column("row_label", "s", lambda row: row["_label"]),
]
_LEDGER = [
    Column("account_path", "s", lambda row: " > ".join(row["_path"])),
    Column("line_number", "i", lambda row: row["_number"]),
    Column("account_id", "s", lambda row: row["_account"].get("id")),
    Column("account_name", "s", lambda row: row["_account"].get("value")),
    Column("transaction_id", "s", _cell("txn_type", "id")),
    Column("transaction_type", "s", _cell("txn_type")),
    Column("transaction_date", "d", _date_cell),
    Column("doc_number", "s", _cell("doc_num")),
    Column("name", "s", _cell("name")),
    Column("memo", "s", _cell("memo")),
    Column("split_account", "s", _cell("split_acc")),
    Column("amount", "n", _money_cell("subt_nat_amount")),
    Column("balance", "n", _money_cell("rbal_nat_amount")),
]
