"""Checks of primary keys: loaders refuse rows without one, and keep one row of each."""

from __future__ import annotations

from hashlib import blake2b
from types import NoneType
from typing import TYPE_CHECKING

import msgspec

from tap_looker.errors import stream_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_erp.messages.records import Record, RecordType

_DIGEST_BYTES = 8


class KeyCheck:
    """Checks the rows of one result.

    Args:
        record_type: Their type.
        keys: Columns of the primary key; none for a stream without one.
        is_unique: Whether the query cannot return two rows of one key, which is then not checked.
    """

    def __init__(self, record_type: RecordType, keys: Sequence[str], *, is_unique: bool) -> None:
        self._stream = record_type.stream
        self._keys = keys
        self._columns = [record_type.getter(key) for key in keys]
        self._is_unique = is_unique
        self._seen: set[bytes] = set()

    def check(self, records: Sequence[Record]) -> None:
        """Check the next rows.

        Raises:
            StreamError: One has no value of the key, or the key of another one.
        """
        columns = [list(map(value_of, records)) for value_of in self._columns]
        # By type, as a `Decimal` is slow to compare with None.
        if any(NoneType in set(map(type, column)) for column in columns):
            raise self._error("a row without a value", "filter such rows out")
        if self._is_unique or not columns:
            return
        expected = len(self._seen) + len(records)
        self._seen.update(map(_digest, zip(*columns, strict=True)))
        if len(self._seen) != expected:
            raise self._error("several rows with one value", "add the fields that differ to them")

    def _error(self, what: str, advice: str) -> Exception:
        return stream_error(
            f"'{self._stream}' has {what} of its primary key ({', '.join(self._keys)})",
            f"Correct `primary_keys`, or {advice}, and run discovery again",
        )


def _digest(key: object) -> bytes:
    return blake2b(msgspec.json.encode(key), digest_size=_DIGEST_BYTES).digest()
