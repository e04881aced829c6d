"""Inquiries: branches, balances by account, and lines by period, worked out from the batches."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.errors import ApiError
from erp_sandbox.acumatica.rows import Row, guid, part_guid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.rows import Values
    from erp_sandbox.acumatica.store import Tenant

    Parameters = Mapping[str, Any]
    Work = Callable[[Tenant, Parameters], list[Values]]

_ZERO = Decimal("0.00")
_BASE = ("GLTranModuleBatNbr.DebitAmt", "GLTranModuleBatNbr.CreditAmt")
_COMPANY_PERIOD, _MASTER_PERIOD = (
    "GLTranModuleBatNbr.FinPeriodID",
    "GLTranModuleBatNbr.TranPeriodID",
)
_DEBIT_TYPES = {"Asset", "Expense"}
_YEARLY_TYPES = {"Income", "Expense"}


def inquiry(tenant: Tenant, entity: Entity, body: Mapping[str, Any]) -> Row:
    """Return the result of an inquiry, as a record with lines.

    Args:
        tenant: The tenant.
        entity: The inquiry.
        body: The request's body: wrapped parameters.

    Raises:
        ApiError: 500, if a parameter is not valid.
    """
    parameters = {
        name: wrapped.get("value")
        for name, wrapped in body.items()
        if name in entity.fields and isinstance(wrapped, dict)
    }
    row_id = guid(tenant.name, entity.name)
    results = _INQUIRIES[entity.name](tenant, parameters)
    given = {name: value for name, value in parameters.items() if value is not None}
    lines = [
        Row(part_guid(row_id, "Results", number), values)
        for number, values in enumerate(results, start=1)
    ]
    return Row(row_id, given, details={"Results": lines})


def _companies(tenant: Tenant, _: Parameters) -> list[Values]:
    organization = tenant.organization
    return [
        {
            "CompanyID": branch.company,
            "CompanyName": branch.company_name,
            "CompanyType": branch.company_type,
            "CompanyStatus": any(one.active for one in organization.companies[branch.company]),
            "BranchID": branch.code,
            "BranchName": branch.name,
            "BranchCountry": branch.country,
            "BranchStatus": branch.active,
            "BaseCurrencyID": branch.currency,
        }
        for branch in organization.branches.values()
    ]


def _details(tenant: Tenant, parameters: Parameters) -> list[Values]:
    first, last = (_period(parameters, name) for name in ("FromPeriod", "ToPeriod"))
    statuses = {"Posted"}
    if parameters.get("IncludeUnposted"):
        statuses.add("Unposted")
    if parameters.get("IncludeUnreleased"):
        statuses |= {"Balanced", "On Hold"}
    ledger = _ledger(tenant, parameters)
    found = []
    for batch, line in _lines(tenant, ledger, statuses):
        if first <= _sortable(line.custom[_MASTER_PERIOD]) <= last:
            found.append(_detail(batch, line))
    return found


def _detail(batch: Row, line: Row) -> Values:
    header, values = batch.values, line.values
    shown = {
        "Module": header["Module"],
        "BatchNumber": header["BatchNbr"],
        "RefNumber": values.get("ReferenceNbr"),
        "TransactionDate": line.custom.get(
            "GLTranModuleBatNbr.TranDate", header["TransactionDate"]
        ),
        "PeriodID": header["PostPeriod"],
        "Account": values["Account"],
        "Subaccount": values["Subaccount"],
        "Branch": values["BranchID"],
        "Ledger": header["LedgerID"],
        "Currency": header["CurrencyID"],
        "DebitAmount": values.get("DebitAmount", _ZERO),
        "CreditAmount": values.get("CreditAmount", _ZERO),
        "DebitAmountInBaseCurrency": line.custom[_BASE[0]],
        "CreditAmountInBaseCurrency": line.custom[_BASE[1]],
        "TransactionType": header["Module"],
        "TransactionDescription": values.get("TransactionDescription"),
        "CustomerVendor": values.get("VendorOrCustomer"),
        "Project": values.get("Project"),
        "ProjectTask": values.get("ProjectTask"),
        "Posted": header["Status"] == "Posted",
        "Released": header["Status"] in {"Posted", "Unposted"},
        "LastModifiedDateTime": header["LastModifiedDateTime"],
    }
    return {name: value for name, value in shown.items() if value is not None}


def _summary(tenant: Tenant, parameters: Parameters) -> list[Values]:
    period, ledger = _period(parameters, "Period"), _ledger(tenant, parameters)
    if ledger is None:
        raise ApiError(500, "'Ledger' cannot be empty.")
    accounts = {row.values["AccountCD"]: row.values for row in tenant.rows("Account")}
    balances: dict[tuple[str, str, str], _Balance] = defaultdict(_Balance)
    retained = tenant.company.chart.code("retained_earnings")
    # Periods are those of the branch's company, or else of the master calendar (unconfirmed).
    calendar = _COMPANY_PERIOD if parameters.get("Branch") else _MASTER_PERIOD
    for _, line in _lines(tenant, ledger, {"Posted"}):
        posted = _sortable(line.custom[calendar])
        if posted > period:
            continue
        account, values = line.values["Account"], line.values
        if accounts[account]["Type"] in _YEARLY_TYPES and posted[:4] < period[:4]:
            # At the end of a year, income and expenses go to the retained earnings.
            account = retained
        key = (account, values["Subaccount"], values["BranchID"])
        debit, credit = (line.custom[name] for name in _BASE)
        balances[key].add(debit, credit, posted, current=posted == period)
    numbers = {row.values["LedgerID"]: at for at, row in enumerate(tenant.rows("Ledger"), start=1)}
    wanted = {
        "Branch": parameters.get("Branch"),
        "Subaccount": parameters.get("Subaccount"),
        "AccountClass": parameters.get("AccountClass"),
    }
    rows = [
        _balance_row(accounts[key[0]], key, balance, numbers[ledger])
        for key, balance in sorted(balances.items())
    ]
    return [
        row for row in rows if all(value in {None, row.get(name)} for name, value in wanted.items())
    ]


class _Balance:
    """The balance of an account, subaccount and branch: debits minus credits."""

    def __init__(self) -> None:
        self.before = self.debit = self.credit = _ZERO
        self.last = ""

    def add(self, debit: Decimal, credit: Decimal, posted: str, *, current: bool) -> None:
        """Add a line."""
        self.last = max(self.last, posted)
        if current:
            self.debit += debit
            self.credit += credit
        else:
            self.before += debit - credit


def _balance_row(
    account: Values, key: tuple[str, str, str], balance: _Balance, ledger: int
) -> Values:
    sign = 1 if account["Type"] in _DEBIT_TYPES else -1
    activity = balance.debit - balance.credit
    row = {
        "Account": key[0],
        "Subaccount": key[1],
        "Branch": key[2],
        "LedgerID": ledger,
        "Type": account["Type"],
        "AccountClass": account.get("AccountClass"),
        "Description": account.get("Description"),
        "CurrencyID": account.get("CurrencyID"),
        "LastActivity": balance.last[4:] + balance.last[:4],
        "BeginningBalance": sign * balance.before,
        "DebitTotal": balance.debit,
        "CreditTotal": balance.credit,
        "PtdTotal": sign * activity,
        "EndingBalance": sign * (balance.before + activity),
    }
    return {name: value for name, value in row.items() if value is not None}


def _lines(tenant: Tenant, ledger: str | None, statuses: set[str]) -> Iterator[tuple[Row, Row]]:
    for batch in tenant.rows("JournalTransaction"):
        values = batch.values
        if values["Status"] in statuses and ledger in {None, values["LedgerID"]}:
            for line in batch.details.get("Details", ()):
                yield batch, line


def _ledger(tenant: Tenant, parameters: Parameters) -> str | None:
    name = parameters.get("Ledger")
    if name is not None and tenant.get("Ledger", str(name)) is None:
        raise ApiError(500, f"The ledger {name} cannot be found in the system.")
    return name


def _period(parameters: Parameters, name: str) -> str:
    """Return a period as `YYYYMM`; the parameter is `MMYYYY`, also with a hyphen."""
    text = str(parameters.get(name) or "")
    found = re.fullmatch(r"(\d{2})-?(\d{4})", text)
    if found is None:
        raise ApiError(500, f"'{name}' is not a valid financial period: '{text}'.")
    return found[2] + found[1]


def _sortable(period: str) -> str:
    return period[2:] + period[:2]


_INQUIRIES: dict[str, Work] = {
    "CompaniesStructure": _companies,
    "AccountDetailsForPeriodInquiry": _details,
    "AccountSummaryInquiry": _summary,
}
