"""Receivables: invoices, credit memos, receipts and customer account activities."""

from __future__ import annotations

from erp_sandbox.oracle_fusion.resources.spec import Resource, attributes, flexfield, resource

_BILLED = (
    "TransactionNumber TransactionType TransactionSource BusinessUnit LegalEntityIdentifier"
    " BillToCustomerName BillToCustomerNumber BillToSite BillToContact ShipToCustomerName"
    " ShipToCustomerNumber ShipToSite ShipToContact SoldToPartyNumber InvoiceCurrencyCode"
    " ConversionRateType PaymentTerms PurchaseOrder PurchaseOrderRevision CrossReference"
    " DocumentNumber SpecialInstructions Comments InternalNotes StructuredPaymentReference"
    " Prepayment Intercompany SalesPersonNumber Carrier ShippingReference RemitToAddress"
    " DefaultTaxationCountry DocumentFiscalClassification FirstPartyRegistrationNumber"
    " ThirdPartyRegistrationNumber PrintOption DeliveryMethod Email CreatedBy LastUpdatedBy"
)
_LINE_TEXTS = (
    "Description ItemNumber MemoLine UnitOfMeasure TaxClassificationCode SalesOrder CreatedBy"
    " LastUpdatedBy"
)
_DISTRIBUTION = {
    "integers": "DistributionId DetailedTaxLineNumber",
    "numbers": "AccountedAmount Amount Percent",
    "texts": "AccountClass AccountCombination Comments CreatedBy LastUpdatedBy",
    "timestamps": "CreationDate LastUpdateDate",
    "mandatory": "DistributionId LastUpdateDate",
}


def _distributions(name: str, title: str, line: str) -> Resource:
    given = {**_DISTRIBUTION, "integers": f"{_DISTRIBUTION['integers']} {line}"}
    return resource(name, title, "DistributionId", attributes(**given))


