"""The chart, subaccounts, ledgers, periods and currencies of the company."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.calendars import MASTER, Calendar
from erp_sandbox.acumatica.organization import actual_ledger
from erp_sandbox.acumatica.rows import Row, guid, lines
from erp_sandbox.company.model import AccountKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.acumatica.rows import Values
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company import Company
    from erp_sandbox.company.model import Account, Dimension, Period

DEFAULT_SUBACCOUNT = "000000"
NON_PROJECT = "X"

_TYPES = {
    AccountKind.BANK: ("Asset", "CASHASSET"),
    AccountKind.RECEIVABLE: ("Asset", "AR"),
    AccountKind.CURRENT_ASSET: ("Asset", "CURRASSET"),
    AccountKind.FIXED_ASSET: ("Asset", "FIXEDASSET"),
    AccountKind.PAYABLE: ("Liability", "AP"),
    AccountKind.CURRENT_LIABILITY: ("Liability", "CURRLIAB"),
    AccountKind.LONG_TERM_LIABILITY: ("Liability", "LTLIAB"),
    AccountKind.DEFERRED_REVENUE: ("Liability", "DEFREV"),
    AccountKind.EQUITY: ("Liability", "EQUITY"),
    AccountKind.INCOME: ("Income", "SALES"),
    AccountKind.OTHER_INCOME: ("Income", "OTHINCOME"),
    AccountKind.COST_OF_SALES: ("Expense", "COGS"),
    AccountKind.EXPENSE: ("Expense", "EXPENSE"),
    AccountKind.OTHER_EXPENSE: ("Expense", "OTHEXPENSE"),
    AccountKind.STATISTICAL: ("Asset", "STATISTIC"),
}
"""Type and class by kind: equity accounts have the type Liability."""

ACCOUNT_CLASSES = frozenset(class_ for _, class_ in _TYPES.values())

_BOOK_START_DAYS = 900
_OPEN_AHEAD = timedelta(days=62)


def set_up(company: Company) -> datetime:
    """Return when the tenant was set up: well before the company's first document."""
    first = datetime(company.first.year, company.first.month, 1, 9, tzinfo=UTC)
    return first - timedelta(days=_BOOK_START_DAYS)


def subaccount(department: int | None, class_: int | None, location: int | None) -> str:
    """Return the subaccount of a department, class and location: two digits of each."""
    return f"{department or 0:02}{class_ or 0:02}{location or 0:02}"


def fill(tenant: Tenant) -> None:
    """Load the entities that journals refer to."""
    company = tenant.company
    start = set_up(company)
    tenant.load("Currency", _currencies(tenant, company, start))
    tenant.load("Account", _accounts(tenant, company, start))
    tenant.load("Subaccount", _subaccounts(tenant, company))
    tenant.load("Ledger", _ledgers(tenant, start))
    for year, months in _years(company, MASTER).items():
        tenant.load("FinancialPeriod", [_master_year(tenant, year, months, start)])
    for code, (branch, *_) in tenant.organization.companies.items():
        for year, months in _years(company, branch.calendar).items():
            row = _company_year(tenant, year, months, code, branch.calendar)
            tenant.load("CompanyFinancialPeriod", [row])


def _currencies(tenant: Tenant, company: Company, start: datetime) -> Iterator[Row]:
    bases = {branch.currency for branch in tenant.organization.branches.values()}
    for currency in company.currencies:
        at = start + timedelta(minutes=currency.number)
        yield _row(
            tenant,
            "Currency",
            {
                "CurrencyID": currency.code,
                "Description": currency.name,
                "CurrencySymbol": currency.symbol,
                "DecimalPrecision": tenant.organization.precisions[currency.code],
                "Active": True,
                "UseForAccounting": currency.code in bases,
                "CreatedDateTime": at,
                "LastModifiedDateTime": at,
            },
            currency.code,
        )


def _accounts(tenant: Tenant, company: Company, start: datetime) -> Iterator[Row]:
    for account in company.chart.accounts:
        if account.kind is not AccountKind.NON_POSTING:
            at = start + timedelta(days=account.number % 40, seconds=account.number * 977)
            yield _row(tenant, "Account", _account(account, at), account.code)


def _account(account: Account, at: datetime) -> Values:
    kind, class_ = _TYPES[account.kind]
    return {
        "AccountCD": account.code,
        "AccountID": account.number,
        "AccountClass": class_,
        "Active": account.kind is not AccountKind.STATISTICAL,
        "CashAccount": account.kind is AccountKind.BANK and not account.summary,
        "ChartOfAccountsOrder": account.number,
        "Description": account.name,
        "PostOption": "Summary" if account.kind is AccountKind.BANK else "Detail",
        "RequireUnits": False,
        "Secured": False,
        "Type": kind,
        "UseDefaultSubaccount": account.kind is AccountKind.BANK,
        "CreatedDateTime": at,
        "LastModifiedDateTime": at,
    }


