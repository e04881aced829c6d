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
    """Match as many lines as possible with saved ones that have their values, in any order.

    Returns:
        The saved line by number of the line, the lines without one, and the saved lines that
        remain.
    """
    ordered = sorted(saved, key=lambda line: value_at(line, "LineNbr") or 0)
    fitting = _fitting(lines, ordered)
    places = _first_free(lines, fitting)
    owners = {place: number for number, place in places.items()}
    for number in range(len(lines)):
        if number not in places:
            _make_room(number, fitting, places, owners)
    missing = [(number, line) for number, line in enumerate(lines) if number not in places]
    rest = [line for place, line in enumerate(ordered) if place not in owners]
    return {number: ordered[place] for number, place in places.items()}, missing, rest


def _fitting(lines: Sequence[Mapping[str, Any]], saved: Sequence[Json]) -> list[list[int]]:
    """Return the places of the saved lines that have the values of each line.

    Lines with equal values share one list.
    """
    indexes: dict[Any, dict[Any, list[int]]] = {}
    fitting = []
    for line in lines:
        shape = tuple((name, _comparison(name, value)) for name, value in line.items())
        if (index := indexes.get(shape)) is None:
            index = indexes[shape] = {}
            for place, other in enumerate(saved):
                key = tuple(normal(value_at(other, name)) for name, normal in shape)
                index.setdefault(key, []).append(place)
        key = tuple(normal(line[name]) for name, normal in shape)
        fitting.append(index.setdefault(key, []))
    return fitting


def _first_free(
    lines: Sequence[Mapping[str, Any]], fitting: Sequence[Sequence[int]]
) -> dict[int, int]:
    """Return a place for each line that finds a free one.

    Lines with more values come first: one with fewer has the values of several.
    """
    places: dict[int, int] = {}
    taken: set[int] = set()
    remaining = {id(several): iter(several) for several in fitting}
    for number, _ in sorted(enumerate(lines), key=lambda pair: -len(pair[1])):
        for place in remaining[id(fitting[number])]:
            if place not in taken:
                places[number] = place
                taken.add(place)
                break
    return places


def _make_room(
    number: int, fitting: Sequence[list[int]], places: dict[int, int], owners: dict[int, int]
) -> None:
    """Give a line a place by moving others, if that is possible (an augmenting path)."""
    wanted: dict[int, int] = {}  # the line that wants a place
    tried: set[int] = set()
    waiting = deque([number])
    while waiting:
        line = waiting.popleft()
        if id(fitting[line]) in tried:
            continue
        tried.add(id(fitting[line]))
        for place in fitting[line]:
            if place in wanted:
                continue
            wanted[place] = line
            if place not in owners:
                _move(place, wanted, places, owners)
                return
            waiting.append(owners[place])


def _move(
    free: int, wanted: Mapping[int, int], places: dict[int, int], owners: dict[int, int]
) -> None:
    """Move each line to the place that it wants, from the free one on."""
    place: int | None = free
    while place is not None:
        line = wanted[place]
        owners[place] = line
        places[line], place = place, places.get(line)


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
