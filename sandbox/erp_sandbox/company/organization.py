"""The group: its legal entities, dimensions, currencies, rates and payment terms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from erp_sandbox.company.calendar import month_start
from erp_sandbox.company.model import Currency, Dimension, LegalEntity, Rate, Term
from erp_sandbox.company.money import RATE_ONE, divide

if TYPE_CHECKING:
    from datetime import date
    from random import Random

CURRENCIES = (
    Currency(1, "USD", "US Dollar", "$", 1),
    Currency(2, "GBP", "British Pound", "£", 1),
    Currency(3, "EUR", "Euro", "€", 1),
    Currency(4, "JPY", "Japanese Yen", "¥", 100),
    Currency(5, "CAD", "Canadian Dollar", "CA$", 1),
)

_DOLLARS = {1: 1_000_000, 2: 1_270_000, 3: 1_085_000, 4: 6_700, 5: 735_000}
"""Dollars for one unit, in millionths, before the market moves."""

_ENTITIES = (
    LegalEntity(
        1, "Alderway Group", "Alderway Group, Inc.", None, 1, "US", "CA", "Oakland", 8,
        tax_on_purchases=False, elimination=False,
    ),
    LegalEntity(
        2, "Alderway UK", "Alderway (UK) Limited", 1, 2, "GB", None, "Leeds", 20,
        tax_on_purchases=True, elimination=False, calendar=2,
    ),
    LegalEntity(
        3, "Alderway Deutschland", "Alderway Süd GmbH", 1, 3, "DE", None, "München", 19,
        tax_on_purchases=True, elimination=False,
    ),
    LegalEntity(
        4, "Alderway Japan", "アルダーウェイ株式会社", 1, 4, "JP", None, "Osaka", 10,
        tax_on_purchases=True, elimination=False, calendar=2,
    ),
    LegalEntity(
        5, "Elimination", "Alderway Elimination", 1, 1, "US", "CA", "Oakland", 0,
        tax_on_purchases=False, elimination=True,
    ),
)  # fmt: skip

DEPARTMENTS = (
    Dimension(1, "Administration", None, None),
    Dimension(2, "Finance", 1, None),
    Dimension(3, "People", 1, None),
    Dimension(4, "Sales", None, None),
    Dimension(5, "Sales East", 4, None),
    Dimension(6, "Operations", None, None),
    Dimension(7, "Research & Development", None, None),
    Dimension(8, "Fax Desk", 1, None, inactive=True),
)

CLASSES = (
    Dimension(1, "Hardware", None, None),
    Dimension(2, "Industrial", 1, None),
    Dimension(3, "Consumer", 1, None),
    Dimension(4, "Services", None, None),
    Dimension(5, "Wholesale", None, None, inactive=True),
)

_LOCATIONS = (
    Dimension(1, "Oakland", None, 1),
    Dimension(2, "Oakland : Dock 2", 1, 1),
    Dimension(3, "Leeds", None, 2),
    Dimension(4, "München", None, 3),
    Dimension(5, "Osaka 大阪", None, 4),
    Dimension(6, "Old Shed", None, 1, inactive=True),
)

TERMS = (
    Term(1, "Net 30", 30, None, None),
    Term(2, "Net 60", 60, None, None),
    Term(3, "Due on receipt", 0, None, None),
    Term(4, "2% 10 Net 30", 30, 2, 10),
)

VENDOR_CATEGORIES = ("Supplier", "Consultant", "Tax agency", "Utilities & Rent")
CUSTOMER_CATEGORIES = ("Wholesale", "Retail", "Public sector", "Online")


def legal_entities(
    *, group: bool, foreign_currency: bool, own_calendars: bool
) -> tuple[LegalEntity, ...]:
    """Return the group's legal entities, or only its parent.

    Without foreign currencies only those that keep their books in dollars exist; without calendars
    of their own all have the calendar year.
    """
    entities = _ENTITIES if group else _ENTITIES[:1]
    return tuple(
        entity if own_calendars else replace(entity, calendar=1)
        for entity in entities
        if foreign_currency or entity.currency == 1
    )


def locations(entities: tuple[LegalEntity, ...]) -> tuple[Dimension, ...]:
    """Return the locations of these legal entities."""
    numbers = {entity.number for entity in entities}
    return tuple(place for place in _LOCATIONS if place.legal_entity in numbers)


def rates(
    random: Random, currencies: tuple[Currency, ...], bases: set[int], first: date, last: date
) -> tuple[Rate, ...]:
    """Return monthly rates of every currency against every base currency."""
    dollars = dict(_DOLLARS)
    made: list[Rate] = []
    month = month_start(first)
    while month <= last:
        for number, before in dollars.items():
            if number != 1:
                dollars[number] = before * random.randrange(985, 1016) // 1000
        made.extend(
            Rate(base, currency.number, month, _cross(dollars, currency.number, base))
            for base in sorted(bases)
            for currency in currencies
        )
        month = month_start(month, 1)
    return tuple(made)


def _cross(dollars: dict[int, int], currency: int, base: int) -> int:
    return divide(dollars[currency] * RATE_ONE, dollars[base])
