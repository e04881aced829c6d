"""Stock and non-stock items of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import ZERO, milliseconds, money
from erp_sandbox.acumatica.directory import Directory
from erp_sandbox.acumatica.payables import MAIN_LOCATION, WAREHOUSE
from erp_sandbox.acumatica.rows import Row, Values, guid, lines
from erp_sandbox.acumatica.seed_ledger import DEFAULT_SUBACCOUNT
from erp_sandbox.company.model import ItemKind

if TYPE_CHECKING:
    from erp_sandbox.acumatica.store import Tenant
    from erp_sandbox.company.model import Item, Party

_STOCK_ACCOUNTS = {
    "Inventory": "inventory",
    "COGS": "cost_of_sales",
    "Sales": "product_sales",
    "POAccrual": "received_not_billed",
}
_APPROVED = 2  # vendors of a stock item


def fill(tenant: Tenant) -> None:
    """Load all items."""
    directory = Directory(tenant.company)
    for item in tenant.company.items:
        if item.kind is ItemKind.INVENTORY:
            tenant.load("StockItem", [_stock(tenant, item)])
        else:
            tenant.load("NonStockItem", [_non_stock(tenant, directory, item)])


def _common(row_id: str, item: Item) -> Values:
    modified = milliseconds(item.modified, item.number)
    return {
        "InventoryID": item.code,
        "Description": item.name,
        "ItemClass": "STOCK" if item.kind is ItemKind.INVENTORY else "NONSTOCK",
        "ItemStatus": "Inactive" if item.inactive else "Active",
        "TaxCategory": "TAXABLE",
        "PostingClass": "DEFAULT",
        "DefaultPrice": money(item.price),
        "MSRP": ZERO,
        "NoteID": row_id,
        "LastModifiedDateTime": modified,
    }


def _stock(tenant: Tenant, item: Item) -> Row:
    row_id, company = guid(tenant.name, "StockItem", item.code), tenant.company
    cost = money(item.cost)
    values: Values = _common(row_id, item) | {
        "ItemType": "Finished Good",
        "ValuationMethod": "Average",
        "BaseUOM": "EA",
        "SalesUOM": "EA",
        "PurchaseUOM": "EA",
        "DefaultWarehouseID": WAREHOUSE,
        "IsAKit": False,
        "CurrentStdCost": ZERO,
        "AverageCost": cost,
        "LastCost": cost,
        "MinCost": cost,
        "MaxCost": cost,
    }
    values["LastModified"] = values["LastModifiedDateTime"]
    for name, role in _STOCK_ACCOUNTS.items():
        values[f"{name}Account"] = company.chart.code(role)
        values[f"{name}Subaccount"] = DEFAULT_SUBACCOUNT
    row = Row(row_id, values, modified=values["LastModifiedDateTime"])
    count = len(company.vendors)
    approved = [company.vendors[(item.number * 7 + n) % count] for n in range(_APPROVED)]
    vendors = [_vendor(tenant, party, number) for number, party in enumerate(approved, start=1)]
    warehouse: Values = {
        "WarehouseID": WAREHOUSE,
        "IsDefault": True,
        "Status": "Active",
        "QtyOnHand": money(item.number * 100),
        "InventoryAccount": values["InventoryAccount"],
        "InventorySubaccount": DEFAULT_SUBACCOUNT,
    }
    row.details = {
        "Attributes": [],
        "CrossReferences": [],
        "UOMConversions": [],
        "VendorDetails": lines(row.id, "VendorDetails", vendors),
        "WarehouseDetails": lines(row.id, "WarehouseDetails", [warehouse]),
    }
    return row


def _vendor(tenant: Tenant, party: Party, number: int) -> Values:
    return {
        "RecordID": number,
        "VendorID": party.code,
        "VendorName": party.name,
        "Location": MAIN_LOCATION,
        "CurrencyID": tenant.organization.currencies[party.currency],
        "PurchaseUnit": "EA",
        "Active": not party.inactive,
        "Default": number == 1,
        "Override": False,
        "LeadTimeDays": party.party % 12,
        "AddLeadTimeDays": 0,
        "LastVendorPrice": ZERO,
    }


def _non_stock(tenant: Tenant, directory: Directory, item: Item) -> Row:
    row_id, cost = guid(tenant.name, "NonStockItem", item.code), money(item.cost)
    service = item.kind is ItemKind.SERVICE
    values: Values = _common(row_id, item) | {
        "ItemType": "Service" if service else "Non-Stock Item",
        "BaseUnit": "EA",
        "SalesUnit": "EA",
        "PurchaseUnit": "EA",
        "ExpenseAccount": directory.accounts[item.expense_account].code,
        "ExpenseSubaccount": DEFAULT_SUBACCOUNT,
        "SalesAccount": directory.accounts[item.income_account].code,
        "SalesSubaccount": DEFAULT_SUBACCOUNT,
        "CurrentCost": cost,
        "LastCost": cost,
        "IsKit": False,
        "RequireReceipt": not service,
        "RequireShipment": not service,
    }
    row = Row(row_id, values, modified=values["LastModifiedDateTime"])
    row.details = {"Attributes": [], "CrossReferences": [], "VendorDetails": []}
    return row
