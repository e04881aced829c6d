"""Documents: of payables, receivables and purchasing."""

from __future__ import annotations

from tap_acumatica.streams.entity import Details, Entity

_DOCUMENT = ("Type", "ReferenceNbr")
# The journal that a document posted.
_BATCH = "Document.BatchNbr"

DOCUMENTS = (
    Entity(
        "Bill",
        "bills",
        _DOCUMENT,
        (
            Details("Details", "bill_lines"),
            Details("Applications", "bill_applications"),
            Details("TaxDetails", "bill_taxes"),
        ),
        custom=(_BATCH,),
        dac="PX.Objects.AP.APInvoice",
    ),
    Entity(
        "Check",
        "checks",
        _DOCUMENT,
        (Details("Details", "check_lines"), Details("History", "check_history")),
        custom=(_BATCH,),
        dac="PX.Objects.AP.APPayment",
    ),
    Entity(
        "Invoice",
        "invoices",
        _DOCUMENT,
        (
            Details("Details", "invoice_lines", key="LineNbr"),
            Details("TaxDetails", "invoice_taxes"),
            Details("ApplicationsDefault", "invoice_applications"),
            Details("ApplicationsCreditMemo", "invoice_credit_memo_applications"),
        ),
        # The contract has no currency.
        custom=(_BATCH, "Document.CuryID"),
        dac="PX.Objects.AR.ARInvoice",
    ),
    Entity(
        "Payment",
        "payments",
        _DOCUMENT,
        (
            Details("DocumentsToApply", "payment_documents"),
            Details("ApplicationHistory", "payment_applications"),
        ),
        # `AvailableBalance` may be empty in lists.
        custom=(_BATCH, "Document.CuryDocBal"),
        dac="PX.Objects.AR.ARPayment",
    ),
    Entity(
        "PurchaseOrder",
        "purchase_orders",
        ("Type", "OrderNbr"),
        (
            Details("Details", "purchase_order_lines", key="LineNbr"),
            Details("TaxDetails", "purchase_order_taxes"),
        ),
        linked=("ShippingInstructions",),
        dac="PX.Objects.PO.POOrder",
    ),
)
