"""The chart of accounts: role, name, number, type, subtype and classification; currencies."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.quickbooks.money import HOME

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.quickbooks.rows import Record

FOREIGN = ("EUR", "GBP")
# Rates at the beginning of a year; they move a little every day.
_RATES = {HOME: Decimal(1), "EUR": Decimal("1.0712"), "GBP": Decimal("1.2418")}
_CURRENCIES = {HOME: "United States Dollar", "EUR": "Euro", "GBP": "British Pound Sterling"}
CHART = (
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
# Accounts of a company with foreign currencies and goods in stock.
_TRADE = (
    (
        "inventory",
        "Inventory Asset",
        "1300",
        "Other Current Asset",
        "Inventory",
        "Asset",
    ),
    (
        "cost_of_goods",
        "Cost of Goods Sold",
        "5000",
        "Cost of Goods Sold",
        "SuppliesMaterialsCogs",
        "Expense",
    ),
    (
        "exchange",
        "Exchange Gain or Loss",
        "9000",
        "Other Expense",
        "ExchangeGainOrLoss",
        "Expense",
    ),
)
# Receivables and payables have an account for each currency.
_CONTROL = (
    (
        "receivable",
        "Accounts Receivable (A/R)",
        111,
        "Accounts Receivable",
        "AccountsReceivable",
        "Asset",
    ),
    ("payable", "Accounts Payable (A/P)", 201, "Accounts Payable", "AccountsPayable", "Liability"),
)
TRADE_CHART = (
    *((*account, HOME) for account in _TRADE),
    *(
        (f"{role}_{currency.lower()}", f"{name} - {currency}", f"{number}{n}", *kinds, currency)
        for role, name, number, *kinds in _CONTROL
        for n, currency in enumerate(FOREIGN)
    ),
)


def currency_ref(currency: str) -> Record:
    """Return the reference of a currency."""
    return {"value": currency, "name": _CURRENCIES[currency]}


def rate_on(currency: str, day: date) -> Decimal:
    """Return the home units per unit of a currency on a day."""
    moved = Decimal(day.toordinal() % 61) / 1000
    return _RATES[currency] if currency == HOME else _RATES[currency] + moved
