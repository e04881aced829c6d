"""Items to send, spooled to a temporary SQLite database so that memory stays constant."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.records import Item
from singer_erp.messages.json import decode_json, encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COLUMNS = [field.name for field in fields(Item)]
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_CREATE = f"""
    CREATE TABLE items ({_NAMES}, normalized, changed INTEGER NOT NULL DEFAULT 1,
                        PRIMARY KEY (object, stage, normalized, part)) WITHOUT ROWID"""
_INSERT = (
    f"INSERT OR REPLACE INTO items ({_NAMES}, normalized) "  # noqa: S608  # constant names
    f"VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
)
_SELECT = (
    f"SELECT {_NAMES} FROM items "  # noqa: S608  # constant names
    "WHERE object = ? AND stage = ? AND changed >= ? ORDER BY normalized, part"
)


class Outbox:
    """Items by object, stage, key and part; a later item replaces an earlier one.

    It holds record contents, which no other process can read and a killed one leaves nowhere.
    """

    def __init__(self) -> None:
        # No name: a private file that is deleted as it is opened ("Temporary Databases").
        self._db = sqlite3.connect("", check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")  # it does not outlive the run
        self._db.execute(_CREATE)

    def put(self, items: Iterable[Item]) -> None:
        """Add items."""
        rows = [
            [
                encode_json(value) if name == "values" else value
                for name, value in zip(_COLUMNS, attrgetter(*_COLUMNS)(item), strict=True)
            ]
            + [normalize(item.key)]
            for item in items
        ]
        self._db.executemany(_INSERT, rows)

    def rows(self, obj: str, stage: int, *, changed: bool = False) -> Iterator[list[Item]]:
        """Return the parts of each key, in key order.

        Args:
            obj: The destination's object.
            stage: 0 or 1.
            changed: Skip items marked as unchanged.
        """
        with closing(self._db.cursor()) as cursor:
            cursor.execute(_SELECT, (obj, stage, int(changed)))
            items = (_item(row) for row in iter(cursor.fetchone, None))
            for _, parts in groupby(items, lambda item: normalize(item.key)):
                yield list(parts)

    def mark_unchanged(self, items: Iterable[Item]) -> None:
        """Exclude items from what is sent."""
        self._db.executemany(
            "UPDATE items SET changed = 0 "
            "WHERE object = ? AND stage = ? AND normalized = ? AND part = ?",
            [(item.object, item.stage, normalize(item.key), item.part) for item in items],
        )

    def count(self, obj: str, stage: int) -> int:
        """Return the number of keys to send."""
        [(number,)] = self._db.execute(
            "SELECT count(DISTINCT normalized) FROM items "
            "WHERE object = ? AND stage = ? AND changed = 1",
            (obj, stage),
        )
        return int(number)

    def close(self) -> None:
        """Delete all items."""
        self._db.close()


def normalize(key: str) -> str:
    """Return a key as destinations compare it: without case and surrounding whitespace."""
    return key.strip().casefold()


def _item(row: tuple[Any, ...]) -> Item:
    named = dict(zip(_COLUMNS, row, strict=True))
    return Item(**named | {"values": decode_json(named["values"])})
