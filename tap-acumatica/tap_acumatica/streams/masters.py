"""Master data: vendors, customers, employees, items and projects."""

from __future__ import annotations

from tap_acumatica.streams.entity import Entity

MASTERS = (
    Entity(
        "Vendor",
        "vendors",
        ("VendorID",),
        linked=(
            "MainContact",
            "MainContact/Address",
            "PrimaryContact",
            "PrimaryContact/Address",
            "RemittanceContact",
            "RemittanceContact/Address",
            "ShippingContact",
            "ShippingContact/Address",
        ),
        dac="PX.Objects.AP.Vendor",
    ),
    Entity(
        "Customer",
        "customers",
        ("CustomerID",),
        linked=(
            "MainContact",
            "MainContact/Address",
            "PrimaryContact",
            "PrimaryContact/Address",
            "BillingContact",
            "BillingContact/Address",
            "ShippingContact",
            "ShippingContact/Address",
            "CreditVerificationRules",
        ),
        dac="PX.Objects.AR.Customer",
    ),
    Entity(
        "Employee",
        "employees",
        ("EmployeeID",),
        linked=("ContactInfo", "ContactInfo/Address", "EmployeeSettings", "FinancialSettings"),
        dac="PX.Objects.EP.EPEmployee",
    ),
    Entity("StockItem", "stock_items", ("InventoryID",), dac="PX.Objects.IN.InventoryItem"),
    Entity("NonStockItem", "non_stock_items", ("InventoryID",), dac="PX.Objects.IN.InventoryItem"),
    Entity(
        "Project",
        "projects",
        ("ProjectID",),
        linked=("ProjectProperties",),
        dac="PX.Objects.PM.PMProject",
    ),
    Entity(
        "ProjectTask",
        "project_tasks",
        ("ProjectID", "ProjectTaskID"),
        linked=("Properties", "DefaultValues"),
        dac="PX.Objects.PM.PMTask",
    ),
)
