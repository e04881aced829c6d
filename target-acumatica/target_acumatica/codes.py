"""Codes of accounts, branches and ledgers, with and without the separators of their masks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from target_acumatica.values import InvalidValueError, convert

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = TypeVar("Entry")
Key = tuple[str, ...]

_MASK = str.maketrans("", "", "-/. ")
# A number as text; without its separator it is another code.
_NUMBER = re.compile(r"\d+\.0+")


def code_of(value: Any) -> str | None:
    """Return a value as a code; None if it is empty.

    Raises:
        InvalidValueError: It is not a code.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        # Databases hand out the code 600 as 600.0, which is not the code 6000.
        if not number.is_finite() or number != number.to_integral_value():
            raise InvalidValueError("takes a code, not a number with decimals")
        value = f"{number.to_integral_value():f}"
    return None if (code := convert("String", value)) is None else str(code)


def spelled(code: str) -> str:
    """Return a code as Acumatica compares codes: without case and spaces around."""
    return code.strip().upper()


def natural_key(values: Iterable[Any]) -> Key:
    """Return the values of key fields as Acumatica compares keys."""
    return tuple(spelled(str(value)) for value in values)


def unmasked(code: str) -> str:
    """Return a code without the separators of masks, as most instances store it."""
    code = spelled(code)
    return code if _NUMBER.fullmatch(code) else code.translate(_MASK)


class Codes(Generic[Entry]):
    """Finds what has a code: as it is written, or else the only one that differs in separators."""

    def __init__(self) -> None:
        self._spelled: dict[str, Entry] = {}
        self._unmasked: dict[str, set[str]] = {}

    def add(self, code: str, entry: Entry) -> None:
        """Add what has a code."""
        self._spelled[spelled(code)] = entry
        self._unmasked.setdefault(unmasked(code), set()).add(spelled(code))

    def has(self, code: str) -> bool:
        """Return whether something has a code as it is written."""
        return spelled(code) in self._spelled

    def find(self, code: str) -> Entry | None:
        """Return what has a code; None if nothing has it, or several may be meant."""
        if (found := self._spelled.get(spelled(code))) is not None:
            return found
        candidates = self.similar(code)
        return self._spelled[candidates[0]] if len(candidates) == 1 else None

    def similar(self, code: str) -> list[str]:
        """Return the codes that differ from a code in separators only."""
        return sorted(self._unmasked.get(unmasked(code), ()))

    def all(self) -> list[Entry]:
        """Return everything that was added."""
        return [*self._spelled.values()]
