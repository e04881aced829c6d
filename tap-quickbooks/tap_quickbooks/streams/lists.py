"""Customers, vendors, items, accounts and the other lists of a company."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind
from singer_erp.sync.feed import Method

from tap_quickbooks.streams.entity import Entity

_NAMES = columns_by_kind(
    string="GivenName MiddleName FamilyName Suffix Title DisplayName CompanyName",
)
_CONTACT = _NAMES | columns_by_kind(
    reference="CurrencyRef",
    string="PrintOnCheckName AcctNum",
    boolean="Active",
    number="Balance",
    json="PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr BillAddr",
)
_TREE = columns_by_kind(
    reference="ParentRef",
    string="Name FullyQualifiedName",
    boolean="Active",
)

LISTS = (
    Entity(
        name="Account",
        stream="accounts",
        has_inactive=True,
        fields=_TREE
        | columns_by_kind(
            reference="CurrencyRef TaxCodeRef JournalCodeRef",
            string="AcctNum Description Classification AccountType AccountSubType TxnLocationType",
            boolean="SubAccount",
            number="CurrentBalance CurrentBalanceWithSubAccounts",
        ),
    ),
    Entity(
        name="Customer",
        stream="customers",
        has_inactive=True,
        fields=_CONTACT
        | columns_by_kind(
            reference="ParentRef RootCustomerRef CustomerTypeRef DefaultTaxCodeRef SalesTermRef "
            "PaymentMethodRef ARAccountRef",
            string="FullyQualifiedName Notes ResaleNum PreferredDeliveryMethod",
            boolean="Job IsProject BillWithParent Taxable",
            integer="Level",
            number="BalanceWithJobs CreditLimit",
            date="OpenBalanceDate",
            json="ShipAddr",
        ),
    ),
    Entity(
        name="Vendor",
        stream="vendors",
        has_inactive=True,
        fields=_CONTACT
        | columns_by_kind(
            reference="TermRef APAccountRef",
            string="BusinessNumber",
            boolean="Vendor1099",
            number="BillRate CostRate",
            json="OtherContactInfo",
        ),
    ),
    Entity(
        name="Employee",
        stream="employees",
        has_inactive=True,
        fields=_NAMES
        | columns_by_kind(
            string="PrintOnCheckName EmployeeNumber",
            boolean="Active BillableTime",
            number="BillRate CostRate",
            date="HiredDate ReleasedDate",
            json="PrimaryAddr PrimaryPhone Mobile PrimaryEmailAddr",
        ),
    ),
    Entity(
        name="Item",
        stream="items",
        within="Item",
        has_inactive=True,
        fields=_TREE
        | columns_by_kind(
            reference="IncomeAccountRef ExpenseAccountRef AssetAccountRef PrefVendorRef "
            "SalesTaxCodeRef PurchaseTaxCodeRef ClassRef TaxClassificationRef",
            string="Sku Description Type PurchaseDesc",
            boolean="SubItem Taxable SalesTaxIncluded PurchaseTaxIncluded TrackQtyOnHand "
            "PrintGroupedItems",
            integer="Level",
            number="UnitPrice PurchaseCost QtyOnHand ReorderPoint",
            date="InvStartDate",
            json="ItemGroupDetail",
        ),
    ),
    Entity(
        name="Class",
        stream="classes",
        has_inactive=True,
        fields=_TREE
        | columns_by_kind(
            boolean="SubClass",
        ),
    ),
    Entity(
        name="Department",
        stream="departments",
        has_inactive=True,
        fields=_TREE
        | columns_by_kind(
            boolean="SubDepartment",
            json="Address",
        ),
    ),
    Entity(
        name="CustomerType",
        stream="customer_types",
        has_inactive=True,
        fields=columns_by_kind(
            string="Name",
            boolean="Active",
        ),
    ),
    Entity(
        name="Term",
        stream="terms",
        has_inactive=True,
        fields=columns_by_kind(
            string="Name Type",
            boolean="Active",
            integer="DueDays DiscountDays DayOfMonthDue DueNextMonthDays DiscountDayOfMonth",
            number="DiscountPercent",
        ),
    ),
    Entity(
        name="PaymentMethod",
        stream="payment_methods",
        has_inactive=True,
        fields=columns_by_kind(
            string="Name Type",
            boolean="Active",
        ),
    ),
    Entity(
        name="TaxAgency",
        stream="tax_agencies",
        method=Method.NONE,
        fields=columns_by_kind(
            string="DisplayName TaxRegistrationNumber TaxAgencyConfig",
            boolean="TaxTrackedOnSales TaxTrackedOnPurchases",
            date="LastFileDate",
        ),
    ),
    Entity(
        name="TaxCode",
        stream="tax_codes",
        has_inactive=True,
        method=Method.NONE,
        fields=columns_by_kind(
            string="Name Description TaxCodeConfigType",
            boolean="Active Hidden Taxable TaxGroup",
            json="SalesTaxRateList PurchaseTaxRateList",
        ),
    ),
    Entity(
        name="TaxRate",
        stream="tax_rates",
        has_inactive=True,
        method=Method.NONE,
        fields=columns_by_kind(
            reference="AgencyRef TaxReturnLineRef",
            string="Name Description SpecialTaxType DisplayType OriginalTaxRate",
            boolean="Active",
            number="RateValue",
            json="EffectiveTaxRate",
        ),
    ),
    Entity(
        name="CompanyCurrency",
        stream="company_currencies",
        has_inactive=True,
        fields=columns_by_kind(
            string="Code Name",
            boolean="Active",
        ),
    ),
    Entity(
        name="ExchangeRate",
        stream="exchange_rates",
        method=Method.NONE,
        paged_by_creation=False,
        primary_keys=("realm_id", "source_currency_code", "as_of_date"),
        fields=columns_by_kind(
            string="SourceCurrencyCode TargetCurrencyCode",
            number="Rate",
            date="AsOfDate",
        ),
    ),
    Entity(
        name="Budget",
        stream="budgets",
        within="Account Class Customer Department",
        has_inactive=True,
        fields=columns_by_kind(
            string="Name BudgetType BudgetEntryType",
            boolean="Active",
            date="StartDate EndDate",
            json="BudgetDetail",
        ),
    ),
    Entity(
        name="Attachable",
        stream="attachables",
        within="Account Customer Employee Item Vendor",
        fields=columns_by_kind(
            string="FileName ContentType Category Note Tag",
            number="Size",
            json="AttachableRef",
        ),
    ),
    Entity(
        name="CompanyInfo",
        stream="company_info",
        method=Method.NONE,
        paged_by_creation=False,
        fields=columns_by_kind(
            string="CompanyName LegalName Country FiscalYearStartMonth SupportedLanguages "
            "DefaultTimeZone",
            date="CompanyStartDate",
            json="CompanyAddr LegalAddr CustomerCommunicationAddr Email WebAddr PrimaryPhone "
            "NameValue",
        ),
    ),
    Entity(
        name="Preferences",
        stream="preferences",
        method=Method.NONE,
        paged_by_creation=False,
        fields=columns_by_kind(
            json="AccountingInfoPrefs CurrencyPrefs ReportPrefs SalesFormsPrefs "
            "VendorAndPurchasesPrefs ProductAndServicesPrefs TaxPrefs TimeTrackingPrefs "
            "EmailMessagesPrefs OtherPrefs",
        ),
    ),
)
