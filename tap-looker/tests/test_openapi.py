"""Streams and metering classes, compared with the vendor's OpenAPI document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from singer_erp.looker.instance import is_query
from tap_looker.streams import EXPLORE_FIELDS, LISTINGS

_FILE = Path(__file__).parents[3] / "shared" / "systems" / "looker" / "Looker.4.0.oas.json"
# Neither the tap nor the commands use them.
_UNUSED = re.compile(
    r"/(agents|conversations|golden_queries|internal|sql_interface_queries|\w+_thumbnail)(/|$)"
)
_KINDS = {
    "array": {"array"},
    "boolean": {"boolean"},
    "integer": {"integer"},
    "json": {"object", "array"},
    "string": {"string"},
    "timestamp": {"string"},
}


@pytest.fixture(scope="module")
def document():
    if not _FILE.exists():
        pytest.skip(f"The vendor's OpenAPI document is not at {_FILE}")
    return json.loads(_FILE.read_text())


def test_queries_are_metered_as_the_document_says(document):
    wrong = [
        path
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if isinstance(operation, dict) and not _UNUSED.match(path)
        for metered in [operation.get("x-looker-activity-type")]
        if metered in {"db_query", "non_query"}
        if is_query(re.sub(r"\{\w+\}", "1", path)) != (metered == "db_query")
    ]
    assert wrong == []


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.stream)
def test_columns_are_properties_of_the_objects(listing, document):
    schemas = document["components"]["schemas"]
    operation = document["paths"][listing.path]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]["schema"]
    properties = _properties(schemas, content["items"])

    _check(listing.columns, properties, seconds=listing.seconds)
    for path in listing.nested.values():
        assert path[1] in _properties(schemas, properties[path[0]])
    for child in listing.children:
        own = {name: kind for name, kind in child.columns.items() if name not in child.parent}
        _check(own, _properties(schemas, properties[child.member]["items"]))


def test_fields_of_explores_are_properties(document):
    schemas = document["components"]["schemas"]
    own = {n: k for n, k in EXPLORE_FIELDS.columns.items() if n not in EXPLORE_FIELDS.parent}
    _check(own, _properties(schemas, {"$ref": "#/components/schemas/LookmlModelExploreField"}))


def test_paged_lists_take_the_parameters(document):
    for listing in LISTINGS:
        operation = document["paths"][listing.path]["get"]
        names = {one["name"] for one in operation.get("parameters", [])}
        needed = {"limit", "offset", "sorts"} if listing.has_pages else set()
        needed |= {"deleted"} if listing.has_deleted else set()
        assert needed | set(listing.parameters) <= names, listing.stream


def _properties(schemas, schema):
    parts = schema.get("allOf", [schema])
    names = [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]
    return {name: one for part in names for name, one in schemas[part]["properties"].items()}


def _check(columns, properties, seconds=()):
    for name, kind in columns.items():
        expected = {"integer"} if name in seconds else _KINDS[kind]
        assert properties[name].get("type") in expected, name
        if kind == "timestamp" and name not in seconds:
            assert properties[name]["format"] == "date-time", name
        assert not properties[name].get("x-looker-write-only"), name
