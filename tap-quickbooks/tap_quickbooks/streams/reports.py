"""The reports that are streams ("Run reports")."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """A report and its stream.

    Attributes:
        name: In the path.
        stream: Name of its stream.
        amounts: Names of its money columns, from left to right.
        as_of: Whether it shows the state at the end of a period; else what happened in it.
        today: Whether it is requested as of today only.
        detail: Whether its rows are ledger lines.
        parameters: Query parameters in addition to the period.
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
