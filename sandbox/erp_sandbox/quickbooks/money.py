"""Amounts in a transaction's currency and in the company's home currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

HOME = "USD"
ZERO = Decimal(0)
CENT = Decimal("0.01")

Record = dict[str, Any]


@dataclass(frozen=True)
class Money:
    """An amount; debits are positive.

    Attributes:
        amount: In the transaction's currency.
        home: In the home currency.
    """

    amount: Decimal = ZERO
    home: Decimal = ZERO

    def __add__(self, other: Money) -> Money:
        """Return the sum."""
        return Money(self.amount + other.amount, self.home + other.home)

    def __neg__(self) -> Money:
        """Return the opposite."""
        return Money(-self.amount, -self.home)

    def __sub__(self, other: Money) -> Money:
        """Return the difference."""
        return self + -other


def cents(amount: Decimal) -> Decimal:
    """Round to cents, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def rate_of(record: Record) -> Decimal:
    """Return the home units per unit of a transaction's currency."""
    return Decimal(1 if currency_of(record) == HOME else record.get("ExchangeRate") or 1)


def currency_of(record: Record) -> str:
    """Return the currency of a record."""
    return str(record.get("CurrencyRef", {}).get("value", HOME))


def converted(amount: Decimal, record: Record) -> Money:
    """Return an amount of a transaction, at the transaction's exchange rate."""
    exact = Decimal(amount)
    rate = rate_of(record)
    return Money(exact, exact if rate == 1 else cents(exact * rate))