def _subaccounts(tenant: Tenant, company: Company) -> Iterator[Row]:
    dimensions: list[list[Dimension | None]] = [
        [None, *company.departments],
        [None, *company.classes],
        [None, *company.locations],
    ]
    for number, segments in enumerate(product(*dimensions), start=1):
        code = subaccount(*(segment.number if segment else None for segment in segments))
        given = [segment for segment in segments if segment]
        values = {
            "SubaccountCD": code,
            "SubaccountID": number,
            "Active": not any(segment.inactive for segment in given),
            "Description": ", ".join(segment.name for segment in given) or "Default",
            "Secured": False,
        }
        yield _row(tenant, "Subaccount", values, code)


def _ledgers(tenant: Tenant, start: datetime) -> Iterator[Row]:
    branches = tenant.organization.branches.values()
    for currency in dict.fromkeys(branch.currency for branch in branches):
        name = actual_ledger(currency)
        yield _ledger(tenant, name, f"Actual {currency}", "Actual", currency, start)
    yield _ledger(tenant, "BUDGET", "Budget", "Budget", "USD", start)
    yield _ledger(tenant, "STAT", "Statistics", "Statistical", "USD", start)


def _ledger(  # noqa: PLR0913, PLR0917 - the facts of a ledger
    tenant: Tenant, name: str, description: str, kind: str, currency: str, at: datetime
) -> Row:
    row = _row(
        tenant,
        "Ledger",
        {
            "LedgerID": name,
            "Description": description,
            "Type": kind,
            "Currency": currency,
            "ConsolidationSource": False,
            "LastModifiedDateTime": at,
        },
        name,
    )
    organization = tenant.organization
    members = [
        branch
        for branch in organization.branches.values()
        if (kind == "Statistical" or branch.currency == currency)
    ]
    row.details["Branches"] = lines(
        row.id,
        "Branches",
        [
            {
                "BranchID": branch.code,
                "BranchName": branch.name,
                "CompanyName": branch.company_name,
                "Active": branch.active,
            }
            for branch in members
        ],
    )
    companies = {branch.company: branch for branch in members}
    row.details["Companies"] = lines(
        row.id,
        "Companies",
        [
            {
                "Company": code,
                "CompanyName": branch.company_name,
                "CompanyType": branch.company_type,
                "Active": any(other.active for other in organization.companies[code]),
            }
            for code, branch in companies.items()
        ],
    )
    return row


def _years(company: Company, calendar: Calendar) -> dict[str, list[Period]]:
    years: dict[str, list[Period]] = {}
    for month in company.months:
        years.setdefault(calendar.period(month.start)[2:], []).append(month)
    return years


def _status(tenant: Tenant, month: Period) -> str:
    if month.closed:
        return "Closed"
    return "Open" if month.start <= (tenant.clock.now() + _OPEN_AHEAD).date() else "Inactive"


def _master_year(tenant: Tenant, year: str, months: list[Period], at: datetime) -> Row:
    values = _year(year, MASTER)
    values |= {"UserDefinedPeriods": False, "CreatedDateTime": at, "LastModifiedDateTime": at}
    row = _row(tenant, "FinancialPeriod", values, year)
    row.details["Details"] = _periods(tenant, row, months, MASTER)
    return row


def _company_year(
    tenant: Tenant, year: str, months: list[Period], company: str, calendar: Calendar
) -> Row:
    values = {"Company": company, **_year(year, calendar)}
    row = _row(tenant, "CompanyFinancialPeriod", values, company, year)
    row.details["Details"] = _periods(tenant, row, months, calendar)
    return row


def _year(year: str, calendar: Calendar) -> Values:
    # The first and the last year of a company have the periods that the master calendar has.
    return {
        "FinancialYear": year,
        "NbrOfPeriods": 12,
        "StartDate": calendar.start(f"01{year}"),
    }


def _periods(tenant: Tenant, row: Row, months: list[Period], calendar: Calendar) -> list[Row]:
    values = [_period(month, calendar, _status(tenant, month)) for month in months]
    return lines(row.id, "Details", values)


def _period(month: Period, calendar: Calendar, status: str) -> Values:
    closed = dict.fromkeys(
        ("ClosedInAP", "ClosedInAR", "ClosedInCA", "ClosedInFA", "ClosedInIN"), status == "Closed"
    )
    period = calendar.period(month.start)
    return {
        "FinancialPeriodID": period,
        "PeriodNbr": period[:2],
        "Description": f"{month.start:%B}",
        "StartDate": month.start,
        "EndDate": month.end,
        "LengthInDays": (month.end - month.start).days + 1,
        "AdjustmentPeriod": False,
        "Status": status,
        **closed,
    }


def _row(tenant: Tenant, entity: str, values: Values, *key: object) -> Row:
    return Row(guid(tenant.name, entity, *key), values, modified=values.get("LastModifiedDateTime"))
