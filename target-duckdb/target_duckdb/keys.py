"""The check of keys: every record has one, and records are one row only if their keys are equal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow.compute as pc
from msgspec import Raw
from singer_sdk.exceptions import MissingKeyPropertiesError

from target_duckdb.errors import ValueRefusedError
from target_duckdb.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from target_duckdb.schema import Column

Fields = dict[str, Raw]
decode_fields = msgspec.json.Decoder(Fields).decode
_LITERAL = re.compile(rb"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|true|false")
_SHOWN_CHARACTERS = 60


class StreamKeys:
    """The key properties of one stream.

    Args:
        stream: Name of the stream.
        columns: The stream's columns.
        keys: The stream's key properties.
    """

    def __init__(self, stream: str, columns: Sequence[Column], keys: Sequence[str]) -> None:
        self._stream = stream
        self._keys = keys
        self._mixed = [c.name for c in columns if c.name in keys and c.kind is Kind.TEXT]
        self._texts: set[str] = set()
        self._others: set[str] = set()

    def check(self, table: pa.Table, records: Sequence[Any]) -> None:
        """Check the keys of records and of the table made of them.

        Raises:
            MissingKeyPropertiesError: A record lacks a key property.
            ValueRefusedError: A record has null in a key property, or keys that are not equal
                would be one row.
        """
        for key in self._keys:
            if table.column(key).null_count:
                index = pc.index(table.column(key).is_null(), value=True).as_py()
                self._refuse_null(key, decode_fields(records[index]))
        if self._mixed:
            self._check_mixed(records)

    def describe(self, fields: Fields) -> str:
        """Return the words that name a record by its key."""
        parts = [f"{key}={_shown(fields.get(key))}" for key in self._keys]
        return f" of the record with {', '.join(parts)}" if parts else ""

    def _refuse_null(self, key: str, fields: Fields) -> None:
        message = (
            f"Stream '{self._stream}': a record {{}} the key property '{key}'"
            f"{self.describe(fields)}. Without it no later record can replace the row. Correct "
            "the key properties in the tap's catalog, or the record."
        )
        if key not in fields:
            raise MissingKeyPropertiesError(message.format("lacks"))
        raise ValueRefusedError(message.format("has null in"))

    def _check_mixed(self, records: Sequence[Any]) -> None:
        """Refuse text like "1" beside the number 1: both are the text 1 in the column."""
        for fields in map(decode_fields, records):
            for key in self._mixed:
                text = bytes(fields[key])
                if not text.startswith(b'"'):
                    self._others.add(key)
                elif _LITERAL.fullmatch(text[1:-1]):
                    self._texts.add(key)
        for key in self._texts & self._others:
            raise ValueRefusedError(
                f"Stream '{self._stream}': the key property '{key}' has numbers or booleans and "
                'also text that looks like one, such as 1 and "1", which would be one row. The '
                "batch was not loaded. Make it one type in the tap.",
            )


def _shown(value: Raw | None) -> str:
    text = bytes(value or b"null").decode()
    text = text[1:-1] if text.startswith('"') else text
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
