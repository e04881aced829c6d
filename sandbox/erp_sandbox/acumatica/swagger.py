"""The OpenAPI 3.0.1 document of an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from erp_sandbox.acumatica.entities import Entity, Shape

    Schema = dict[str, Any]

_VALUES: dict[str, Schema] = {
    "String": {"type": "string"},
    "Decimal": {"type": "number", "format": "double"},
    "Double": {"type": "number", "format": "double"},
    "Int": {"type": "integer", "format": "int32"},
    "Short": {"type": "integer", "format": "int32"},
    "Long": {"type": "integer", "format": "int64"},
    "Byte": {"type": "integer", "format": "int32"},
    "Boolean": {"type": "boolean"},
    "DateTime": {"type": "string", "format": "date-time"},
    "Guid": {"type": "string", "format": "uuid"},
}
_MEDIA = ("application/json", "text/json")
_PARAMETERS = {
    "ids": ("path", "ids", {"type": "string"}),
    "id": ("path", "id", {"type": "string", "format": "uuid"}),
    "actionName": ("path", "actionName", {"type": "string"}),
    "filename": ("path", "filename", {"type": "string"}),
    "select": ("query", "$select", {"type": "string"}),
    "filter": ("query", "$filter", {"type": "string"}),
    "expand": ("query", "$expand", {"type": "string"}),
    "custom": ("query", "$custom", {"type": "string"}),
    "skip": ("query", "$skip", {"type": "integer", "format": "int32"}),
    "top": ("query", "$top", {"type": "integer", "format": "int32"}),
}
_READ = ("select", "filter", "expand", "custom")
_PLAIN_RESPONSES = {
    "ContractBasedControllerBase_401": "The user is not signed in.",
    "ContractBasedControllerBase_500": "Internal server error.",
    "PutEntity_400": "The request is not valid.",
    "PutEntity_412": "The header requires a new or an existing record.",
    "InvokeAction_400": "The request is not valid.",
    "InvokeAction_412": "The header requires a new or an existing record.",
}
_EMPTY_RESPONSES = {
    "DeleteByKeys_204": "The record is deleted.",
    "DeleteById_204": "The record is deleted.",
    "PutFile_204": "The file is attached.",
    "InvokeAction_204": "The operation is completed.",
    "InvokeAction_202": "The operation is in progress.",
}


def document(name: str, version: str, url: str, entities: Mapping[str, Entity]) -> Schema:
    """Return the OpenAPI 3.0.1 document of an endpoint.

    Args:
        name: The endpoint's name.
        version: The endpoint's version.
        url: The endpoint's URL.
        entities: Its entities by name.
    """
    schemas = _basic_schemas()
    paths: Schema = {}
    for entity in entities.values():
        _add(schemas, entity)
        paths |= _paths(entity)
        schemas[f"{entity.name}CustomAction"] = _custom_action(entity.name)
        for action in entity.actions:
            schemas[action] = {
                "required": ["entity"],
                "type": "object",
                "properties": {"entity": _schema(entity.name)},
            }
    return {
        "openapi": "3.0.1",
        "info": {"title": f"{name}/{version}", "version": "4"},
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {
                **{key: _response(text, "HttpError") for key, text in _PLAIN_RESPONSES.items()},
                **{key: {"description": text} for key, text in _EMPTY_RESPONSES.items()},
            },
            "parameters": {
                key: {
                    "name": parameter,
                    "in": place,
                    **({"required": True} if place == "path" else {}),
                    "schema": schema,
                }
                for key, (place, parameter, schema) in _PARAMETERS.items()
            },
        },
        "tags": [
            {"name": entity.name, "description": f"{entity.title} ({entity.screen})"}
            for entity in entities.values()
        ],
    }


def instance(url: str) -> Schema:
    """Return the document of `/entity/swagger.json`: sign-in, sign-out and the endpoints."""
    credentials = {
        "type": "object",
        "properties": {
            name: {"type": "string"} for name in ("name", "password", "tenant", "branch", "locale")
        },
    }
    done = {"204": {"description": "Done."}}
    login = {
        "tags": ["Auth"],
        "operationId": "Auth_Login",
        "requestBody": {"content": {"application/json": {"schema": credentials}}},
        "responses": done,
    }
    return {
        "openapi": "3.0.1",
        "info": {"title": "Acumatica ERP", "version": "4"},
        "servers": [{"url": url}],
        "paths": {
            "/entity": {"get": {"tags": ["Version"], "responses": {"200": {"description": "OK"}}}},
            "/entity/auth/login": {"post": login},
            "/entity/auth/logout": {"post": {"tags": ["Auth"], "responses": done}},
        },
        "components": {"schemas": {}},
    }


def _basic_schemas() -> Schema:
    error = {"error": {"type": "string"}}
    text = {"type": "string"}
    optional = {"type": "string", "nullable": True}
    custom_field = {"type": "object", "additionalProperties": _schema("CustomField")}
    schemas: Schema = {
        "Entity": _object(
            id={"type": "string", "format": "uuid"},
            rowNumber={"type": "integer", "format": "int64"},
            note=_schema("StringValue"),
            custom={"type": "object", "additionalProperties": custom_field},
            error=text,
            files={"type": "array", "items": _schema("FileLink")},
        ),
        "FileLink": _object(
            id={"type": "string", "format": "uuid"},
            filename=text,
            href={"type": "string", "format": "uri"},
            comment=optional,
        ),
        "CustomField": {
            "required": ["type"],
            **_object(type=text),
            "discriminator": {"propertyName": "type"},
        },
        "HttpError": {
            **_object(
                message=text,
                exceptionMessage=optional,
                exceptionType=optional,
                stackTrace=optional,
                modelState={
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": text},
                },
                messageDetail=text,
            ),
            "additionalProperties": {"type": "object"},
        },
    }
    for kind, schema in _VALUES.items():
        schemas[f"{kind}Value"] = _object(value=schema, **error)
        typed = _object(value=schema, **error)
        schemas[f"Custom{kind}Field"] = {"allOf": [_schema("CustomField"), typed]}
    return schemas


def _add(schemas: Schema, shape: Shape) -> None:
    """Add the schema of a shape and of all that it holds."""
    if shape.name in schemas:
        return
    properties: Schema = {
        field.name: _schema(f"{field.type}Value") for field in shape.fields.values()
    }
    schemas[shape.name] = {
        "allOf": [_schema("Entity"), {"type": "object", "properties": properties}]
    }
    for name, inner in shape.details.items():
        properties[name] = {"type": "array", "items": _schema(inner.name)}
        _add(schemas, inner)
    for name, inner in shape.linked.items():
        properties[name] = _schema(inner.name)
        _add(schemas, inner)


def _paths(entity: Entity) -> Schema:
    name = entity.name
    item, many = _schema(name), {"type": "array", "items": _schema(name)}
    put = _operation(name, "PutEntity", _READ, body=item, ok=item, errors=("400", "412"))
    paths: Schema = {
        f"/{name}/{action}": {"post": _action(name, action, action)} for action in entity.actions
    }
    custom = _action(name, "CustomAction", f"{name}CustomAction", parameters=("actionName",))
    file = _operation(name, "PutFile", ("ids", "filename"), empty=("PutFile_204",))
    by_keys = _operation(name, "DeleteByKeys", ("ids",), empty=("DeleteByKeys_204",))
    by_id = _operation(name, "DeleteById", ("id",), empty=("DeleteById_204",))
    return paths | {
        f"/{name}/{{actionName}}": {"post": custom},
        f"/{name}/$adHocSchema": {"get": _operation(name, "GetAdHocSchema", (), ok=item)},
        f"/{name}/{{ids}}": {
            "get": _operation(name, "GetByKeys", ("ids", *_READ), ok=item),
            "delete": by_keys,
        },
        f"/{name}/{{ids}}/files/{{filename}}": {"put": file},
        f"/{name}/{{id}}": {
            "get": _operation(name, "GetById", ("id", *_READ), ok=item),
            "delete": by_id,
        },
        f"/{name}": {
            "get": _operation(name, "GetList", (*_READ, "skip", "top"), ok=many),
            "put": put,
        },
    }


def _action(entity: str, action: str, schema: str, parameters: Iterable[str] = ()) -> Schema:
    operation = _operation(
        entity,
        f"InvokeAction_{action}",
        parameters,
        body=_schema(schema),
        empty=("InvokeAction_204", "InvokeAction_202"),
        errors=("InvokeAction_400", "InvokeAction_412"),
    )
    operation["requestBody"]["x-bodyName"] = "invocation"
    operation["responses"]["422"] = _response("The data is not valid.", entity)
    return operation


def _operation(  # noqa: PLR0913 - the parts of an operation
    entity: str,
    name: str,
    parameters: Iterable[str],
    *,
    body: Schema | None = None,
    ok: Schema | None = None,
    empty: Iterable[str] = (),
    errors: Iterable[str] = (),
) -> Schema:
    base = ("ContractBasedControllerBase_401", "ContractBasedControllerBase_500")
    named = [one if "_" in one else f"{name}_{one}" for one in errors]
    responses: Schema = {
        key.rpartition("_")[2]: {"$ref": f"#/components/responses/{key}"}
        for key in (*base, *empty, *named)
    }
    if ok is not None:
        responses["200"] = {"description": "The record.", "content": _content(ok)}
    operation: Schema = {"tags": [entity], "operationId": f"{entity}_{name}"}
    if refs := [{"$ref": f"#/components/parameters/{one}"} for one in parameters]:
        operation["parameters"] = refs
    if body is not None:
        operation["requestBody"] = {
            "content": _content(body),
            "required": True,
            "x-bodyName": "entity",
        }
        responses["422"] = {"description": "The data is not valid.", "content": _content(body)}
    return {**operation, "responses": responses}


def _custom_action(entity: str) -> Schema:
    custom = {"type": "object", "additionalProperties": _schema("CustomField")}
    parameters = _object(custom={"type": "object", "additionalProperties": custom})
    parameters["description"] = "The parameters of the action."
    return {"required": ["entity"], **_object(entity=_schema(entity), parameters=parameters)}


def _response(description: str, schema: str) -> Schema:
    return {"description": description, "content": _content(_schema(schema))}


def _content(schema: Schema) -> Schema:
    return {media: {"schema": schema} for media in _MEDIA}


def _schema(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}
