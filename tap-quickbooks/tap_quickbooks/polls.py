"""A poll: the changes of entities of one company, and what merges moved besides."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from singer_erp.sync.feed import Method

from tap_quickbooks.batches import BatchedWindows, WindowRequest
from tap_quickbooks.changes import OVERLAP, ChangeFeed
from tap_quickbooks.merges import Merges, mergeable
from tap_quickbooks.query import EntityQuery

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from singer_erp.sync.feed import Request

    from tap_quickbooks.company import Company
    from tap_quickbooks.streams.entity import Entity


class Poll:
    """Requests for changes that are served together.

    Args:
        company: The company.
        requests: Entity by request; all requests are for changes.
        page_size: Records of a page.
        ahead: Calls in flight or waiting at once.

    Attributes:
        feed: The changes of the entities that change data capture covers, and of the lists that
            the entities refer to.
    """

    def __init__(
        self, company: Company, requests: Mapping[Request, Entity], *, page_size: int, ahead: int
    ) -> None:
        self._company = company
        self._requests = requests
        self._page_size = page_size
        self._ahead = ahead
        lists = {entity: self._since_of(entity) for entity in mergeable(requests.values())}
        followed = {
            entity: _since(request)
            for request, entity in requests.items()
            if entity.method is Method.FEED
        }
        since = followed | {e: min(at, followed.get(e, at)) for e, at in lists.items()}
        uncounted = [e for r, e in requests.items() if e in followed and r.records is None]
        self.feed = ChangeFeed(company, since, uncounted)
        self._merges = Merges(company, self.feed, lists)

    def __contains__(self, request: Request) -> bool:
        """Return whether a request is served."""
        return request in self._requests

    def moved(self, request: Request) -> tuple[BatchedWindows, WindowRequest] | None:
        """Return the windows that read an entity in full where merges moved its references."""
        if request not in self._moved:
            return None
        return self._batches, self._moved[request]

    @cached_property
    def _moved(self) -> dict[Request, WindowRequest]:
        return {
            request: WindowRequest(
                EntityQuery(entity, request.unchanged_since), None, is_counted=True
            )
            for request, entity in self._requests.items()
            if self._merges.affect(entity, _since(request) - OVERLAP)
        }

    @cached_property
    def _batches(self) -> BatchedWindows:
        windows = list(self._moved.values())
        return BatchedWindows(self._company, windows, page_size=self._page_size, ahead=self._ahead)

    def _since_of(self, list_: Entity) -> dt.datetime:
        """Return from when on a list may have moved references that are requested."""
        return min(
            _since(request)
            for request, entity in self._requests.items()
            if list_.name in entity.refers_to
        )


def _since(request: Request) -> dt.datetime:
    assert request.since is not None  # noqa: S101  # for the type checker: of changes
    return request.since
