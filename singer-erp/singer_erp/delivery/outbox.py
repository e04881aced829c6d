"""What waits to be sent: a SQLite file of the run, so that memory stays flat."""

from __future__ import annotations

import sqlite3
import tempfile
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
_TABLE = f"""
    CREATE TABLE items ({_NAMES}, folded, changed INTEGER NOT NULL DEFAULT 1,
                        PRIMARY KEY (object, stage, folded, part)) WITHOUT ROWID"""
_PUT = (
    f"INSERT OR REPLACE INTO items ({_NAMES}, folded) "  # noqa: S608  # own names
    f"VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
)
_READ = (
    f"SELECT {_NAMES} FROM items "  # noqa: S608  # own names
    "WHERE object = ? AND stage = ? AND changed >= ? ORDER BY folded, part"
)


class Outbox:
    """Items by object, stage, key and part; of several with all of these, the last one stays.

    The file holds records, so it is private to the user and gone when closed.
    """

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="singer-erp-outbox-")  # noqa: SIM115
        self._db = sqlite3.connect(self._file.name, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")  # a crash ends the run, and the file with it
        self._db.execute(_TABLE)

    def put(self, items: Iterable[Item]) -> None:
        """Add items."""
        rows = [
            [
                encode_json(value) if name == "values" else value
                for name, value in zip(_COLUMNS, attrgetter(*_COLUMNS)(item), strict=True)
            ]
            + [fold(item.key)]
            for item in items
        ]
        self._db.executemany(_PUT, rows)

    def rows(self, obj: str, stage: int, *, changed: bool = False) -> Iterator[list[Item]]:
        """The parts of one key after the other, in the order of keys.

        Args:
            obj: The destination's object.
            stage: 0 or 1.
            changed: Only what was not marked as unchanged.
        """
        with closing(self._db.cursor()) as cursor:
            cursor.execute(_READ, (obj, stage, int(changed)))
            items = (_item(row) for row in iter(cursor.fetchone, None))
            for _, parts in groupby(items, lambda item: fold(item.key)):
                yield list(parts)

    def mark_unchanged(self, items: Iterable[Item]) -> None:
        """Leave items out of what is to be sent."""
        self._db.executemany(
            "UPDATE items SET changed = 0 "
            "WHERE object = ? AND stage = ? AND folded = ? AND part = ?",
            [(item.object, item.stage, fold(item.key), item.part) for item in items],
        )

    def count(self, obj: str, stage: int) -> int:
        """Keys of which something is to be sent."""
        [(number,)] = self._db.execute(
            "SELECT count(DISTINCT folded) FROM items "
            "WHERE object = ? AND stage = ? AND changed = 1",
            (obj, stage),
        )
        return int(number)

    def close(self) -> None:
        """Forget everything."""
        self._db.close()
        self._file.close()


def fold(key: str) -> str:
    """A key as destinations compare it: without regard to case and outer blanks."""
    return key.strip().casefold()


def _item(row: tuple[Any, ...]) -> Item:
    named = dict(zip(_COLUMNS, row, strict=True))
    return Item(**named | {"values": decode_json(named["values"])})
