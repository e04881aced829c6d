"""GET requests for collections and items."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from erp_sandbox.oracle_fusion import errors, filters, finders, query, query_grammar
from erp_sandbox.oracle_fusion.call import COLLECTION, ITEM
from erp_sandbox.oracle_fusion.items import Style, Writer
from erp_sandbox.oracle_fusion.pages import Listing, Source
from erp_sandbox.oracle_fusion.query_grammar import Logic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.responses import Response

    from erp_sandbox.oracle_fusion.call import Call
    from erp_sandbox.oracle_fusion.limits import Limits
    from erp_sandbox.oracle_fusion.query import Query, Selection
    from erp_sandbox.oracle_fusion.query_grammar import Expression
    from erp_sandbox.oracle_fusion.resources import Resource
    from erp_sandbox.oracle_fusion.rows import Row
    from erp_sandbox.oracle_fusion.store import Pod


class HeavyError(Exception):
    """A request that takes longer than the gateway waits."""


class Reading:
    """The rows of the pod, page by page.

    Args:
        pod: The rows.
        limits: How the pod differs from others.
    """

    def __init__(self, pod: Pod, limits: Limits) -> None:
        self._pod = pod
        self._limits = limits
        self._listing = Listing()
        self._requests = itertools.count()

    def respond(self, call: Call) -> Response:
        """Return the response to a GET request.

        Raises:
            ApiError: If the path or a parameter is not valid.
            HeavyError: If it takes too long.
        """
        name = call.path[0]
        top = self._pod.resource(name)
        if top is None:
            raise errors.not_found(f"Resource {name}")
        if name in call.user.denied:
            raise errors.no_privilege(name)
        resource, row, path = top, None, name
        for place in range(1, len(call.path), 3):
            row = self._row(call, resource, row, call.path[place])
            path = f"{path}/{row.key}"
            if place + 1 == len(call.path):
                return self._item(call, resource, row, path)
            child = call.path[place + 2] if len(call.path) > place + 2 else ""
            if call.path[place + 1] != "child" or child not in resource.children:
                raise errors.not_found(f"Resource {child or call.path[place + 1]}")
            resource, path = resource.children[child], f"{path}/child/{child}"
        return self._collection(call, resource, row, path)

    def _row(self, call: Call, resource: Resource, parent: Row | None, key: str) -> Row:
        if parent is None:
            row = self._pod.row(resource.name, key)
        else:
            children = parent.children.get(resource.name, ())
            row = next((child for child in children if child.key == key), None)
        if row is None or not call.user.sees(row):
            raise errors.not_found(f"Key {key}")
        return row

    def _item(self, call: Call, resource: Resource, row: Row, path: str) -> Response:
        asked = query.read(call.parameters, resource)
        self._check([row], asked.selection)
        item = self._writer(call, resource, asked).item(row, path.rpartition("/")[0])
        return call.answer(item, ITEM)

    def _collection(
        self, call: Call, resource: Resource, parent: Row | None, path: str
    ) -> Response:
        limits = self._limits
        asked = query.read(call.parameters, resource)
        if resource.name in limits.filtered and not (asked.q or asked.finder):
            raise errors.bad_query(f"{resource.title} need the q or finder parameter.")
        limit = min(asked.limit, limits.largest(resource.name))
        page = self._listing.page(
            self._source(call, resource, parent, path, asked),
            limit=limit,
            offset=asked.offset,
            order=asked.order,
            filter_by=self._filter(call, resource, asked),
            counted=asked.counted,
            variant=next(self._requests) if limits.order == "unstable" else 0,
        )
        self._check(page.rows, asked.selection)
        writer = self._writer(call, resource, asked)
        items = [writer.item(row, path) for row in page.rows]
        if limits.composite_periods and resource.name == "accountingPeriodStatusLOV":
            items = [_composed(item, row) for item, row in zip(items, page.rows, strict=True)]
        ends_early = limits.more_until is not None and asked.offset >= limits.more_until
        body: dict[str, Any] = {"items": items} if items or limits.empty_items else {}
        if page.total is not None:
            wrong = limits.wrong_totals and asked.offset
            body["totalResults"] = max(page.total - asked.offset, 0) if wrong else page.total
        body |= {
            "count": len(items),
            "hasMore": page.more and not ends_early,
            "limit": limit,
            "offset": asked.offset,
            "links": writer.collection_links(path),
        }
        return call.answer(body, COLLECTION)

    def _source(
        self, call: Call, resource: Resource, parent: Row | None, path: str, asked: Query
    ) -> Source:
        key, name = (path, call.user.access), call.path[0]
        revision = self._pod.revision_of(name)
        if parent is not None:
            rows = parent.children.get(resource.name, [])
            return Source(name, key, revision, lambda: rows, resource.keys)
        if finders.computes(resource):
            return Source(
                name,
                (*key, asked.finder),
                self._pod.revision,
                lambda: self._seen(call, finders.computed(self._pod, resource, asked.finder)),
            )
        stored = partial(self._pod.rows, resource.name)
        return Source(name, key, revision, lambda: self._seen(call, stored()), resource.keys)

    def _filter(self, call: Call, resource: Resource, asked: Query) -> Expression | None:
        """Return the conditions of the finder and of `q`."""
        found: list[Expression] = []
        if asked.finder and not finders.computes(resource):
            found += finders.conditions(resource, asked.finder)
        if asked.q:
            limits = self._limits
            version = 1 if resource.name in limits.by_example else call.version
            parsed = query_grammar.parse(asked.q, version, semicolon=limits.semicolon)
            found.append(parsed)
        if not found:
            return None
        whole = found[0] if len(found) == 1 else Logic("and", tuple(found))
        if not self._limits.child_conditions:
            filters.check_own(whole)
        return filters.bound(whole, resource, ZoneInfo(self._limits.zone))

    def _writer(self, call: Call, resource: Resource, asked: Query) -> Writer:
        limits = self._limits
        omitted = frozenset(limits.omitted)
        style = Style(call.version, call.url, asked.links, limits.nested, omitted)
        return Writer(resource, asked.selection, style, call.path[0])

    def _check(self, rows: Sequence[Row], selection: Selection) -> None:
        """Check that a page can be made."""
        broken = set(self._limits.broken)
        if broken and any(row.key in broken or str(row.identity) in broken for row in rows):
            raise errors.ApiError(500, "JBO-27024: Failed to validate a row with key.", "27024")
        heavy = self._limits.heavy
        if heavy is not None and selection.children and _expanded(rows, selection) > heavy:
            raise HeavyError

    @staticmethod
    def _seen(call: Call, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if call.user.sees(row)]


def _composed(item: dict[str, Any], row: Row) -> dict[str, Any]:
    """Return the status of a period with the composite form of its id (seen on a pod)."""
    if "PeriodNameId" not in item:
        return item
    values = row.values
    name = "_".join(str(values[one]) for one in ("PeriodNameId", "ApplicationId", "LedgerId"))
    return item | {"PeriodNameId": f"CAL_{name}"}


def _expanded(rows: Sequence[Row], selection: Selection) -> int:
    """Return the number of rows with those of all expanded children."""
    return len(rows) + sum(
        _expanded(row.children.get(name, ()), inner)
        for row in rows
        for name, inner in selection.children.items()
    )
