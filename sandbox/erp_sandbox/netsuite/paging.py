"""Collection paging: `limit`, `offset`, the cap, and the links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from erp_sandbox.netsuite.errors import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LIMIT = 1000
MAX_PAGES = 1000


@dataclass(frozen=True)
class Window:
    """The page that a client requests.

    Attributes:
        limit: Rows a page, 1 to 1000.
        offset: Rows before it, a multiple of `limit`.
        reach: Rows one query can page through: the row cap or 1,000 pages, whichever is less.
    """

    limit: int
    offset: int
    reach: int

    @classmethod
    def parse(cls, query: Mapping[str, str], row_cap: int) -> Window:
        """Read `limit` and `offset`.

        Raises:
            ApiError: 400 with the parameter at fault (code and texts unconfirmed).
        """
        limit = _number(query, "limit", MAX_LIMIT)
        offset = _number(query, "offset", 0)
        if not 1 <= limit <= MAX_LIMIT:
            raise invalid_parameter("limit", f"The limit must be between 1 and {MAX_LIMIT}.")
        if offset % limit:
            raise invalid_parameter("offset", "The offset must be a multiple of the limit.")
        reach = min(row_cap, MAX_PAGES * limit)
        if offset >= reach:
            raise invalid_parameter("offset", f"The offset must be less than {reach}.")
        return cls(limit, offset, reach)

    @property
    def size(self) -> int:
        """Rows this page can hold: fewer than `limit` where the reach ends inside it."""
        return min(self.limit, self.reach - self.offset)

    def collection(
        self, url: str, items: list[dict[str, Any]], total: int, **query: str
    ) -> dict[str, Any]:
        """Return the collection's JSON.

        Past the reach `hasMore` is false while `totalResults` stays exact.

        Args:
            url: The collection's URL without query.
            items: This page's items.
            total: Rows of the whole query.
            query: Further query parameters that the links repeat.
        """
        reachable = min(total, self.reach)
        has_more = self.offset + len(items) < reachable
        last = max(reachable - 1, 0) // self.limit * self.limit
        offsets = {}
        if has_more:
            offsets["next"] = self.offset + self.limit
        if self.offset > 0:
            offsets["first"] = 0
            offsets["previous"] = self.offset - self.limit
        offsets |= {"last": last, "self": self.offset}
        return {
            "links": [
                {
                    "rel": name,
                    "href": f"{url}?{urlencode({**query, 'limit': self.limit, 'offset': offset})}",
                }
                for name, offset in offsets.items()
            ],
            "count": len(items),
            "hasMore": has_more,
            "items": items,
            "offset": self.offset,
            "totalResults": total,
        }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise invalid_parameter(name, f"The {name} must be a non-negative integer.")
    return int(text)
