"""The records of one company, and the effects of changes."""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from erp_sandbox.quickbooks.entities import ENTITIES, Entity, Kind
from erp_sandbox.quickbooks.errors import ApiError, not_found
from erp_sandbox.quickbooks.ledger import postings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from erp_sandbox.core.state import History

    Record = dict[str, Any]

# Timestamps carry this offset whatever the company's own zone is.
PACIFIC = ZoneInfo("America/Los_Angeles")
_DELETED = " (deleted)"
_NAMES = ("Name", "DisplayName", "FullyQualifiedName")
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
    """Return a timestamp as records show it: Pacific time, seconds, the season's offset."""
    return at.astimezone(PACIFIC).isoformat(timespec="seconds")


@dataclass
class Row:
    """A record with its timestamps.

    Attributes:
        entity: What it is.
        values: Its fields, `Id` among them; references without names.
        created: When it was made.
        updated: When it was last changed, or its balance was.
        token: Counts its edits.
    """

    entity: Entity
    values: Record
    created: datetime
    updated: datetime
    token: int = 0

    @property
    def id(self) -> str:
        """Its id, unique within the entity."""
        return str(self.values["Id"])


@dataclass(frozen=True)
class Stub:
    """A deleted transaction."""

    entity: Entity
    id: str
    at: datetime


@dataclass(frozen=True)
class Notice:
    """A change that webhooks notify of; changed balances are none."""

    realm_id: str
    entity: str
    id: str
    operation: str  # Create, Update, Delete, Void, Merge
    at: datetime
    loser: str | None = None


