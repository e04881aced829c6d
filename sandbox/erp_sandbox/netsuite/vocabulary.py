"""NetSuite's names for the generated company's neutral ones."""

from __future__ import annotations

from typing import NamedTuple

from erp_sandbox.company.documents import DocumentKind
from erp_sandbox.company.model import AccountKind, ItemKind


class TransactionType(NamedTuple):
    """The names of a kind of document in the various columns."""

    type: str
    recordtype: str
    abbreviation: str
    title: str
    number_prefix: str


TYPES: dict[DocumentKind, TransactionType] = {
    DocumentKind.PURCHASE_ORDER: TransactionType(
        "PurchOrd", "purchaseorder", "PURCHORD", "Purchase Order", "PURCHORD"
    ),
    DocumentKind.ITEM_RECEIPT: TransactionType(
        "ItemRcpt", "itemreceipt", "RCPT", "Item Receipt", "ITEMRCPT"
    ),
    DocumentKind.BILL: TransactionType("VendBill", "vendorbill", "BILL", "Bill", "VENDBILL"),
    DocumentKind.BILL_PAYMENT: TransactionType(
        "VendPymt", "vendorpayment", "BILLPMT", "Bill Payment", "VENDPYMT"
    ),
    DocumentKind.VENDOR_CREDIT: TransactionType(
        "VendCred", "vendorcredit", "BILLCRED", "Bill Credit", "VENDCRED"
    ),
    DocumentKind.SALES_ORDER: TransactionType(
        "SalesOrd", "salesorder", "SALESORD", "Sales Order", "SALESORD"
    ),
    DocumentKind.INVOICE: TransactionType("CustInvc", "invoice", "INV", "Invoice", "CUSTINVC"),
    DocumentKind.CUSTOMER_PAYMENT: TransactionType(
        "CustPymt", "customerpayment", "PYMT", "Payment", "CUSTPYMT"
    ),
    DocumentKind.CREDIT_MEMO: TransactionType(
        "CustCred", "creditmemo", "CREDMEM", "Credit Memo", "CUSTCRED"
    ),
    DocumentKind.JOURNAL: TransactionType(
        "Journal", "journalentry", "GENJRNL", "Journal", "JOURNAL"
    ),
    DocumentKind.EXPENSE_REPORT: TransactionType(
        "ExpRept", "expensereport", "EXPREPT", "Expense Report", "EXPREPT"
    ),
}

KIND_OF_TYPE = {names.type: kind for kind, names in TYPES.items()}
"""The document kind of a `transaction.type`."""

KIND_OF_RECORD = {names.recordtype: kind for kind, names in TYPES.items()}
"""The document kind of a `transaction.recordtype`."""

STATUSES: dict[str, dict[str, str]] = {
    "PurchOrd": {
        "A": "Pending Supervisor Approval",
        "B": "Pending Receipt",
        "C": "Rejected by Supervisor",
        "D": "Partially Received",
        "E": "Pending Billing/Partially Received",
        "F": "Pending Bill",
        "G": "Fully Billed",
        "H": "Closed",
    },
    "ItemRcpt": {"Y": "Received"},
    "VendBill": {
        "A": "Open",
        "B": "Paid In Full",
        "C": "Cancelled",
        "D": "Pending Approval",
        "E": "Rejected",
        "V": "Voided",
    },
    "VendPymt": {"A": "Unapproved Payment", "C": "Cleared", "V": "Voided"},
    "VendCred": {"A": "Open", "B": "Fully Applied", "V": "Voided"},
    "SalesOrd": {
        "A": "Pending Approval",
        "B": "Pending Fulfillment",
        "C": "Cancelled",
        "D": "Partially Fulfilled",
        "F": "Pending Billing",
        "G": "Billed",
        "H": "Closed",
    },
    "CustInvc": {"A": "Open", "B": "Paid In Full", "V": "Voided"},
    "CustPymt": {"B": "Not Deposited", "C": "Deposited", "V": "Voided"},
    "CustCred": {"A": "Open", "B": "Fully Applied", "V": "Voided"},
    "Journal": {"A": "Pending Approval", "B": "Approved for Posting", "V": "Voided"},
    "ExpRept": {
        "A": "In Progress",
        "B": "Pending Supervisor Approval",
        "C": "Pending Accounting Approval",
        "D": "Rejected by Supervisor",
        "E": "Rejected by Accounting",
        "F": "Approved by Accounting",
        "I": "Paid In Full",
        "V": "Voided",
    },
}
"""Letter and meaning by transaction type (the letters of voided documents are unconfirmed)."""

STATUS_LETTER: dict[tuple[DocumentKind, str], str] = {
    (DocumentKind.PURCHASE_ORDER, "pending_approval"): "A",
    (DocumentKind.PURCHASE_ORDER, "pending"): "B",
    (DocumentKind.PURCHASE_ORDER, "partial"): "E",
    (DocumentKind.PURCHASE_ORDER, "received"): "F",
    (DocumentKind.PURCHASE_ORDER, "done"): "G",
    (DocumentKind.ITEM_RECEIPT, "done"): "Y",
    (DocumentKind.BILL, "open"): "A",
    (DocumentKind.BILL, "closed"): "B",
    (DocumentKind.BILL, "pending_approval"): "D",
    (DocumentKind.BILL_PAYMENT, "open"): "C",
    (DocumentKind.BILL_PAYMENT, "closed"): "C",
    (DocumentKind.VENDOR_CREDIT, "open"): "A",
    (DocumentKind.VENDOR_CREDIT, "closed"): "B",
    (DocumentKind.SALES_ORDER, "pending"): "B",
    (DocumentKind.SALES_ORDER, "done"): "G",
    (DocumentKind.INVOICE, "open"): "A",
    (DocumentKind.INVOICE, "closed"): "B",
    (DocumentKind.CUSTOMER_PAYMENT, "open"): "B",
    (DocumentKind.CUSTOMER_PAYMENT, "closed"): "C",
    (DocumentKind.CREDIT_MEMO, "open"): "A",
    (DocumentKind.CREDIT_MEMO, "closed"): "B",
    (DocumentKind.JOURNAL, "done"): "B",
    (DocumentKind.EXPENSE_REPORT, "open"): "F",
    (DocumentKind.EXPENSE_REPORT, "closed"): "I",
}

