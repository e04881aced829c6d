"""The rows of `ledgerBalances`, which finders read from the balances cube."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.cube import Balance, cube_of
from erp_sandbox.oracle_fusion.errors import bad_query
from erp_sandbox.oracle_fusion.keys import hashed
from erp_sandbox.oracle_fusion.organization import LEDGER_SET
from erp_sandbox.oracle_fusion.resources import RESOURCES
from erp_sandbox.oracle_fusion.rows import Row, Values, filled
from erp_sandbox.oracle_fusion.seed_ledger import ledger_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from erp_sandbox.oracle_fusion.cube import Cube
    from erp_sandbox.oracle_fusion.organization import Ledger
    from erp_sandbox.oracle_fusion.store import Pod

MISSING = "#MISSING"
"""What the cube shows for a cell without data."""

GROUP = "Alderway Close"
"""The only account group."""
ACCOUNTS = {"Cash": "1010", "Receivables": "1100", "Payables": "2000", "Product Sales": "4010"}
"""Natural accounts of the group by the name of the account."""

_BALANCES = RESOURCES["ledgerBalances"]
_REQUIRED = {
    "AccountBalanceFinder": ("accountCombination", "accountingPeriod", "currency"),
    "AccountGroupBalanceFinder": ("accountGroupName", "accountingPeriod", "currency"),
}
_CHOICES = {
    "mode": ("Summary", "Detail"),
    "amountType": ("PTD", "QTD", "YTD"),
    "currencyType": ("Total", "Entered"),
    "scenario": ("Actual", "Budget"),
}
"""The values of a variable; the first is the default (unconfirmed)."""


@dataclass(frozen=True)
class _Request:
    """The variables of a finder, with their defaults."""

    period: str
    currency: str
    ledger: str | None
    ledger_set: str | None
    mode: str
    amount_type: str
    currency_type: str
    scenario: str

    def row(self, combination: str, detail: str | None, **values: object) -> Row:
        """Return a row of balances with these values."""
        common: Values = filled(
            LedgerSetName=self.ledger_set,
            LedgerName=self.ledger,
            Currency=self.currency,
            CurrentAccountingPeriod=self.period,
            PeriodName=self.period,
            Scenario=self.scenario,
            AccountCombination=combination,
            DetailAccountCombination=detail or "N/A",
            AmountType=self.amount_type,
            CurrencyType=self.currency_type,
            **values,
        )
        key = hashed(*(f"{common.get(name, '')}" for name in _BALANCES.keys), detail or "")
        return Row.of(_BALANCES, key, common, ledger=self.ledger)


def find(pod: Pod, finder: str, variables: Mapping[str, str]) -> list[Row]:
    """Return the rows of a finder.

    Raises:
        ApiError: 400, if a variable is missing or has no valid value.
    """
    request = _request(finder, variables)
    cube = cube_of(pod)
    pattern = variables.get("accountCombination", "")
    ledgers = _ledgers(pod, request)
    known = [ledger for ledger in ledgers if cube.has_period(ledger, request.period)]
    if not known:
        error = f"The ledger or the period {request.period} is not a member of the balances cube."
        return [request.row(pattern, None, ErrorDetail=error)]
    if finder == "AccountBalanceFinder":
        return list(_balances(cube, known, request, pattern))
    if variables["accountGroupName"] != GROUP:
        raise bad_query("The account group was not found.", "accountGroupName")
    wanted = variables.get("accountName")
    rows: list[Row] = []
    for name, account in ACCOUNTS.items():
        if wanted in {None, name}:
            combination = _of_account(known[0], account)
            named = {"AccountGroupName": GROUP, "AccountName": name}
            rows += _balances(cube, known, request, combination, named)
    return rows


def _request(finder: str, variables: Mapping[str, str]) -> _Request:
    missing = [name for name in _REQUIRED[finder] if not variables.get(name)]
    if not variables.get("ledgerName") and not variables.get("ledgerSetName"):
        missing.append("ledgerName")
    if missing:
        raise bad_query(f"The variable {missing[0]} of finder {finder} is required.", missing[0])
    chosen = {name: variables.get(name, choices[0]) for name, choices in _CHOICES.items()}
    for name, value in chosen.items():
        if value not in _CHOICES[name]:
            raise bad_query(f"The value {value} of variable {name} is not valid.", name)
    return _Request(
        variables["accountingPeriod"],
        variables["currency"],
        variables.get("ledgerName"),
        variables.get("ledgerSetName"),
        chosen["mode"],
        chosen["amountType"],
        chosen["currencyType"],
        chosen["scenario"],
    )


def _ledgers(pod: Pod, request: _Request) -> list[Ledger]:
    ledgers = pod.organization.ledgers
    if request.ledger:
        return [ledgers[request.ledger]] if request.ledger in ledgers else []
    names = ledger_set(pod) if request.ledger_set == LEDGER_SET else []
    return [ledgers[name] for name in names]


def _of_account(ledger: Ledger, account: str) -> str:
    """Return the pattern of a natural account."""
    return ledger.chart.delimiter.join(
        account if segment.label == "GL_ACCOUNT" else "%" for segment in ledger.chart.segments
    )


def _balances(
    cube: Cube,
    ledgers: Sequence[Ledger],
    request: _Request,
    pattern: str,
    named: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Yield one row for the pattern, or in mode Detail one for each combination."""
    chart = ledgers[0].chart
    parts = pattern.split(chart.delimiter)
    if len(parts) != len(chart.segments):
        raise bad_query(f"The account combination {pattern} is not valid.", "accountCombination")
    escaped = (re.escape(part).replace("%", ".*") for part in parts)
    matches = re.compile(re.escape(chart.delimiter).join(escaped)).fullmatch
    found = [
        (combination, _balance(cube, ledger, combination, request))
        for ledger in ledgers
        for combination in cube.combinations(ledger)
        if matches(combination)
    ]
    shown = {**(named or {})}
    if request.mode == "Detail":
        for combination, balance in found:
            yield request.row(pattern, combination, **shown, **_amounts(balance, request))
    else:
        total = Balance(
            _total([balance.beginning for _, balance in found]),
            _total([balance.activity for _, balance in found]),
        )
        yield request.row(pattern, None, **shown, **_amounts(total, request))


def _balance(cube: Cube, ledger: Ledger, combination: str, request: _Request) -> Balance:
    if request.scenario != "Actual":
        return Balance(None, None)
    return cube.balance(
        ledger,
        combination,
        request.period,
        request.currency,
        request.currency_type,
        request.amount_type,
    )


def _total(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None


def _amounts(balance: Balance, request: _Request) -> Values:
    budget = request.scenario == "Budget"
    return {
        "BeginningBalance": _text(balance.beginning),
        "PeriodActivity": _text(balance.activity),
        "EndingBalance": _text(balance.ending),
        "ActualBalance": MISSING if budget else _text(balance.ending),
        "BudgetBalance": MISSING,
        "CurrentPeriodBalance": _text(balance.activity),
    }


def _text(amount: Decimal | None) -> str:
    """Return an amount as the cube writes it: without trailing zeros."""
    if amount is None:
        return MISSING
    text = f"{amount:f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
