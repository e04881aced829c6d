"""The endpoint against the OpenAPI document that an instance of the vendor has served."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_NAME = "default_24.200.001.swagger.json"
_DOCUMENT = Path(__file__).parents[4] / "shared" / "systems" / "acumatica" / _NAME


@pytest.fixture(scope="module")
def published():
    if not _DOCUMENT.exists():
        pytest.skip(f"{_NAME} is absent: it is not part of this repository")
    return json.loads(_DOCUMENT.read_text())


def _properties(document, name):
    schema = document["components"]["schemas"][name]
    return schema["allOf"][1]["properties"] if "allOf" in schema else schema["properties"]


def test_every_schema_has_the_published_fields_and_types(api, published):
    """Lines of other modules (cases, campaigns, boxes) and parameters of actions are missing."""
    own = api.get("swagger.json")

    for name in own["components"]["schemas"]:
        expected = _properties(published, name)
        found = _properties(own, name)
        assert found == {key: expected[key] for key in found}, name
        missing = [expected[key] for key in expected.keys() - found.keys()]
        assert not [one for one in missing if one.get("$ref", "").endswith("Value")], name


def test_every_operation_is_published_with_its_body_and_its_answer(api, published):
    own = api.get("swagger.json")

    for path, item in own["paths"].items():
        for method, operation in item.items():
            known = published["paths"][path][method]
            assert operation["operationId"] == known["operationId"]
            assert operation["responses"].keys() == known["responses"].keys(), (path, method)
            assert operation.get("parameters") == known.get("parameters")
            if "requestBody" in operation:
                assert operation["requestBody"]["content"] == known["requestBody"]["content"]


def test_records_are_valid_against_the_published_schemas(api, published):
    resource = Resource(_relaxed(published), DRAFT202012)
    registry = Registry().with_resource("urn:published", resource)
    own = api.get("swagger.json")
    for tag in own["tags"]:
        name = tag["name"]
        properties = _properties(own, name)
        expand = [key for key, value in properties.items() if "Value" not in json.dumps(value)]
        schema = {"$ref": f"urn:published#/components/schemas/{name}"}
        validator = Draft202012Validator(schema, registry=registry)
        if api("GET", f"{name}?$top=1").status_code != 200:
            continue  # an inquiry, which is read with PUT
        for record in json.loads(api("GET", f"{name}?$expand={','.join(expand)}&$top=8").text):
            validator.validate(record)


def _relaxed(published):
    """Allow what instances do beyond their document: notes and linked objects that are null."""
    document = copy.deepcopy(published)
    for schema in document["components"]["schemas"].values():
        for part in schema.get("allOf", [schema]):
            for name, value in part.get("properties", {}).items():
                if "$ref" in value and (name == "note" or "Value" not in value["$ref"]):
                    part["properties"][name] = {"anyOf": [value, {"type": "null"}]}
    return document
