"""Pages of one collection: a resource, or the child resource of a record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from singer_erp.errors import TransientError, VendorError
from singer_erp.http.bodies import json_object
from singer_erp.messages.shape import Shaped

from tap_oracle_fusion.errors import of_stream, unknown_shape
from tap_oracle_fusion.query import ResourceQuery
from tap_oracle_fusion.schema import as_integer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import requests
    from singer_erp.http.responses import Response

    from tap_oracle_fusion.page_size import PageSize
    from tap_oracle_fusion.pod import Pod
    from tap_oracle_fusion.query import Filter

    Fields = Sequence[str] | None
    Decode = Callable[[requests.Response], "Json | Shaped"]

Json = dict[str, Any]

_TRIES = 5


@dataclass(frozen=True)
class Records:
    """The records of a response.

    Attributes:
        items: The records, which may be shaped.
        is_last: Whether there are no further ones.
        extracted_at: When the response arrived, aware UTC.
        request_id: The pod's id of the request.
    """

    items: list[Any]
    is_last: bool
    extracted_at: dt.datetime
    request_id: str | None


class Collection:
    """Reads pages of a collection; threads may share it.

    Args:
        pod: The pod.
        path: Its path below the version of the resources.
        query: The requests.
        page_size: Records of a request.
        parameters: Further parameters of each request, such as a finder.
    """

    def __init__(
        self,
        pod: Pod,
        path: str,
        query: ResourceQuery,
        page_size: PageSize,
        parameters: dict[str, str] | None = None,
    ) -> None:
        self.path = path
        self._pod = pod
        self._query = query
        self._page_size = page_size
        self._parameters = parameters or {}

    def page(
        self,
        conditions: Sequence[Filter],
        order: Sequence[str],
        *,
        offset: int = 0,
        decode: Decode = json_object,
    ) -> Records:
        """Return a page.

        Args:
            conditions: What its records meet.
            order: Attributes they are sorted by.
            offset: Records to skip.
            decode: Decodes the page.

        Raises:
            ErpError: The request was rejected.
        """
        return self._page_size.fetch(
            lambda limit: self._send(
                self._query.page(conditions, order, limit, offset=offset), limit, decode
            )
        )

    def one(
        self, conditions: Sequence[Filter], order: Sequence[str], *, offset: int, fields: Fields
    ) -> Records:
        """Return one record, in one try.

        Args:
            conditions: What it meets.
            order: Attributes by which it is found.
            offset: Records to skip.
            fields: Attributes to read; None for those of the collection.
        """
        query = ResourceQuery(fields={"": tuple(fields)}) if fields else self._query
        return self._send(query.page(conditions, order, 1, offset=offset), 1)

    def newest(self, order: Sequence[str]) -> list[Json]:
        """Return the last record, if there is one."""
        return self._send(self._query.page((), [f"{name}:desc" for name in order], 1), 1).items

    def everything(
        self, order: Sequence[str], conditions: Sequence[Filter] = (), *, message: str = ""
    ) -> Records:
        """Return all records, by offset: for collections that no key cuts.

        Each page begins with the last record of the one before, by which it is seen that a record
        left an earlier page; then all are read again.

        Args:
            order: Attributes they are sorted by.
            conditions: What they meet.
            message: Attribute that only messages have among them, which may be alike.

        Raises:
            TransientError: They change faster than they can be read.
        """
        for _ in range(_TRIES):
            found = self._in_one_order(order, conditions, message)
            if found is not None:
                return found
        raise TransientError(
            f"The records of {self.path} change faster than they can be read",
            "Run again when the source changes less",
        )

    def _in_one_order(
        self, order: Sequence[str], conditions: Sequence[Filter], message: str
    ) -> Records | None:
        """Return all records; None if they changed meanwhile."""
        page = self.page(conditions, order)
        items = page.items
        while not page.is_last:
            # A page of one record has no room for the last one of the page before.
            overlap = 1 if len(page.items) > 1 else 0
            page = self.page(conditions, order, offset=len(items) - overlap)
            again, new = page.items[:overlap], page.items[overlap:]
            if [_identity(item, order) for item in again] != [
                _identity(item, order) for item in items[len(items) - overlap :]
            ]:
                return None
            items = [*items, *new]
        identities = [_identity(item, order) for item in items if not item.get(message)]
        if len(set(identities)) < len(identities):
            return None
        return replace(page, items=items)

    def _send(self, params: dict[str, str], limit: int, decode: Decode = json_object) -> Records:
        try:
            response = self._pod.get(self.path, decode, {**self._parameters, **params}, once=True)
        except VendorError as error:
            raise of_stream(error) from None
        body = response.body
        items = body["items"] if isinstance(body, Shaped) else self._items(body, response)
        # The pod reduces the limit silently, and may report too early that there are no more.
        effective = _number(body, "limit") or limit
        is_last = not items or (not body.get("hasMore") and len(items) < min(effective, limit))
        return Records(items, is_last, response.extracted_at, response.request_id)

    def _items(self, body: Json, response: Response[Any]) -> list[Json]:
        """Return the records of a page.

        Raises:
            TransientError: It says nothing of records.
            StreamError: They are none.
        """
        if body.get("items") is None and not _is_empty(body):
            raise TransientError(
                f"Fusion sent a page of {self.path} without its records",
                "Run again; if it happens again, report it to Oracle Support with the log",
                request_id=response.request_id,
            )
        items = [] if body.get("items") is None else body["items"]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise unknown_shape(f"records of {self.path}")
        return items


def _is_empty(body: Json) -> bool:
    """Return whether a body is an empty page: it counts no records, and has no more."""
    return "count" in body and not _number(body, "count") and not body.get("hasMore")


def _number(body: Json | Shaped, name: str) -> int | None:
    """Return a number of a page, which framework versions may write as text.

    Raises:
        StreamError: It is none.
    """
    try:
        return as_integer(body.get(name) or 0)
    except (TypeError, ValueError):
        raise unknown_shape(f"a page with another `{name}` than a number") from None


def _identity(item: Json, order: Sequence[str]) -> tuple[str, ...]:
    """Return what identifies a record: its key, and its link where it has one."""
    links = (str(link.get("href")) for link in item.get("links") or ())
    return (*(str(item.get(name)) for name in order), *links)
