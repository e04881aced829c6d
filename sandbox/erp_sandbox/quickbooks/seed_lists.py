"""The lists of a company: accounts, parties, items and others that documents refer to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.quickbooks.money import HOME
from erp_sandbox.quickbooks.seed_chart import CHART, currency_ref

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from erp_sandbox.quickbooks.store import CompanyStore

TAX_RATE = Decimal("8.25")
_WORDS = ("Maple", "River", "Summit", "Harbor", "Prairie", "Canyon", "Willow", "Granite", "Cedar")
_KINDS = ("Works", "Supply", "Studio", "Logistics", "Farms", "Partners", "Labs")


def fill_lists(company: CompanyStore, at: datetime) -> None:
    """Add everything that documents refer to."""
    add = _adder(company, at)
    _add_accounts(company, add)
    _add_short_lists(add)
    _add_taxes(add)
    _add_parties(add)
    _add_items(company, add)
    _add_rates(add, at)
    _add_settings(add)


def _add_accounts(company: CompanyStore, add: Callable[..., str]) -> None:
    for role, name, number, kind, subtype, classification in CHART:
        row = add(
            "Account",
            Name=name,
            FullyQualifiedName=name,
            AcctNum=number,
            Active=True,
            Classification=classification,
            AccountType=kind,
            AccountSubType=subtype,
            SubAccount=False,
            CurrentBalance=Decimal(0),
            CurrencyRef=currency_ref(HOME),
        )
        company.books.roles[role] = row


def _add_short_lists(add: Callable[..., str]) -> None:
    for name in ("Net 15", "Net 30", "Due on receipt"):
        days = int(name[4:]) if name.startswith("Net") else 0
        add("Term", Name=name, Active=True, Type="STANDARD", DueDays=days)
    for name in ("Cash", "Check", "Visa"):
        kind = "CREDIT_CARD" if name == "Visa" else "NON_CREDIT_CARD"
        add("PaymentMethod", Name=name, Active=True, Type=kind)
    for entity, names in {
        "Class": ("East", "West"),
        "Department": ("Office", "Shop"),
        "CustomerType": ("Wholesale", "Retail"),
    }.items():
        for name in names:
            add(entity, Name=name, FullyQualifiedName=name, Active=True)


def _add_taxes(add: Callable[..., str]) -> None:
    add("TaxAgency", DisplayName="State Board", TaxTrackedOnSales=True)
    add("TaxRate", Name="State", Active=True, RateValue=TAX_RATE, AgencyRef={"value": "1"})
    rates = {
        "TaxRateDetail": [
            {"TaxRateRef": {"value": "1"}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}
        ]
    }
    add(
        "TaxCode",
        Name="State",
        Active=True,
        Taxable=True,
        TaxGroup=True,
        SalesTaxRateList=rates,
    )


def _add_parties(add: Callable[..., str]) -> None:
    for n in range(1, 13):
        name = _name(n)
        phone = {"FreeFormNumber": f"(555) 010-{n:04}"}
        mail = {"Address": f"billing@customer{n}.example"}
        add(
            "Customer",
            DisplayName=name,
            CompanyName=name,
            FullyQualifiedName=name,
            Active=True,
            Job=False,
            Taxable=n % 2 == 0,
            Balance=Decimal(0),
            PrimaryPhone=phone,
            PrimaryEmailAddr=mail,
            BillAddr={"Id": str(n), "Line1": f"{n} Main St", "City": "Reno", "Lat": "INVALID"},
        )
    for n in range(1, 9):
        name = f"{_name(n + 40)} Vendor"
        add(
            "Vendor",
            DisplayName=name,
            CompanyName=name,
            Active=True,
            Vendor1099=n % 3 == 0,
            Balance=Decimal(0),
            TermRef={"value": "2"},
        )
    for n in range(1, 4):
        add(
            "Employee",
            DisplayName=f"Employee {n}",
            GivenName="Employee",
            FamilyName=str(n),
            Active=True,
        )


def _add_items(company: CompanyStore, add: Callable[..., str]) -> None:
    for n in range(1, 11):
        role = "services" if n % 2 else "products"
        add(
            "Item",
            Name=f"Item {n}",
            FullyQualifiedName=f"Item {n}",
            Active=True,
            Type="Service" if n % 2 else "NonInventory",
            UnitPrice=Decimal(n) * Decimal("12.5"),
            IncomeAccountRef={"value": company.books.roles[role]},
            ExpenseAccountRef={"value": company.books.roles["supplies"]},
        )


def _add_rates(add: Callable[..., str], at: datetime) -> None:
    add(
        "ExchangeRate",
        SourceCurrencyCode="EUR",
        TargetCurrencyCode=HOME,
        Rate=Decimal("1.0874"),
        AsOfDate=at.date().isoformat(),
    )


def _add_settings(add: Callable[..., str]) -> None:
    add(
        "CompanyInfo",
        CompanyName="Sandbox Company",
        LegalName="Sandbox Company Inc",
        Country="US",
        FiscalYearStartMonth="January",
        DefaultTimeZone="America/Los_Angeles",
        NameValue=[{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
    )
    add(
        "Preferences",
        AccountingInfoPrefs={"UseAccountNumbers": True, "FirstMonthOfFiscalYear": "January"},
        CurrencyPrefs={"MultiCurrencyEnabled": False, "HomeCurrency": {"value": HOME}},
        ReportPrefs={"ReportBasis": "Accrual"},
    )


def _adder(company: CompanyStore, at: datetime) -> Callable[..., str]:
    return lambda entity, **values: company.add(entity, values, at=at).id


def _name(n: int) -> str:
    return f"{_WORDS[n % len(_WORDS)]} {_KINDS[n % len(_KINDS)]} {n}"
