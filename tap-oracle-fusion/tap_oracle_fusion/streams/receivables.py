"""Receivables: invoices, credit memos, receipts and how they are applied."""

from __future__ import annotations

from tap_oracle_fusion.streams.resource import Resource

RECEIVABLES = (
    Resource(
        "receivablesInvoices",
        "ar_invoices",
        ("CustomerTransactionId",),
        (
            Resource("receivablesInvoiceLines", "ar_invoice_lines", ("CustomerTransactionLineId",)),
            Resource(
                "receivablesInvoiceDistributions", "ar_invoice_distributions", ("DistributionId",)
            ),
            Resource(
                "receivablesInvoiceInstallments", "ar_invoice_installments", ("InstallmentId",)
            ),
        ),
    ),
    Resource(
        "receivablesCreditMemos",
        "ar_credit_memos",
        ("CustomerTransactionId",),
        (
            Resource(
                "receivablesCreditMemoLines", "ar_credit_memo_lines", ("CustomerTransactionLineId",)
            ),
            Resource(
                "receivablesCreditMemoDistributions",
                "ar_credit_memo_distributions",
                ("DistributionId",),
            ),
        ),
    ),
    Resource("standardReceipts", "ar_receipts", ("StandardReceiptId",)),
    Resource(
        "receivablesCustomerAccountActivities",
        "ar_customer_account_activities",
        ("AccountId",),
        (
            Resource("standardReceiptApplications", "ar_receipt_applications", ("ApplicationId",)),
            Resource("creditMemoApplications", "ar_credit_memo_applications", ("ApplicationId",)),
            Resource("transactionPaymentSchedules", "ar_payment_schedules", ("InstallmentId",)),
            Resource("transactionAdjustments", "ar_adjustments", ("AdjustmentId",)),
        ),
    ),
)