class CompanyStore:
    """Records by entity; every change has the effects it has in the product.

    Args:
        history: The clock, and the record of writes through the API.
        realm_id: The company's id.

    Attributes:
        poisoned: Entities of which a stored record is invalid: queries of them fail.
    """

    def __init__(self, history: History, realm_id: str) -> None:
        self.history = history
        self.clock = history.clock
        self.realm_id = realm_id
        self.lock = threading.RLock()
        self.rows: dict[str, dict[str, Row]] = {e.name: {} for e in ENTITIES.values()}
        self.stubs: list[Stub] = []
        self.notices: list[Notice] = []
        self.roles: dict[str, str] = {}
        self.poisoned: set[str] = set()
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

    def item(self, item_id: str) -> Record:
        """Return the fields of a product or service.

        Raises:
            ApiError: 610, there is none.
        """
        return self.get("Item", item_id).values

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
        meta = {"CreateTime": timestamp(row.created), "LastUpdatedTime": timestamp(row.updated)}
        if row.entity.name == "ExchangeRate":  # the one entity without an id
            del values["Id"]
            meta = {"LastUpdatedTime": timestamp(row.updated)}
        return {
            "domain": "QBO",
            "sparse": False,
            **values,
            "SyncToken": str(row.token),
            "MetaData": meta,
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
                shown[name] = self._with_names(entry)
        return shown

    def postings(self) -> Iterator[tuple[Row, dict[str, Decimal]]]:
        """Yield every transaction that posts, with its debits (positive) and credits by account."""
        for name, rows in self.rows.items():
            for row in rows.values():
                if post := postings(self, name, row.values):
                    yield row, post

    # Changing

    def add(self, entity: str, values: Record, *, at: datetime | None = None) -> Row:
        """Make a record; `at` is for the company's past."""
        with self.lock:
            kind = ENTITIES[entity.lower()]
            sequence = self._transactions if kind.kind is Kind.TRANSACTION else self._lists[entity]
            now = at or self.clock.now()
            row = Row(kind, {**values, "Id": str(next(sequence))}, now, now)
            self.rows[entity][row.id] = row
            self._post(row, 1, now)
            self._apply(row, 1, now)
            if now >= self.clock.now():
                self._notify(row, "Create", now)
            return row

    def change(self, entity: str, record_id: str, values: Record, operation: str = "Update") -> Row:
        """Change fields of a record; None removes a field; `operation` is the webhook's."""
        with self.lock:
            row = self.get(entity, record_id)
            now = self.clock.now()
            self._post(row, -1, now)
            self._apply(row, -1, now)
            row.values.update(values)
            for name in [name for name, value in row.values.items() if value is None]:
                del row.values[name]
            self._post(row, 1, now)
            self._apply(row, 1, now)
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
                raise ApiError("500", "Unsupported Operation", "Operation delete is not supported.")
            now = self.clock.now()
            self._post(row, -1, now)
            self._apply(row, -1, now)
            del self.rows[entity][row.id]
            stub = Stub(row.entity, row.id, now)
            self.stubs.append(stub)
            self._notify(row, "Delete", now)
            return stub

    def void(self, entity: str, record_id: str) -> Row:
        """Set a transaction's amounts to zero; it stays."""
        with self.lock:
            row = self.get(entity, record_id)
            note = row.values.get("PrivateNote")
            values = _zeroed(row.values)
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
        """Merge a record of a list into another: references move, the loser becomes inactive."""
        with self.lock:
            self.get(entity, winner)
            name = f"{entity}Ref"
            for rows in self.rows.values():
                for row in rows.values():
                    if row.values.get(name, {}).get("value") == loser:
                        row.values[name] = {"value": winner}
            self.set_active(entity, loser, active=False)
            now = self.clock.now()
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
                raise

    # Effects

    def _touch(self, row: Row, now: datetime, operation: str = "Update") -> None:
        row.token += 1
        row.updated = max(now, row.updated)
        self._notify(row, operation, now)

    def _notify(self, row: Row, operation: str, at: datetime, loser: str | None = None) -> None:
        notice = Notice(self.realm_id, row.entity.name, row.id, operation, at, loser)
        self.notices.append(notice)

    def _post(self, row: Row, sign: int, now: datetime) -> None:
        """Update balances and their accounts' timestamps, but not the accounts' tokens."""
        for account_id, amount in postings(self, row.entity.name, row.values).items():
            account = self.rows["Account"][account_id]
            account.values["CurrentBalance"] += sign * amount
            account.updated = max(now, account.updated)

    def _apply(self, row: Row, sign: int, now: datetime) -> None:
        """Update the documents that a payment pays."""
        if row.entity.name not in {"Payment", "BillPayment"}:
            return
        for line in row.values.get("Line", []):
            for link in line.get("LinkedTxn", []):
                paid = self.rows[link["TxnType"]].get(link["TxnId"])
                if paid is None:
                    continue
                links = [
                    entry for entry in paid.values.get("LinkedTxn", []) if entry["TxnId"] != row.id
                ]
                if sign > 0:
                    links.append({"TxnId": row.id, "TxnType": row.entity.name})
                paid.values["LinkedTxn"] = links
                paid.values["Balance"] -= sign * line["Amount"]
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


def _name(values: Record) -> str:
    return str(values.get("DisplayName") or values.get("FullyQualifiedName") or values.get("Name"))


def _zeroed(values: Record) -> Record:
    """Return the fields of a document that a void sets to zero."""
    zero: Record = {
        name: Decimal(0) for name in ("TotalAmt", "Balance", "UnappliedAmt") if name in values
    }
    lines: list[Record] = []
    for line in values.get("Line", []):
        detail = {
            name: {k: Decimal(0) if k in {"Qty", "UnitPrice"} else v for k, v in entry.items()}
            if name.endswith("Detail")
            else entry
            for name, entry in line.items()
        }
        lines.append(
            {**detail, "Amount": Decimal(0), **({"LinkedTxn": []} if "LinkedTxn" in line else {})}
        )
    tax = values.get("TxnTaxDetail")
    if tax:
        taxed = [{**line, "Amount": Decimal(0)} for line in tax.get("TaxLine", [])]
        zero["TxnTaxDetail"] = {**tax, "TotalTax": Decimal(0), "TaxLine": taxed}
    return {**zero, "Line": lines}
