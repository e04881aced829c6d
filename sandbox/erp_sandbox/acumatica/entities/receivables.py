"""Invoices and payments of customers."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.parts import document_contact
from erp_sandbox.acumatica.entities.spec import entity, shape, view

INVOICE_APPLICATIONS_CREDIT_MEMO = shape(
    "InvoiceApplicationsCreditMemo",
    view(
        "Adjustments_1",
        decimal="AmountPaid=CuryAdjgAmt Balance=CuryDocBal",
        text=(
            "Customer=AdjdCustomerID CustomerOrder=ARInvoice__InvoiceNbr "
            "Description=ARInvoice__DocDesc DocType=AdjdDocType PostPeriod=ARInvoice__FinPeriodID "
            "ReferenceNbr=AdjdRefNbr Status=ARInvoice__Status"
        ),
    ),
)

INVOICE_APPLICATIONS_DEFAULT = shape(
    "InvoiceApplicationsDefault",
    view(
        "Adjustments",
        decimal="AmountPaid=CuryAdjdAmt Balance=CuryDocBal CashDiscountTaken=CuryAdjdPPDAmt",
        text="DocType=AdjgDocType ReferenceNbr=AdjgRefNbr Status=ARPayment__Status",
        date="PaymentDate=ARPayment__DocDate",
    ),
)

INVOICE_DETAIL = shape(
    "InvoiceDetail",
    view(
        "Transactions",
        text=(
            "Account=AccountID Branch=BranchID CostCode=CostCodeID InventoryID ProjectTask=TaskID "
            "Subaccount=SubID Subitem=SubItemID TransactionDescription=TranDesc UOM "
            "TaxCategory=TaxCategoryID"
        ),
        decimal=(
            "Amount=CuryTranAmt DiscountAmount=CuryDiscAmt ExtendedPrice=CuryExtPrice Qty "
            "UnitPrice=CuryUnitPrice"
        ),
        boolean="CalculateDiscountsOnImport",
        timestamp="LastModifiedDateTime",
        integer="LineNbr",
    ),
    keys="LineNbr",
)

INVOICE_DISCOUNT_DETAIL = shape(
    "InvoiceDiscountDetail",
    view(
        "ARDiscountDetails",
        text=(
            "Description DiscountCode=DiscountID ExternalDiscountCode=ExtDiscCode OrderNbr "
            "OrderType SequenceID=DiscountSequenceID Type"
        ),
        decimal=(
            "DiscountableAmount=CuryDiscountableAmt DiscountableQty "
            "DiscountAmount=CuryDiscountAmt DiscountPercent=DiscountPct "
            "RetainedDiscount=CuryRetainedDiscountAmt"
        ),
        boolean="ManualDiscount=IsManual SkipDiscount",
    ),
)

INVOICE_TAX_DETAIL = shape(
    "InvoiceTaxDetail",
    view(
        "Taxes",
        decimal="TaxableAmount=CuryTaxableAmt TaxAmount=CuryTaxAmt TaxRate",
        text="TaxID",
    ),
)

INVOICE = entity(
    "Invoice",
    "AR301000",
    "PX.Objects.AR.ARInvoiceEntry",
    view(
        "Document",
        decimal="Amount=CuryOrigDocAmt Balance=CuryDocBal TaxTotal=CuryTaxTotal",
        timestamp="CreatedDateTime LastModifiedDateTime",
        text=(
            "Customer=CustomerID CustomerOrder=InvoiceNbr Description=DocDesc "
            "LocationID=CustomerLocationID PostPeriod=FinPeriodID Project=ProjectID "
            "ReferenceNbr=RefNbr Status Terms=TermsID Type=DocType"
        ),
        date="Date=DocDate DueDate",
        boolean="Hold IsTaxValid=ExternalTaxesImportInProgress",
    ),
    view(
        "CurrentDocument",
        boolean="BillingPrinted=Printed",
        text="LinkARAccount=ARAccountID LinkBranch=BranchID",
    ),
    view("Billing_Contact", boolean="BillToContactOverride=OverrideContact"),
    view("Shipping_Contact", boolean="ShipToContactOverride=OverrideContact"),
    keys="Type ReferenceNbr",
    title="AR Invoice/Memo",
    dac="PX.Objects.AR.ARInvoice",
    details={
        "ApplicationsCreditMemo": INVOICE_APPLICATIONS_CREDIT_MEMO,
        "ApplicationsDefault": INVOICE_APPLICATIONS_DEFAULT,
        "Details": INVOICE_DETAIL,
        "DiscountDetails": INVOICE_DISCOUNT_DETAIL,
        "TaxDetails": INVOICE_TAX_DETAIL,
    },
    linked={
        "BillToContact": document_contact("Billing_Contact"),
        "ShipToContact": document_contact("Shipping_Contact"),
    },
    custom=view("Document", text="CuryID BatchNbr AttributeEXTREF", decimal="DocBal OrigDocAmt"),
    actions="ReleaseInvoice",
)

PAYMENT_APPLICATION_HISTORY_DETAIL = shape(
    "PaymentApplicationHistoryDetail",
    view(
        "ARPost",
        text=(
            "AdjustedDocType=SourceDocType AdjustedRefNbr=SourceRefNbr "
            "AdjustingDocType=SourceDocType AdjustingRefNbr=ARAdjust2__AdjgRefNbr "
            "ApplicationPeriod=ARRegisterAlias__FinPeriodID BatchNbr "
            "CurrencyID=ARRegisterAlias__CuryID Customer=ARRegisterAlias__CustomerID "
            "CustomerOrder=ARInvoice__InvoiceNbr Description=ARRegisterAlias__DocDesc "
            "DisplayDocType=SourceDocType DisplayRefNbr=SourceRefNbr "
            "PostPeriod=ARRegisterAlias__FinPeriodID VATCreditMemo=ARAdjust2__PPDVATAdjRefNbr"
        ),
        integer="AdjustmentNbr=ID",
        boolean="AdjustsVAT=ARAdjust2__PendingPPD",
        decimal=(
            "AmountPaid=CuryAmt Balance=CuryBalanceAmt BalanceWriteOff=CuryWOAmt "
            "CashDiscountBalance=CuryDiscBalanceAmt CashDiscountTaken=CuryDiscAmt"
        ),
        date=(
            "CashDiscountDate=ARInvoice__DiscDate Date=ARRegisterAlias__DocDate "
            "DueDate=ARRegisterAlias__DueDate"
        ),
    ),
)

PAYMENT_CHARGE = shape(
    "PaymentCharge",
    view(
        "PaymentCharges",
        text="AccountID Description=TranDesc DocType EntryTypeID RefNbr SubID",
        decimal="Amount=CuryTranAmt",
        integer="LineNbr",
    ),
)

PAYMENT_DETAIL = shape(
    "PaymentDetail",
    view(
        "Adjustments",
        decimal=(
            "AmountPaid=CuryAdjgAmt BalanceWriteOff=CuryAdjgWOAmt CashDiscountTaken=CuryAdjgPPDAmt"
        ),
        text=(
            "CustomerOrder=ARInvoice__InvoiceNbr Description=ARInvoice__DocDesc "
            "DocType=AdjdDocType ReferenceNbr=AdjdRefNbr WriteOffReasonCode"
        ),
        integer="DocLineNbr=AdjdLineNbr",
    ),
)

PAYMENT = entity(
    "Payment",
    "AR302000",
    "PX.Objects.AR.ARPaymentEntry",
    view(
        "Document",
        date="ApplicationDate=AdjDate",
        decimal=(
            "AppliedToDocuments=CuryApplAmt PaymentAmount=CuryOrigDocAmt "
            "AvailableBalance=CuryUnappliedBal AppliedToOrders=CurySOApplAmt"
        ),
        integer="CardAccountNbr=PMInstanceID",
        text=(
            "CashAccount=CashAccountID CurrencyID=CuryID CustomerID Description=DocDesc "
            "PaymentMethod=PaymentMethodID PaymentRef=ExtRefNbr ReferenceNbr=RefNbr Status "
            "Type=DocType ProcessingCenterID ExternalRef OrigTransaction=RefTranExtNbr "
            "CustomerLocationID"
        ),
        boolean="Hold IsCCPayment SaveCard IsNewCard=NewCard",
        timestamp="LastModifiedDateTime=lastModifiedDateTime",
        guid="NoteID",
    ),
    view("CurrentDocument", text="Branch=BranchID BranchID"),
    keys="Type ReferenceNbr",
    title="AR Payment",
    dac="PX.Objects.AR.ARPayment",
    details={
        "ApplicationHistory": PAYMENT_APPLICATION_HISTORY_DETAIL,
        "Charges": PAYMENT_CHARGE,
        "DocumentsToApply": PAYMENT_DETAIL,
    },
    custom=view("Document", text="BatchNbr", decimal="CuryDocBal DocBal OrigDocAmt"),
    actions="CaptureCreditCardPayment ReleasePayment VoidPayment VoidCardPayment CardOperation",
)

ENTITIES = (
    INVOICE,
    PAYMENT,
)