_INVOICES = resource(
    "receivablesInvoices",
    "Receivables Invoices",
    "CustomerTransactionId",
    attributes(
        integers="CustomerTransactionId BillToPartyId",
        numbers="ConversionRate EnteredAmount InvoiceBalanceAmount FreightAmount",
        texts=f"{_BILLED} PayingCustomerName PayingCustomerSite PayingCustomerAccount InvoiceStatus"
        " ReceiptMethod InvoicingRule InvoicePrinted AllowCompletion ControlCompletionReason"
        " BankAccountNumber",
        dates="TransactionDate AccountingDate DueDate BillingDate ConversionDate PurchaseOrderDate"
        " ShipDate LastPrintDate OriginalPrintDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="CustomerTransactionId TransactionNumber LastUpdateDate",
        hidden="InternalNotes BankAccountNumber InvoiceBalanceAmount",
    ),
    resource(
        "receivablesInvoiceLines",
        "Receivables Invoice Lines",
        "CustomerTransactionLineId",
        attributes(
            integers="CustomerTransactionLineId LineNumber AccountingRuleDuration",
            numbers="LineAmount Quantity UnitSellingPrice AllocatedFreightAmount",
            texts=f"{_LINE_TEXTS} AccountingRule",
            dates="RuleStartDate RuleEndDate",
            timestamps="CreationDate LastUpdateDate",
            mandatory="CustomerTransactionLineId LastUpdateDate",
        ),
        resource(
            "receivablesInvoiceLineTaxLines",
            "Receivables Invoice Line Tax Lines",
            "CustomerTransactionLineId",
            attributes(
                integers="CustomerTransactionLineId DetailedTaxLineNumber",
                numbers="TaxAmount TaxableAmount TaxRate",
                texts="TaxRegimeCode TaxRateCode TaxJurisdictionCode TaxStatusCode",
                timestamps="CreationDate LastUpdateDate",
            ),
        ),
        flexfield(
            "receivablesInvoiceLineGdf",
            "Receivables Invoice Line GDF",
            "CustomerTransactionLineId",
        ),
    ),
    _distributions(
        "receivablesInvoiceDistributions", "Receivables Invoice Distributions", "InvoiceLineNumber"
    ),
    resource(
        "receivablesInvoiceInstallments",
        "Receivables Invoice Installments",
        "InstallmentId",
        attributes(
            integers="InstallmentId InstallmentSequenceNumber InstallmentDaysLate",
            numbers="OriginalAmount InstallmentBalanceDue AccountedBalanceDue DisputeAmount",
            texts="InstallmentStatus InstallmentClass ExcludeFromCollections CreatedBy"
            " LastUpdatedBy",
            dates="InstallmentDueDate InstallmentGLClosedDate InstallmentClosedDate DisputeDate",
            timestamps="CreationDate LastUpdateDate",
            mandatory="InstallmentId LastUpdateDate",
        ),
    ),
    flexfield(
        "receivablesInvoiceGdf",
        "Receivables Invoice GDF",
        "CustomerTransactionId",
        texts="einvoice",
    ),
    flexfield(
        "receivablesInvoiceTransactionDFF",
        "Receivables Invoice Transaction DFF",
        "CustomerTransactionId",
        texts="salesChannel",
    ),
)
_MEMOS = resource(
    "receivablesCreditMemos",
    "Receivables Credit Memos",
    "CustomerTransactionId",
    attributes(
        integers="CustomerTransactionId BillToPartyId",
        numbers="ConversionRate EnteredAmount CreditMemoBalanceAmount",
        texts=f"{_BILLED} CreditMemoStatus CreditReason",
        dates="TransactionDate AccountingDate ConversionDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="CustomerTransactionId TransactionNumber LastUpdateDate",
    ),
    resource(
        "receivablesCreditMemoLines",
        "Receivables Credit Memo Lines",
        "CustomerTransactionLineId",
        attributes(
            integers="CustomerTransactionLineId LineNumber",
            numbers="LineAmount Quantity UnitSellingPrice",
            texts=_LINE_TEXTS,
            timestamps="CreationDate LastUpdateDate",
            mandatory="CustomerTransactionLineId LastUpdateDate",
        ),
    ),
    _distributions(
        "receivablesCreditMemoDistributions",
        "Receivables Credit Memo Distributions",
        "CreditMemoLineNumber",
    ),
)
_RECEIPTS = resource(
    "standardReceipts",
    "Standard Receipts",
    "StandardReceiptId",
    attributes(
        integers="StandardReceiptId",
        numbers="Amount AccountedAmount UnappliedAmount ConversionRate",
        texts="ReceiptNumber Currency BusinessUnit ReceiptMethod CustomerName CustomerAccountNumber"
        " CustomerSite State Status ConversionRateType StructuredPaymentReference Comments"
        " CreatedBy LastUpdatedBy",
        dates="ReceiptDate AccountingDate MaturityDate ConversionDate",
        timestamps="CreationDate LastUpdateDate",
        mandatory="StandardReceiptId ReceiptNumber LastUpdateDate",
        hidden="UnappliedAmount",
    ),
    resource(
        "remittanceReferences",
        "Remittance References",
        "RemittanceReferenceId",
        attributes(
            integers="RemittanceReferenceId",
            numbers="ReferenceAmount",
            texts="ReceiptMatchBy ReferenceNumber CustomerReason CreatedBy LastUpdatedBy",
            timestamps="CreationDate LastUpdateDate",
        ),
    ),
    flexfield("standardReceiptDFF", "Standard Receipt DFF", "StandardReceiptId", texts="lockbox"),
)
_APPLIED = (
    "BusinessUnit ReferenceTransactionNumber ReferenceTransactionStatus EnteredCurrency"
    " ApplicationStatus IsLatestApplication ProcessStatus CreatedBy LastUpdatedBy"
)
_APPLICATION = {
    "numbers": "ApplicationAmount DiscountAmount",
    "dates": "ApplicationDate AccountingDate",
    "timestamps": "CreationDate LastUpdateDate",
    "mandatory": "ApplicationId LastUpdateDate",
}
_ACTIVITIES = resource(
    "receivablesCustomerAccountActivities",
    "Receivables Customer Account Activities",
    "AccountId",
    attributes(
        integers="AccountId CustomerId",
        numbers="TotalOpenReceivablesForAccount TotalTransactionsDueForAccount",
        texts="AccountNumber CustomerName CreatedBy LastUpdatedBy",
        timestamps="CreationDate LastUpdateDate",
        mandatory="AccountId LastUpdateDate",
        hidden="TotalOpenReceivablesForAccount TotalTransactionsDueForAccount",
    ),
    resource(
        "standardReceiptApplications",
        "Standard Receipt Applications",
        "ApplicationId",
        attributes(
            **_APPLICATION,
            integers="ApplicationId StandardReceiptId ReferenceTransactionId"
            " ReferenceInstallmentId",
            texts=f"{_APPLIED} StandardReceiptNumber",
        ),
    ),
    resource(
        "creditMemoApplications",
        "Credit Memo Applications",
        "ApplicationId",
        attributes(
            **_APPLICATION,
            integers="ApplicationId CreditMemoId ReferenceTransactionId ReferenceInstallmentId",
            texts=f"{_APPLIED} CreditMemoNumber",
        ),
    ),
    resource(
        "transactionPaymentSchedules",
        "Transaction Payment Schedules",
        "InstallmentId",
        attributes(
            integers="InstallmentId InstallmentNumber TransactionId PaymentDaysLate",
            numbers="TotalBalanceAmount TotalOriginalAmount",
            texts="InstallmentStatus TransactionNumber TransactionClass TransactionType"
            " EnteredCurrency BusinessUnit CreatedBy LastUpdatedBy",
            dates="PaymentScheduleDueDate TransactionDate AccountingDate",
            timestamps="CreationDate LastUpdateDate",
            mandatory="InstallmentId LastUpdateDate",
        ),
    ),
    resource(
        "transactionAdjustments",
        "Transaction Adjustments",
        "AdjustmentId",
        attributes(
            integers="AdjustmentId ReferenceTransactionId ReferenceInstallmentId",
            numbers="AdjustmentAmount",
            texts="AdjustmentNumber AdjustmentType AdjustmentReason AdjustmentStatus"
            " ReferenceTransactionNumber EnteredCurrency BusinessUnit ReceivablesActivity CreatedBy"
            " LastUpdatedBy",
            dates="AdjustmentDate AccountingDate",
            timestamps="CreationDate LastUpdateDate",
            mandatory="AdjustmentId LastUpdateDate",
        ),
    ),
)
RESOURCES = (_INVOICES, _MEMOS, _RECEIPTS, _ACTIVITIES)
