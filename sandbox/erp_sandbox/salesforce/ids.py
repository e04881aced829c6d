"""Record ids: 15 case-sensitive characters and their checksum."""

from __future__ import annotations

import itertools

_CHECKSUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHORT = 15


def with_checksum(short: str) -> str:
    """Return the 18-character form of a 15-character id."""
    groups = (short[start : start + 5] for start in range(0, _SHORT, 5))
    return short + "".join(
        _CHECKSUM[sum(char.isupper() << bit for bit, char in enumerate(group))] for group in groups
    )


def normal(text: str) -> str | None:
    """Return the 18-character form of an id in either form; None if it is not a valid id."""
    if not text.isalnum() or len(text) not in {15, 18}:
        return None
    full = with_checksum(text[:_SHORT])
    return full if len(text) == _SHORT or full == text else None


class IdFactory:
    """Ids in ascending order, by key prefix."""

    def __init__(self) -> None:
        self._numbers: dict[str, itertools.count[int]] = {}

    def next(self, prefix: str) -> str:
        """Return a new id."""
        number = next(self._numbers.setdefault(prefix, itertools.count(1)))
        return with_checksum(f"{prefix}Sx0000{_base62(number):0>6}")

    def skip(self, full: str) -> None:
        """Reserve an id that is in use."""
        prefix, number = full[:3], _number(full[9:_SHORT])
        current = next(self._numbers.setdefault(prefix, itertools.count(1)))
        self._numbers[prefix] = itertools.count(max(current, number + 1))


def _base62(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = _DIGITS[digit] + text
    return text or "0"


def _number(text: str) -> int:
    number = 0
    for char in text:
        number = number * 62 + _DIGITS.index(char)
    return number
