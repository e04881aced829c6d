"""Data stores of the BI Cloud Connector, by stream.

Those of the headers of invoices, receivables, receipts, journals, suppliers and orders were seen on
a pod; the others, and all names of columns, are (unconfirmed).
"""

from __future__ import annotations

from dataclasses import dataclass

_FIN = "FscmTopModelAM.FinExtractAM."
_AP, _AR = f"{_FIN}ApBiccExtractAM.", f"{_FIN}ArBiccExtractAM."
_GL = f"{_FIN}GlBiccExtractAM."
_POZ = "FscmTopModelAM.PrcExtractAM.PozBiccExtractAM."
_PO = "FscmTopModelAM.PrcExtractAM.PoBiccExtractAM.PurchasingDocument"


@dataclass(frozen=True)
class DataStore:
    """A view object that can be extracted.

    Attributes:
        key: Its name.
        prefix: What the names of its columns begin with.
        class_: Value of its column Class for the stream, where it has the rows of several.
    """

    key: str
    prefix: str
    class_: str = ""


DATA_STORES = {
    "suppliers": DataStore(f"{_POZ}SupplierExtractPVO", "Supplier"),
    "supplier_sites": DataStore(f"{_POZ}SupplierSiteExtractPVO", "SupplierSite"),
    "supplier_addresses": DataStore(f"{_POZ}SupplierAddressExtractPVO", "SupplierAddress"),
    "ap_payment_terms": DataStore(f"{_AP}PaymentTermHeaderExtractPVO", "ApTerms"),
    "ap_payment_term_lines": DataStore(f"{_AP}PaymentTermLineExtractPVO", "ApTermsLines"),
    "ap_invoices": DataStore(f"{_AP}InvoiceHeaderExtractPVO", "ApInvoices"),
    "ap_invoice_lines": DataStore(f"{_AP}InvoiceLineExtractPVO", "ApInvoiceLines"),
    "ap_invoice_distributions": DataStore(
        f"{_AP}InvoiceDistributionExtractPVO", "ApInvoiceDistributions"
    ),
    "ap_invoice_installments": DataStore(
        f"{_AP}InvoicePaymentScheduleExtractPVO", "ApPaymentSchedules"
    ),
    "ap_invoice_holds": DataStore(f"{_AP}InvoiceHoldExtractPVO", "ApHolds"),
    "ap_payments": DataStore(f"{_AP}PaymentExtractPVO", "ApChecks"),
    "ap_payment_related_invoices": DataStore(f"{_AP}InvoicePaymentExtractPVO", "ApInvoicePayments"),
    "purchase_orders": DataStore(f"{_PO}HeaderExtractPVO", "PurchasingDocumentHeader"),
    "purchase_order_lines": DataStore(f"{_PO}LineExtractPVO", "PurchasingDocumentLine"),
    "purchase_order_schedules": DataStore(f"{_PO}ScheduleExtractPVO", "PurchasingDocumentSchedule"),
    "purchase_order_distributions": DataStore(
        f"{_PO}DistributionExtractPVO", "PurchasingDocumentDistribution"
    ),
    "ar_invoices": DataStore(f"{_AR}TransactionHeaderExtractPVO", "RaCustomerTrx", "INV"),
    "ar_invoice_lines": DataStore(f"{_AR}TransactionLineExtractPVO", "RaCustomerTrxLines", "INV"),
    "ar_invoice_distributions": DataStore(
        f"{_AR}TransactionDistributionExtractPVO", "RaCustTrxLineGlDist", "INV"
    ),
    "ar_invoice_installments": DataStore(
        f"{_AR}TransactionInstallmentExtractPVO", "ArInstallments"
    ),
    "ar_credit_memos": DataStore(f"{_AR}TransactionHeaderExtractPVO", "RaCustomerTrx", "CM"),
    "ar_credit_memo_lines": DataStore(
        f"{_AR}TransactionLineExtractPVO", "RaCustomerTrxLines", "CM"
    ),
    "ar_credit_memo_distributions": DataStore(
        f"{_AR}TransactionDistributionExtractPVO", "RaCustTrxLineGlDist", "CM"
    ),
    "ar_receipts": DataStore(f"{_AR}ReceiptHeaderExtractPVO", "ArCashReceipt"),
    "ar_customer_account_activities": DataStore(
        f"{_AR}CustomerAccountExtractPVO", "CustomerAccount"
    ),
    "ar_receipt_applications": DataStore(
        f"{_AR}ReceivableApplicationExtractPVO",
        "ArReceivableApplication",
        "standardReceiptApplications",
    ),
    "ar_credit_memo_applications": DataStore(
        f"{_AR}ReceivableApplicationExtractPVO",
        "ArReceivableApplication",
        "creditMemoApplications",
    ),
    "ar_payment_schedules": DataStore(f"{_AR}PaymentScheduleExtractPVO", "ArPaymentSchedules"),
    "ar_adjustments": DataStore(f"{_AR}AdjustmentExtractPVO", "ArAdjustments"),
    "gl_journal_batches": DataStore(f"{_GL}JournalBatchExtractPVO", "GlJeBatches"),
    "gl_journal_headers": DataStore(f"{_GL}JournalHeaderExtractPVO", "GlJeHeaders"),
    "gl_journal_lines": DataStore(f"{_GL}JournalLineExtractPVO", "GlJeLines"),
}
