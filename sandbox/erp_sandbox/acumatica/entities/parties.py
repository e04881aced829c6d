"""Vendors, customers and employees."""

from __future__ import annotations

from erp_sandbox.acumatica.entities.parts import ATTRIBUTE, contact
from erp_sandbox.acumatica.entities.spec import entity, shape, view

CLASS_ATTRIBUTE = shape(
    "BusinessAccountClassAttributeDetail",
    view(
        "Mapping",
        boolean="Active=IsActive Required",
        text="AttributeID DefaultValue Description",
        short="SortOrder",
    ),
)

VENDOR_CLASS = entity(
    "VendorClass",
    "AP201000",
    "PX.Objects.AP.VendorClassMaint",
    view(
        "VendorClassRecord",
        text="ClassID=VendorClassID Description=Descr",
        timestamp="CreatedDateTime LastModifiedDateTime",
    ),
    keys="ClassID",
    title="Vendor Class",
    dac="PX.Objects.AP.VendorClass",
    details={
        "Attributes": CLASS_ATTRIBUTE,
    },
)

CUSTOMER_CONTACT = shape(
    "CustomerContact",
    view("Contacts", integer="ContactID"),
    view(timestamp="LastModifiedDateTime"),
    linked={"Contact": contact("Contacts", "Contacts")},
)

PAYMENT_INSTRUCTION = shape(
    "BusinessAccountPaymentInstructionDetail",
    view(
        "PaymentDetails",
        text=(
            "Description=PaymentMethodDetail__descr PaymentInstructionsID=DetailID "
            "PaymentMethod=PaymentMethodID Value=DetailValue"
        ),
        integer="LocationID",
    ),
)

VENDOR = entity(
    "Vendor",
    "AP303000",
    "PX.Objects.AP.VendorMaint",
    view(
        "CurrentVendor",
        text=(
            "AccountRef=AcctReferenceNbr CurrencyID=CuryID CurrencyRateType=CuryRateTypeID "
            "F1099Box=Box1099 ParentAccount=ParentBAccountID Terms=TermsID"
        ),
        boolean=(
            "EnableCurrencyOverride=AllowOverrideCury EnableRateOverride=AllowOverrideRate "
            "F1099Vendor=Vendor1099 FATCA ForeignEntity LandedCostVendor "
            "VendorIsLaborUnion=IsLaborUnion VendorIsTaxAgency=TaxAgency"
        ),
    ),
    view(
        "DefLocation",
        text=(
            "APAccount=VAPAccountID APSubaccount=VAPSubID CashAccount=VCashAccountID "
            "FOBPoint=VFOBPointID LocationName=Descr PaymentBy=VPaymentByType "
            "PaymentMethod=VPaymentMethodID ReceiptAction=VRcptQtyAction "
            "ReceivingBranch=VBranchID ShippingTerms=VShipTermsID ShipVia=VCarrierID "
            "TaxCalculationMode=VTaxCalcMode TaxRegistrationID TaxZone=VTaxZoneID "
            "Warehouse=VSiteID"
        ),
        short="LeadTimedays=VLeadTime PaymentLeadTimedays=VPaymentLeadTime",
        decimal="MaxReceipt=VRcptQtyMax MinReceipt=VRcptQtyMin ThresholdReceipt=VRcptQtyThreshold",
        boolean=(
            "PaySeparately=VSeparateCheck PrintOrders=VPrintOrder "
            "RemittanceAddressOverride=OverrideRemitAddress "
            "RemittanceContactOverride=OverrideRemitContact SendOrdersbyEmail=VEmailOrder "
            "ShippingContactOverride=OverrideContact ShippingAddressOverride=OverrideAddress"
        ),
    ),
    view(
        "BAccount",
        timestamp="CreatedDateTime LastModifiedDateTime",
        text=(
            "LegalName Status=VStatus VendorClass=VendorClassID VendorID=AcctCD VendorName=AcctName"
        ),
    ),
    keys="VendorID",
    title="Vendor",
    custom=view("CurrentVendor", text="UsrRegion AttributeRATING", decimal="UsrCreditScore"),
    dac="PX.Objects.AP.Vendor",
    details={
        "Attributes": ATTRIBUTE,
        "Contacts": CUSTOMER_CONTACT,
        "PaymentInstructions": PAYMENT_INSTRUCTION,
    },
    linked={
        "MainContact": contact("DefContact", "DefAddress"),
        "PrimaryContact": contact("PrimaryContactCurrent", ""),
        "RemittanceContact": contact("RemitContact", "RemitAddress"),
        "ShippingContact": contact("DefLocationContact", "DefLocationAddress"),
    },
    actions="CreateContactFromVendor",
)

