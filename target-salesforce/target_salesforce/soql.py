"""SOQL texts: literals of values, and lists of them that fit a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from target_salesforce.schema import Field

# "API Request Limits and Allocations": a URI takes 16,384 bytes.
_MAX_URI = 12_000

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def literal(text: str) -> str:
    """Return a text as a SOQL literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def key_lists(field: Field, keys: Iterable[str]) -> Iterator[str]:
    """Yield keys of a field as comma-separated literals, in lists that fit a URI.

    Text that is not a number is the key of no record with numbers, and is left out.
    """
    listed: list[str] = []
    size = 0
    for text in _literals(field, keys):
        length = len(quote_plus(f"{text}, "))
        if listed and size + length > _MAX_URI:
            yield ", ".join(listed)
            listed, size = [], 0
        listed.append(text)
        size += length
    if listed:
        yield ", ".join(listed)


def _literals(field: Field, keys: Iterable[str]) -> Iterator[str]:
    for key in sorted(keys):
        if not field.is_number:
            yield literal(key)
        elif _NUMBER.fullmatch(key):
            yield key
