"""The lists of a company: accounts, parties, items and others that documents refer to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from erp_sandbox.quickbooks.store import CompanyStore

TAX_RATE = Decimal("8.25")
# Role, name, number, type, subtype and classification of each account.
_CHART = (
    ("bank", "Operating Bank", "1000", "Bank", "Checking", "Asset"),
    (
        "receivable",
        "Accounts Receivable",
        "1100",
        "Accounts Receivable",
        "AccountsReceivable",
        "Asset",
    ),
    (
        "undeposited",
        "Undeposited Funds",
        "1200",
        "Other Current Asset",
        "UndepositedFunds",
        "Asset",
    ),
    ("savings", "Savings", "1010", "Bank", "Savings", "Asset"),
    ("equipment", "Equipment", "1500", "Fixed Asset", "MachineryAndEquipment", "Asset"),
    ("payable", "Accounts Payable", "2000", "Accounts Payable", "AccountsPayable", "Liability"),
    ("card", "Company Card", "2100", "Credit Card", "CreditCard", "Liability"),
    ("tax", "Sales Tax Payable", "2200", "Other Current Liability", "SalesTaxPayable", "Liability"),
    ("equity", "Opening Balance Equity", "3000", "Equity", "OpeningBalanceEquity", "Equity"),
    ("retained", "Retained Earnings", "3200", "Equity", "RetainedEarnings", "Equity"),
    ("services", "Services", "4000", "Income", "ServiceFeeIncome", "Revenue"),
    ("products", "Products", "4100", "Income", "SalesOfProductIncome", "Revenue"),
    ("discounts", "Discounts Given", "4900", "Income", "DiscountsRefundsGiven", "Revenue"),
    ("supplies", "Supplies", "6000", "Expense", "SuppliesMaterials", "Expense"),
    ("rent", "Rent", "6100", "Expense", "RentOrLeaseOfBuildings", "Expense"),
    ("travel", "Travel", "6200", "Expense", "Travel", "Expense"),
)
_WORDS = ("Maple", "River", "Summit", "Harbor", "Prairie", "Canyon", "Willow", "Granite", "Cedar")
_KINDS = ("Works", "Supply", "Studio", "Logistics", "Farms", "Partners", "Labs")


def fill_lists(company: CompanyStore, at: datetime) -> None:
    """Add everything that documents refer to."""
    add = _adder(company, at)
    for role, name, number, kind, subtype, classification in _CHART:
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
            CurrencyRef={"value": "USD", "name": "United States Dollar"},
        )
        company.roles[role] = row
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
    for n in range(1, 11):
        role = "services" if n % 2 else "products"
        add(
            "Item",
            Name=f"Item {n}",
            FullyQualifiedName=f"Item {n}",
            Active=True,
            Type="Service" if n % 2 else "NonInventory",
            UnitPrice=Decimal(n) * Decimal("12.5"),
            IncomeAccountRef={"value": company.roles[role]},
            ExpenseAccountRef={"value": company.roles["supplies"]},
        )
    add(
        "ExchangeRate",
        SourceCurrencyCode="EUR",
        TargetCurrencyCode="USD",
        Rate=Decimal("1.0874"),
        AsOfDate=at.date().isoformat(),
    )
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
        CurrencyPrefs={"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
        ReportPrefs={"ReportBasis": "Accrual"},
    )


def _adder(company: CompanyStore, at: datetime) -> Callable[..., str]:
    return lambda entity, **values: company.add(entity, values, at=at).id


def _name(n: int) -> str:
    return f"{_WORDS[n % len(_WORDS)]} {_KINDS[n % len(_KINDS)]} {n}"
