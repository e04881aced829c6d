"""Money as integers: amounts in hundredths, rates in millionths, quantities in thousandths."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE_ONE = 1_000_000
"""The exchange rate 1."""

QUANTITY_ONE = 1_000
"""The quantity 1."""


def divide(numerator: int, denominator: int) -> int:
    """Return the quotient rounded half away from zero; `denominator` is positive."""
    quotient, rest = divmod(abs(numerator), denominator)
    if rest * 2 >= denominator:
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def rounded(cents: int, step: int) -> int:
    """Return the nearest amount a currency can express; its smallest unit is `step` hundredths."""
    return divide(cents, step) * step


def convert(cents: int, rate: int, step: int) -> int:
    """Return an amount in another currency.

    Args:
        cents: Amount in hundredths of the document's currency.
        rate: Units of the other currency for one unit, in millionths.
        step: Smallest unit of the other currency in hundredths (100 where there are no decimals).
    """
    return divide(cents * rate, RATE_ONE * step) * step


def open_in_base(*, total: int, base_total: int, left: int, rate: int, step: int) -> int:
    """Return the open amount in base currency, given the one in the document's currency.

    A document that nothing was applied to keeps its booked base amount to the cent, a settled one
    keeps nothing, so that the control account and the open items always agree.
    """
    return base_total if left == total else convert(left, rate, step)


def shares(cents: int, weights: Sequence[int], step: int = 1) -> list[int]:
    """Split an amount by weights without losing a cent: the largest remainders get the rest."""
    units, whole = divide(cents, step), sum(weights)
    parts = [units * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(units * weights[i] % whole), i))
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    return [part * step for part in parts]
