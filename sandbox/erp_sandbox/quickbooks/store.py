"""The records of one company, and the effects of changes."""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from erp_sandbox.quickbooks.books import Books
from erp_sandbox.quickbooks.entities import ENTITIES, Kind
from erp_sandbox.quickbooks.errors import not_found, unsupported
from erp_sandbox.quickbooks.merges import can_merge, repointed
from erp_sandbox.quickbooks.money import cents, rate_of
from erp_sandbox.quickbooks.quirks import Quirks
from erp_sandbox.quickbooks.rows import Notice, Row, Stub
from erp_sandbox.quickbooks.settlement import PAYMENTS, linked
from erp_sandbox.quickbooks.voids import zeroed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from erp_sandbox.core.state import History
    from erp_sandbox.quickbooks.rows import Key, Record, Rows

# Timestamps carry this offset whatever the company's own zone is.
PACIFIC = ZoneInfo("America/Los_Angeles")
_DELETED = " (deleted)"
_NAMES = ("Name", "DisplayName", "FullyQualifiedName")
_BALANCES = {"Balance", "RemainingCredit"}
# References whose `name` responses carry; the others have no name.
_NAMED = {
    "CustomerRef": "Customer",
    "VendorRef": "Vendor",
    "EmployeeRef": "Employee",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
}


def timestamp(at: datetime) -> str:
    """Return a timestamp as records show it: Pacific time, the season's offset."""
    return at.astimezone(PACIFIC).isoformat(
        timespec="milliseconds" if at.microsecond else "seconds"
    )


