"""Reads generic inquiries, tables and tracked deletions through OData.

A generic inquiry is read in one response, as nothing says whether its order is stable. Tables are
ordered by their key ("DAC-Based OData: Data Retrieval") and paged by it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import ErpError, StreamError
from singer_erp.http.bodies import json_as
from singer_erp.messages.projection import Column, Projection
from singer_erp.sync.page import Page
from singer_erp.timestamps import format_timestamp

from tap_acumatica.errors import unknown_shape
from tap_acumatica.odata import literal
from tap_acumatica.schema import business_date

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import requests
    from singer_erp.acumatica.site import Response, Site
    from singer_erp.sync.state import Pending

    from tap_acumatica.odata import Source
    from tap_acumatica.schema import FieldColumn
    from tap_acumatica.streams import Entity

Json = dict[str, Any]


class _Rows(msgspec.Struct):
    value: list[Json]


def row_projection(
    stream: str, columns: Sequence[FieldColumn], selected: Collection[str]
) -> Projection:
    """Return what reads the selected columns from rows."""
    return Projection(stream, [_column(column) for column in columns], (), selected)


class SourceReader:
    """Reads one generic inquiry or table.

    Args:
        site: The tenant.
        source: What to read.
        projection: The selected columns.
        page_size: Rows of a page of a table.
    """

    def __init__(
        self, site: Site, source: Source, projection: Projection, *, page_size: int
    ) -> None:
        self._site = site
        self._source = source
        self._projection = projection
        self._page_size = page_size

    def read(self, _: Pending) -> Iterator[Page]:
        """Yield the pages of all rows.

        Raises:
            StreamError: The instance refuses it.
        """
        after: tuple[Any, ...] = ()
        while True:
            response = _fetch(self._site, self._source.path, self._parameters(after))
            rows = response.body
            last = tuple(rows[-1].get(name) for name in self._source.keys) if rows else ()
            yield _page(self._site, self._projection, response)
            if self._source.kind == "gi" or len(rows) < self._page_size:
                return
            if None in last or last == after:
                raise unknown_shape(f"rows of {self._source.name} that are not in key order")
            after = last

    def _parameters(self, after: tuple[Any, ...]) -> dict[str, str]:
        source = self._source
        found = {"$select": ",".join(dict.fromkeys((*source.keys, *source.columns)))}
        if not source.columns:
            found = {}
        if source.kind == "dac":
            found |= {"$orderby": ",".join(source.keys), "$top": str(self._page_size)}
        if after:
            found["$filter"] = _later(source.keys, after)
        return found


class DeletionReader:
    """Reads the deletions that the instance tracks (`px.GetDeletedRecords()`).

    Args:
        site: The tenant.
        entities: Their entities.
        projection: The selected columns.
    """

    def __init__(self, site: Site, entities: Sequence[Entity], projection: Projection) -> None:
        self._site = site
        self._entities = entities
        self._projection = projection

    def read(self, sync: Pending) -> Iterator[Page]:
        """Yield the deletions since the last sync.

        Raises:
            StreamError: The instance does not track them.
        """
        since = {"$filter": f"DeleteDate ge {format_timestamp(sync.since)}"} if sync.since else {}
        for entity in self._entities:
            table = entity.dac.replace(".", "_")
            response = _fetch(self._site, f"dac/{table}/px.GetDeletedRecords()", since)
            for row in response.body:
                row["entity"] = entity.name
            yield _page(self._site, self._projection, response)


def _page(site: Site, projection: Projection, response: Response[list[Json]]) -> Page:
    for row in response.body:
        row["_tenant"] = site.tenant
    rows = projection.rows(response.body)
    return Page([(projection.record_type, rows)], response.extracted_at, response.request_id)


def _fetch(site: Site, path: str, parameters: Mapping[str, str]) -> Response[list[Json]]:
    try:
        return site.odata(path, _decode, parameters)
    except StreamError:
        raise
    except ErpError as error:
        if error.status not in {400, 403, 404}:
            raise
        raise StreamError(
            error.reason,
            "Check `generic_inquiries`, `dacs` and `tracked_deletions`, and the user's rights",
            status=error.status,
            code=error.code,
        ) from None


_json = json_as(_Rows)


def _decode(response: requests.Response) -> list[Json]:
    if not response.content:
        # Seen where a filter or an order names a column that is a formula.
        raise unknown_shape("an empty response of OData, as it does for columns with formulas")
    return _json(response).value


def _column(column: FieldColumn) -> Column:
    name = column.path
    if not name:
        return Column(column.name, "string", ("_tenant",))
    return Column(column.name, column.kind, (name,), convert=_CONVERSIONS.get(column.kind))


_CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    # Some releases send decimals as text.
    "number": lambda value: Decimal(str(value)),
    "date": business_date,
}


def _later(keys: Sequence[str], after: Sequence[Any]) -> str:
    """Return the condition that a row comes after another in key order."""
    terms = []
    for position, name in enumerate(keys):
        equal = [f"{k} eq {literal(v)}" for k, v in zip(keys[:position], after, strict=False)]
        terms.append(" and ".join([*equal, f"{name} gt {literal(after[position])}"]))
    return " or ".join(f"({term})" for term in terms)
