"""Swagger 2.0, which older releases serve instead of OpenAPI 3.0.1."""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]

_MEDIA = ["application/json", "text/json"]


def converted(given: Schema) -> Schema:
    """Return a 3.0.1 document as Swagger 2.0."""
    text = json.dumps(given)
    for old, new in (
        ("#/components/schemas/", "#/definitions/"),
        ("#/components/responses/", "#/responses/"),
        ("#/components/parameters/", "#/parameters/"),
    ):
        text = text.replace(old, new)
    source = json.loads(text)
    url = source["servers"][0]["url"]
    scheme, _, rest = url.partition("://")
    host, _, base = rest.partition("/")
    parts = source["components"]
    return {
        "swagger": "2.0",
        "info": source["info"],
        "host": host,
        "basePath": f"/{base}",
        "schemes": [scheme],
        "consumes": _MEDIA,
        "produces": _MEDIA,
        "paths": {
            path: {method: _operation_2(operation) for method, operation in item.items()}
            for path, item in source["paths"].items()
        },
        "definitions": parts["schemas"],
        "parameters": {
            key: {k: v for k, v in parameter.items() if k != "schema"} | parameter["schema"]
            for key, parameter in parts["parameters"].items()
        },
        "responses": {key: _response_2(one) for key, one in parts["responses"].items()},
        "tags": source["tags"],
    }


def _operation_2(operation: Schema) -> Schema:
    given = dict(operation)
    body = given.pop("requestBody", None)
    if body is not None:
        schema = body["content"][_MEDIA[0]]["schema"]
        parameter = {"name": body["x-bodyName"], "in": "body", "required": True, "schema": schema}
        given["parameters"] = [*given.get("parameters", []), parameter]
    given["responses"] = {
        status: _response_2(response) for status, response in given["responses"].items()
    }
    return given


def _response_2(response: Schema) -> Schema:
    given = dict(response)
    content = given.pop("content", None)
    return given if content is None else {**given, "schema": content[_MEDIA[0]]["schema"]}
