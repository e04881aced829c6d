"""Bodies of requests: every value wrapped, custom fields and linked objects in their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from target_acumatica.schema import Field

Json = dict[str, Any]

# IIS takes 2,048 characters of query by default; what an instance allows is (unconfirmed).
_MAX_FILTER = 1_500


def wrapped(values: Mapping[str, Any]) -> Json:
    """Return values as fields of the contract."""
    return {name: {"value": value} for name, value in values.items()}


def place(body: Json, field: Field, value: Any) -> None:
    """Set a field in the body of an entity or a line."""
    if field.is_custom:
        view, _, name = field.name.partition(".")
        custom = body.setdefault("custom", {}).setdefault(view, {})
        custom[name] = {"type": f"Custom{field.type}Field", "value": value}
        return
    *linked, last = field.name.split("/")
    for step in linked:
        body = body.setdefault(step, {})
    body[last] = {"value": value}


def value_at(body: Mapping[str, Any], name: str) -> Any:
    """Return the value of a field in a response; None if it is empty or not there."""
    if "." in name:
        view, _, field = name.partition(".")
        found: Any = ((body.get("custom") or {}).get(view) or {}).get(field)
    else:
        found = body
        for step in name.split("/"):
            found = found.get(step) if isinstance(found, dict) else None
    return found.get("value") if isinstance(found, dict) else None


def literal(value: str) -> str:
    """Return a text as a literal of `$filter`."""
    return "'" + value.replace("'", "''") + "'"


def any_of(conditions: Iterable[str]) -> Iterator[str]:
    """Yield conditions of which any holds, in filters that fit a URL."""
    chunk: list[str] = []
    size = 0
    for condition in conditions:
        length = len(quote_plus(f"{condition} or "))
        if chunk and size + length > _MAX_FILTER:
            yield " or ".join(chunk)
            chunk, size = [], 0
        chunk.append(condition)
        size += length
    if chunk:
        yield " or ".join(chunk)
