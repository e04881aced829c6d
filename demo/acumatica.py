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

    import duckdb
    from erp_sandbox.acumatica.client import AcumaticaControl

_BLOCKS = ("tap-acumatica", "target-duckdb")
_STAGES = (
    ("Running catalog discovery", "discovering streams and custom fields"),
    ("Beginning sync of", "extracting and loading"),
)
_STEPS, _SEED = 40, 7
_TIMEOUT = 60
_TRIAL_BALANCE = """
with last as (
    select any_value(period_id order by end_date desc, period_sequence desc) as period_id
    from finance.dim_period
    where source_system = 'acumatica' and period_key in (select period_key from finance.fct_gl_line)
)
select ledger_id, ledger.currency_code, account.account_number, period_id, sum(closing_balance)
from finance.trial_balance balance
join finance.dim_ledger ledger using (ledger_key)
join finance.dim_account account using (account_key)
join finance.dim_period period using (period_key)
where balance.source_system = 'acumatica' and period_id = (select period_id from last)
group by all having sum(closing_balance) <> 0
"""


@dataclass
class Ledger:
    """Balances of one ledger at the end of a period, debits positive.

    Attributes:
        name: The ledger.
        currency: Its currency.
        period: The period, MMYYYY.
        derived: Balance in the marts, by account.
        reported: Balance of Acumatica's inquiry, by account.
    """

    name: str
    currency: str
    period: str
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
    heading = f"Acumatica, trial balance {ledgers[0].period}" if ledgers else "Acumatica"
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
    derived: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for name, currency, account, period, balance in warehouse.execute(_TRIAL_BALANCE).fetchall():
        derived.setdefault((name, currency, period), {})[account] = balance
    config = site.config(auth="cookie")
    url = config["api_url"]
    endpoint = f"{url}/entity/{config['endpoint_name']}/{config['endpoint_version']}"
    form = {"name": config["username"], "password": config["password"], "tenant": config["tenant"]}
    with requests.Session() as session:
        session.post(f"{url}/entity/auth/login", json=form, timeout=_TIMEOUT).raise_for_status()
        try:
            for (name, currency, period), balances in sorted(derived.items()):
                response = session.put(
                    f"{endpoint}/AccountSummaryInquiry",
                    params={"$expand": "Results"},
                    json={"Ledger": {"value": name}, "Period": {"value": period}},
                    timeout=_TIMEOUT,
                )
                response.raise_for_status()
                rows = response.json(parse_float=Decimal)["Results"]
                yield Ledger(name, currency, period, balances, _balances(rows))
        finally:
            session.post(f"{url}/entity/auth/logout", data=b"", timeout=_TIMEOUT)


def _balances(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    """Return the ending balances by account; those of other types than debit are negated."""
    found: dict[str, Decimal] = {}
    for row in rows:
        account, balance = row["Account"]["value"], Decimal(row["EndingBalance"]["value"])
        sign = 1 if row["Type"]["value"] in {"Asset", "Expense"} else -1
        found[account] = found.get(account, Decimal(0)) + sign * balance
    return {account: balance for account, balance in found.items() if balance}


def _debits(balances: Mapping[str, Decimal]) -> Decimal:
    return sum((balance for balance in balances.values() if balance > 0), Decimal(0))
