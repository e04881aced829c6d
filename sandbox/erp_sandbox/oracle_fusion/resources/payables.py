"""Payables: invoices, holds, payments and payment terms."""

from __future__ import annotations

from erp_sandbox.oracle_fusion.resources.spec import attributes, flexfield, resource

_DISTRIBUTIONS = resource(
    "invoiceDistributions",
    "Invoice Distributions",
    "InvoiceDistributionId",
    attributes(
        integers="InvoiceDistributionId DistributionLineNumber PurchaseOrderLineNumber"
        " PurchaseOrderScheduleLineNumber PurchaseOrderDistributionLineNumber ReceiptLineNumber"
        " PrepaymentLineNumber",
        numbers="DistributionAmount BaseAmount TaxRate",
        texts="DistributionLineType Description AccountingStatus DistributionCombination"
        " MatchedStatus FundsStatus PurchaseOrderNumber ReceiptNumber PrepaymentNumber TaxName"
        " AssetBook CreatedBy LastUpdatedBy LastUpdateLogin",
        dates="AccountingDate",
        timestamps="CreationDate LastUpdateDate",
        flags="CanceledFlag ReversedFlag TrackAsAssetFlag",
        mandatory="InvoiceDistributionId LastUpdateDate",
    ),
    flexfield("invoiceDistributionDff", "Invoice Distribution DFF", "InvoiceDistributionId"),
    opaque=True,
)
_LINES = resource(
    "invoiceLines",
    "Invoice Lines",
    "LineNumber",
    attributes(
        integers="LineNumber PurchaseOrderLineNumber ReceiptLineNumber",
        numbers="LineAmount BaseAmount Quantity UnitPrice",
        texts="LineType Description UOM ApprovalStatus PurchaseOrderNumber ReceiptNumber Item"
        " ItemDescription TaxClassification TaxRateCode ShipToLocation CreatedBy LastUpdatedBy"
        " LastUpdateLogin",
        dates="AccountingDate",
        timestamps="CreationDate LastUpdateDate",
        flags="DiscardedFlag CanceledFlag TrackAsAssetFlag",
        mandatory="LineNumber LastUpdateDate",
    ),
    _DISTRIBUTIONS,
    opaque=True,
)
_INSTALLMENTS = resource(
    "invoiceInstallments",
    "Invoice Installments",
    "InstallmentNumber",
    attributes(
        integers="InstallmentNumber PaymentPriority",
        numbers="GrossAmount UnpaidAmount FirstDiscountAmount SecondDiscountAmount"
        " ThirdDiscountAmount",
        texts="PaymentMethod HoldReason CreatedBy LastUpdatedBy LastUpdateLogin",
        dates="DueDate FirstDiscountDate SecondDiscountDate ThirdDiscountDate",
        timestamps="CreationDate LastUpdateDate",
        flags="HoldFlag",
        mandatory="InstallmentNumber LastUpdateDate",
    ),
    opaque=True,
)
_PREPAYMENT = {
    "integers": "LineNumber",
    "texts": "InvoiceNumber Description SupplierSite PurchaseOrder Currency",
}
_INVOICES = resource(
    "invoices",
    "Invoices",
    "InvoiceId",
    attributes(
        integers="InvoiceId DocumentSequence RequesterId ExternalBankAccountId"
        " FirstPartyTaxRegistrationId SettlementPriority UniqueRemittanceIdentifierCheckDigit",
        numbers="InvoiceAmount AmountPaid BaseAmount ControlAmount ConversionRate",
        texts="InvoiceNumber VoucherNumber DocumentCategory InvoiceGroup InvoiceSource"
        " InvoiceSourceCode InvoiceType Supplier SupplierNumber SupplierSite ProcurementBU"
        " BusinessUnit LegalEntity LegalEntityIdentifier Party PartySite Requester InvoiceCurrency"
        " PaymentCurrency ConversionRateType ValidationStatus ApprovalStatus PaidStatus"
        " AccountingStatus AccountCodingStatus FundsStatus CanceledBy PaymentTerms PaymentMethod"
        " PaymentMethodCode PayGroup PaymentReason PaymentReasonCode PaymentReasonComments"
        " DeliveryChannel DeliveryChannelCode BankChargeBearer BankAccount SupplierIBAN"
        " RemittanceMessageOne RemittanceMessageTwo RemittanceMessageThree"
        " UniqueRemittanceIdentifier TaxationCountry FirstPartyTaxRegistrationNumber"
        " SupplierTaxRegistrationNumber DocumentFiscalClassificationCodePath LiabilityDistribution"
        " PurchaseOrderNumber Description ImageDocumentNumber ReferenceKeyOne ReferenceKeyTwo"
        " ReferenceKeyThree ReferenceKeyFour ReferenceKeyFive ProductTable RoutingAttribute1"
        " RoutingAttribute2 RoutingAttribute3 RoutingAttribute4 RoutingAttribute5 CreatedBy"
        " LastUpdatedBy LastUpdateLogin",
        dates="InvoiceDate AccountingDate TermsDate InvoiceReceivedDate GoodsReceivedDate"
        " BudgetDate ApplyAfterDate ConversionDate CanceledDate",
        timestamps="CreationDate LastUpdateDate",
        flags="CanceledFlag PayAloneFlag",
        mandatory="InvoiceId InvoiceNumber InvoiceAmount LastUpdateDate",
        hidden="AccountCodingStatus FundsStatus SupplierIBAN",
    ),
    _LINES,
    _INSTALLMENTS,
    flexfield(
        "invoiceDff",
        "Invoice DFF",
        "InvoiceId",
        texts="projectCode costBearer",
        numbers="retainagePercent",
        dates="serviceDate",
    ),
    flexfield("invoiceGdf", "Invoice GDF", "InvoiceId", texts="reportingCode"),
    resource(
        "appliedPrepayments",
        "Applied Prepayments",
        "InvoiceNumber LineNumber",
        attributes(
            **_PREPAYMENT,
            numbers="AppliedAmount IncludedTax",
            dates="ApplicationAccountingDate",
            flags="IncludedonInvoiceFlag",
        ),
        opaque=True,
    ),
    resource(
        "availablePrepayments",
        "Available Prepayments",
        "InvoiceNumber LineNumber",
        attributes(**_PREPAYMENT, numbers="AvailableAmount"),
        opaque=True,
    ),
    resource(
        "attachments",
        "Attachments",
        "AttachedDocumentId",
        attributes(
            integers="AttachedDocumentId",
            texts="FileName Title CategoryName UploadedFileContentType CreatedBy",
            timestamps="CreationDate LastUpdateDate",
        ),
        opaque=True,
    ),
    opaque=True,
)
_HOLDS = resource(
    "invoiceHolds",
    "Invoice Holds",
    "HoldId",
    attributes(
        integers="HoldId LineHeld PurchaseOrderLineNumber PurchaseOrderScheduleLineNumber"
        " ReceiptLineNumber",
        texts="InvoiceNumber BusinessUnit Supplier Party HoldName HoldReason HoldDetails HeldBy"
        " ReleaseName ReleaseReason WorkflowStatus PurchaseOrderNumber ReceiptNumber CreatedBy"
        " LastUpdatedBy LastUpdateLogin",
        timestamps="HoldDate ReleaseDate CreationDate LastUpdateDate",
        mandatory="HoldId LastUpdateDate",
        hidden="HoldDetails",
    ),
    flexfield("invoiceHoldDff", "Invoice Hold DFF", "HoldId"),
)
_PAYMENTS = resource(
    "payablesPayments",
    "Payments",
    "CheckId",
    attributes(
        integers="CheckId PaymentId PaymentNumber PaymentReference DocumentSequence"
        " ExternalBankAccountId",
        numbers="PaymentAmount PaymentBaseAmount ConversionRate ClearingAmount"
        " ClearingLedgerAmount ClearingConversionRate MaturityConversionRate WithheldAmount"
        " BankChargeAmount",
        texts="PaperDocumentNumber PaymentFileReference PaymentProcessRequest PaymentCurrency"
        " PaymentBaseCurrency PaymentDescription PaymentType PaymentStatus AccountingStatus"
        " SeparateRemittanceAdviceCreated ConversionRateType ClearingConversionRateType"
        " CrossCurrencyRateType MaturityConversionRateType LegalEntity BusinessUnit"
        " PaymentFunction Payee PayeeSite ProcurementBU EmployeeAddress SupplierNumber"
        " ThirdPartySupplier ThirdPartyAddressName RemitToAccountNumber"
        " DisbursementBankAccountNumber DisbursementBankAccountName PaymentMethod"
        " PaymentMethodCode PaymentDocument PaymentProcessProfile DocumentCategory VoucherNumber"
        " AddressLine1 AddressLine2 AddressLine3 AddressLine4 City County Province State Country"
        " Zip CreatedBy LastUpdatedBy LastUpdateLogin",
        dates="PaymentDate AccountingDate ConversionDate ClearingDate ClearingConversionDate"
        " ClearingValueDate AnticipatedValueDate MaturityDate MaturityConversionDate StopDate"
        " VoidDate VoidAccountingDate",
        timestamps="CreationDate LastUpdateDate",
        flags="ReconciledFlag",
        mandatory="CheckId PaymentAmount LastUpdateDate",
        hidden="RemitToAccountNumber DisbursementBankAccountNumber",
    ),
    resource(
        "relatedInvoices",
        "Related Invoices",
        "InvoicePaymentId",
        attributes(
            integers="InvoicePaymentId CheckId InvoiceId InstallmentNumber",
            numbers="AmountPaidPaymentCurrency AmountPaidInvoiceCurrency InvoiceAmount"
            " InvoicePaymentAmount DiscountLost DiscountTaken InvoiceBaseAmount PaymentBaseAmount"
            " CrossCurrencyRate",
            texts="InvoiceBusinessUnit InvoiceNumber InvoicePaymentStatus InvoiceCurrency CreatedBy"
            " LastUpdatedBy LastUpdateLogin",
            timestamps="CreationDate LastUpdateDate",
            mandatory="InvoicePaymentId CheckId InvoiceId LastUpdateDate",
        ),
    ),
    flexfield("paymentDff", "Payment DFF", "CheckId", texts="approvalReference"),
    flexfield("paymentGdf", "Payment GDF", "CheckId"),
)
_TERMS = resource(
    "payablesPaymentTerms",
    "Payment Terms",
    "termsId",
    attributes(
        integers="termsId cutoffDay rank",
        texts="name description createdBy lastUpdatedBy lastUpdateLogin",
        dates="fromDate toDate",
        timestamps="creationDate lastUpdateDate",
        flags="enabledFlag",
        mandatory="termsId name lastUpdateDate",
    ),
    resource(
        "payablesPaymentTermsLines",
        "Payment Terms Lines",
        "termsId sequenceNumber",
        attributes(
            integers="termsId sequenceNumber dueDays dueDayOfMonth dueMonthsForward"
            " firstDiscountDays",
            numbers="duePercent amountDue firstDiscountPercent",
            texts="createdBy lastUpdatedBy lastUpdateLogin",
            dates="fixedDate",
            timestamps="creationDate lastUpdateDate",
            mandatory="termsId sequenceNumber lastUpdateDate",
        ),
        opaque=True,
    ),
)
RESOURCES = (_INVOICES, _HOLDS, _PAYMENTS, _TERMS)
