"""The SuiteQL service: a query in, a page of typed rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import VendorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import requests
    from singer_erp.http.client import HttpClient

MAX_ROWS = 1000
_PATH = "/services/rest/query/v1/suiteql"


class SuiteQL:
    """Runs queries on one account.

    Every query is a first page: pages follow each other by key, never by offset, which NetSuite
    cuts at 100,000 rows without a word (help page "Collection Paging").

    Args:
        client: Sends the requests.
        api_url: Root of the account's REST services.
    """

    def __init__(self, client: HttpClient, api_url: str) -> None:
        self._client = client
        self._url = api_url + _PATH

    def answer(self, query: str, limit: int) -> requests.Response:
        """The answer to a query's first `limit` rows."""
        return self._client.send(
            "POST",
            self._url,
            params={"limit": limit},
            json={"q": query},
            headers={"Prefer": "transient"},
        )

    def rows(self, query: str, limit: int = MAX_ROWS) -> list[dict[str, Any]]:
        """The first rows of a query as dictionaries of text, null columns left out."""
        items: list[dict[str, Any]] = msgspec.json.decode(self.answer(query, limit).content)[
            "items"
        ]
        return items


class PageDecoder:
    """Decodes a page into structs.

    Args:
        stream: Name for error texts.
        struct: Type of one row.
    """

    def __init__(self, stream: str, struct: type[msgspec.Struct]) -> None:
        self._stream = stream
        page = msgspec.defstruct("Page", [("items", list[struct]), ("hasMore", bool)])  # type: ignore[valid-type]
        # Not strict: SuiteQL sends numbers and booleans as text.
        self._decoder = msgspec.json.Decoder(page, strict=False)

    def decode(self, body: bytes) -> tuple[Sequence[msgspec.Struct], bool]:
        """The rows, and whether the query has more of them.

        Raises:
            VendorError: A value is not of its column's type, or the body is no page.
        """
        try:
            page: Any = self._decoder.decode(body)
        except msgspec.DecodeError as error:
            raise VendorError(
                f"NetSuite sent '{self._stream}' something its columns cannot hold: {error}",
                "Deselect the column in the catalog and report it: this account types it otherwise",
            ) from None
        return page.items, page.hasMore


def literal(value: int | str) -> str:
    """A value as a SuiteQL literal, quotes doubled."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
