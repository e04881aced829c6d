"""Bills, checks and purchase orders."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.parts import address, document_contact
from erp_sandbox.acumatica.entities.spec import entity, shape, view

BILL_APPLICATION_DETAIL = shape(
    "BillApplicationDetail",
    view(
        "Adjustments",
        decimal="AmountPaid=CuryAdjdAmt Balance=CuryDocBal",
        text="DocType=DisplayDocType ReferenceNbr=DisplayRefNbr Status=DisplayStatus",
    ),
)

BILL_DETAIL = shape(
    "BillDetail",
    view(
        "Transactions",
        text=(
            "Account=AccountID Branch=BranchID CostCode=CostCodeID "
            "Description=AccountID_Account_description InventoryID POOrderNbr=PONbr POOrderType "
            "POReceiptType=ReceiptType POReceiptNbr=ReceiptNbr Project=ProjectID "
            "ProjectTask=TaskID Subaccount=SubID TaxCategory=TaxCategoryID "
            "TransactionDescription=TranDesc UOM"
        ),
        decimal="Amount=CuryTranAmt ExtendedCost=CuryLineAmt Qty UnitCost=CuryUnitCost",
        boolean="CalculateDiscountsOnImport NonBillable",
        integer="POLine=POLineNbr POReceiptLine=ReceiptLineNbr",
    ),
    view(
        "Transactions",
        text="LCNbr=LCRefNbr LCType=LCDocType",
        integer="LCLineNbr",
        since="24.200.001",
    ),
)

BILL_TAX_DETAIL = shape(
    "BillTaxDetail",
    view(
        "Taxes",
        decimal="TaxableAmount=CuryTaxableAmt TaxAmount=CuryTaxAmt TaxRate",
        text="TaxID",
    ),
)

BILL = entity(
    "Bill",
    "AP301000",
    "PX.Objects.AP.APInvoiceEntry",
    view(
        "Document",
        decimal="Amount=CuryOrigDocAmt Balance=CuryDocBal TaxTotal=CuryTaxTotal",
        text=(
            "CurrencyID=CuryID Description=DocDesc LocationID=VendorLocationID "
            "PostPeriod=FinPeriodID Project=ProjectID ReferenceNbr=RefNbr Status Terms=TermsID "
            "Type=DocType Vendor=VendorID VendorRef=InvoiceNbr"
        ),
        date="Date=DocDate DueDate",
        boolean="Hold IsTaxValid=ExternalTaxesImportInProgress",
        timestamp="LastModifiedDateTime",
    ),
    view(
        "CurrentDocument",
        boolean="ApprovedForPayment=PaySel",
        text="BranchID CashAccount=PayAccountID",
    ),
    keys="Type ReferenceNbr",
    title="AP Bill",
    dac="PX.Objects.AP.APInvoice",
    details={
        "Applications": BILL_APPLICATION_DETAIL,
        "Details": BILL_DETAIL,
        "TaxDetails": BILL_TAX_DETAIL,
    },
    custom=view("Document", text="BatchNbr AttributeEXTREF", decimal="DocBal OrigDocAmt"),
    actions="ReleaseBill ReleaseRetainage ReverseBill",
)

CHECK_DETAIL = shape(
    "CheckDetail",
    view(
        "Adjustments",
        decimal="AmountPaid=CuryAdjgAmt Balance=CuryDocBal CashDiscountBalance=CuryDiscBal",
        integer="DocLineNbr=AdjdLineNbr",
        text="DocType=AdjdDocType ReferenceNbr=AdjdRefNbr",
    ),
)

CHECK_HISTORY_DETAIL = shape(
    "CheckHistoryDetail",
    view(
        "APPost",
        decimal=(
            "AmountPaid=CuryAmt Balance=CuryBalanceAmt CashDiscountBalance=CuryDiscBalanceAmt "
            "CashDiscountTaken=CuryPPDAmt"
        ),
        text="DocType=SourceDocType ReferenceNbr=SourceRefNbr VendorRef=APInvoice__InvoiceNbr",
    ),
)

CHECK = entity(
    "Check",
    "AP302000",
    "PX.Objects.AP.APPaymentEntry",
    view(
        "Document",
        date="ApplicationDate=AdjDate",
        text=(
            "CashAccount=CashAccountID CurrencyID=CuryID Description=DocDesc "
            "PaymentMethod=PaymentMethodID PaymentRef=ExtRefNbr ReferenceNbr=RefNbr Status "
            "Type=DocType Vendor=VendorID"
        ),
        boolean="Hold",
        decimal="PaymentAmount=CuryOrigDocAmt UnappliedBalance=CuryUnappliedBal",
        timestamp="LastModifiedDateTime=lastModifiedDateTime",
    ),
    keys="Type ReferenceNbr",
    title="AP Payment",
    dac="PX.Objects.AP.APPayment",
    details={
        "Details": CHECK_DETAIL,
        "History": CHECK_HISTORY_DETAIL,
    },
    custom=view("Document", text="BatchNbr", decimal="CuryDocBal DocBal OrigDocAmt"),
    actions="ReleaseCheck VoidCheck",
)

PURCHASE_ORDER_DETAIL = shape(
    "PurchaseOrderDetail",
    view(
        "Transactions",
        text=(
            "Account=ExpenseAcctID AlternateID BranchID CostCode=CostCodeID "
            "Description=ExpenseAcctID_Account_description InventoryID LineDescription=TranDesc "
            "LineType OrderNbr OrderType OrigPONbr=PONbr OrigPOType=POType Project=ProjectID "
            "ProjectTask=TaskID ReceiptAction=RcptQtyAction Subaccount=ExpenseSubID "
            "Subitem=SubItemID TaxCategory=TaxCategoryID UOM WarehouseID=SiteID"
        ),
        boolean="Cancelled CalculateDiscountsOnImport Completed",
        decimal=(
            "CompleteOn=RcptQtyThreshold ExtendedCost=CuryLineAmt MaxReceiptPercent=RcptQtyMax "
            "MinReceiptPercent=RcptQtyMin OrderQty OrderedQty QtyOnReceipts=ReceivedQty "
            "ReceivedAmount=CuryReceivedCost UnitCost=CuryUnitCost"
        ),
        integer="LineNbr",
        date="Promised=PromisedDate Requested=RequestedDate",
    ),
    keys="LineNbr",
)

SHIPPING_INSTRUCTIONS = shape(
    "ShippingInstructions",
    view(
        "CurrentDocument",
        text=(
            "ShippingDestinationType=ShipDestType ShippingLocation=ShipToLocationID "
            "ShipTo=ShipToBAccountID Warehouse=SiteID"
        ),
    ),
    view(
        "Shipping_Address",
        boolean="ShipToAddressOverride=OverrideAddress ShipToAddressValidated=IsValidated",
    ),
    view("Shipping_Contact", boolean="ShipToContactOverride=OverrideContact"),
    linked={
        "ShipToAddress": address("Shipping_Address"),
        "ShipToContact": document_contact("Shipping_Contact"),
    },
)

PURCHASE_ORDER_TAX_DETAIL = shape(
    "PurchaseOrderTaxDetail",
    view(
        "Taxes",
        decimal=(
            "RetainedTaxableAmount=CuryRetainedTaxableAmt RetainedTaxAmount=CuryRetainedTaxAmt "
            "TaxableAmount=CuryTaxableAmt TaxAmount=CuryTaxAmt TaxRate"
        ),
        text="TaxID",
    ),
)

PURCHASE_ORDER = entity(
    "PurchaseOrder",
    "PO301000",
    "PX.Objects.PO.POOrderEntry",
    view(
        "Current_currencyinfo",
        text="BaseCurrencyID=BaseCuryID CurrencyRateTypeID=CuryRateTypeID",
        date="CurrencyEffectiveDate=CuryEffDate",
        decimal="CurrencyRate=SampleCuryRate CurrencyReciprocalRate=SampleRecipRate",
    ),
    view("CurrentDocument", text="Branch=BranchID Terms=TermsID VendorTaxZone=TaxZoneID"),
    view(
        "Document",
        decimal=(
            "ControlTotal=CuryControlTotal LineTotal=CuryLineTotal OrderTotal=CuryOrderTotal "
            "TaxTotal=CuryTaxTotal"
        ),
        text=(
            "CurrencyID=CuryID Description=OrderDesc Location=VendorLocationID OrderNbr "
            "Owner=OwnerID Project=ProjectID Status Type=OrderType VendorID "
            "VendorRef=VendorRefNbr"
        ),
        date="Date=OrderDate PromisedOn=ExpectedDate",
        boolean="Hold IsTaxValid=ExternalTaxesImportInProgress",
        timestamp="LastModifiedDateTime",
    ),
    keys="Type OrderNbr",
    title="Purchase Order",
    dac="PX.Objects.PO.POOrder",
    details={
        "Details": PURCHASE_ORDER_DETAIL,
        "TaxDetails": PURCHASE_ORDER_TAX_DETAIL,
    },
    linked={
        "ShippingInstructions": SHIPPING_INSTRUCTIONS,
    },
)

ENTITIES = (
    BILL,
    CHECK,
    PURCHASE_ORDER,
)
