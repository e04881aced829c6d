"""QuickBooks Online to the warehouse, compared with QuickBooks' own trial balance."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from demo.pipeline import run_job
from demo.settings import CREDENTIALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import duckdb
    from erp_sandbox.quickbooks.client import QuickBooksControl

_BLOCKS = ("tap-quickbooks", "target-duckdb")
_STAGES = (
    ("Running catalog discovery", "discovering streams"),
    ("Beginning sync of", "extracting and loading"),
)
_EDITS, _SEED = 40, 7
_LISTS = ("Account", "Customer", "Vendor", "Item")
_DOCUMENTS = ("Invoice", "Payment", "Bill", "BillPayment", "Purchase", "JournalEntry", "Deposit")


def extract(company: QuickBooksControl, environment: Mapping[str, str]) -> None:
    """Load the company, change it, and load the changes.

    The company, the tap's state and its credentials are kept between demos.

    Raises:
        DemoError: A run failed.
    """
    new = not CREDENTIALS.exists()
    first = run_job(environment, *_BLOCKS, stages=_STAGES, full_refresh=new).emitted
    steps = company.mutate("random", steps=_EDITS, seed=_SEED)["steps"]
    summary = ", ".join(f"{steps.count(step)} {step}" for step in sorted(set(steps) - {"nothing"}))
    print(f"Changes in QuickBooks: {summary}")
    second = run_job(environment, *_BLOCKS, stages=_STAGES).emitted
    print(
        f"  records emitted: {sum(first.values()):,} in the first run,"
        f" {sum(second.values()):,} in the second\n"
    )


def reconcile(company: QuickBooksControl, warehouse: duckdb.DuckDBPyConnection) -> bool:
    """Print rows and trial balance next to QuickBooks' own; return whether all are equal."""
    print(f"\n{'QuickBooks':<34}{'at source':>12}{'staged':>12}")
    loaded = dict(
        warehouse.execute(
            "select transaction_type, count(*) from staging.stg_quickbooks__transactions group by 1"
            + "".join(
                f" union all select '{name}', count(*) from staging.stg_quickbooks__{name.lower()}s"
                for name in _LISTS
            )
        ).fetchall()
    )
    passed = True
    for entity in _LISTS + _DOCUMENTS:
        source, staged = len(company.truth(entity)), loaded.get(entity, 0)
        passed &= source == staged
        mark = "" if source == staged else "  <--"
        print(f"  {entity:<32}{source:>12,}{staged:>12,}{mark}")
    return _compare_balances(company, warehouse) and passed


def _compare_balances(company: QuickBooksControl, warehouse: duckdb.DuckDBPyConnection) -> bool:
    [(period, end)] = warehouse.execute(
        "select period_key, end_date from finance.dim_period where source_system = 'quickbooks'"
        " order by period_sequence desc limit 1"
    ).fetchall()
    rows = company.report("TrialBalance", end_date=end.isoformat())["Rows"].get("Row", [])
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
    title = f"QuickBooks trial balance, {end}"
    print(f"\n{title:<34}{'marts':>18}{'report':>18}{'difference':>14}")
    zero = Decimal(0)
    for account in [*derived, *(reported.keys() - derived.keys())]:
        label, mart = derived.get(account, (f"account {account}", zero))
        report = reported.get(account, zero)
        mark = "" if mart == report else "  <--"
        print(f"  {label:<32}{mart:>18,.2f}{report:>18,.2f}{mart - report:>14,.2f}{mark}")
    return bool(derived) and {account: mart for account, (_, mart) in derived.items()} == reported


def _balance(cells: Iterable[Mapping[str, Any]]) -> tuple[str, Decimal]:
    name, debit, credit = cells
    return name["id"], Decimal(debit["value"] or 0) - Decimal(credit["value"] or 0)
