"""Applying payments and credits to bills and invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from erp_sandbox.company.documents import DocumentKind, Line, LineKind, Link, LinkKind
from erp_sandbox.company.money import open_in_base

if TYPE_CHECKING:
    from datetime import datetime

    from erp_sandbox.company.documents import Document


class Balance(NamedTuple):
    """The open side of a document: unsigned amounts in hundredths."""

    total: int
    base_total: int
    left: int
    rate: int
    step: int

    @property
    def left_base(self) -> int:
        """What is left in base currency."""
        return open_in_base(
            total=self.total,
            base_total=self.base_total,
            left=self.left,
            rate=self.rate,
            step=self.step,
        )

    def less(self, cents: int) -> Balance:
        """Return the balance after `cents` were applied (negative: unapplied).

        Raises:
            ValueError: More than is left, or more than there ever was, would be open.
        """
        if not 0 <= self.left - cents <= self.total:
            raise ValueError(f"{cents} cannot be applied to an open amount of {self.left}.")
        return self._replace(left=self.left - cents)


def booked(balance: Balance, linked_base: int) -> int:
    """Return the base amount on the settling line of a payment or credit.

    Open items leave at the amount they were booked at, the rest stays at the payment's own rate;
    the difference is the realised exchange gain or loss.
    """
    return linked_base + balance.left_base


def apply(item: Document, payment: Document, cents: int, at: datetime, difference: int) -> Link:
    """Apply part of a payment or credit to a bill or invoice of the same currency.

    Args:
        item: The bill or invoice.
        payment: The payment or credit; its lines are corrected for the exchange difference.
        cents: Amount in the documents' currency.
        at: When it happens.
        difference: Account of realised exchange differences.

    Returns:
        The link from the item to the payment.
    """
    before, after = _shift(item, cents)
    settling = payment.settling
    balance = _balance(payment, original=True).less(cents)
    settling.linked_base = (settling.linked_base or 0) + before - after
    sign = 1 if settling.cents >= 0 else -1
    settling.base_cents = sign * booked(balance, settling.linked_base)
    settling.modified = at
    payment.left, payment.left_base = balance.left, balance.left_base
    _square(payment, difference, at)
    if not item.left:
        item.status, item.closed = "closed", at.date()
    if not payment.left:
        payment.status, payment.closed = "closed", at.date()
    return Link(
        item.header.number, 0, item.header.kind,
        payment.header.number, settling.number, payment.header.kind,
        LinkKind.PAYMENT, cents, at,
    )  # fmt: skip


def _shift(item: Document, cents: int) -> tuple[int, int]:
    before = _balance(item)
    after = before.less(cents)
    item.left, item.left_base = after.left, after.left_base
    return before.left_base, after.left_base


def _balance(document: Document, *, original: bool = False) -> Balance:
    line, header = document.settling, document.header
    base_total = abs(line.base_cents)
    if original:
        base_total = abs(sum(other.base_cents for other in document.lines if _own(document, other)))
    return Balance(abs(line.cents), base_total, document.left or 0, header.rate, header.base_step)


def _own(document: Document, line: Line) -> bool:
    return line is not document.settling and line.kind is not LineKind.VARIANCE


def _square(payment: Document, difference: int, at: datetime) -> None:
    lines = [line for line in payment.lines if line.kind is not LineKind.VARIANCE]
    gap = -sum(line.base_cents for line in lines)
    if gap:
        number = len(lines)
        lines.append(Line(number, LineKind.VARIANCE, difference, 0, gap, at))
    payment.lines = lines


SETTLES = {
    DocumentKind.BILL_PAYMENT: frozenset({DocumentKind.BILL, DocumentKind.EXPENSE_REPORT}),
    DocumentKind.VENDOR_CREDIT: frozenset({DocumentKind.BILL}),
    DocumentKind.CUSTOMER_PAYMENT: frozenset({DocumentKind.INVOICE}),
    DocumentKind.CREDIT_MEMO: frozenset({DocumentKind.INVOICE}),
}
"""Which documents a payment or credit settles."""
