"""Transactions of every type, with the streams of their lines, tax lines and links."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind
from singer_erp.sync.feed import Method

from tap_quickbooks.streams.entity import Entity

_DOCUMENT = columns_by_kind(
    reference="CurrencyRef DepartmentRef RecurDataRef ProjectRef",
    string="DocNumber PrivateNote TxnStatus TxnSource GlobalTaxCalculation",
    number="ExchangeRate",
    date="TxnDate",
)
_SALE = _DOCUMENT | columns_by_kind(
    reference="CustomerRef ShipMethodRef ClassRef TaxExemptionRef DepositToAccountRef "
    "PaymentMethodRef",
    string="TrackingNum PrintStatus EmailStatus",
    boolean="ApplyTaxAfterDiscount FreeFormAddress",
    number="TotalAmt Balance HomeBalance HomeTotalAmt",
    date="ShipDate",
    json="CustomerMemo BillAddr ShipAddr ShipFromAddr BillEmail BillEmailCc BillEmailBcc "
    "DeliveryInfo",
)
_BUY = _DOCUMENT | columns_by_kind(
    reference="VendorRef APAccountRef",
    number="TotalAmt Balance HomeBalance HomeTotalAmt",
    json="VendorAddr",
)
# Lists that lines refer to, by their types.
_SALE_LINES = "Account Class Item"
_BUY_LINES = "Account Class Customer Item"
_ENTRY_LINES = "Account Class Customer Department Employee Vendor"

TRANSACTIONS = (
    Entity(
        name="Invoice",
        stream="invoices",
        within=_SALE_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_SALE
        | columns_by_kind(
            reference="SalesTermRef",
            string="InvoiceLink",
            boolean="AllowOnlinePayment AllowOnlineACHPayment AllowOnlineCreditCardPayment "
            "AllowIPNPayment",
            number="Deposit",
            date="DueDate",
        ),
    ),
    Entity(
        name="SalesReceipt",
        stream="sales_receipts",
        within=_SALE_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_SALE
        | columns_by_kind(
            string="PaymentRefNum",
            json="CreditCardPayment",
        ),
    ),
    Entity(
        name="CreditMemo",
        stream="credit_memos",
        within=_SALE_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_SALE
        | columns_by_kind(
            reference="InvoiceRef",
            number="RemainingCredit",
        ),
    ),
    Entity(
        name="RefundReceipt",
        stream="refund_receipts",
        within=_SALE_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_SALE
        | columns_by_kind(
            string="PaymentType PaymentRefNum",
            json="CheckPayment CreditCardPayment",
        ),
    ),
    Entity(
        name="Estimate",
        stream="estimates",
        within=_SALE_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_SALE
        | columns_by_kind(
            string="AcceptedBy",
            date="DueDate ExpirationDate AcceptedDate",
        ),
    ),
    Entity(
        name="Payment",
        stream="payments",
        has_lines=True,
        fields=_DOCUMENT
        | columns_by_kind(
            reference="CustomerRef ARAccountRef DepositToAccountRef PaymentMethodRef",
            string="PaymentRefNum",
            boolean="ProcessPayment",
            number="TotalAmt UnappliedAmt",
            json="CreditCardPayment",
        ),
    ),
    Entity(
        name="Bill",
        stream="bills",
        within=_BUY_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_BUY
        | columns_by_kind(
            reference="SalesTermRef",
            date="DueDate",
        ),
    ),
    Entity(
        name="BillPayment",
        stream="bill_payments",
        within="Account",
        has_lines=True,
        fields=_DOCUMENT
        | columns_by_kind(
            reference="VendorRef APAccountRef",
            string="PayType",
            boolean="ProcessBillPayment",
            number="TotalAmt",
            json="CheckPayment CreditCardPayment",
        ),
    ),
    Entity(
        name="VendorCredit",
        stream="vendor_credits",
        within=_BUY_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_BUY,
    ),
    Entity(
        name="Purchase",
        stream="purchases",
        within=f"{_BUY_LINES} Vendor Employee",
        has_lines=True,
        has_taxes=True,
        fields=_DOCUMENT
        | columns_by_kind(
            reference="AccountRef PaymentMethodRef",
            string="PaymentType PrintStatus",
            boolean="Credit",
            number="TotalAmt HomeTotalAmt",
            json="EntityRef RemitToAddr PurchaseEx",
        ),
    ),
    Entity(
        name="PurchaseOrder",
        stream="purchase_orders",
        within=_BUY_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_BUY
        | columns_by_kind(
            reference="ShipTo ShipMethodRef ClassRef",
            string="POStatus Memo EmailStatus",
            boolean="ManuallyClosed",
            date="DueDate",
            json="ShipAddr POEmail",
        ),
    ),
    Entity(
        name="JournalEntry",
        stream="journal_entries",
        within=_ENTRY_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_DOCUMENT
        | columns_by_kind(
            boolean="Adjustment",
            number="TotalAmt HomeTotalAmt",
        ),
    ),
    Entity(
        name="Deposit",
        stream="deposits",
        within=_ENTRY_LINES,
        has_lines=True,
        has_taxes=True,
        fields=_DOCUMENT
        | columns_by_kind(
            reference="DepositToAccountRef",
            number="TotalAmt HomeTotalAmt",
            json="CashBack",
        ),
    ),
    Entity(
        name="Transfer",
        stream="transfers",
        fields=_DOCUMENT
        | columns_by_kind(
            reference="FromAccountRef ToAccountRef",
            number="Amount",
        ),
    ),
    Entity(
        name="CreditCardPayment",
        stream="credit_card_payments",
        json_key="CreditCardPaymentTxn",
        fields=_DOCUMENT
        | columns_by_kind(
            reference="CreditCardAccountRef BankAccountRef VendorRef",
            string="CheckNum PrintStatus Memo",
            number="Amount",
        ),
    ),
    Entity(
        name="TimeActivity",
        stream="time_activities",
        method=Method.COUNT,
        fields=columns_by_kind(
            reference="EmployeeRef VendorRef CustomerRef ProjectRef DepartmentRef ClassRef "
            "ItemRef PayrollItemRef",
            string="NameOf BillableStatus Description",
            boolean="Taxable",
            integer="Hours Minutes Seconds BreakHours BreakMinutes",
            number="HourlyRate CostRate",
            date="TxnDate",
            timestamp="StartTime EndTime",
        ),
    ),
)
