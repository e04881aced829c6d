"""The records of one tenant, by entity and key."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from erp_sandbox.acumatica.amounts import half_up
from erp_sandbox.acumatica.entities import ENTITIES
from erp_sandbox.acumatica.organization import Organization
from erp_sandbox.acumatica.preferences import Preferences
from erp_sandbox.acumatica.ranges import Orders
from erp_sandbox.acumatica.rows import Change, Deletion, Key, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from decimal import Decimal

    from erp_sandbox.acumatica.ranges import Bound
    from erp_sandbox.company import Company
    from erp_sandbox.core.state import History

_MORE = 100
_DECIMALS = 2  # of a currency that does not say


class Tenant:
    """The records of one tenant.

    Args:
        history: The clock, and the record of writes through the API.
        name: The tenant's name, as in `client_id`.
        company: The company that it shows.

    Attributes:
        organization: Its companies, branches and ledgers.
        lock: Held while the tenant is changed.
        preferences: How the tenant is set up.
        deletions: Records deleted since the tenant was set up.
        changes: Changes since the tenant was set up.
    """

    def __init__(self, history: History, name: str, company: Company) -> None:
        self.history = history
        self.clock = history.clock
        self.name = name
        self.company = company
        self.organization = Organization(company)
        self.lock = threading.RLock()
        self.deletions: list[Deletion] = []
        self.changes: list[Change] = []
        self.preferences = Preferences()
        # Above the numbers of the company's documents, of which there are some more than requested.
        self._number = int(10 ** len(str(company.profile.documents * 2 + _MORE)))
        self._stamped = self.clock.now()
        self._fraction = timedelta(0)
        self._late = timedelta(0)
        self._rows: dict[str, dict[Key, Row]] = {name: {} for name in ENTITIES}
        self._keys: dict[str, tuple[str, Key]] = {}
        self._orders: dict[str, Orders] = {}

    # Reading

    def rows(self, entity: str, bounds: Sequence[Bound] = ()) -> Iterable[Row]:
        """Yield the visible records of an entity.

        Args:
            entity: Its name.
            bounds: Leaves out records that do not satisfy them, though not all of those.
        """
        with self.lock:
            rows = self._within(entity, bounds) if bounds else [*self._rows[entity].values()]
        for row in rows:
            seen = self._seen(row)
            if seen is not None:
                yield seen

    def committed(self, entity: str) -> Iterator[Row]:
        """Yield the records of an entity that no open transaction has changed."""
        for row in list(self._rows[entity].values()):
            if self._seen(row) is row:
                yield row

    def get(self, entity: str, *key: object) -> Row | None:
        """Return the record with a key, also one that is not yet visible."""
        return self._rows[entity].get(_folded(key))

    def by_id(self, entity: str, row_id: str) -> Row | None:
        """Return the record with an id, None if there is none of that entity."""
        owner, key = self._keys.get(row_id.lower(), ("", ()))
        return self._rows[entity].get(key) if owner == entity else None

    def rounded(self, amount: Decimal, currency: str) -> Decimal:
        """Return an amount at the precision of a currency (CM202000); half is up."""
        row = self.get("Currency", currency)
        return half_up(amount, row.values.get("DecimalPrecision", _DECIMALS) if row else _DECIMALS)

    def count(self, entity: str) -> int:
        """Return the number of records of an entity."""
        return len(self._rows[entity])

    # Changing

    def number(self) -> int:
        """Return the next number of the numbering sequence, which all records share."""
        self._number += 1
        return self._number

    def timestamp(self) -> datetime:
        """Return the timestamp of a change: now, and never before that of an earlier change."""
        self._stamped = max(self._stamped, self.clock.now() + self._fraction)
        return self._stamped

    @contextmanager
    def stamping(self, *, milliseconds: int = 0, late: float = 0) -> Iterator[None]:
        """Date changes within the second, or before they are visible.

        Args:
            milliseconds: Part of the second of their timestamps.
            late: Seconds from a change until its transaction commits.
        """
        before = self._fraction, self._late
        self._fraction, self._late = timedelta(milliseconds=milliseconds), timedelta(seconds=late)
        try:
            yield
        finally:
            self._fraction, self._late = before

    def load(self, entity: str, rows: Iterable[Row]) -> None:
        """Add records of the tenant's past, which nobody is notified of."""
        for row in rows:
            self._store(entity, row)

    def save(self, entity: str, row: Row) -> Row:
        """Store a new record, or another version of one with the same id."""
        with self.lock:
            before = self.by_id(entity, row.id)
            if before is not None:
                self._rows[entity].pop(_key(entity, before), None)
            self._store(entity, row)
            row.numbered = max(row.last_line, before.last_line if before else 0)
            if self._late:
                row.visible_from = self.clock.now() + self._late
                row.previous = self._seen(before)
            at = row.visible_from or self.clock.now()
            self.changes.append(Change(entity, before, row, at))
            return row

    def delete(self, entity: str, row: Row) -> Deletion:
        """Delete a record."""
        with self.lock:
            del self._rows[entity][_key(entity, row)]
            del self._keys[row.id]
            self._orders.pop(entity, None)
            deletion = Deletion(entity, row, self.clock.now())
            self.deletions.append(deletion)
            self.changes.append(Change(entity, row, None, deletion.at))
            return deletion

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Hold the lock for a change, and undo all of it if it fails."""
        with self.lock:
            rows = {name: dict(rows) for name, rows in self._rows.items()}
            keys, deletions, changes = dict(self._keys), len(self.deletions), len(self.changes)
            number, stamped = self._number, self._stamped
            preferences = replace(self.preferences)
            try:
                yield
            except BaseException:
                self._rows, self._keys, self.preferences = rows, keys, preferences
                self._orders.clear()
                self._number, self._stamped = number, stamped
                del self.deletions[deletions:]
                del self.changes[changes:]
                raise

    def _within(self, entity: str, bounds: Sequence[Bound]) -> list[Row]:
        if entity not in self._orders:
            self._orders[entity] = Orders(self._rows[entity].values())
        return self._orders[entity].within(bounds)

    def _seen(self, row: Row | None) -> Row | None:
        """Return the version of a row that is visible."""
        if row is None or row.visible_from is None or row.visible_from <= self.clock.now():
            return row
        return row.previous

    def _store(self, entity: str, row: Row) -> None:
        key = _key(entity, row)
        self._rows[entity][key] = row
        self._keys[row.id] = (entity, key)
        self._orders.pop(entity, None)


def _key(entity: str, row: Row) -> Key:
    return _folded(row.values[name] for name in ENTITIES[entity].keys)


def _folded(key: Iterable[object]) -> Key:
    """Return a key without the differences that Acumatica does not make: case and blanks."""
    return tuple(part.strip().casefold() if isinstance(part, str) else part for part in key)
