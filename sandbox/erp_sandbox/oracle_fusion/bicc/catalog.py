"""The data stores of the pod; those that were not seen on a pod are (unconfirmed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.oracle_fusion.bicc.computed import COMPUTED
from erp_sandbox.oracle_fusion.bicc.datastore import DataStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.oracle_fusion.bicc.computed import ComputedStore

_FIN = "FscmTopModelAM.FinExtractAM."
_PRC = "FscmTopModelAM.PrcExtractAM."
_CUSTOMER = "receivablesCustomerAccountActivities"
_INVOICES = "receivablesInvoices.receivablesInvoice"
_MEMOS = "receivablesCreditMemos.receivablesCreditMemo"

_STORES: tuple[tuple[str, str, str], ...] = (
    # Seen on a pod.
    (f"{_FIN}ApBiccExtractAM.InvoiceHeaderExtractPVO", "ApInvoices", "invoices"),
    (
        f"{_FIN}ArBiccExtractAM.TransactionHeaderExtractPVO",
        "RaCustomerTrx",
        "receivablesInvoices receivablesCreditMemos",
    ),
    (f"{_FIN}ArBiccExtractAM.ReceiptHeaderExtractPVO", "ArCashReceipt", "standardReceipts"),
    (
        f"{_FIN}GlBiccExtractAM.JournalHeaderExtractPVO",
        "GlJeHeaders",
        "journalBatches.journalHeaders",
    ),
    (f"{_PRC}PozBiccExtractAM.SupplierExtractPVO", "Supplier", "suppliers"),
    (
        f"{_PRC}PoBiccExtractAM.PurchasingDocumentHeaderExtractPVO",
        "PurchasingDocumentHeader",
        "purchaseOrders",
    ),
    # In Oracle's documentation of the view objects.
    (
        f"{_FIN}ArBiccExtractAM.ReceivableApplicationExtractPVO",
        "ArReceivableApplication",
        f"{_CUSTOMER}.standardReceiptApplications {_CUSTOMER}.creditMemoApplications",
    ),
    # Neither seen nor documented: names and columns are (unconfirmed).
    (f"{_FIN}ApBiccExtractAM.InvoiceLineExtractPVO", "ApInvoiceLines", "invoices.invoiceLines"),
    (
        f"{_FIN}ApBiccExtractAM.InvoiceDistributionExtractPVO",
        "ApInvoiceDistributions",
        "invoices.invoiceLines.invoiceDistributions",
    ),
    (
        f"{_FIN}ApBiccExtractAM.InvoicePaymentScheduleExtractPVO",
        "ApPaymentSchedules",
        "invoices.invoiceInstallments",
    ),
    (f"{_FIN}ApBiccExtractAM.InvoiceHoldExtractPVO", "ApHolds", "invoiceHolds"),
    (f"{_FIN}ApBiccExtractAM.PaymentExtractPVO", "ApChecks", "payablesPayments"),
    (
        f"{_FIN}ApBiccExtractAM.InvoicePaymentExtractPVO",
        "ApInvoicePayments",
        "payablesPayments.relatedInvoices",
    ),
    (f"{_FIN}ApBiccExtractAM.PaymentTermHeaderExtractPVO", "ApTerms", "payablesPaymentTerms"),
    (
        f"{_FIN}ApBiccExtractAM.PaymentTermLineExtractPVO",
        "ApTermsLines",
        "payablesPaymentTerms.payablesPaymentTermsLines",
    ),
    (
        f"{_FIN}ArBiccExtractAM.TransactionLineExtractPVO",
        "RaCustomerTrxLines",
        f"{_INVOICES}Lines {_MEMOS}Lines",
    ),
    (
        f"{_FIN}ArBiccExtractAM.TransactionDistributionExtractPVO",
        "RaCustTrxLineGlDist",
        f"{_INVOICES}Distributions {_MEMOS}Distributions",
    ),
    (
        f"{_FIN}ArBiccExtractAM.TransactionInstallmentExtractPVO",
        "ArInstallments",
        f"{_INVOICES}Installments",
    ),
    (f"{_FIN}ArBiccExtractAM.CustomerAccountExtractPVO", "CustomerAccount", _CUSTOMER),
    (
        f"{_FIN}ArBiccExtractAM.PaymentScheduleExtractPVO",
        "ArPaymentSchedules",
        f"{_CUSTOMER}.transactionPaymentSchedules",
    ),
    (
        f"{_FIN}ArBiccExtractAM.AdjustmentExtractPVO",
        "ArAdjustments",
        f"{_CUSTOMER}.transactionAdjustments",
    ),
    (f"{_FIN}GlBiccExtractAM.JournalBatchExtractPVO", "GlJeBatches", "journalBatches"),
    (
        f"{_FIN}GlBiccExtractAM.JournalLineExtractPVO",
        "GlJeLines",
        "journalBatches.journalHeaders.journalLines",
    ),
    (f"{_PRC}PozBiccExtractAM.SupplierSiteExtractPVO", "SupplierSite", "suppliers.sites"),
    (f"{_PRC}PozBiccExtractAM.SupplierAddressExtractPVO", "SupplierAddress", "suppliers.addresses"),
    (
        f"{_PRC}PoBiccExtractAM.PurchasingDocumentLineExtractPVO",
        "PurchasingDocumentLine",
        "purchaseOrders.lines",
    ),
    (
        f"{_PRC}PoBiccExtractAM.PurchasingDocumentScheduleExtractPVO",
        "PurchasingDocumentSchedule",
        "purchaseOrders.lines.schedules",
    ),
    (
        f"{_PRC}PoBiccExtractAM.PurchasingDocumentDistributionExtractPVO",
        "PurchasingDocumentDistribution",
        "purchaseOrders.lines.schedules.distributions",
    ),
)
"""Key, prefix of the columns, and paths of the resources that the data store shows."""


def _all() -> Iterator[DataStore | ComputedStore]:
    for key, prefix, paths in _STORES:
        yield DataStore(key, prefix, tuple(paths.split()))
    yield from COMPUTED


DATA_STORES: dict[str, DataStore | ComputedStore] = {store.key: store for store in _all()}
"""The data stores by key."""
