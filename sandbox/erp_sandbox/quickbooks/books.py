"""The ledger of one company: the postings of its transactions, and stock at cost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.quickbooks.errors import invalid, not_found
from erp_sandbox.quickbooks.ledger import postings
from erp_sandbox.quickbooks.money import HOME, ZERO, currency_of
from erp_sandbox.quickbooks.settlement import PAYMENTS, linked
from erp_sandbox.quickbooks.stock import costs, moves, moves_of_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from erp_sandbox.quickbooks.ledger import Postings
    from erp_sandbox.quickbooks.rows import Key, Record, Row, Rows
    from erp_sandbox.quickbooks.stock import Place


class Books:
    """Postings by transaction, kept up to date with the records.

    Args:
        rows: All records of the company.

    Attributes:
        roles: Account ids by role, such as `receivable`.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.roles: dict[str, str] = {}
        self._posted: dict[Key, Postings] = {}
        self._costs: dict[str, dict[Place, Decimal]] = {}

    def __iter__(self) -> Iterator[tuple[Row, Postings]]:
        """Yield every transaction that posts, with its postings."""
        for (entity, record_id), post in self._posted.items():
            yield self.rows[entity][record_id], post

    def of(self, row: Row) -> Postings:
        """Return what a transaction posts."""
        return self._posted.get(row.key, {})

    def related(self, row: Row) -> set[Key]:
        """Return a transaction and those whose postings depend on it.

        These are the payments of the documents that it pays or is, and what moves the same goods.
        """
        documents = [row]
        if row.entity.name in PAYMENTS:
            documents += [
                document
                for line in row.values.get("Line", [])
                for link in line.get("LinkedTxn", [])
                if (document := linked(self.rows, link)) is not None
            ]
        found = {row.key}
        for document in documents:
            for link in document.values.get("LinkedTxn", []):
                other = linked(self.rows, link)
                found |= {other.key} if other is not None else set()
        for item_id in {move.item_id for move in moves(self.rows, row)}:
            self._costs.pop(item_id, None)
            found |= {move.place[:2] for move in moves_of_item(self.rows, item_id)}
        return found

    def reset(self, rows: Rows) -> None:
        """Post all transactions of other records instead."""
        self.rows = rows
        self._posted, self._costs = {}, {}
        self.update([row.key for by_id in rows.values() for row in by_id.values()])

    def update(self, keys: Iterable[Key]) -> dict[str, Decimal]:
        """Post transactions again; return the changes of their accounts' balances.

        A balance is in the currency of its account.
        """
        changes: dict[str, Decimal] = {}
        for entity, record_id in keys:
            row = self.rows[entity].get(record_id)
            old = self._posted.pop((entity, record_id), {})
            new = postings(self, row) if row is not None else {}
            if new:
                self._posted[entity, record_id] = new
            for sign, post in ((-1, old), (1, new)):
                for account, money in post.items():
                    home = currency_of(self.rows["Account"][account].values) == HOME
                    amount = sign * (money.home if home else money.amount)
                    changes[account] = changes.get(account, ZERO) + amount
        return {account: change for account, change in changes.items() if change}

    def on_hand(self, row: Row) -> dict[str, Decimal]:
        """Return the quantities on hand of the items that a transaction moves."""
        return {
            item_id: sum((m.quantity for m in moves_of_item(self.rows, item_id)), ZERO)
            for item_id in {move.item_id for move in moves(self.rows, row)}
        }

    # The accounts that transactions post to

    def item(self, item_id: str) -> Record:
        """Return the fields of a product or service.

        Raises:
            ApiError: 610, there is none.
        """
        row = self.rows["Item"].get(item_id)
        if row is None:
            raise not_found()
        return row.values

    def control(self, role: str, currency: str) -> str:
        """Return the account of receivables or payables: there is one for each currency.

        Raises:
            ApiError: 6000, the company has none.
        """
        account = self.roles.get(role if currency == HOME else f"{role}_{currency.lower()}")
        if account is None:
            raise invalid(f"the company has no account for {role} in {currency}")
        return account

    def cost(self, row: Row, index: int) -> Decimal:
        """Return the cost of the goods that a line sells; zero if it sells none."""
        for move in moves(self.rows, row):
            if move.place[2] == index:
                by_place = self._costs.get(move.item_id)
                if by_place is None:
                    purchase_cost = Decimal(self.item(move.item_id).get("PurchaseCost") or 0)
                    found = moves_of_item(self.rows, move.item_id)
                    by_place = self._costs[move.item_id] = costs(found, purchase_cost)
                return by_place.get(move.place, ZERO)
        return ZERO
