"""Saved queries: immutable, the same definition is the same query, and ids are slugs."""

from __future__ import annotations

import hashlib
import json
import string
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.errors import ApiError, Detail, invalid
from erp_sandbox.looker.view import View, can

if TYPE_CHECKING:
    from erp_sandbox.looker.store import Row, Store

_ALPHABET = string.digits + string.ascii_letters
_SLUG = 22
_LISTS = ("fields", "pivots", "fill_fields", "sorts", "subtotals")
_TEXTS = (
    "filter_expression",
    "limit",
    "column_limit",
    "row_total",
    "dynamic_fields",
    "query_timezone",
    "visible_ui_sections",
)
_OBJECTS = ("filters", "vis_config", "filter_config")


def definition(body: dict[str, Any]) -> Row:
    """Return the canonical definition of a query.

    Raises:
        ApiError: 422, without a model or an Explore; 400, for a property of another type.
    """
    missing = [name for name in ("model", "view") if not body.get(name)]
    if missing:
        details = tuple(Detail(n, "This field is required.", "missing_field") for n in missing)
        raise ApiError(422, details=details)
    return {
        "model": str(body["model"]),
        "view": str(body["view"]),
        **{name: _list(name, body.get(name)) for name in _LISTS},
        **{name: _text(name, body.get(name)) for name in _TEXTS},
        **{name: _object(name, body.get(name)) for name in _OBJECTS},
        "total": bool(body.get("total")) or None,
    }


def save(store: Store, body: dict[str, Any]) -> Row:
    """Return the saved query of a definition: the existing one, or a new one."""
    with store.lock:
        row = definition(body)
        found = store.find("queries", key(row))
        return found or store.add("queries", {"id": key(row), **row})


def key(row: Row) -> str:
    """Return the id of a definition."""
    return slug(json.dumps(row, sort_keys=True))


def slug(text: str) -> str:
    """Return the slug of a text: 22 letters and digits."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    digits = []
    for _ in range(_SLUG):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def query(view: View, row: Row) -> dict[str, Any]:
    """Return a saved query as the API shows it."""
    own = row["id"]
    url = f"/explore/{row['model']}/{row['view']}?fields={','.join(row['fields'] or ())}"
    return {
        **row,
        "slug": own,
        "client_id": own,
        "share_url": f"{view.host}/x/{own}",
        "expanded_share_url": f"{view.host}{url}",
        "url": url,
        "has_table_calculations": "table_calculation" in (row["dynamic_fields"] or ""),
        "can": can("run", "see_results", "explore", "create", "download", "see_sql"),
    }


def _list(name: str, value: Any) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ApiError(400, f"{name} must be an array of strings")
    return list(value)


def _text(name: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ApiError(400, f"{name} must be a string")
    return str(value)


def _object(name: str, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise invalid(name, f"{name} must be an object")
    return value
