"""Whether fields and lines of a batch have the values that were sent."""

from __future__ import annotations

import re
from collections import deque
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from target_acumatica.payload import value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Json = dict[str, Any]

# Fields that name other records; Acumatica saves their codes as those records spell them.
_REFERENCES = frozenset(
    {
        "Account",
        "BranchID",
        "CostCode",
        "CurrencyID",
        "LedgerID",
        "Project",
        "ProjectTask",
        "Subaccount",
        "UOM",
        "VendorOrCustomer",
    }
)
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00")


def is_same(name: str, sent: Any, saved: Any) -> bool:
    """Return whether a field has the value that was sent."""
    normal = _comparison(name, sent)
    return bool(normal(sent) == normal(saved))


def unequal(line: Mapping[str, Any], saved: Json) -> Iterator[str]:
    """Yield the fields of a line that do not have the values that were sent."""
    for name, value in line.items():
        if not is_same(name, value, value_at(saved, name)):
            yield name


def match(
    lines: Sequence[Mapping[str, Any]], saved: Sequence[Json]
) -> tuple[dict[int, Json], list[tuple[int, Mapping[str, Any]]], list[Json]]:
    """Match lines with saved ones that have their values, whatever the order of either.

    Lines with more values come first: one with fewer has the values of several.

    Returns:
        The saved line by number of the line, the lines without one, and the saved lines that
        remain.
    """
    ordered = sorted(saved, key=lambda line: value_at(line, "LineNbr") or 0)
    rest = dict(enumerate(ordered))
    matched: dict[int, Json] = {}
    indexes: dict[Any, dict[Any, deque[int]]] = {}
    for number, line in sorted(enumerate(lines), key=lambda pair: -len(pair[1])):
        shape = tuple((name, _comparison(name, value)) for name, value in line.items())
        if (index := indexes.get(shape)) is None:
            index = indexes[shape] = _index(shape, rest)
        key = tuple(normal(line[name]) for name, normal in shape)
        candidates = index.get(key, deque())
        while candidates and number not in matched:
            if (found := candidates.popleft()) in rest:
                matched[number] = rest.pop(found)
    missing = [(number, line) for number, line in enumerate(lines) if number not in matched]
    return matched, missing, [*rest.values()]


def _index(shape: Any, rest: Mapping[int, Json]) -> dict[Any, deque[int]]:
    """Return the positions of saved lines by their values of some fields."""
    index: dict[Any, deque[int]] = {}
    for position, line in rest.items():
        key = tuple(normal(value_at(line, name)) for name, normal in shape)
        index.setdefault(key, deque()).append(position)
    return index


def _comparison(name: str, sent: Any) -> Callable[[Any], Any]:
    """Return how values of a field are compared, by its name and the value that was sent."""
    if name in _REFERENCES:
        return _code
    if isinstance(sent, bool):
        return bool
    if isinstance(sent, int | Decimal):
        return _number
    # The offset of a date says nothing.
    return _day if _MIDNIGHT.fullmatch(_text(sent)) else _text


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _code(value: Any) -> str:
    return _text(value).upper()


def _day(value: Any) -> str:
    return _text(value)[:10]
