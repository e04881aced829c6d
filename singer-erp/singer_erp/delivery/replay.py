"""Dead letters as the input of a target: records, and documents with all their lines."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from singer_erp.delivery.dead_letters import DOCUMENT, REASON
from singer_erp.messages.json import decode_json, encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CREATE = """
    CREATE TABLE letters (number INTEGER PRIMARY KEY, stream TEXT, schema INTEGER,
                          message BLOB NOT NULL, code TEXT, object TEXT, key TEXT)"""
_INSERT = """
    INSERT INTO letters (stream, schema, message, code, object, key) VALUES (?, ?, ?, ?, ?, ?)"""
# A line of an unknown document may belong to any: all documents of its object stay together.
_JOIN = """
    UPDATE letters SET key = '' WHERE object IN (SELECT object FROM letters WHERE key = '')"""
_SELECT = """
    SELECT stream, schema, message FROM letters
    WHERE :code IS NULL OR code IS NULL OR code = :code
        OR (object, key) IN (SELECT object, key FROM letters WHERE code = :code)
    ORDER BY number"""


def replayed(path: Path, code: str | None = None) -> Iterator[bytes]:
    """Yield the Singer messages of a dead-letter file that are to be sent again.

    A document is one unit: without some of its lines, it could be sent as a smaller one.

    Args:
        path: The file.
        code: Only records that were rejected with this code, and documents of which a line was.
    """
    schemas: dict[bytes, int] = {}
    # No name: a private file that is deleted as it is opened, so that memory stays constant.
    with closing(sqlite3.connect("")) as db:
        db.execute(_CREATE)
        with path.open("rb") as lines:
            db.executemany(_INSERT, _letters(lines, schemas))
        db.execute(_JOIN)
        yield from _messages(db.execute(_SELECT, {"code": code}), [*schemas])


def _letters(lines: Iterable[bytes], schemas: dict[bytes, int]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a file's messages, each with the number of its SCHEMA message.

    Args:
        lines: The file.
        schemas: Numbers of the SCHEMA messages, which are added.
    """
    current: dict[str, int] = {}
    for line in lines:
        message = decode_json(line)
        stream = message.get("stream")
        if message["type"] == "SCHEMA":
            current[stream] = schemas.setdefault(encode_json(message), len(schemas))
            continue
        reason = message.pop(REASON, None)
        code = None if reason is None else reason.get("code") or ""
        document = (reason or {}).get(DOCUMENT) or {}
        names = document.get("object"), document.get("key")
        if document:
            message[REASON] = {DOCUMENT: document}  # the target needs to know what is gone
        yield stream, current.get(stream), encode_json(message), code, *names


def _messages(
    letters: Iterable[tuple[str, int | None, bytes]], schemas: list[bytes]
) -> Iterator[bytes]:
    """Yield messages, each after its SCHEMA message if another one was in force before."""
    current: dict[str, int | None] = {}
    for stream, schema, message in letters:
        if schema is not None and current.get(stream) != schema:
            yield schemas[schema]
        current[stream] = schema
        yield message