CUSTOMER_CUSTOMER_CONTACT = shape(
    "CustomerContact",
    view("Contacts", integer="ContactID", timestamp="LastModifiedDateTime"),
    linked={"Contact": contact("Contacts", "Contacts")},
)

CREDIT_VERIFICATION_RULES = shape(
    "CreditVerificationRules",
    view(
        "CurrentCustomer",
        short="CreditDaysPastDue",
        decimal="CreditLimit",
        text="CreditVerification=CreditRule",
    ),
    view(
        "CustomerBalance",
        date="FirstDueDate=OldInvoiceDate",
        decimal="OpenOrdersBalance RemainingCreditLimit UnreleasedBalance",
    ),
)

CUSTOMER_PAYMENT_INSTRUCTION = shape(
    "BusinessAccountPaymentInstructionDetail",
    view(
        "DefPaymentMethodInstanceDetails",
        text="Description=DetailID_PaymentMethodDetail_descr PaymentInstructionsID=DetailID Value",
        integer="LocationID=PMInstanceID",
    ),
    view("CurrentCustomer", text="PaymentMethod=DefPaymentMethodID"),
)

CUSTOMER_SALES_PERSON = shape(
    "CustomerSalesPerson",
    view(
        "SalesPersons",
        decimal="Commission=CommisionPct",
        boolean="Default=IsDefault",
        text=(
            "LocationID LocationName=LocationID_description Name=SalesPersonID_SalesPerson_descr "
            "SalespersonID=SalesPersonID"
        ),
    ),
)

CUSTOMER = entity(
    "Customer",
    "AR303000",
    "PX.Objects.AR.CustomerMaint",
    view(
        "CurrentCustomer",
        text=(
            "AccountRef=AcctReferenceNbr CurrencyID=CuryID CurrencyRateType=CuryRateTypeID "
            "ParentRecord=ParentBAccountID StatementCycleID=StatementCycleId StatementType "
            "Terms=TermsID RestrictVisibilityTo=COrgBAccountID"
        ),
        boolean=(
            "ApplyOverdueCharges=FinChargeApply AutoApplyPayments "
            "BillingAddressOverride=OverrideBillAddress "
            "BillingContactOverride=OverrideBillContact EnableCurrencyOverride=AllowOverrideCury "
            "EnableRateOverride=AllowOverrideRate EnableWriteOffs=SmallBalanceAllow "
            "MultiCurrencyStatements=PrintCuryStatements PrintDunningLetters PrintInvoices "
            "PrintStatements SendDunningLettersbyEmail=MailDunningLetters "
            "SendInvoicesbyEmail=MailInvoices SendStatementsbyEmail=SendStatementByEmail "
            "IsGuestCustomer"
        ),
        timestamp="CreatedDateTime LastModifiedDateTime",
        decimal="WriteOffLimit=SmallBalanceLimit CreditLimit",
    ),
    view(
        "BAccount",
        integer="BAccountID PrimaryContactID",
        text=(
            "CustomerClass=CustomerClassID CustomerID=AcctCD CustomerCategory "
            "CustomerName=AcctName Status"
        ),
        guid="NoteID",
    ),
    view("DefContact", text="Email"),
    view(
        "DefLocation",
        text=(
            "FOBPoint=CFOBPointID LocationName=Descr PriceClassID=CPriceClassID "
            "ShippingBranch=CBranchID ShippingRule=CShipComplete ShippingTerms=CShipTermsID "
            "ShippingZoneID=CShipZoneID ShipVia=CCarrierID TaxRegistrationID TaxZone=CTaxZoneID "
            "WarehouseID=CSiteID EntityUsageType=CAvalaraCustomerUsageType "
            "TaxExemptionNumber=CAvalaraExemptionNumber"
        ),
        short="LeadTimedays=CLeadTime OrderPriority=COrderPriority",
        boolean=(
            "ResidentialDelivery=CResedential SaturdayDelivery=CSaturdayDelivery "
            "ShippingAddressOverride=OverrideAddress ShippingContactOverride=OverrideContact"
        ),
    ),
    keys="CustomerID",
    dac="PX.Objects.AR.Customer",
    custom=view("CurrentCustomer", text="UsrSegment", boolean="UsrKeyAccount"),
    details={
        "Attributes": ATTRIBUTE,
        "Contacts": CUSTOMER_CUSTOMER_CONTACT,
        "PaymentInstructions": CUSTOMER_PAYMENT_INSTRUCTION,
        "Salespersons": CUSTOMER_SALES_PERSON,
    },
    linked={
        "BillingContact": contact("BillContact", "BillAddress"),
        "CreditVerificationRules": CREDIT_VERIFICATION_RULES,
        "MainContact": contact("DefContact", "DefAddress"),
        "PrimaryContact": contact("PrimaryContactCurrent", ""),
        "ShippingContact": contact("DefLocationContact", "DefLocationAddress"),
    },
    actions="CreateContactFromCustomer",
)

