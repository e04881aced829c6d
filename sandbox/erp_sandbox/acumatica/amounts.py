"""Amounts, rates and timestamps of the generated company as Acumatica stores them."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

ZERO = Decimal("0.00")
_SHOWN = 2  # decimals that every amount has


def money(cents: int) -> Decimal:
    """Return an amount in hundredths as a decimal."""
    return Decimal(cents).scaleb(-2)


def rate(millionths: int) -> Decimal:
    """Return a rate in millionths as a decimal."""
    return Decimal(millionths).scaleb(-6)


def quantity(thousandths: int | None) -> Decimal:
    """Return a quantity in thousandths as a decimal, 0 without one."""
    return Decimal(thousandths or 0).scaleb(-3)


def half_up(amount: Decimal, decimals: int) -> Decimal:
    """Return an amount rounded to the decimals of a currency, with at least two of them."""
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return rounded if decimals > _SHOWN else rounded.quantize(ZERO)


def debit_credit(cents: int) -> tuple[Decimal, Decimal]:
    """Return the debit and the credit of a signed amount."""
    return (money(cents), ZERO) if cents >= 0 else (ZERO, money(-cents))


def milliseconds(at: datetime, number: int) -> datetime:
    """Return a timestamp with the milliseconds of a record, never later; every third has none."""
    return at - timedelta(milliseconds=number * 37 % 1000 if number % 3 else 0)
