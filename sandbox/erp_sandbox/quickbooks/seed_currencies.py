"""Lists of a company that trades in foreign currencies and with goods in stock."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.money import HOME
from erp_sandbox.quickbooks.seed_chart import FOREIGN, TRADE_CHART, currency_ref, rate_on

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.quickbooks.store import CompanyStore


def add_currencies(company: CompanyStore, at: datetime) -> None:
    """Add accounts, customers and vendors of foreign currencies, and goods to a company."""

    def add(entity: str, **values: Any) -> str:
        return company.add(entity, {"Active": True, **values}, at=at).id

    for role, name, number, kind, subtype, classification, currency in TRADE_CHART:
        company.books.roles[role] = add(
            "Account",
            Name=name,
            FullyQualifiedName=name,
            AcctNum=number,
            Classification=classification,
            AccountType=kind,
            AccountSubType=subtype,
            SubAccount=False,
            CurrentBalance=Decimal(0),
            CurrencyRef=currency_ref(currency),
        )
    for preferences in company.rows["Preferences"].values():
        preferences.values["CurrencyPrefs"]["MultiCurrencyEnabled"] = True
    company.rows["ExchangeRate"].clear()
    for currency in FOREIGN:
        reference = currency_ref(currency)
        add("CompanyCurrency", Code=currency, Name=reference["name"])
        day = at.date()
        add(
            "ExchangeRate",
            SourceCurrencyCode=currency,
            TargetCurrencyCode=HOME,
            Rate=rate_on(currency, day),
            AsOfDate=day.isoformat(),
        )
        for n in (1, 2):
            name = f"{currency} Trading {n}"
            add(
                "Customer",
                DisplayName=name,
                FullyQualifiedName=name,
                Balance=Decimal(0),
                CurrencyRef=reference,
            )
        add("Vendor", DisplayName=f"{currency} Supply", Balance=Decimal(0), CurrencyRef=reference)
    for n in (1, 2):
        add(
            "Item",
            Name=f"Stocked item {n}",
            FullyQualifiedName=f"Stocked item {n}",
            Type="Inventory",
            TrackQtyOnHand=True,
            QtyOnHand=Decimal(0),
            InvStartDate=at.date().isoformat(),
            UnitPrice=Decimal(n) * 30,
            PurchaseCost=Decimal(n) * Decimal("17.35"),
            IncomeAccountRef={"value": company.books.roles["products"]},
            ExpenseAccountRef={"value": company.books.roles["cost_of_goods"]},
            AssetAccountRef={"value": company.books.roles["inventory"]},
        )