EMPLOYEE_DELEGATE = shape(
    "EmployeeDelegate",
    view(
        "Delegates",
        text="Delegate=WingmanID EmployeeName=WingmanID_EPEmployee_acctName DelegationOf",
        date="StartsOn ExpiresOn",
        boolean="IsActive",
    ),
)

EMPLOYEE_SETTINGS = shape(
    "EmployeeSettings",
    view(
        "CurrentEmployee",
        text=(
            "BranchID=ParentBAccountID Calendar=CalendarID CurrencyID=CuryID "
            "CurrencyRateTypeID=CuryRateTypeID DepartmentID EmployeeClass=VendorClassID "
            "EmployeeRefNbr=AcctReferenceNbr LaborItem "
            "RegularHoursValidation=HoursValidation ReportsTo=SupervisorID "
            "Salesperson=SalesPersonID UnionLocalID=UnionID"
        ),
        boolean=(
            "EnableCurrencyOverride=AllowOverrideCury EnableRateOverride=AllowOverrideRate "
            "RouteEmails TimeCardIsRequired=TimeCardRequired"
        ),
    ),
)

EMPLOYMENT_HISTORY_RECORD = shape(
    "EmploymentHistoryRecord",
    view(
        "EmployeePositions",
        boolean="Active=IsActive RehireEligible=IsRehirable Terminated=IsTerminated",
        date="EndDate StartDate",
        integer="LineNbr",
        text="PositionID StartReason TerminationReason=TermReason",
    ),
)

EMPLOYEE_FINANCIAL_SETTINGS = shape(
    "EmployeeFinancialSettings",
    view(
        "DefLocation",
        text=(
            "APAccount=VAPAccountID APSubaccount=VAPSubID CashAccount=VCashAccountID "
            "PaymentMethod=VPaymentMethodID TaxZone=VTaxZoneID"
        ),
    ),
    view(
        "CurrentEmployee",
        text=(
            "ExpenseAccount=ExpenseAcctID ExpenseSubaccount=ExpenseSubID "
            "PrepaymentAccount=PrepaymentAcctID PrepaymentSubaccount=PrepaymentSubID "
            "SalesAccount=SalesAcctID SalesSubaccount=SalesSubID Terms=TermsID"
        ),
    ),
    details={"PaymentInstructions": PAYMENT_INSTRUCTION},
)

EMPLOYEE = entity(
    "Employee",
    "EP203000",
    "PX.Objects.EP.EmployeeMaint",
    view(
        "Employee",
        text="EmployeeID=AcctCD EmployeeName=AcctName Status=VStatus",
        timestamp="LastModifiedDateTime",
    ),
    keys="EmployeeID",
    dac="PX.Objects.EP.EPEmployee",
    details={
        "Attributes": ATTRIBUTE,
        "Delegates": EMPLOYEE_DELEGATE,
        "EmploymentHistory": EMPLOYMENT_HISTORY_RECORD,
    },
    linked={
        "ContactInfo": contact("Contact", "Address"),
        "EmployeeSettings": EMPLOYEE_SETTINGS,
        "FinancialSettings": EMPLOYEE_FINANCIAL_SETTINGS,
    },
    actions="ChangeEmployeeID",
)

ENTITIES = (
    VENDOR_CLASS,
    VENDOR,
    CUSTOMER,
    EMPLOYEE,
)
