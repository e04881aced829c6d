"""The record service's types, their tables, and their camelCase field names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.catalog import Kind

if TYPE_CHECKING:
    from erp_sandbox.netsuite.catalog import Account, Column, Table


@dataclass(frozen=True)
class RecordType:
    """One type of the record service.

    Attributes:
        name: camelCase, as in paths.
        table: SuiteQL table that holds its rows.
        only: (column, value) that distinguishes its rows from others of the table.
        sublists: Names of its sub-lists.
    """

    name: str
    table: str
    only: tuple[str, str] | None = None
    sublists: tuple[str, ...] = ()


def _transactions(**types: str) -> tuple[RecordType, ...]:
    return tuple(
        RecordType(name, "transaction", ("type", code), tuple(sublists.split()))
        for name, words in types.items()
        for code, _, sublists in [words.partition(" ")]
    )


TYPES = {
    record.name: record
    for record in (
        RecordType("account", "account"),
        RecordType("accountingPeriod", "accountingperiod"),
        RecordType("classification", "classification"),
        RecordType("contact", "contact"),
        RecordType("currency", "currency"),
        RecordType("customer", "customer", sublists=("addressBook",)),
        RecordType("department", "department"),
        RecordType("employee", "employee"),
        RecordType("job", "job"),
        RecordType("location", "location"),
        RecordType("subsidiary", "subsidiary"),
        RecordType("term", "term"),
        RecordType("vendor", "vendor", sublists=("addressBook",)),
        RecordType("vendorCategory", "vendorcategory"),
        RecordType("inventoryItem", "item", ("itemtype", "InvtPart")),
        RecordType("nonInventoryItem", "item", ("itemtype", "NonInvtPart")),
        RecordType("serviceItem", "item", ("itemtype", "Service")),
        *_transactions(
            cashSale="CashSale item",
            check="Check item expense",
            creditMemo="CustCred item",
            customerPayment="CustPymt",
            customerRefund="CustRfnd",
            deposit="Deposit",
            expenseReport="ExpRept expense",
            invoice="CustInvc item",
            itemReceipt="ItemRcpt item",
            journalEntry="Journal line",
            purchaseOrder="PurchOrd item expense",
            salesOrder="SalesOrd item",
            vendorBill="VendBill item expense",
            vendorCredit="VendCred item expense",
            vendorPayment="VendPymt",
        ),
    )
}

_NAMES = (
    "accountNumber acctNumber accountingBook actualShipDate addressBookAddress altEmail altName"
    " altPhone amountPaid amountUnpaid approvalLimit approvalStatus assetAccount averageCost"
    " billingAddress billingSchedule cogsAccount companyName createdDate createdBy createdFrom"
    " creditLimit currencyPrecision dateCreated defaultBilling defaultBillingAddress"
    " defaultShipping defaultShippingAddress displayName displaySymbol dueDate emailPreference"
    " endDate entityId entityNumber entityStatus entityTitle exchangeRate expenseAccount"
    " externalId federalIdNumber firstName fiscalCalendar foreignAmount foreignTotal fullName"
    " generalRate hireDate homePhone includeChildren incomeAccount isAdjust isBaseCurrency"
    " isBillable isClosed isElimination isInactive isPerson isPosting isQuarter isReversal"
    " isYear itemId itemType jobType lastModifiedBy lastModifiedDate lastName legalName"
    " lineSequenceNumber locationType mainAddress middleName mobilePhone netAmount"
    " officePhone otherRefNum payablesAccount periodName postingPeriod priceLevel"
    " quantityBilled receivablesAccount returnAddress salesRep shipDate shippingAddress"
    " startDate taxAmount taxTotal tranDate tranId transactionNumber releaseDate"
)
_CAMEL = {name.lower(): name for name in _NAMES.split()}
_TITLE_COLUMNS = (
    "accountsearchdisplayname",
    "entityid",
    "itemid",
    "tranid",
    "periodname",
    "fullname",
    "name",
)


def record_types(account: Account) -> dict[str, RecordType]:
    """Return every type that the caller may see, by name; custom records by script id."""
    custom = {
        name: RecordType(name, name) for name in account.tables if name.startswith("customrecord_")
    }
    return {
        name: record
        for name, record in (TYPES | custom).items()
        if is_visible(account, record.table)
    }


def field_name(column: str) -> str:
    """Return the record service's name of a SuiteQL column; custom fields keep theirs."""
    return _CAMEL.get(column, column)


def is_visible(account: Account, table: str) -> bool:
    """Return whether the caller may see a table."""
    return table in account.tables and table not in account.role.hidden_tables


def fields(account: Account, table: Table) -> list[Column]:
    """Return the columns a record shows: exposed, sound, and not hidden from the role."""
    hidden = account.role.hidden_columns
    return [
        column
        for column in table.columns
        if column.exposed and not column.broken and (table.name, column.name) not in hidden
    ]


def title_column(table: Table) -> str | None:
    """Return the column whose value a reference to the table shows as `refName`."""
    return next((name for name in _TITLE_COLUMNS if table.column(name)), None)


def is_reference(column: Column) -> bool:
    """Return whether the field is an object with `id` and `refName` and not a value."""
    return column.references is not None and column.kind is Kind.ID
