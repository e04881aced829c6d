"""`GET /record/v1/...`: lists of ids, records, and their sub-lists. Read only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.netsuite import filters, sublists
from erp_sandbox.netsuite.call import collection, singular
from erp_sandbox.netsuite.errors import ApiError, invalid_parameter
from erp_sandbox.netsuite.paging import Window
from erp_sandbox.netsuite.record_types import (
    RecordType,
    field_name,
    fields,
    record_types,
)
from erp_sandbox.netsuite.records import Reader

if TYPE_CHECKING:
    from starlette.responses import Response

    from erp_sandbox.netsuite.call import Call
    from erp_sandbox.netsuite.catalog import Column

PATH = "/record/v1"


def list_records(call: Call) -> Response:
    """Return the ids of a type's records, filtered by `q`, a page at a time."""
    record = _type(call)
    window = Window.parse(call.request.query_params, call.account.row_cap)
    condition = filters.Condition("true", [])
    query = call.request.query_params.get("q")
    if query is not None:
        columns = _filterable(call, record)
        condition = filters.parse(query, columns.get, call.account.preferences)
    with call.store.cursor() as connection:
        reader = Reader(call.account, connection)
        ids, total = reader.ids(record, condition, limit=window.size, offset=window.offset)
    url = f"{call.root}{PATH}/{record.name}"
    items = [{"links": _self(f"{url}/{key}"), "id": str(key)} for key in ids]
    call.entry.rows = len(items)
    extra = {} if query is None else {"q": query}
    return collection(window.collection(url, items, total, **extra))


def get_record(call: Call) -> Response:
    """Return one record by id or `eid:<external id>`; sub-lists as links, or inlined."""
    record = _type(call)
    expanded = call.request.query_params.get("expandSubResources", "false") == "true"
    with call.store.cursor() as connection:
        reader = Reader(call.account, connection)
        row = _row(call, reader, record)
        url = f"{call.root}{PATH}/{record.name}/{row['id']}"
        content = {"links": _self(url), **reader.rendered(record.table, row)}
        for name in record.sublists:
            items = sublists.read(reader, record, row["id"], name)
            links = _self(f"{url}/{name}")
            content[name] = sublists.inlined(links, items) if expanded else {"links": links}
    wanted = call.request.query_params.get("fields")
    # Vendor rule: expandSubResources ignores `fields`.
    if wanted is not None and not expanded:
        content = _projected(content, wanted)
    return singular(content)


def get_sublist(call: Call) -> Response:
    """Return one sub-list of a record, a page at a time."""
    record = _type(call)
    name = call.request.path_params["sublist"]
    if name not in record.sublists:
        raise _missing(f"The record has no sub-resource '{name}'.")
    window = Window.parse(call.request.query_params, call.account.row_cap)
    with call.store.cursor() as connection:
        reader = Reader(call.account, connection)
        row = _row(call, reader, record)
        items = sublists.read(reader, record, row["id"], name)
    page = items[window.offset : window.offset + window.size]
    url = f"{call.root}{PATH}/{record.name}/{row['id']}/{name}"
    return collection(window.collection(url, page, len(items)))


def _row(call: Call, reader: Reader, record: RecordType) -> dict[str, Any]:
    key = call.request.path_params["id"]
    row = reader.row(record, key)
    if row is None:
        raise _missing(
            f"The record instance does not exist. Provide a valid record instance ID: {key}."
        )
    return row


def _type(call: Call) -> RecordType:
    """Return the type named in the path: camelCase only, and visible to the role."""
    name = call.request.path_params["type"]
    record = record_types(call.account).get(name)
    if record is None:
        raise ApiError(404, "NONEXISTENT_RECORD_TYPE", f"Record type '{name}' does not exist.")
    return record


def _filterable(call: Call, record: RecordType) -> dict[str, Column]:
    table = call.account.tables[record.table]
    return {field_name(column.name): column for column in fields(call.account, table)}


def _projected(content: dict[str, Any], wanted: str) -> dict[str, Any]:
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    if not names:
        raise invalid_parameter("fields", "The list of fields is empty.")
    return {name: value for name, value in content.items() if name in {"links", *names}}


def _missing(detail: str) -> ApiError:
    return ApiError(404, "NONEXISTENT_ID", detail, locator=("o:errorUrlPath", "id"))


def _self(href: str) -> list[dict[str, str]]:
    return [{"rel": "self", "href": href}]
