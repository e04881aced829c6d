"""Dead letters as the input of a target: the newest of each document, with all its lines."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.delivery.dead_letters import REASON, Reason
from singer_erp.delivery.records import WriteAction
from singer_erp.messages.json import decode_json, encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CREATE = """
    CREATE TABLE letters (number INTEGER PRIMARY KEY, file INTEGER, rejected_at REAL,
                          stream TEXT, schema INTEGER, message BLOB NOT NULL,
                          code TEXT, is_deferred INTEGER, object TEXT, key TEXT)"""
_INSERT = """
    INSERT INTO letters (file, rejected_at, stream, schema, message, code, is_deferred, object, key)
    VALUES (:file, :rejected_at, :stream, :schema, :message, :code, :is_deferred, :object, :key)"""
_INDEX = "CREATE INDEX documents ON letters (object, key, rejected_at, file)"
# Lines that only an older file has may be gone; lines without keys would be doubled.
_DROP_OLDER = """
    DELETE FROM letters WHERE key <> '' AND file <> (
        SELECT file FROM letters AS other
        WHERE other.object = letters.object AND other.key = letters.key
        ORDER BY rejected_at DESC, file DESC LIMIT 1)"""
# A line of an unknown document may belong to any: all documents of its object stay together.
_JOIN = """
    UPDATE letters SET key = '' WHERE object IN (SELECT object FROM letters WHERE key = '')"""
# The target itself reads the file of what is deferred: the lines of documents would be doubled.
_SELECT = """
    SELECT stream, schema, message FROM letters
    WHERE (object IS NULL OR NOT is_deferred) AND (
        :code IS NULL OR code IS NULL OR code = :code
        OR (object, key) IN (SELECT object, key FROM letters WHERE code = :code))
    ORDER BY rejected_at, number"""


def replayed(paths: Iterable[Path], code: str | None = None) -> Iterator[bytes]:
    """Yield the Singer messages of dead-letter files that are to be sent again, the oldest first.

    A document is one unit: without some of its lines, it could be sent as a smaller one. Of other
    records, the target sends the latest.

    Args:
        paths: The files.
        code: Only records that were rejected with this code, and documents of which a line was.
    """
    schemas: dict[bytes, int] = {}
    # No name: a private file that is deleted as it is opened, so that memory stays constant.
    with closing(sqlite3.connect("")) as db:
        db.execute(_CREATE)
        for file, path in enumerate(paths):
            db.executemany(_INSERT, _letters(path, file, schemas))
        for statement in (_INDEX, _DROP_OLDER, _JOIN):
            db.execute(statement)
        yield from _messages(db.execute(_SELECT, {"code": code}), [*schemas])


def _letters(path: Path, file: int, schemas: dict[bytes, int]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file's messages.

    Args:
        path: The file.
        file: Its number.
        schemas: Numbers of the SCHEMA messages, which are added.
    """
    current: dict[str, int] = {}
    # Names of files are random. Letters of earlier versions have no time: copies may change theirs.
    modified_at = path.stat().st_mtime
    with path.open("rb") as lines:
        for line in lines:
            message = decode_json(line)
            stream = message.get("stream")
            if message["type"] == "SCHEMA":
                current[stream] = schemas.setdefault(encode_json(message), len(schemas))
            else:
                row = {"file": file, "stream": stream, "schema": current.get(stream)}
                yield row | _letter(message, modified_at)


def _letter(message: dict[str, Any], modified_at: float) -> dict[str, Any]:
    """Return the columns of a message: what a replay prints of it, and its reason."""
    is_rejected = REASON in message
    reason = msgspec.convert(message.pop(REASON, {}), Reason)
    if reason.document:
        # The target needs to know which streams are gone.
        message[REASON] = {"document": reason.document}
    return {
        "rejected_at": reason.rejected_at.timestamp() if reason.rejected_at else modified_at,
        "message": encode_json(message),
        "code": (reason.code or "") if is_rejected else None,
        "is_deferred": reason.action == WriteAction.DEFERRED,
        "object": reason.document and reason.document.object,
        "key": reason.document and reason.document.key,
    }


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
