"""The entities as tables: stream, and fields by kind.

Kinds: `s` text, `n` exact number, `i` integer, `b` boolean, `d` date, `t` instant, `r` reference
(two columns: `…_id` and `…_name`), `o` any JSON.
"""

from __future__ import annotations

from dataclasses import dataclass

_NAMES = "GivenName:s MiddleName:s FamilyName:s Suffix:s Title:s DisplayName:s CompanyName:s "
_CONTACT = (
    _NAMES + "PrintOnCheckName:s Active:b PrimaryPhone:o AlternatePhone:o Mobile:o Fax:o "
    "PrimaryEmailAddr:o WebAddr:o BillAddr:o CurrencyRef:r Balance:n AcctNum:s "
)
_TREE = "Name:s FullyQualifiedName:s Active:b ParentRef:r "
_DOCUMENT = (
    "TxnDate:d DocNumber:s PrivateNote:s CurrencyRef:r ExchangeRate:n DepartmentRef:r TxnStatus:s "
    "TxnSource:s GlobalTaxCalculation:s RecurDataRef:r ProjectRef:r "
)
_SALE = _DOCUMENT + (
    "CustomerRef:r CustomerMemo:o BillAddr:o ShipAddr:o ShipFromAddr:o ShipDate:d ShipMethodRef:r "
    "TrackingNum:s ClassRef:r TotalAmt:n Balance:n HomeBalance:n HomeTotalAmt:n "
    "ApplyTaxAfterDiscount:b PrintStatus:s EmailStatus:s BillEmail:o BillEmailCc:o BillEmailBcc:o "
    "DeliveryInfo:o FreeFormAddress:b TaxExemptionRef:r DepositToAccountRef:r PaymentMethodRef:r "
)
_BUY = _DOCUMENT + (
    "VendorRef:r VendorAddr:o APAccountRef:r TotalAmt:n Balance:n HomeBalance:n HomeTotalAmt:n "
)


