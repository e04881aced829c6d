"""Acumatica to the warehouse, compared with Acumatica's own account summary."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from demo.acumatica_site import TIMEOUT, enter_costs, signed_in
from demo.pipeline import load
from demo.settings import Marker, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import duckdb
    from erp_sandbox.acumatica.client import AcumaticaControl

_FLOW, _TAP = "acumatica-to-warehouse", "tap-acumatica"
_STEPS, _SEED = 40, 7
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


class AcumaticaSource:
    """The tenant.

    Args:
        site: The control of its site.
    """

    def __init__(self, site: AcumaticaControl) -> None:
        self._site = site
        self._loaded = Marker(_FLOW)

    def load(self, *, marts: bool) -> None:
        """Load the tenant; in later demos change it first, and load the changes.

        Raises:
            DemoError: The run failed.
        """
        if self._loaded.exists():
            happened = self._site.mutate("random", steps=_STEPS, seed=_SEED)["steps"]
            counts = ", ".join(f"{number} {action}" for action, number in sorted(happened.items()))
            print(f"Changes in Acumatica: {counts}")
        print(enter_costs(self._site, later=self._loaded.exists()))
        with self._loaded.when_done():
            variables = environment(self._site.environment())
            emitted = load(_FLOW, _TAP, variables, marts=marts).emitted
        print(f"  records emitted: {sum(emitted.values()):,}\n")

    def reconcile(self, warehouse: duckdb.DuckDBPyConnection) -> bool:
        """Print every ledger's balance next to Acumatica's; return whether all are equal."""
        ledgers = list(_ledgers(self._site, warehouse))
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
    with signed_in(site) as (session, endpoint):
        for (name, currency, end), balances in sorted(derived.items()):
            reported: dict[str, Decimal] = {}
            for branch, period in warehouse.execute(_BRANCHES, [name]).fetchall():
                parameters = {"Ledger": name, "Period": period, "Branch": branch}
                response = session.put(
                    f"{endpoint}/AccountSummaryInquiry",
                    params={"$expand": "Results"},
                    json={key: {"value": value} for key, value in parameters.items()},
                    timeout=TIMEOUT,
                )
                response.raise_for_status()
                _add(reported, response.json(parse_float=Decimal)["Results"])
            nonzero = {account: amount for account, amount in reported.items() if amount}
            yield Ledger(name, currency, end, balances, nonzero)


def _add(balances: dict[str, Decimal], rows: list[dict[str, Any]]) -> None:
    """Add the ending balances by account; those of other types than debit are negated."""
    for row in rows:
        account, balance = row["Account"]["value"], Decimal(row["EndingBalance"]["value"])
        sign = 1 if row["Type"]["value"] in {"Asset", "Expense"} else -1
        balances[account] = balances.get(account, Decimal(0)) + sign * balance


def _debits(balances: Mapping[str, Decimal]) -> Decimal:
    return sum((balance for balance in balances.values() if balance > 0), Decimal(0))
