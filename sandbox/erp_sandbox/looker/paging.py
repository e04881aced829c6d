"""Lists: order, pages and their headers ("Paging")."""

from __future__ import annotations

import itertools
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from erp_sandbox.looker.errors import ApiError

if TYPE_CHECKING:
    from erp_sandbox.looker.call import Call
    from erp_sandbox.looker.limits import Limits

Row = dict[str, Any]
_calls = itertools.count(1)


def ordered(call: Call, rows: list[Row], limits: Limits) -> list[Row]:
    """Return rows in the order of `sorts`; without it in an order that differs between calls."""
    names = call.names("sorts")
    if not names:
        if limits.order == "unstable":
            Random(next(_calls)).shuffle(rows)
        return rows
    for part in reversed(names):
        name, _, direction = part.strip().partition(" ")
        rows.sort(key=lambda row: _sort_key(row.get(name)), reverse=direction.lower() == "desc")
    return rows


def page(call: Call, rows: list[Row], limits: Limits, default: int | None = None) -> list[Row]:
    """Return one page, and set its headers.

    `limit` and `offset` win over the older `page` and `per_page`.

    Args:
        call: The request.
        rows: All rows.
        limits: The largest page, and whether there are headers.
        default: The rows without `limit`; None for all.
    """
    limit, offset = _window(call)
    if limit is None:
        return rows[offset : None if default is None else offset + default]
    size = min(limit, limits.page)
    found = rows[offset : offset + size]
    if limits.paging_headers:
        call.headers["X-Total-Count"] = str(len(rows))
        call.headers["Link"] = _links(call, size, offset, len(rows))
    return found


def _window(call: Call) -> tuple[int | None, int]:
    """Return the limit and the offset of a request."""
    limit, offset = call.integer("limit"), call.integer("offset")
    number, size = call.integer("page"), call.integer("per_page")
    if limit is None and offset is None and (number or size):
        limit = size or 0
        offset = ((number or 1) - 1) * limit
    for name, value in (("limit", limit), ("offset", offset)):
        if value is not None and value < 0:
            raise ApiError(400, f"{name} must not be negative")
    return limit, offset or 0


def _links(call: Call, limit: int, offset: int, total: int) -> str:
    offsets = {"first": 0, "last": max((total - 1) // limit * limit, 0) if limit else 0}
    if offset + limit < total:
        offsets["next"] = offset + limit
    if offset:
        offsets["prev"] = max(offset - limit, 0)
    kept = {name: value for name, value in call.query.items() if name not in {"limit", "offset"}}
    return ", ".join(
        f"<{call.host}/api/4.0{call.route}?"
        f'{urlencode({**kept, "limit": limit, "offset": start})}>; rel="{name}"'
        for name, start in offsets.items()
    )


def _sort_key(value: Any) -> tuple[int, Any]:
    """Return a key in which ids, numbers as text, sort as numbers and null is last."""
    if value is None:
        return (3, "")
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return (0, int(value))
    if isinstance(value, bool | int | float):
        return (1, value)
    return (2, str(value))