class CompanyStore:
    """Records by entity; every change has the effects it has in the product.

    Args:
        history: The clock, and the record of writes through the API.
        realm_id: The company's id.

    Attributes:
        rows: The records, by entity and id.
        books: What the transactions post.
        quirks: What Intuit does to this company.
    """

    def __init__(self, history: History, realm_id: str) -> None:
        self.history = history
        self.clock = history.clock
        self.realm_id = realm_id
        self.lock = threading.RLock()
        self.rows: Rows = {e.name: {} for e in ENTITIES.values()}
        self.books = Books(self.rows)
        self.stubs: list[Stub] = []
        self.notices: list[Notice] = []
        self.quirks = Quirks()
        self._transactions = itertools.count(1)
        self._lists = {name: itertools.count(1) for name in self.rows}

    # Reading

    def get(self, entity: str, record_id: str) -> Row:
        """Return a record.

        Raises:
            ApiError: 610, there is none.
        """
        try:
            return self.rows[entity][str(record_id)]
        except KeyError:
            raise not_found() from None

    def shown(self, row: Row, *, enhanced: bool = False) -> Record:
        """Return a record as responses show it.

        Args:
            row: The record.
            enhanced: Whether the call requested the custom fields of the new platform.
        """
        values = self._with_names(row.values)
        if not enhanced and "CustomField" in values:
            old = [f for f in values["CustomField"] if len(f["DefinitionId"]) < 4]  # noqa: PLR2004
            values["CustomField"] = old
        values |= _in_home_currency(values)
        meta = {"CreateTime": timestamp(row.created), "LastUpdatedTime": timestamp(row.updated)}
        if row.entity.name == "ExchangeRate":  # the one entity without an id
            del values["Id"]
            meta = {"LastUpdatedTime": timestamp(row.updated)}
        return {
            "domain": "QBO",
            "sparse": False,
            **values,
            "SyncToken": str(row.token),
            "MetaData": meta | self.quirks.more_metadata,
        }

    def _with_names(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._with_names(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        shown = {}
        for name, entry in value.items():
            target = self.rows[_NAMED[name]].get(entry["value"]) if name in _NAMED else None
            if target is not None:
                shown[name] = {"value": entry["value"], "name": _name(target.values)}
            else:
                shown[name] = self._with_names(entry) if isinstance(entry, dict | list) else entry
        return shown

    def postings(self) -> Iterator[tuple[Row, dict[str, Decimal]]]:
        """Yield every transaction that posts, with its debits (positive) and credits by account.

        Amounts are in the home currency.
        """
        for row, post in self.books:
            if home := {account: money.home for account, money in post.items() if money.home}:
                yield row, home

    # Changing

    def add(self, entity: str, values: Record, *, at: datetime | None = None) -> Row:
        """Make a record; `at` is for the company's past."""
        with self.lock:
            kind = ENTITIES[entity.lower()]
            sequence = self._transactions if kind.kind is Kind.TRANSACTION else self._lists[entity]
            number, now = next(sequence), (at or self.clock.now()).replace(microsecond=0)
            if self.quirks.milliseconds:
                now += timedelta(milliseconds=number % 997)
            row = Row(kind, {**values, "Id": str(number)}, now, now)
            self.rows[entity][row.id] = row
            self._apply(row, 1, now)
            self._post(row, set(), now)
            if now >= self.clock.now():
                self._notify(row, "Create", now)
            return row

    def change(self, entity: str, record_id: str, values: Record, operation: str = "Update") -> Row:
        """Change fields of a record; None removes a field; `operation` is the webhook's."""
        with self.lock:
            row = self.get(entity, record_id)
            if row.merged:
                raise not_found()
            now = self.clock.now()
            changed = {
                name: value for name, value in {**row.values, **values}.items() if value is not None
            }
            before = self.books.related(row)
            self._apply(row, -1, now)
            row.values = changed
            self._apply(row, 1, now)
            self._post(row, before, now)
            self._touch(row, now, operation)
            return row

    def delete(self, entity: str, record_id: str) -> Stub:
        """Delete a transaction for good.

        Raises:
            ApiError: Records of lists can only be made inactive.
        """
        with self.lock:
            row = self.get(entity, record_id)
            if row.entity.kind is not Kind.TRANSACTION:
                raise unsupported("Operation delete is not supported.")
            now = self.clock.now()
            before = self.books.related(row)
            self._apply(row, -1, now)
            del self.rows[entity][row.id]
            self._post(row, before, now)
            stub = Stub(row.entity, row.id, now)
            self.stubs.append(stub)
            self._notify(row, "Delete", now)
            return stub

    def void(self, entity: str, record_id: str) -> Row:
        """Set a transaction's amounts to zero; it stays."""
        with self.lock:
            row = self.get(entity, record_id)
            note = row.values.get("PrivateNote")
            values = zeroed(row.values)
            values |= {"PrivateNote": f"Voided - {note}" if note else "Voided", "LinkedTxn": []}
            return self.change(entity, record_id, values, "Void")

    def set_active(self, entity: str, record_id: str, *, active: bool) -> Row:
        """Make a record of a list inactive, or active again; its names show it."""
        with self.lock:
            values = self.get(entity, record_id).values
            names = {
                name: values[name].removesuffix(_DELETED) + ("" if active else _DELETED)
                for name in _NAMES
                if name in values
            }
            return self.change(entity, record_id, {**names, "Active": active})

    def merge(self, entity: str, loser: str, winner: str) -> None:
        """Merge a record of a list into another: references move, the loser becomes inactive.

        Whatever referred to the loser keeps its token and its timestamps (unconfirmed).

        Raises:
            ApiError: The list allows no merges, or one of the records does not exist or is gone.
        """
        with self.lock:
            if self.get(entity, winner).merged or self.get(entity, loser).merged:
                raise not_found()
            if not can_merge(
                entity, self.get(entity, loser).values, self.get(entity, winner).values
            ):
                raise unsupported("Operation merge is not supported.")
            for rows in self.rows.values():
                for row in rows.values():
                    row.values = repointed(row.values, row.entity.name, entity, loser, winner)
            if entity == "Account":
                roles = self.books.roles.items()
                self.books.roles = {name: winner if i == loser else i for name, i in roles}
            now = self.clock.now()
            self._move_balances(self.books.repost(), now)
            if entity == "Item":
                self._move_stock({i: self.books.quantity(i) for i in (loser, winner)}, now)
            self.set_active(entity, loser, active=False).merged = True
            self._notify(self.get(entity, winner), "Merge", now, loser)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Hold the lock for a change, and undo all of it if it fails."""
        with self.lock:
            before = {
                name: {key: replace(row, values=deepcopy(row.values)) for key, row in rows.items()}
                for name, rows in self.rows.items()
            }
            stubs, notices = list(self.stubs), list(self.notices)
            try:
                yield
            except BaseException:
                self.rows, self.stubs, self.notices = before, stubs, notices
                self.books.reset(before)
                raise

    # Effects

    def _touch(self, row: Row, now: datetime, operation: str = "Update") -> None:
        row.token += 1
        row.updated = max(now, row.updated)
        self._notify(row, operation, now)

    def _notify(self, row: Row, operation: str, at: datetime, loser: str | None = None) -> None:
        notice = Notice(self.realm_id, row.entity.name, row.id, operation, at, loser)
        self.notices.append(notice)

    def _post(self, row: Row, before: set[Key], now: datetime) -> None:
        """Update balances and stock; timestamps move, tokens do not.

        Args:
            row: What was changed.
            before: The transactions that were related to it.
            now: When it was changed.
        """
        self._move_balances(self.books.update(before | self.books.related(row)), now)
        self._move_stock(self.books.on_hand(row), now)

    def _move_balances(self, changes: dict[str, Decimal], now: datetime) -> None:
        for account_id, amount in changes.items():
            account = self.rows["Account"][account_id]
            account.values["CurrentBalance"] += amount
            account.updated = max(now, account.updated)

    def _move_stock(self, quantities: dict[str, Decimal], now: datetime) -> None:
        for item_id, quantity in quantities.items():
            item = self.rows["Item"][item_id]
            if item.values.get("QtyOnHand") != quantity:
                item.values["QtyOnHand"] = quantity
                item.updated = max(now, item.updated)

    def _apply(self, row: Row, sign: int, now: datetime) -> None:
        """Update the documents that a payment pays."""
        if row.entity.name not in PAYMENTS:
            return
        for line in row.values.get("Line", []):
            for link in line.get("LinkedTxn", []):
                paid = linked(self.rows, link)
                if paid is None:
                    continue
                links = [
                    entry for entry in paid.values.get("LinkedTxn", []) if entry["TxnId"] != row.id
                ]
                if sign > 0:
                    links.append({"TxnId": row.id, "TxnType": _link_type(row)})
                paid.values["LinkedTxn"] = links
                for name in _BALANCES & paid.values.keys():
                    paid.values[name] -= sign * line["Amount"]
                self._touch(paid, now)


def balances(
    company: CompanyStore, rows: Iterable[tuple[Row, dict[str, Decimal]]] | None = None
) -> dict[str, Decimal]:
    """Return debits less credits by account."""
    totals: dict[str, Decimal] = {}
    for _, post in company.postings() if rows is None else rows:
        for account, amount in post.items():
            totals[account] = totals.get(account, Decimal(0)) + amount
    return totals


def _link_type(row: Row) -> str:
    """Return how links name a transaction: bill payments by the way they were paid."""
    return row.entity.name + (row.values["PayType"] if row.entity.name == "BillPayment" else "")


def _in_home_currency(values: Record) -> Record:
    """Return the totals that records of a company with several currencies have in addition."""
    if "ExchangeRate" not in values:
        return {}
    rate = rate_of(values)
    return {
        home: cents(Decimal(values[name]) * rate)
        for name, home in (("TotalAmt", "HomeTotalAmt"), ("Balance", "HomeBalance"))
        if name in values
    }


def _name(values: Record) -> str:
    return str(values.get("DisplayName") or values.get("FullyQualifiedName") or values.get("Name"))
