"""Oracle Fusion to the warehouse, compared with the balances cube of the pod."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import requests

from demo.pipeline import load
from demo.settings import Marker, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb
    from erp_sandbox.oracle_fusion.client import OracleFusionControl

_FLOW, _TAP = "oracle-fusion-to-warehouse", "tap-oracle-fusion"
_STEPS, _SEED = 40, 7
_TIMEOUT, _LIMIT = 60, 499
_MISSING = "#MISSING"
_LEDGERS = """
with last as (
    select max(end_date) as end_date
    from finance.dim_period
    where source_system = 'oracle_fusion' and not is_adjustment
        and period_key in (select period_key from finance.fct_gl_line)
)
select ledger.ledger_key, ledger.ledger_name, ledger.currency_code, period.period_name,
    any_value(header.account_combination)
from finance.dim_ledger ledger
join finance.trial_balance balance using (ledger_key)
join finance.dim_period period using (period_key)
join last using (end_date)
join (
    select ledger_name, account_combination from oracle_fusion.gl_journal_headers
    join oracle_fusion.gl_journal_lines using (pod, je_batch_id, journal_header_key)
) header on header.ledger_name = ledger.ledger_name
where balance.source_system = 'oracle_fusion' and not period.is_adjustment
group by all order by 2
"""
_TRIAL_BALANCE = """
select account_number, sum(closing_balance)
from finance.trial_balance join finance.dim_period using (period_key)
where ledger_key = ? and dim_period.period_name = ?
group by all having sum(closing_balance) <> 0
"""
_ACCOUNTS = """
select combination, account_id from intermediate.int_oracle_fusion__combinations
join intermediate.int_oracle_fusion__ledgers using (pod, chart_id) where ledger_key = ?
"""


class OracleFusionSource:
    """The pod.

    Args:
        fusion: Its control.
    """

    def __init__(self, fusion: OracleFusionControl) -> None:
        self._fusion = fusion
        self._loaded = Marker(_FLOW)

    def load(self, *, marts: bool) -> None:
        """Load the pod; in later demos change it first, and load the changes.

        Raises:
            DemoError: The run failed.
        """
        if self._loaded.exists():
            happened = self._fusion.mutate("random", steps=_STEPS, seed=_SEED)["steps"]
            counts = ", ".join(f"{number} {action}" for action, number in sorted(happened.items()))
            print(f"Changes in Oracle Fusion: {counts}")
        with self._loaded.when_done():
            variables = environment(self._fusion.environment())
            emitted = load(_FLOW, _TAP, variables, marts=marts).emitted
        print(f"  records emitted: {sum(emitted.values()):,}\n")

    def reconcile(self, warehouse: duckdb.DuckDBPyConnection) -> bool:
        """Print every ledger's balance next to `ledgerBalances`; return whether all are equal."""
        ledgers = warehouse.execute(_LEDGERS).fetchall()
        heading = f"Oracle Fusion, trial balance {ledgers[0][3]}" if ledgers else "Oracle Fusion"
        print(f"\n{heading:<48}{'marts, debits':>18}{'ledgerBalances':>18}{'accounts':>14}")
        passed = bool(ledgers)
        for key, name, currency, period, combination in ledgers:
            derived = dict(warehouse.execute(_TRIAL_BALANCE, [key, period]).fetchall())
            accounts = dict(warehouse.execute(_ACCOUNTS, [key]).fetchall())
            reported = _reported(self._fusion, accounts, name, currency, period, combination)
            every = derived.keys() | reported.keys()
            differ = {account for account in every if derived.get(account) != reported.get(account)}
            passed &= not differ
            mark = f"  <-- {', '.join(sorted(differ))}" if differ else ""
            print(
                f"  {name:<42}{currency:>4}{_debits(derived):>18,.2f}"
                f"{_debits(reported):>18,.2f}{len(derived):>14,}{mark}"
            )
        return passed


def _reported(
    fusion: OracleFusionControl, accounts: Mapping[str, str], *cell: str
) -> dict[str, Decimal]:
    """Return the balances of the cube by account; those that are zero are left out."""
    found: dict[str, Decimal] = {}
    for row in _cube(fusion, *cell):
        if row["EndingBalance"] != _MISSING:
            account = accounts[re.sub(r"[^A-Za-z0-9]", "-", row["DetailAccountCombination"])]
            found[account] = found.get(account, Decimal(0)) + Decimal(row["EndingBalance"])
    return {account: amount for account, amount in found.items() if amount}


def _cube(
    fusion: OracleFusionControl, ledger: str, currency: str, period: str, combination: str
) -> Iterator[dict[str, Any]]:
    config = fusion.config(auth="basic")
    url = f"{config['api_url']}/fscmRestApi/resources/11.13.18.05/ledgerBalances"
    every = re.sub(r"[A-Za-z0-9]+", "%", combination)
    finder = (
        f"AccountBalanceFinder;accountCombination={every},accountingPeriod={period},"
        f"currency={currency},ledgerName={ledger},mode=Detail,amountType=PTD"
    )
    offset, count = 0, 1
    while count:  # advance by what came: the pod lowers the limit
        response = requests.get(
            url,
            params={"finder": finder, "limit": f"{_LIMIT}", "offset": f"{offset}"},
            auth=(config["username"], config["password"]),
            timeout=_TIMEOUT,
        )
        response.raise_for_status()
        items = response.json().get("items", [])
        yield from items
        count = len(items)
        offset += count


def _debits(balances: Mapping[str, Decimal]) -> Decimal:
    return sum((balance for balance in balances.values() if balance > 0), Decimal(0))
