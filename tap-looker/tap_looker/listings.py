"""Reads lists: all objects, also those that move while pages are read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError
from singer_erp.http.bodies import json_as
from singer_erp.messages.projection import Column, Projection, stream_schema
from singer_erp.sync.page import Page
from singer_erp.timestamps import extracted_now

from tap_looker.errors import of_stream, stream_error

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    import requests
    from singer_erp.looker.instance import Instance

    from tap_looker.streams import Child, Listing

Json = dict[str, Any]

MAX_PAGE = 1000
_TRIES = 5
_PARENT = "_parent"
_DELETED = {"deleted": True}
_decode_objects = json_as(list[dict[str, Any]])


def columns_of_listing(listing: Listing) -> list[Column]:
    """Return the columns of a list's own stream."""
    own = [
        Column(name, kind, (name,), convert=_unix_time if name in listing.seconds else None)
        for name, kind in listing.columns.items()
    ]
    return own + [Column(name, "string", path) for name, path in listing.nested.items()]


def columns_of_child(child: Child) -> list[Column]:
    """Return the columns of a child stream."""
    return [
        Column(name, kind, (_PARENT, child.parent[name]) if name in child.parent else (name,))
        for name, kind in child.columns.items()
    ]


def schemas_of(listing: Listing) -> dict[str, tuple[Json, tuple[str, ...]]]:
    """Return JSON schema and keys by stream."""
    found = {
        listing.stream: (
            stream_schema(columns_of_listing(listing), listing.keys, keeps_other=False),
            listing.keys,
        )
    }
    for child in listing.children:
        found[child.stream] = schema_of_child(child), child.keys
    return found


def schema_of_child(child: Child) -> Json:
    """Return the JSON schema of a child stream."""
    return stream_schema(columns_of_child(child), child.keys, keeps_other=False)


class ListingReader:
    """Reads one list and its child streams.

    Args:
        instance: The instance.
        listing: The list.
        selected: Selected columns by selected stream.
        page_size: Objects of a request.
    """

    def __init__(
        self,
        instance: Instance,
        listing: Listing,
        selected: Mapping[str, Sequence[str]],
        page_size: int,
    ) -> None:
        self._instance = instance
        self._listing = listing
        # Pages overlap by one object.
        self._page_size = max(2, min(page_size, MAX_PAGE))
        self._children = [child for child in listing.children if child.stream in selected]
        self._own = (
            Projection(listing.stream, columns_of_listing(listing), (), selected[listing.stream])
            if listing.stream in selected
            else None
        )
        self._projections = [
            (child, Projection(child.stream, columns_of_child(child), (), selected[child.stream]))
            for child in self._children
        ]

    def pages(self) -> Iterator[Page]:
        """Yield all objects, also those in the trash.

        Raises:
            StreamError: The API user may not see the list, or it moves too fast.
        """
        live: set[Any] = set()
        trashed: set[Any] = set()
        try:
            if self._listing.has_deleted:
                yield from self._listed(_DELETED, trashed)
            yield from self._listed({}, live)
            if self._listing.has_deleted:
                # What has come to the trash before the list was read; what has left it is in that.
                yield from self._listed(_DELETED, live | trashed)
        except ErpError as error:
            raise of_stream(error) from None

    def _listed(self, parameters: Mapping[str, object], seen: set[Any]) -> Iterator[Page]:
        parameters = {**self._listing.parameters, **parameters, "fields": self._fields()}
        if not self._listing.has_pages:
            yield self._page(self._get(parameters))
            return
        for _ in range(_TRIES):
            if (yield from self._paged(parameters, seen)):
                return
        raise stream_error(
            f"'{self._listing.stream}' changed while each of {_TRIES} tries read it",
            "Run again when fewer objects are deleted",
        )

    def _paged(
        self, parameters: Mapping[str, object], seen: set[Any]
    ) -> Generator[Page, None, bool]:
        """Yield the pages of a list; return whether no object was skipped.

        Offsets move when objects before them are deleted. So each page begins with the last object
        of the page before; another one there, which was not seen yet, means that some were skipped.
        """
        offset, last = 0, None
        while True:
            paging = {"limit": self._page_size, "offset": offset, "sorts": "id"}
            found = self._get({**parameters, **paging})
            ids = [one["id"] for one in found]
            if last is not None and (not ids or (ids[0] != last and ids[0] not in seen)):
                return False
            new = [one for one in found if one["id"] not in seen]
            seen.update(ids)
            yield self._page(new)
            if len(found) < self._page_size:
                return True
            last = ids[-1]
            offset += len(found) - 1

    def _get(self, parameters: Mapping[str, object]) -> list[Json]:
        return self._instance.fetch("GET", self._listing.path, self._objects, params=parameters)

    def _objects(self, response: requests.Response) -> list[Json]:
        """Return the objects of a body; raise ValueError for one that is not such a list.

        Taken for an empty list, it would make a loader delete all rows.
        """
        found = _decode_objects(response)
        names = {key for key in self._listing.keys if key in self._listing.columns}
        if any(one.get(name) is None for one in found for name in names):
            raise ValueError(self._listing.path)
        return found

    def _page(self, found: Sequence[Json]) -> Page:
        rows = []
        if self._own is not None:
            rows.append((self._own.record_type, self._own.rows(found)))
        for child, projection in self._projections:
            inner = [
                {**one, _PARENT: above} for above in found for one in above.get(child.member) or ()
            ]
            rows.append((projection.record_type, projection.rows(inner)))
        return Page(rows, extracted_now())

    def _fields(self) -> str:
        """Return the parameter `fields`: whole objects are large, and have credentials."""
        listing = self._listing
        names = [
            f"{name}({listing.within[name]})" if name in listing.within else name
            for name in listing.columns
        ]
        for outer in dict.fromkeys(path[0] for path in listing.nested.values()):
            inner = [path[1] for path in listing.nested.values() if path[0] == outer]
            names.append(f"{outer}({','.join(inner)})")
        for child in self._children:
            own = [name for name in child.columns if name not in child.parent]
            names.append(f"{child.member}({','.join(own)})")
        return ",".join(names)


def _unix_time(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
