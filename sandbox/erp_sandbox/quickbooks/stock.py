"""Inventory at cost: QuickBooks Online values it first in, first out ("What is FIFO").

What is sold before it was bought takes the cost of the next purchase; without one, and for goods
that a customer returns, the item's purchase cost (unconfirmed).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.money import ZERO, cents, converted
from erp_sandbox.quickbooks.rows import ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.quickbooks.rows import Row, Rows

# Detail of the lines that move stock, and the sign of their quantities.
_MOVES = {
    "Bill": ("ItemBasedExpenseLineDetail", 1),
    "Purchase": ("ItemBasedExpenseLineDetail", 1),
    "VendorCredit": ("ItemBasedExpenseLineDetail", -1),
    "CreditMemo": ("SalesItemLineDetail", 1),
    "RefundReceipt": ("SalesItemLineDetail", 1),
    "Invoice": ("SalesItemLineDetail", -1),
    "SalesReceipt": ("SalesItemLineDetail", -1),
}
_BOUGHT = ("Bill", "Purchase")
_RETURNED = ("CreditMemo", "RefundReceipt")

Place = tuple[str, str, int]
"""Entity, id and index of a line."""


@dataclass(frozen=True)
class Move:
    """A line that moves stock.

    Attributes:
        place: The line.
        item_id: The item.
        order: Earlier moves come first; of one day, what comes in.
        quantity: Positive for what comes in.
        cost: Of what comes in, in the home currency.
    """

    place: Place
    item_id: str
    order: tuple[str, bool, int, int]
    quantity: Decimal
    cost: Decimal


def moves(rows: Rows, row: Row) -> Iterator[Move]:
    """Yield what a transaction moves."""
    detail_type, sign = _MOVES.get(row.entity.name, ("", 0))
    for index, line in enumerate(row.values.get("Line", []) if sign else []):
        detail: dict[str, Any] = line.get(detail_type) or {}
        item_id = ref(detail, "ItemRef")
        item = rows["Item"].get(item_id) if item_id else None
        if item is None or item.values.get("Type") != "Inventory":
            continue
        refund = -1 if row.values.get("Credit") else 1
        quantity = sign * refund * Decimal(detail.get("Qty") or 0)
        cost = converted(line["Amount"], row.values).home
        if row.entity.name in _RETURNED:
            cost = cents(quantity * Decimal(item.values.get("PurchaseCost") or 0))
        order = (row.values["TxnDate"], quantity < 0, int(row.id), index)
        yield Move((*row.key, index), item.id, order, quantity, cost)


def moves_of_item(rows: Rows, item_id: str) -> list[Move]:
    """Return the moves of one item in their order."""
    found = [
        move
        for name in _MOVES
        for row in rows[name].values()
        for move in moves(rows, row)
        if move.item_id == item_id
    ]
    return sorted(found, key=lambda move: move.order)


def costs(found: list[Move], purchase_cost: Decimal) -> dict[Place, Decimal]:
    """Return the cost of every line that sells or takes back goods; returns are negative."""
    layers = [move for move in found if move.quantity > 0]
    sold, before, result = ZERO, ZERO, {}
    for move in found:
        if move.place[0] in _RETURNED:
            result[move.place] = -move.cost
        elif move.quantity < 0:
            sold -= move.quantity
            after = _cost_of_first(layers, sold, purchase_cost)
            if move.place[0] not in {*_BOUGHT, "VendorCredit"}:
                result[move.place] = after - before
            before = after
    return result


def _cost_of_first(layers: list[Move], quantity: Decimal, purchase_cost: Decimal) -> Decimal:
    """Return the cost of the first units that came in."""
    total, left = ZERO, quantity
    for layer in layers:
        taken = min(left, layer.quantity)
        total += cents(layer.cost * taken / layer.quantity) if taken else ZERO
        left -= taken
    return total + cents(left * purchase_cost)
