"""Acumatica to the warehouse, compared with Acumatica's own account summary."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import requests

from demo.pipeline import run_job
from demo.settings import ACUMATICA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import duckdb
    from erp_sandbox.acumatica.client import AcumaticaControl

_BLOCKS = ("tap-acumatica", "target-duckdb")
_STAGES = (
    ("Running catalog discovery", "discovering streams and custom fields"),
    ("Beginning sync of", "extracting and loading"),
)
_STEPS, _SEED = 40, 7
_TIMEOUT = 60
_LAST = """
with last as (
    select max(end_date) as end_date
    from finance.dim_period
    where source_system = 'acumatica' and period_key in (select period_key from finance.fct_gl_line)
)
"""
_TRIAL_BALANCE = f"""
{_LAST}
select ledger_id, ledger.currency_code, account.account_number, end_date, sum(closing_balance)
from finance.trial_balance balance
join finance.dim_ledger ledger using (ledger_key)
join finance.dim_account account using (account_key)
join finance.dim_period period using (period_key)
join last using (end_date)
where balance.source_system = 'acumatica'
group by all having sum(closing_balance) <> 0
"""
_BRANCHES = f"""
{_LAST}
select distinct branch.branch_id, period.period_id
from finance.trial_balance balance
join finance.dim_company company using (company_key)
join finance.dim_ledger ledger using (ledger_key)
join finance.dim_period period using (period_key)
join last using (end_date)
join acumatica.branches branch on branch.company_id = company.company_code
where balance.source_system = 'acumatica' and ledger_id = ?
"""


@dataclass
class Ledger:
    """Balances of one ledger at the end of a period, debits positive.

    Attributes:
        name: The ledger.
        currency: Its currency.
        end: Last day of the period, which companies may number differently.
        derived: Balance in the marts, by account.
        reported: Balance of Acumatica's inquiry, by account.
    """

    name: str
    currency: str
    end: date
    derived: dict[str, Decimal]
    reported: dict[str, Decimal]


def extract(site: AcumaticaControl, environment: Mapping[str, str]) -> None:
    """Load the tenant; in later demos change it first, and load the changes.

    Raises:
        DemoError: The run failed.
    """
    if ACUMATICA.exists():
        happened = site.mutate("random", steps=_STEPS, seed=_SEED)["steps"]
        counts = ", ".join(f"{number} {action}" for action, number in sorted(happened.items()))
        print(f"Changes in Acumatica: {counts}")
    emitted = run_job(environment, *_BLOCKS, stages=_STAGES).emitted
    ACUMATICA.touch()
    print(f"  records emitted: {sum(emitted.values()):,}\n")


def reconcile(site: AcumaticaControl, warehouse: duckdb.DuckDBPyConnection) -> bool:
    """Print the balance of every ledger next to Acumatica's; return whether all are equal."""
    ledgers = list(_ledgers(site, warehouse))
    heading = f"Acumatica, trial balance {ledgers[0].end:%b %Y}" if ledgers else "Acumatica"
    print(f"\n{heading:<48}{'marts, debits':>18}{'inquiry':>18}{'accounts':>14}")
    passed = bool(ledgers)
    for ledger in ledgers:
        differ = {
            account
            for account in ledger.derived.keys() | ledger.reported.keys()
            if ledger.derived.get(account, 0) != ledger.reported.get(account, 0)
        }
        passed &= not differ
        mark = f"  <-- {', '.join(sorted(differ))}" if differ else ""
        print(
            f"  {ledger.name:<42}{ledger.currency:>4}{_debits(ledger.derived):>18,.2f}"
            f"{_debits(ledger.reported):>18,.2f}{len(ledger.derived):>14,}{mark}"
        )
    return passed


def _ledgers(site: AcumaticaControl, warehouse: duckdb.DuckDBPyConnection) -> Iterator[Ledger]:
    derived: dict[tuple[str, str, date], dict[str, Decimal]] = {}
    for name, currency, account, end, balance in warehouse.execute(_TRIAL_BALANCE).fetchall():
        derived.setdefault((name, currency, end), {})[account] = balance
    config = site.config(auth="cookie")
    url = config["api_url"]
    endpoint = f"{url}/entity/{config['endpoint_name']}/{config['endpoint_version']}"
    form = {"name": config["username"], "password": config["password"], "tenant": config["tenant"]}
    with requests.Session() as session:
        session.post(f"{url}/entity/auth/login", json=form, timeout=_TIMEOUT).raise_for_status()
        try:
            for (name, currency, end), balances in sorted(derived.items()):
                reported: dict[str, Decimal] = {}
                for branch, period in warehouse.execute(_BRANCHES, [name]).fetchall():
                    parameters = {"Ledger": name, "Period": period, "Branch": branch}
                    response = session.put(
                        f"{endpoint}/AccountSummaryInquiry",
                        params={"$expand": "Results"},
                        json={key: {"value": value} for key, value in parameters.items()},
                        timeout=_TIMEOUT,
                    )
                    response.raise_for_status()
                    _add(reported, response.json(parse_float=Decimal)["Results"])
                nonzero = {account: amount for account, amount in reported.items() if amount}
                yield Ledger(name, currency, end, balances, nonzero)
        finally:
            session.post(f"{url}/entity/auth/logout", data=b"", timeout=_TIMEOUT)


def _add(balances: dict[str, Decimal], rows: list[dict[str, Any]]) -> None:
    """Add the ending balances by account; those of other types than debit are negated."""
    for row in rows:
        account, balance = row["Account"]["value"], Decimal(row["EndingBalance"]["value"])
        sign = 1 if row["Type"]["value"] in {"Asset", "Expense"} else -1
        balances[account] = balances.get(account, Decimal(0)) + sign * balance


def _debits(balances: Mapping[str, Decimal]) -> Decimal:
    return sum((balance for balance in balances.values() if balance > 0), Decimal(0))
