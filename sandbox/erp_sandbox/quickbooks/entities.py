"""The entities, and what the API allows with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

_TIMES = frozenset({"id", "metadata.createtime", "metadata.lastupdatedtime"})
_LIST = frozenset({"name", "fullyqualifiedname", "active"})
_PARTY = frozenset(
    {"displayname", "companyname", "givenname", "familyname", "printoncheckname", "active"}
) | {"balance"}
_TRANSACTION = frozenset({"txndate", "docnumber", "totalamt", "privatenote"})
_SALES = _TRANSACTION | {"customerref", "balance", "duedate"}
_PURCHASES = _TRANSACTION | {"vendorref", "balance", "duedate"}


class Kind(Enum):
    """The lifecycle of an entity's records."""

    LIST = auto()  # made inactive, never deleted
    TRANSACTION = auto()  # deleted for good; one sequence of ids
    SETTING = auto()  # one record


@dataclass(frozen=True)
class Entity:
    """An entity.

    Attributes:
        name: Canonical name, in queries and JSON.
        kind: The lifecycle of its records.
        key: Its JSON key where that differs from the name.
        cdc: Whether change data capture includes it.
        counted: Whether query responses hold `totalCount`.
        filters: Properties a query may name, in lower case.
    """

    name: str
    kind: Kind
    key: str
    cdc: bool
    counted: bool
    filters: frozenset[str]

    @property
    def path(self) -> str:
        """Its part of the URL."""
        return self.name.lower()

    @property
    def active(self) -> bool:
        """Whether queries leave out inactive records unless they name `Active`."""
        return "active" in self.filters


def _of(  # noqa: PLR0913 - the columns of the table
    name: str,
    kind: Kind,
    filters: frozenset[str],
    *,
    key: str = "",
    cdc: bool = True,
    counted: bool = False,
) -> Entity:
    return Entity(name, kind, key or name, cdc, counted, _TIMES | filters)


_ALL = (
    _of("Account", Kind.LIST, _LIST | {"acctnum", "accounttype", "classification"}, counted=True),
    *(_of(name, Kind.LIST, _PARTY) for name in ("Customer", "Vendor", "Employee")),
    _of("Item", Kind.LIST, _LIST | {"sku", "type"}),
    *(_of(name, Kind.LIST, _LIST) for name in ("Class", "Department", "Term", "PaymentMethod")),
    _of("CustomerType", Kind.LIST, _LIST),
    _of("TaxAgency", Kind.LIST, frozenset({"displayname"}), cdc=False, counted=True),
    _of("TaxCode", Kind.LIST, _LIST, cdc=False, counted=True),
    _of("TaxRate", Kind.LIST, _LIST, cdc=False),
    _of("CompanyCurrency", Kind.LIST, _LIST | {"code"}),
    _of(
        "ExchangeRate",
        Kind.LIST,
        frozenset({"sourcecurrencycode", "asofdate"}),
        cdc=False,
        counted=True,
    ),
    _of("Budget", Kind.TRANSACTION, _LIST, counted=True),
    _of("Attachable", Kind.TRANSACTION, frozenset({"filename"})),
    *(
        _of(name, Kind.TRANSACTION, _SALES)
        for name in ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Estimate")
    ),
    _of("Payment", Kind.TRANSACTION, _TRANSACTION | {"customerref", "unappliedamt"}),
    *(
        _of(name, Kind.TRANSACTION, _PURCHASES)
        for name in ("Bill", "VendorCredit", "PurchaseOrder")
    ),
    _of("BillPayment", Kind.TRANSACTION, _TRANSACTION | {"vendorref"}),
    *(
        _of(name, Kind.TRANSACTION, _TRANSACTION)
        for name in ("Purchase", "JournalEntry", "Deposit")
    ),
    _of("Transfer", Kind.TRANSACTION, frozenset({"txndate", "amount"})),
    _of(
        "CreditCardPayment",
        Kind.TRANSACTION,
        frozenset({"txndate", "amount"}),
        key="CreditCardPaymentTxn",
    ),
    _of("TimeActivity", Kind.TRANSACTION, frozenset({"txndate"}), cdc=False),
    _of("CompanyInfo", Kind.SETTING, frozenset(), cdc=False),
    _of("Preferences", Kind.SETTING, frozenset(), cdc=False),
)
ENTITIES = {entity.path: entity for entity in _ALL}
