"""`GET /record/v1/metadata-catalog`: record types and their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.errors import ApiError, invalid_parameter
from erp_sandbox.netsuite.record_types import TYPES, field_name, fields, is_reference, record_types

if TYPE_CHECKING:
    from erp_sandbox.netsuite.call import Call
    from erp_sandbox.netsuite.catalog import Account, Column
    from erp_sandbox.netsuite.record_types import RecordType

PATH = "/record/v1/metadata-catalog"
SCHEMA = "application/schema+json"
SWAGGER = "application/swagger+json"

_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.ID: {"type": "string"},
    Kind.KEY: {"type": "string"},
    # A collection of references (unconfirmed).
    Kind.IDS: {"type": "object", "properties": {"items": {"type": "array"}}},
    Kind.INTEGER: {"type": "integer", "format": "int64"},
    Kind.NUMBER: {"type": "number", "format": "double"},
    Kind.AMOUNT: {"type": "number", "format": "double"},
    Kind.TEXT: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
}


def list_types(call: Call) -> Response:
    """Return all visible types with their links, or OpenAPI of those in `select`."""
    url = call.root + PATH
    selected = _selected(call)
    if SWAGGER in _accept(call):
        return _json(_openapi(call.account, call.root, selected), SWAGGER)
    items = [{"name": record.name, "links": _links(f"{url}/{record.name}")} for record in selected]
    return _json({"items": items, "links": [{"rel": "self", "href": url}]}, "application/json")


def describe_type(call: Call) -> Response:
    """Return one type: its links, its JSON Schema, or its OpenAPI, by the `Accept` header.

    Raises:
        ApiError: 404 for a type that is unknown, polymorphic or hidden; 406 for another media type.
    """
    name = call.request.path_params["type"]
    record = record_types(call.account).get(name)
    if record is None:
        raise ApiError(404, "NONEXISTENT_RECORD_TYPE", f"Record type '{name}' does not exist.")
    url = f"{call.root}{PATH}/{name}"
    accept = _accept(call)
    if SCHEMA in accept:
        return _json(_schema(call.account, record, call.root), SCHEMA)
    if SWAGGER in accept:
        return _json(_openapi(call.account, call.root, [record]), SWAGGER)
    if not accept & {"application/json", "application/*", "*/*", ""}:
        raise ApiError(406, None, f"Accept must be {SCHEMA}, {SWAGGER} or application/json.")
    return _json({"name": name, "links": _links(url)}, "application/json")


def _selected(call: Call) -> list[RecordType]:
    visible = list(record_types(call.account).values())
    names = call.request.query_params.get("select")
    if names is None:
        return sorted(visible, key=lambda record: record.name)
    # Vendor rule: names in `select` may be written in lower case.
    by_name = {record.name.lower(): record for record in visible}
    wanted = [name.strip().lower() for name in names.split(",")]
    if unknown := [name for name in wanted if name not in by_name]:
        raise invalid_parameter("select", f"Record type '{unknown[0]}' does not exist.")
    return [by_name[name] for name in wanted]


def _accept(call: Call) -> set[str]:
    header = call.request.headers.get("accept", "")
    return {part.partition(";")[0].strip() for part in header.split(",")}


def _links(url: str) -> list[dict[str, str]]:
    return [
        {"rel": "canonical", "href": url, "mediaType": "application/json"},
        {"rel": "alternate", "href": url, "mediaType": SWAGGER},
        {"rel": "alternate", "href": url, "mediaType": SCHEMA},
    ]


def _schema(account: Account, record: RecordType, root: str) -> dict[str, Any]:
    columns = fields(account, account.tables[record.table])
    properties: dict[str, Any] = {
        field_name(column.name): _property(column, root) for column in columns
    }
    for name in record.sublists:
        properties[name] = {"type": "object", "title": name, "x-ns-sublist": True}
    properties["links"] = {"type": "array", "title": "Links", "readOnly": True}
    return {
        "$schema": "http://json-schema.org/draft-06/hyper-schema#",
        "type": "object",
        "properties": properties,
        "x-ns-filterable": [field_name(column.name) for column in columns],
    }


def _property(column: Column, root: str) -> dict[str, Any]:
    title = {"title": field_name(column.name), "nullable": column.name != "id"}
    custom = {"x-ns-custom-field": True} if column.custom else {}
    if not is_reference(column):
        return {**title, **_TYPES[column.kind], **custom}
    reference: dict[str, Any] = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "refName": {"type": "string"}},
    }
    target = next(
        (name for name, r in TYPES.items() if r.table == column.references and not r.only), None
    )
    if target is not None:
        reference["x-ns-target"] = f"{root}{PATH}/{target}"
    return {**title, **reference, **custom}


def _openapi(account: Account, root: str, records: list[RecordType]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for record in records:
        schema = {"$ref": f"#/components/schemas/{record.name}"}
        answer = {"description": "OK", "content": {"application/json": {"schema": schema}}}
        get = {"tags": [record.name], "responses": {"200": answer}}
        paths[f"/{record.name}"] = {"get": {**get, "summary": "Get list of records."}}
        paths[f"/{record.name}/{{id}}"] = {"get": {**get, "summary": "Get record."}}
    return {
        "openapi": "3.0.1",
        "info": {"title": "NetSuite REST API", "version": "v1"},
        "servers": [{"url": f"{root}/record/v1"}],
        "paths": paths,
        "components": {
            "schemas": {record.name: _schema(account, record, root) for record in records}
        },
    }


def _json(content: dict[str, Any], media_type: str) -> Response:
    return Response(msgspec.json.encode(content), media_type=media_type)
