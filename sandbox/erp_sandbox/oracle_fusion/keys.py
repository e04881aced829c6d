"""Ids, and the hashes that stand for keys in the path."""

from __future__ import annotations

_FIRST = 300_000_000_000_000
_RANGE = 10_000_000_000
_KINDS = (
    "supplier", "party", "site", "address", "contact", "invoice", "distribution", "hold",
    "payment", "invoice_payment", "term", "order", "order_line", "schedule", "order_distribution",
    "transaction", "transaction_line", "transaction_distribution", "installment", "receipt",
    "application", "account", "adjustment", "batch", "header", "value_set", "value", "unit",
    "legal_entity", "assignment", "reference",
)  # fmt: skip
_OFFSETS = {kind: _FIRST + place * _RANGE for place, kind in enumerate(_KINDS, start=1)}
_HASH = "00020000000EACED000577"


def number(kind: str, index: int) -> int:
    """Return the id of a record; those of a kind have a range of their own."""
    return _OFFSETS[kind] + index


def long_number(kind: str, index: int) -> int:
    """Return an id of 18 digits, which a double cannot hold."""
    return number(kind, index) * 1_000 + 7


def hashed(*parts: int | str) -> str:
    """Return the hash of the attributes of a key."""
    encoded = "".join(
        [f"{part:016X}" if isinstance(part, int) else part.encode().hex().upper() for part in parts]
    )
    return f"{_HASH}{len(encoded) // 2:02X}{encoded}"