@dataclass(frozen=True)
class Entity:
    """An entity and its stream.

    Attributes:
        name: In queries.
        stream: Name of its stream.
        fields: Field names by kind, as the table above writes them.
        key: JSON key in answers where that differs from the name.
        active: Whether queries leave out inactive records unless told otherwise.
        cdc: Whether change data capture knows it; others are read whole each run.
        lines: Whether records have lines.
        taxes: Whether records have tax lines.
        keyless: Whether records have no id.
        counted: Whether changes are found by the time of change and deletions by the number of
            records: where change data capture does not know an entity that may be large.
        created: Whether records can be paged by their time of creation; the few of the other
            entities are paged by offset.
    """

    name: str
    stream: str
    fields: str
    key: str = ""
    active: bool = False
    cdc: bool = True
    lines: bool = False
    taxes: bool = False
    keyless: bool = False
    counted: bool = False
    created: bool = True

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Field name and kind, in order."""
        return [(name, kind) for name, _, kind in (f.partition(":") for f in self.fields.split())]

    @property
    def json_key(self) -> str:
        """JSON key in answers."""
        return self.key or self.name


def _list(name: str, stream: str, fields: str, **more: bool) -> Entity:
    return Entity(name, stream, fields, active=more.pop("active", True), **more)  # type: ignore[arg-type]


def _document(name: str, stream: str, fields: str, *, taxes: bool = False) -> Entity:
    return Entity(name, stream, fields, lines=True, taxes=taxes)


ENTITIES = (
    _list(
        "Account",
        "accounts",
        _TREE + "AcctNum:s Description:s SubAccount:b Classification:s AccountType:s "
        "AccountSubType:s CurrentBalance:n CurrentBalanceWithSubAccounts:n CurrencyRef:r "
        "TaxCodeRef:r TxnLocationType:s JournalCodeRef:r",
    ),
    _list(
        "Customer",
        "customers",
        _CONTACT + "FullyQualifiedName:s Job:b IsProject:b BillWithParent:b ParentRef:r "
        "RootCustomerRef:r Level:i CustomerTypeRef:r ShipAddr:o Notes:s Taxable:b "
        "DefaultTaxCodeRef:r ResaleNum:s SalesTermRef:r PaymentMethodRef:r "
        "PreferredDeliveryMethod:s ARAccountRef:r BalanceWithJobs:n OpenBalanceDate:d "
        "CreditLimit:n",
    ),
    _list(
        "Vendor",
        "vendors",
        _CONTACT + "Vendor1099:b TermRef:r APAccountRef:r BillRate:n CostRate:n BusinessNumber:s "
        "OtherContactInfo:o",
    ),
    _list(
        "Employee",
        "employees",
        _NAMES + "PrintOnCheckName:s Active:b EmployeeNumber:s PrimaryAddr:o PrimaryPhone:o "
        "Mobile:o PrimaryEmailAddr:o HiredDate:d ReleasedDate:d BillableTime:b BillRate:n "
        "CostRate:n",
    ),
    _list(
        "Item",
        "items",
        _TREE + "Sku:s Description:s Type:s SubItem:b Level:i Taxable:b SalesTaxIncluded:b "
        "UnitPrice:n IncomeAccountRef:r PurchaseDesc:s PurchaseCost:n PurchaseTaxIncluded:b "
        "ExpenseAccountRef:r AssetAccountRef:r PrefVendorRef:r TrackQtyOnHand:b QtyOnHand:n "
        "ReorderPoint:n InvStartDate:d SalesTaxCodeRef:r PurchaseTaxCodeRef:r ClassRef:r "
        "TaxClassificationRef:r PrintGroupedItems:b ItemGroupDetail:o",
    ),
    _list("Class", "classes", _TREE + "SubClass:b"),
    _list("Department", "departments", _TREE + "SubDepartment:b Address:o"),
    _list("CustomerType", "customer_types", "Name:s Active:b"),
    _list(
        "Term",
        "terms",
        "Name:s Active:b Type:s DueDays:i DiscountDays:i DiscountPercent:n DayOfMonthDue:i "
        "DueNextMonthDays:i DiscountDayOfMonth:i",
    ),
    _list("PaymentMethod", "payment_methods", "Name:s Type:s Active:b"),
    _list(
        "TaxAgency",
        "tax_agencies",
        "DisplayName:s TaxTrackedOnSales:b TaxTrackedOnPurchases:b TaxRegistrationNumber:s "
        "LastFileDate:d TaxAgencyConfig:s",
        active=False,
        cdc=False,
    ),
    _list(
        "TaxCode",
        "tax_codes",
        "Name:s Description:s Active:b Hidden:b Taxable:b TaxGroup:b TaxCodeConfigType:s "
        "SalesTaxRateList:o PurchaseTaxRateList:o",
        cdc=False,
    ),
    _list(
        "TaxRate",
        "tax_rates",
        "Name:s Description:s Active:b RateValue:n AgencyRef:r TaxReturnLineRef:r SpecialTaxType:s "
        "DisplayType:s EffectiveTaxRate:o OriginalTaxRate:s",
        cdc=False,
    ),
    _list("CompanyCurrency", "company_currencies", "Code:s Name:s Active:b"),
    Entity(
        "ExchangeRate",
        "exchange_rates",
        "SourceCurrencyCode:s TargetCurrencyCode:s Rate:n AsOfDate:d",
        cdc=False,
        keyless=True,
        created=False,
    ),
    _list(
        "Budget",
        "budgets",
        "Name:s StartDate:d EndDate:d BudgetType:s BudgetEntryType:s Active:b BudgetDetail:o",
    ),
    Entity(
        "Attachable",
        "attachables",
        "FileName:s ContentType:s Size:n Category:s Note:s Tag:s AttachableRef:o",
    ),
    Entity(
        "CompanyInfo",
        "company_info",
        "CompanyName:s LegalName:s CompanyAddr:o LegalAddr:o CustomerCommunicationAddr:o Country:s "
        "Email:o WebAddr:o PrimaryPhone:o CompanyStartDate:d FiscalYearStartMonth:s "
        "SupportedLanguages:s DefaultTimeZone:s NameValue:o",
        cdc=False,
        created=False,
    ),
    Entity(
        "Preferences",
        "preferences",
        "AccountingInfoPrefs:o CurrencyPrefs:o ReportPrefs:o SalesFormsPrefs:o "
        "VendorAndPurchasesPrefs:o ProductAndServicesPrefs:o TaxPrefs:o TimeTrackingPrefs:o "
        "EmailMessagesPrefs:o OtherPrefs:o",
        cdc=False,
        created=False,
    ),
    _document(
        "Invoice",
        "invoices",
        _SALE + "SalesTermRef:r DueDate:d Deposit:n AllowOnlinePayment:b "
        "AllowOnlineACHPayment:b AllowOnlineCreditCardPayment:b AllowIPNPayment:b InvoiceLink:s",
        taxes=True,
    ),
    _document(
        "SalesReceipt", "sales_receipts", _SALE + "PaymentRefNum:s CreditCardPayment:o", taxes=True
    ),
    _document("CreditMemo", "credit_memos", _SALE + "RemainingCredit:n InvoiceRef:r", taxes=True),
    _document(
        "RefundReceipt",
        "refund_receipts",
        _SALE + "PaymentType:s PaymentRefNum:s CheckPayment:o CreditCardPayment:o",
        taxes=True,
    ),
    _document(
        "Estimate",
        "estimates",
        _SALE + "DueDate:d ExpirationDate:d AcceptedBy:s AcceptedDate:d",
        taxes=True,
    ),
    _document(
        "Payment",
        "payments",
        _DOCUMENT + "CustomerRef:r ARAccountRef:r DepositToAccountRef:r PaymentMethodRef:r "
        "PaymentRefNum:s TotalAmt:n UnappliedAmt:n ProcessPayment:b CreditCardPayment:o",
    ),
    _document("Bill", "bills", _BUY + "SalesTermRef:r DueDate:d", taxes=True),
    _document(
        "BillPayment",
        "bill_payments",
        _DOCUMENT + "VendorRef:r APAccountRef:r PayType:s CheckPayment:o CreditCardPayment:o "
        "TotalAmt:n ProcessBillPayment:b",
    ),
    _document("VendorCredit", "vendor_credits", _BUY, taxes=True),
    _document(
        "Purchase",
        "purchases",
        _DOCUMENT + "PaymentType:s AccountRef:r EntityRef:o Credit:b TotalAmt:n HomeTotalAmt:n "
        "PaymentMethodRef:r PrintStatus:s RemitToAddr:o PurchaseEx:o",
        taxes=True,
    ),
    _document(
        "PurchaseOrder",
        "purchase_orders",
        _BUY + "POStatus:s DueDate:d Memo:s ShipAddr:o ShipTo:r ShipMethodRef:r ClassRef:r "
        "POEmail:o EmailStatus:s ManuallyClosed:b",
        taxes=True,
    ),
    _document(
        "JournalEntry",
        "journal_entries",
        _DOCUMENT + "Adjustment:b TotalAmt:n HomeTotalAmt:n",
        taxes=True,
    ),
    _document(
        "Deposit",
        "deposits",
        _DOCUMENT + "DepositToAccountRef:r TotalAmt:n HomeTotalAmt:n CashBack:o",
        taxes=True,
    ),
    Entity("Transfer", "transfers", _DOCUMENT + "FromAccountRef:r ToAccountRef:r Amount:n"),
    Entity(
        "CreditCardPayment",
        "credit_card_payments",
        _DOCUMENT + "CreditCardAccountRef:r BankAccountRef:r Amount:n VendorRef:r CheckNum:s "
        "PrintStatus:s Memo:s",
        key="CreditCardPaymentTxn",
    ),
    Entity(
        "TimeActivity",
        "time_activities",
        "TxnDate:d NameOf:s EmployeeRef:r VendorRef:r CustomerRef:r ProjectRef:r DepartmentRef:r "
        "ClassRef:r ItemRef:r PayrollItemRef:r BillableStatus:s Taxable:b HourlyRate:n CostRate:n "
        "Hours:i Minutes:i Seconds:i BreakHours:i BreakMinutes:i StartTime:t EndTime:t "
        "Description:s",
        cdc=False,
        counted=True,
    ),
)
