"""QuickBooks Online to the warehouse, compared with QuickBooks' own reports."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from demo.pipeline import load
from demo.settings import Marker, environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import duckdb
    from erp_sandbox.quickbooks.client import QuickBooksControl

_FLOW, _TAP = "quickbooks-to-warehouse", "tap-quickbooks"
_EDITS, _SEED = 40, 7
_LISTS = ("Account", "Customer", "Vendor", "Item")
_AGINGS = {"AgedReceivables": "ar_aging", "AgedPayables": "ap_aging"}
_HEADINGS = f"{'marts':>18}{'report':>18}{'difference':>14}"
_DOCUMENTS = ("Invoice", "Payment", "Bill", "BillPayment", "Purchase", "JournalEntry", "Deposit")


class QuickBooksSource:
    """The company.

    Args:
        company: Its control.
    """

    def __init__(self, company: QuickBooksControl) -> None:
        self._company = company
        self._loaded = Marker(_FLOW)

    def load(self, *, marts: bool) -> None:
        """Load the company; in later demos change it first, and load the changes.

        Raises:
            DemoError: The run failed.
        """
        if self._loaded.exists():
            steps = self._company.mutate("random", steps=_EDITS, seed=_SEED)["steps"]
            named = sorted(set(steps) - {"nothing"})
            print(
                f"Changes in QuickBooks: {', '.join(f'{steps.count(one)} {one}' for one in named)}"
            )
        with self._loaded.when_done():
            variables = environment(self._company.environment())
            emitted = load(_FLOW, _TAP, variables, marts=marts).emitted
        print(f"  records emitted: {sum(emitted.values()):,}\n")

    def reconcile(self, warehouse: duckdb.DuckDBPyConnection) -> bool:
        """Print rows and trial balance next to QuickBooks' own; return whether all are equal."""
        print(f"\n{'QuickBooks':<34}{'at source':>12}{'staged':>12}")
        loaded = dict(
            warehouse.execute(
                "select transaction_type, count(*) from staging.stg_quickbooks__transactions"
                " group by 1"
                + "".join(
                    f" union all select '{name}', count(*)"
                    f" from staging.stg_quickbooks__{name.lower()}s"
                    for name in _LISTS
                )
            ).fetchall()
        )
        passed = True
        for entity in _LISTS + _DOCUMENTS:
            source, staged = len(self._company.truth(entity)), loaded.get(entity, 0)
            passed &= source == staged
            mark = "" if source == staged else "  <--"
            print(f"  {entity:<32}{source:>12,}{staged:>12,}{mark}")
        return _compare_balances(self._company, warehouse) and passed


def _compare_balances(company: QuickBooksControl, warehouse: duckdb.DuckDBPyConnection) -> bool:
    [(realm, currency, period, end)] = warehouse.execute(
        "select company_id, base_currency_code, period_key, end_date from finance.dim_period"
        " join finance.dim_company using (calendar_key)"
        " where dim_period.source_system = 'quickbooks' order by period_sequence desc limit 1"
    ).fetchall()
    rows = company.report("TrialBalance", realm, end_date=end.isoformat())["Rows"].get("Row", [])
    reported = dict(map(_balance, (row["ColData"] for row in rows if "ColData" in row)))
    derived = {
        account: (label, balance)
        for account, label, balance in warehouse.execute(
            "select account_id, account_label, closing_balance from finance.trial_balance"
            " join finance.dim_account using (account_key)"
            " where period_key = ? and closing_balance <> 0 order by account_label",
            [period],
        ).fetchall()
    }
    print(f"\n{f'QuickBooks {realm}, trial balance, {end}':<48}{_HEADINGS}")
    zero = Decimal(0)
    passed = bool(derived)
    for account in [*derived, *(reported.keys() - derived.keys())]:
        label, mart = derived.get(account, (f"account {account}", zero))
        passed &= _print_pair(label, currency, mart, reported.get(account, zero))
    return _compare_aging(company, warehouse, realm, currency) and passed


def _compare_aging(
    company: QuickBooksControl,
    warehouse: duckdb.DuckDBPyConnection,
    realm: str,
    currency: str,
) -> bool:
    print(f"{f'QuickBooks {realm}, aging':<48}{_HEADINGS}")
    passed = True
    for name, table in _AGINGS.items():
        [(mart, day)] = warehouse.execute(
            f"select sum(base_open_amount), max(as_of_date) from finance.{table}"
            " join finance.dim_company using (company_key) where company_id = ?",
            [realm],
        ).fetchall()
        rows = company.report(name, realm, report_date=day.isoformat())["Rows"]["Row"]
        passed &= _print_pair(
            name, currency, mart, Decimal(rows[-1]["Summary"]["ColData"][-1]["value"])
        )
    return passed


def _print_pair(label: str, currency: str, mart: Decimal, report: Decimal) -> bool:
    mark = "" if mart == report else "  <--"
    print(f"  {label:<42}{currency:>4}{mart:>18,.2f}{report:>18,.2f}{mart - report:>14,.2f}{mark}")
    return mart == report


def _balance(cells: Iterable[Mapping[str, Any]]) -> tuple[str, Decimal]:
    name, debit, credit = cells
    return name["id"], Decimal(debit["value"] or 0) - Decimal(credit["value"] or 0)
