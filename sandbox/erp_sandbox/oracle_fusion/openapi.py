"""The OpenAPI variant of `describe`, which has the formats of dates and timestamps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.oracle_fusion.resources import Attribute, Resource

MEDIA_TYPE = "application/vnd.oracle.openapi3+json"


def document(resources: Mapping[str, Resource], url: str) -> dict[str, Any]:
    """Return the OpenAPI document of resources.

    Args:
        resources: The resources by name.
        url: The URL of the resources.
    """
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for name, top in resources.items():
        for path, schema, resource in _walk(f"/{name}", name, top):
            schemas[f"{schema}-item-response"] = _schema(resource, schema)
            reference = f"#/components/schemas/{schema}-item-response"
            paths[path] = {"get": _operation(resource, "collection", _collection(reference))}
            paths[f"{path}/{{{resource.name}_Id}}"] = {
                "get": _operation(resource, "item", {"$ref": reference})
            }
    return {
        "openapi": "3.0.1",
        "info": {"title": "Oracle Fusion Cloud ERP", "version": "11.13.18.05"},
        "servers": [{"url": url}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _walk(path: str, schema: str, resource: Resource) -> Iterator[tuple[str, str, Resource]]:
    yield path, schema, resource
    for name, child in resource.children.items():
        below = f"{path}/{{{resource.name}_Id}}/child/{name}"
        yield from _walk(below, f"{schema}-{name}", child)


def _schema(resource: Resource, schema: str) -> dict[str, Any]:
    properties: dict[str, Any] = {one.name: _property(one) for one in resource.attributes.values()}
    for name in resource.children:
        reference = f"#/components/schemas/{schema}-{name}-item-response"
        properties[name] = {"type": "array", "items": {"$ref": reference}}
    required = [one.name for one in resource.attributes.values() if one.mandatory]
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found | ({"required": required} if required else {})


def _property(attribute: Attribute) -> dict[str, Any]:
    found: dict[str, Any] = {"title": attribute.name, "type": attribute.type}
    if attribute.format:
        found["format"] = attribute.format
    return found | {"nullable": not attribute.mandatory, "x-queryable": attribute.queryable}


def _collection(reference: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": reference}},
            "count": {"type": "integer"},
            "hasMore": {"type": "boolean"},
            "limit": {"type": "integer"},
            "offset": {"type": "integer"},
            "totalResults": {"type": "integer"},
        },
    }


def _operation(resource: Resource, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    content = {f"application/vnd.oracle.adf.resource{kind}+json": {"schema": schema}}
    return {
        "summary": f"Get {resource.title}",
        "operationId": f"get{kind.capitalize()}_{resource.name}",
        "responses": {"200": {"description": "The rows.", "content": content}},
    }
