"""Payables and procurement: invoices, payments, suppliers, purchase orders."""

from __future__ import annotations

from tap_oracle_fusion.streams.resource import Resource

PAYABLES = (
    Resource(
        "suppliers",
        "suppliers",
        ("SupplierId",),
        (
            Resource("sites", "supplier_sites", ("SupplierSiteId",)),
            Resource("addresses", "supplier_addresses", ("SupplierAddressId",)),
        ),
    ),
    Resource(
        "payablesPaymentTerms",
        "ap_payment_terms",
        ("termsId",),
        (Resource("payablesPaymentTermsLines", "ap_payment_term_lines", ("sequenceNumber",)),),
    ),
    Resource(
        "invoices",
        "ap_invoices",
        ("InvoiceId",),
        (
            Resource(
                "invoiceLines",
                "ap_invoice_lines",
                ("LineNumber",),
                (
                    Resource(
                        "invoiceDistributions",
                        "ap_invoice_distributions",
                        ("InvoiceDistributionId",),
                    ),
                ),
            ),
            Resource("invoiceInstallments", "ap_invoice_installments", ("InstallmentNumber",)),
        ),
    ),
    Resource("invoiceHolds", "ap_invoice_holds", ("HoldId",)),
    Resource(
        "payablesPayments",
        "ap_payments",
        ("CheckId",),
        (Resource("relatedInvoices", "ap_payment_related_invoices", ("InvoicePaymentId",)),),
    ),
    Resource(
        "purchaseOrders",
        "purchase_orders",
        ("POHeaderId",),
        (
            Resource(
                "lines",
                "purchase_order_lines",
                ("POLineId",),
                (
                    Resource(
                        "schedules",
                        "purchase_order_schedules",
                        ("LineLocationId",),
                        (
                            Resource(
                                "distributions",
                                "purchase_order_distributions",
                                ("PODistributionId",),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