ACCOUNT_TYPES: tuple[tuple[str, str, bool, bool, AccountKind | None], ...] = (
    ("Bank", "Bank", True, True, AccountKind.BANK),
    ("AcctRec", "Accounts Receivable", True, True, AccountKind.RECEIVABLE),
    ("OthCurrAsset", "Other Current Asset", True, True, AccountKind.CURRENT_ASSET),
    ("FixedAsset", "Fixed Asset", True, True, AccountKind.FIXED_ASSET),
    ("OthAsset", "Other Asset", True, True, None),
    ("DeferExpense", "Deferred Expense", True, True, None),
    ("UnbilledRec", "Unbilled Receivable", True, True, None),
    ("AcctPay", "Accounts Payable", True, False, AccountKind.PAYABLE),
    ("CredCard", "Credit Card", True, False, None),
    ("OthCurrLiab", "Other Current Liability", True, False, AccountKind.CURRENT_LIABILITY),
    ("LongTermLiab", "Long Term Liability", True, False, AccountKind.LONG_TERM_LIABILITY),
    ("DeferRevenue", "Deferred Revenue", True, False, AccountKind.DEFERRED_REVENUE),
    ("Equity", "Equity", True, False, AccountKind.EQUITY),
    ("Income", "Income", False, False, AccountKind.INCOME),
    ("OthIncome", "Other Income", False, False, AccountKind.OTHER_INCOME),
    ("COGS", "Cost of Goods Sold", False, True, AccountKind.COST_OF_SALES),
    ("Expense", "Expense", False, True, AccountKind.EXPENSE),
    ("OthExpense", "Other Expense", False, True, AccountKind.OTHER_EXPENSE),
    ("NonPosting", "Non Posting", False, False, AccountKind.NON_POSTING),
    ("Stat", "Statistical", False, False, AccountKind.STATISTICAL),
)
"""Id, name, whether on the balance sheet, whether a debit account, and our kind."""

ACCOUNT_TYPE_OF = {kind: name for name, _, _, _, kind in ACCOUNT_TYPES if kind}

SPECIAL_ACCOUNTS = {
    "receivable": "AcctRec",
    "payable": "AcctPay",
    "retained_earnings": "RetEarnings",
    "translation": "CumulTransAdj",
    "exchange_difference": "RealizedGainLoss",
    "purchase_orders": "PurchOrd",
    "sales_orders": "SalesOrd",
    "inventory": "InvtAsset",
    "cost_of_sales": "COGS",
    "received_not_billed": "InvInTransit",
}
"""`account.sspecacct` by role; all but the retained earnings and CTA words are unconfirmed."""

ITEM_TYPE_OF = {
    ItemKind.INVENTORY: "InvtPart",
    ItemKind.NON_INVENTORY: "NonInvtPart",
    ItemKind.SERVICE: "Service",
}


class RecordType(NamedTuple):
    """The entry of a table's records in `deletedrecord`."""

    number: int
    scriptid: str
    title: str


RECORD_TYPES: dict[str, RecordType] = {
    "customer": RecordType(-2, "CUSTOMER", "Customer"),
    "vendor": RecordType(-3, "VENDOR", "Vendor"),
    "employee": RecordType(-4, "EMPLOYEE", "Employee"),
    "contact": RecordType(-6, "CONTACT", "Contact"),
    "job": RecordType(-7, "JOB", "Project"),
    "item": RecordType(-10, "ITEM", "Item"),
    "transaction": RecordType(-30, "TRANSACTION", "Transaction"),
    "classification": RecordType(-101, "CLASSIFICATION", "Class"),
    "department": RecordType(-102, "DEPARTMENT", "Department"),
    "location": RecordType(-103, "LOCATION", "Location"),
    "accountingperiod": RecordType(-105, "ACCOUNTINGPERIOD", "Accounting Period"),
    "account": RecordType(-112, "ACCOUNT", "Account"),
    "subsidiary": RecordType(-117, "SUBSIDIARY", "Subsidiary"),
    "currency": RecordType(-122, "CURRENCY", "Currency"),
    "customercategory": RecordType(-109, "CUSTOMERCATEGORY", "Customer Category"),
    "vendorcategory": RecordType(-110, "VENDORCATEGORY", "Vendor Category"),
    "term": RecordType(-199, "TERM", "Term"),
    "customrecord_cost_driver": RecordType(101, "CUSTOMRECORD_COST_DRIVER", "Cost Driver"),
    "customrecord_cseg_channel": RecordType(102, "CUSTOMRECORD_CSEG_CHANNEL", "Channel"),
}
"""Numbers of record types (negative: standard, positive: custom; most are unconfirmed)."""

STANDARD = "-1"
"""`customtype` of transactions that are not custom (unconfirmed)."""
