"""The company's master data, the source of every vendor's view.

Identifiers are numbers from 1 within a kind, except that employees, vendors, customers and contacts
share one number space (`party`). Amounts are hundredths, rates millionths (see `money`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class AccountKind(StrEnum):
    """The class of an account in the statements."""

    BANK = "bank"
    RECEIVABLE = "receivable"
    CURRENT_ASSET = "current_asset"
    FIXED_ASSET = "fixed_asset"
    PAYABLE = "payable"
    CURRENT_LIABILITY = "current_liability"
    LONG_TERM_LIABILITY = "long_term_liability"
    DEFERRED_REVENUE = "deferred_revenue"
    EQUITY = "equity"
    INCOME = "income"
    OTHER_INCOME = "other_income"
    COST_OF_SALES = "cost_of_sales"
    EXPENSE = "expense"
    OTHER_EXPENSE = "other_expense"
    NON_POSTING = "non_posting"
    STATISTICAL = "statistical"


class ItemKind(StrEnum):
    """The way an item is bought and sold."""

    INVENTORY = "inventory"
    NON_INVENTORY = "non_inventory"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency; `step` is its smallest unit in hundredths (100 for the yen)."""

    number: int
    code: str
    name: str
    symbol: str
    step: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of the base currency for one unit of the other, from the first of a month."""

    base: int
    currency: int
    effective: date
    rate: int


@dataclass(frozen=True, slots=True)
class LegalEntity:
    """A company of the group that keeps its own books in its own currency."""

    number: int
    name: str
    legal_name: str
    parent: int | None
    currency: int
    country: str
    state: str | None
    city: str
    tax_percent: int
    tax_on_purchases: bool
    elimination: bool
    calendar: int = 1


@dataclass(frozen=True, slots=True)
class Dimension:
    """A department, class or location with its position in the hierarchy."""

    number: int
    name: str
    parent: int | None
    legal_entity: int | None
    inactive: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart; `role` names the job documents know it by, if it has one."""

    number: int
    code: str
    name: str
    kind: AccountKind
    parent: int | None
    summary: bool
    role: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year of the books."""

    number: int
    name: str
    level: str
    parent: int | None
    start: date
    end: date
    closed: bool


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A fiscal year of its own over the months that all calendars share.

    Attributes:
        first_month: First month of the fiscal year, from 1.
        parents: Number of the parent by period, None of a year.
    """

    number: int
    name: str
    first_month: int
    parents: dict[int, int | None]


@dataclass(frozen=True, slots=True)
class Term:
    """Payment terms: net days, and a discount in percent within some days."""

    number: int
    name: str
    days: int
    discount_percent: int | None
    discount_days: int | None


@dataclass(frozen=True, slots=True)
class Party:
    """A vendor or a customer."""

    party: int
    code: str
    name: str
    person: tuple[str, str] | None
    parent: int | None
    category: int | None
    legal_entity: int
    currency: int
    term: int | None
    email: str | None
    phone: str | None
    city: str
    country: str
    street: str
    postcode: str
    manager: int | None
    credit_limit: int | None
    account: int | None
    created: datetime
    modified: datetime
    inactive: bool
    comment: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a vendor or customer (`company` is its party number)."""

    party: int
    first: str
    last: str
    title: str | None
    company: int
    email: str | None
    phone: str | None
    created: datetime
    modified: datetime
    inactive: bool


@dataclass(frozen=True, slots=True)
class Employee:
    """A person on the payroll."""

    party: int
    first: str
    last: str
    title: str
    supervisor: int | None
    department: int
    location: int | None
    legal_entity: int
    sales: bool
    approval_limit: int | None
    hired: date
    released: date | None
    created: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """Something bought or sold; cost and price are in the group's currency."""

    number: int
    code: str
    name: str
    kind: ItemKind
    parent: int | None
    cost: int
    price: int
    income_account: int
    expense_account: int
    class_: int | None
    created: datetime
    modified: datetime
    inactive: bool


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The plan of one legal entity, account, department and month, in its base currency."""

    legal_entity: int
    account: int
    department: int
    period: int
    cents: int


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """A monthly allocation of a cost pool to departments, by weight (headcount)."""

    legal_entity: int
    pool_account: int
    from_department: int
    weights: tuple[tuple[int, int], ...]
