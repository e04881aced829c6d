"""Queries, executed on the company's rows."""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from erp_sandbox.quickbooks.entities import ENTITIES
from erp_sandbox.quickbooks.errors import ApiError
from erp_sandbox.quickbooks.query_grammar import parse
from erp_sandbox.quickbooks.store import PACIFIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.quickbooks.entities import Entity
    from erp_sandbox.quickbooks.query_grammar import Condition, Path, Query
    from erp_sandbox.quickbooks.rows import Row
    from erp_sandbox.quickbooks.store import CompanyStore

    Record = dict[str, Any]

_TIMESTAMPS: dict[str, Callable[[Row], Any]] = {
    "metadata.createtime": attrgetter("created"),
    "metadata.lastupdatedtime": attrgetter("updated"),
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_parse = lru_cache(1000)(parse)


def run(company: CompanyStore, text: str, *, enhanced: bool = False) -> Record:
    """Return the `QueryResponse` of a statement.

    Raises:
        ApiError: It is none, or names what cannot be named.
    """
    query = _parse(text.strip())
    entity = ENTITIES.get(query.source.lower())
    if entity is None:
        raise _invalid(f"invalid context declaration: {query.source}")
    for path in (*(c.path for c in query.where), *(path for path, _ in query.order)):
        if ".".join(path) not in entity.filters:
            raise _invalid(f"property '{'.'.join(path)}' is not queryable")
    company.quirks.check(entity.name)
    with company.lock:
        found = _matching(company, entity, query)
        if query.counts:
            offset = company.quirks.count_offset
            return {} if offset is None else {"totalCount": len(found) + offset}
        first = max(0, query.start - 1)
        page = found[first : first + query.max_results]
        if not page:
            return {}
        shown = [company.shown(row, enhanced=enhanced) for row in page]
        if query.columns:
            shown = [_projected(record, query.columns) for record in shown]
        answer = {entity.key: shown, "startPosition": query.start, "maxResults": len(shown)}
        return answer | ({"totalCount": len(shown)} if entity.counted else {})


def _matching(company: CompanyStore, entity: Entity, query: Query) -> list[Row]:
    conditions = [_Test(condition) for condition in query.where]
    names_active = any(condition.path == ("active",) for condition in query.where)
    found = [
        row
        for row in company.rows[entity.name].values()
        if (not entity.active or names_active or row.values.get("Active") is not False)
        and all(test.holds(row) for test in conditions)
    ]
    # Oldest id first by default; sorts are stable, the last term sorts first.
    for path, descending in reversed(query.order):
        read = _reader(path)
        found.sort(key=lambda row, read=read: _sortable(read(row)), reverse=descending)  # type: ignore[misc]
    return found


class _Test:
    """A condition with its literals read once."""

    def __init__(self, condition: Condition) -> None:
        self._read = _reader(condition.path)
        self._operator = condition.operator
        name = ".".join(condition.path)
        if name == "id" and condition.operator not in {"=", "IN"}:
            raise _invalid("property 'id' supports = and IN only")
        self._timestamp = name in _TIMESTAMPS
        self._values = [_datetime(v) if self._timestamp else v for v in condition.values]

    def holds(self, row: Row) -> bool:
        value = self._read(row)
        if self._operator == "IN":
            return any(_compared(value, wanted) == 0 for wanted in self._values)
        [wanted] = self._values
        if self._operator == "LIKE":
            pattern = ".*".join(re.escape(part) for part in str(wanted).split("%"))
            return re.fullmatch(pattern, str(value or ""), re.IGNORECASE) is not None
        order = _compared(value, wanted)
        return order is not None and _COMPARISONS[self._operator](order, 0)


def _reader(path: Path) -> Callable[[Row], Any]:
    """Return what reads a property: a datetime of a timestamp, the id of a reference."""
    known = _TIMESTAMPS.get(".".join(path))
    if known is not None:
        return known

    def read(row: Row) -> Any:
        for key, value in row.values.items():
            if key.lower() == path[0]:
                return value["value"] if isinstance(value, dict) and "value" in value else value
        return None

    return read


def _compared(value: Any, wanted: Any) -> int | None:
    if value is None:
        return 0 if wanted == " " else None
    if isinstance(value, bool) or isinstance(wanted, bool):
        return 0 if value is wanted or str(value).lower() == str(wanted).lower() else None
    if isinstance(value, int | Decimal):
        try:
            value, wanted = Decimal(value), Decimal(str(wanted))
        except InvalidOperation:
            raise _invalid(f"{wanted} is not a number") from None
    elif isinstance(value, str):
        value, wanted = value.casefold(), str(wanted).casefold()
    return int(value > wanted) - int(value < wanted)


def _datetime(text: Any) -> datetime:
    """Return a timestamp of any offset; a date is its midnight at the server."""
    try:
        parsed = datetime.fromisoformat(str(text))
    except ValueError:
        raise _invalid(f"{text} is not a valid date time") from None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=PACIFIC)
    return parsed.astimezone(UTC)


def _sortable(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, "")
    if isinstance(value, str) and value.isdecimal():
        return (1, int(value))
    return (1, value.casefold() if isinstance(value, str) else value)


def _projected(record: Record, columns: tuple[Path, ...]) -> Record:
    names = {path[0] for path in columns}
    chosen = {name: value for name, value in record.items() if name.lower() in names}
    return {**chosen, "domain": "QBO", "sparse": True}


def _invalid(detail: str) -> ApiError:
    return ApiError("4001", "Invalid query", f"QueryValidationError: {detail}")
