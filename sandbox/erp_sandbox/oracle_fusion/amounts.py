"""Amounts, rates and timestamps of the generated company as Fusion stores them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

ZERO = Decimal("0.00")
ONE = Decimal(1)


def money(cents: int) -> Decimal:
    """Return an amount in hundredths as a decimal."""
    return Decimal(cents).scaleb(-2)


def cents(amount: Decimal) -> int:
    """Return an amount in hundredths."""
    return int(amount.scaleb(2))


def rate(millionths: int) -> Decimal:
    """Return a rate in millionths as a decimal."""
    return Decimal(millionths).scaleb(-6)


def quantity(thousandths: int | None) -> Decimal:
    """Return a quantity in thousandths as a decimal, 0 without one."""
    return Decimal(thousandths or 0).scaleb(-3)


def period_name(day: date) -> str:
    """Return the name of the period of a day, such as `Jan-26`."""
    return f"{day:%b-%y}"


def milliseconds(at: datetime, number: int) -> datetime:
    """Return a timestamp with the milliseconds of a record, never later; every third has none."""
    return at - timedelta(milliseconds=number * 37 % 1000 if number % 3 else 0)
