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
    from collections.abc import Callable, Iterable, Iterator

_COLUMNS = [field.name for field in fields(Item)]
_JSON = ("values", "lines")
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
# Items without a key are not one record: each is a group of its own.
_CREATE = f"""
    CREATE TABLE items ({_NAMES}, "group" TEXT NOT NULL, pending INTEGER NOT NULL DEFAULT 1,
                        PRIMARY KEY (object, stage, "group", part, number)) WITHOUT ROWID"""
_INSERT = (
    f'INSERT OR REPLACE INTO items ({_NAMES}, "group") '  # noqa: S608  # constant names
    f"VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
)
_SELECT = (
    f'SELECT "group", {_NAMES} FROM items '  # noqa: S608  # constant names
    'WHERE object = ? AND stage = ? AND pending >= ? ORDER BY "group", part, number'
)
_INDEX = "CREATE INDEX IF NOT EXISTS rows ON items (object, stage, part, row_key, number)"
_VERSIONS = f"""
    SELECT several_part, several, {_NAMES}
    FROM (SELECT part AS several_part, row_key AS several FROM items
          WHERE object = :object AND stage = 0 AND row_key IS NOT NULL
          GROUP BY part, row_key HAVING count(*) > 1)
    CROSS JOIN items ON part = several_part AND row_key = several
    WHERE object = :object AND stage = 0
    ORDER BY part, row_key, number"""  # noqa: S608  # constant names
_DROP = (
    "UPDATE items SET pending = 0 "
    'WHERE object = ? AND stage = ? AND "group" = ? AND part = ? AND number = ?'
)


class Outbox:
    """Items by object, stage, key and part, in the order of the input.

    It holds record contents, which no other process can read and a killed one leaves nowhere.

    Args:
        normalize: Returns a key of an object as the destination compares keys.
    """

    def __init__(self, normalize: Callable[[str, str], str]) -> None:
        self._normalize = normalize
        # No name: a private file that is deleted as it is opened ("Temporary Databases").
        self._db = sqlite3.connect("", check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")  # it does not outlive the run
        self._db.execute(_CREATE)

    def put(self, items: Iterable[Item]) -> None:
        """Add items."""
        rows = [
            [
                encode_json(value) if name in _JSON else value
                for name, value in zip(_COLUMNS, attrgetter(*_COLUMNS)(item), strict=True)
            ]
            + [self._group(item)]
            for item in items
        ]
        self._db.executemany(_INSERT, rows)

    def groups(self, obj: str, stage: int, *, pending: bool = False) -> Iterator[list[Item]]:
        """Return the items of each key, in the order of keys, parts and input.

        Items without a key are the first.

        Args:
            obj: The destination's object.
            stage: 0 or 1.
            pending: Skip items that were dropped.
        """
        with closing(self._db.cursor()) as cursor:
            cursor.execute(_SELECT, (obj, stage, int(pending)))
            yield from _grouped(cursor, 1)

    def versions(self, obj: str) -> Iterator[list[Item]]:
        """Return the items of each source row that the input has several times, in its order."""
        self._db.execute(_INDEX)
        with closing(self._db.cursor()) as cursor:
            cursor.execute(_VERSIONS, {"object": obj})
            yield from _grouped(cursor, 2)

    def drop(self, items: Iterable[Item], stage: int | None = None) -> None:
        """Exclude items from what is sent.

        Args:
            items: The items.
            stage: The stage, if not their own: what their records send in it is excluded.
        """
        self._db.executemany(
            _DROP,
            [
                (
                    item.object,
                    item.stage if stage is None else stage,
                    self._group(item),
                    item.part,
                    item.number,
                )
                for item in items
            ],
        )

    def count(self, obj: str, stage: int) -> int:
        """Return the number of keys to send."""
        [(number,)] = self._db.execute(
            'SELECT count(DISTINCT "group") FROM items '
            "WHERE object = ? AND stage = ? AND pending = 1",
            (obj, stage),
        )
        return int(number)

    def close(self) -> None:
        """Delete all items."""
        self._db.close()

    def _group(self, item: Item) -> str:
        key = self._normalize(item.object, item.key)
        return f"={key}" if key else f"{item.number:020d}"


def _grouped(cursor: sqlite3.Cursor, columns: int) -> Iterator[list[Item]]:
    """Yield the items of adjacent rows that are equal in the first columns."""
    for _, rows in groupby(iter(cursor.fetchone, None), lambda row: row[:columns]):
        yield [_item(row[columns:]) for row in rows]


def _item(row: tuple[Any, ...]) -> Item:
    named = dict(zip(_COLUMNS, row, strict=True))
    return Item(**named | {name: decode_json(named[name]) for name in _JSON})
