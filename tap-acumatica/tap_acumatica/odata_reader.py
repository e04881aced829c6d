"""Reads generic inquiries, tables and tracked deletions through OData.

A generic inquiry is read in one response, as nothing says whether its order is stable. Tables are
ordered by their key ("DAC-Based OData: Data Retrieval") and paged by it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import ErpError, StreamError
from singer_erp.http.bodies import json_as
from singer_erp.messages.projection import Column, Projection
from singer_erp.sync.page import Page
from singer_erp.timestamps import format_timestamp

from tap_acumatica.errors import of_stream, unknown_shape
from tap_acumatica.odata import key_literal
from tap_acumatica.schema import business_date, have_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    import requests
    from singer_erp.acumatica.site import Site
    from singer_erp.http.responses import Response
    from singer_erp.sync.state import Pending

    from tap_acumatica.columns import FieldColumn
    from tap_acumatica.odata import Source
    from tap_acumatica.streams import Entity

log = logging.getLogger(__name__)

_ADVICE = (
    "Check whether the user can open it in Acumatica, and `generic_inquiries`, `dacs` and "
    "`tracked_deletions`"
)

Json = dict[str, Any]
_Key = tuple[Any, ...]


class _Rows(msgspec.Struct):
    value: list[Json]
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")


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
        columns: All columns of its stream.
        projection: The selected ones.
        page_size: Rows of a page of a table.
    """

    def __init__(
        self,
        site: Site,
        source: Source,
        columns: Sequence[FieldColumn],
        projection: Projection,
        *,
        page_size: int,
    ) -> None:
        self._site = site
        self._source = source
        self._kinds = {column.path: column.kind for column in columns}
        self._projection = projection
        self._page_size = page_size

    def read(self, _: Pending) -> Iterator[Page]:
        """Yield the pages of all rows.

        A page of a table begins with the last row of the one before: if it were not alone with its
        key, the others would be lost.

        Raises:
            StreamError: The instance refuses it, or the key does not identify its rows.
        """
        source = self._source
        last: _Key = ()
        while True:
            response = _fetch(self._site, source.path, self._parameters(last))
            rows = response.body
            is_full = len(rows) > self._page_size
            keys = [self._key(row) for row in rows]
            if keys[:1] == [last]:
                del keys[0], rows[0]
            if last in keys or len(set(keys)) < len(keys):
                raise self._not_a_key("rows share")
            page = _page(self._site, self._projection, response)
            if not all(have_keys(found, type_, source.primary_keys) for type_, found in page.rows):
                raise self._not_a_key("a value is not of the type of its column in")
            yield page
            if source.kind == "gi" and not rows:
                log.warning(
                    "%s has no rows; one with parameters has none without their values "
                    "(`parameters` in `generic_inquiries`)",
                    source.name,
                )
            if source.kind == "gi" or not is_full:
                return
            last = keys[-1]

    def _key(self, row: Json) -> _Key:
        key = tuple(row.get(name) for name in self._source.keys)
        if any(value is None or isinstance(value, dict | list) for value in key):
            raise self._not_a_key("a row has no value in")
        return key

    def _not_a_key(self, what: str) -> StreamError:
        source = self._source
        return StreamError(
            f"Rows of {source.name} cannot be identified: {what} the key {', '.join(source.keys)}",
            "Name in `keys` all columns that identify a row, of which none is empty, and write a "
            "new catalog with --discover",
        )

    def _parameters(self, last: _Key) -> dict[str, str]:
        source = self._source
        found = {"$select": ",".join(dict.fromkeys((*source.keys, *source.columns)))}
        if not source.columns:
            found = {}
        if source.kind == "dac":
            found |= {"$orderby": ",".join(source.keys), "$top": str(self._page_size + 1)}
        if last:
            kinds = [self._kinds[name] for name in source.keys]
            found["$filter"] = _from(source.keys, list(map(key_literal, last, kinds)))
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
                if row.get("RefNoteID") is None:
                    raise StreamError(
                        f"A deletion of {entity.name} does not say of which record",
                        f"Remove {entity.name} from `tracked_deletions`, so that keys are compared",
                    )
            yield _page(self._site, self._projection, response)


def _page(site: Site, projection: Projection, response: Response[list[Json]]) -> Page:
    for row in response.body:
        row["_tenant"] = site.tenant
    rows = projection.rows(response.body)
    return Page([(projection.record_type, rows)], response.extracted_at, response.request_id)


def _fetch(site: Site, path: str, parameters: Mapping[str, str]) -> Response[list[Json]]:
    try:
        return site.odata(path, _decode, parameters)
    except ErpError as error:
        raise of_stream(error, _ADVICE) from None


_json = json_as(_Rows)


def _decode(response: requests.Response) -> list[Json]:
    if not response.content:
        # Seen where a filter or an order names a column that is a formula.
        raise unknown_shape("an empty response of OData, as it does for columns with formulas")
    rows = _json(response)
    if rows.next_link is not None:
        raise StreamError(
            "Acumatica returned only a part of the rows that were requested through OData",
            "Lower `page_size`; read what a generic inquiry shows as tables (`dacs`)",
        )
    return rows.value


def _column(column: FieldColumn) -> Column:
    name = column.path
    if not name:
        return Column(column.name, "string", ("_tenant",))
    convert = _CONVERSIONS.get(column.kind)
    return Column(column.name, column.row_kind, (name,), convert=convert, is_lenient=True)


_CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    "date": business_date,
}


def _from(keys: Sequence[str], values: Sequence[str]) -> str:
    """Return the condition that a row has a key, or comes after it in key order."""
    terms = [" and ".join(f"{k} eq {v}" for k, v in zip(keys, values, strict=True))]
    for position, name in enumerate(keys):
        equal = [f"{k} eq {v}" for k, v in zip(keys[:position], values, strict=False)]
        terms.append(" and ".join([*equal, f"{name} gt {values[position]}"]))
    return " or ".join(f"({term})" for term in terms)
