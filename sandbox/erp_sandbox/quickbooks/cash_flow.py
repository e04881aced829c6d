"""The cash flow report: from net income to the change of cash."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Record = dict[str, Any]

_PARTS = ("Operating", "Investing", "Financing")
_CASH = {"Bank", "UndepositedFunds"}
_INVESTING = {"Fixed Asset", "Other Asset"}
_FINANCING = {"Long Term Liability", "Equity"}


def sections(
    accounts: Mapping[str, Record],
    activity: Mapping[str, Decimal],
    cell: Callable[[str], Record],
) -> list[Record]:
    """Return the rows of the report.

    Args:
        accounts: Values of the accounts, by id.
        activity: Debits less credits of the period, by account.
        cell: The cell that names an account.
    """
    income = Decimal(0)
    parts: dict[str, list[tuple[Record, Decimal]]] = {
        "Operating": [],
        "Investing": [],
        "Financing": [],
    }
    cash = Decimal(0)
    for account, debit in activity.items():
        values = accounts[account]
        kinds = {values["AccountType"], values["AccountSubType"]}
        if values["Classification"] in {"Revenue", "Expense"}:
            income -= debit
        elif kinds & _CASH:
            cash += debit
        elif debit:
            parts[_part(kinds)].append((cell(account), -debit))
    rows = [_section("Operating", [({"value": "Net Income"}, income), *parts["Operating"]])]
    rows += [_section(name, parts[name]) for name in _PARTS[1:] if parts[name]]
    moved = income + sum((a for part in parts.values() for _, a in part), Decimal(0))
    if moved != cash:
        raise AssertionError(f"cash moved by {cash}, not {moved}")
    cells = [{"value": "Net cash increase for period"}, {"value": f"{cash:.2f}"}]
    return [*rows, {"Summary": {"ColData": cells}, "type": "Section", "group": "CashIncrease"}]


def _part(kinds: set[str]) -> str:
    if kinds & _INVESTING:
        return "Investing"
    return "Financing" if kinds & _FINANCING else "Operating"


def _section(name: str, lines: list[tuple[Record, Decimal]]) -> Record:
    total = sum((amount for _, amount in lines), Decimal(0))
    rows = [
        {"ColData": [cell, {"value": f"{amount:.2f}"}], "type": "Data"} for cell, amount in lines
    ]
    title = f"{name.upper()} ACTIVITIES"
    return {
        "Header": {"ColData": [{"value": title}, {"value": ""}]},
        "Rows": {"Row": rows},
        "Summary": {"ColData": [{"value": f"Net cash of {title}"}, {"value": f"{total:.2f}"}]},
        "type": "Section",
        "group": f"{name}Activities",
    }
