"""`parse`: nested settings become typed objects, and mistakes are named by their path."""

from __future__ import annotations

from typing import Literal

import msgspec
import pytest
from singer_erp.errors import ConfigError
from singer_erp.plugin.nested import Settings, parse


class Lookup(Settings):
    key: str
    object: str = "Account"


class Mapping(Settings):
    object: str
    key: str
    fields: dict[str, str | None] = msgspec.field(default_factory=dict)
    lookups: dict[str, Lookup | None] = msgspec.field(default_factory=dict)
    order: list[Lookup] = msgspec.field(default_factory=list)
    mode: Literal["upsert", "insert"] = "upsert"
    batch_size: int | None = msgspec.field(name="batchSize", default=None)


GOOD = {"object": "Account", "key": "id"}
Mappings = dict[str, Mapping | None]


def test_values_become_typed_objects_with_defaults():
    value = {"customers": GOOD | {"lookups": {"ParentId": {"key": "parent"}}}, "vendors": None}

    parsed = parse(value, Mappings, "mappings")

    assert parsed["customers"].lookups["ParentId"] == Lookup("parent", "Account")
    assert parsed["vendors"] is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            GOOD | {"extrenal_id": "x"},
            (
                "Unknown key `extrenal_id` in `mappings.customers`. "
                "It takes the keys `object`, `key`, `fields`, `lookups`, `order`, `mode`, "
                "`batchSize`."
            ),
        ),
        (
            GOOD | {"a": 1, "b": 2},
            (
                "Unknown keys `a`, `b` in `mappings.customers`. "
                "It takes the keys `object`, `key`, `fields`, `lookups`, `order`, `mode`, "
                "`batchSize`."
            ),
        ),
        (
            GOOD | {"lookups": {"ParentId": {"key": "parent", "objekt": "Account"}}},
            (
                "Unknown key `objekt` in `mappings.customers.lookups.ParentId`. "
                "It takes the keys `key`, `object`."
            ),
        ),
        (
            {"object": "Account"},
            (
                "Missing key `key` in `mappings.customers`. It takes the keys `object`, `key`, "
                "`fields`, `lookups`, `order`, `mode`, `batchSize`."
            ),
        ),
        (
            GOOD | {"order": [{"key": "a"}, {"object": "b"}]},
            (
                "Missing key `key` in `mappings.customers.order[1]`. It takes the keys `key`, "
                "`object`."
            ),
        ),
        (
            GOOD | {"fields": {"Name": 5}},
            (
                "`mappings.customers.fields.Name` is not valid: expected `str | null`, got `int`. "
                "Correct `mappings.customers.fields.Name`."
            ),
        ),
        (
            GOOD | {"batchSize": "many"},
            (
                "`mappings.customers.batchSize` is not valid: expected `int | null`, got `str`. "
                "Correct `mappings.customers.batchSize`."
            ),
        ),
        (
            GOOD | {"mode": "replace"},
            (
                "`mappings.customers.mode` is not valid: invalid enum value 'replace'. "
                "Correct `mappings.customers.mode`."
            ),
        ),
        (
            "Account",
            (
                "`mappings.customers` is not valid: expected `object | null`, got `str`. "
                "Correct `mappings.customers`."
            ),
        ),
    ],
)
def test_a_mistake_is_named_by_its_path(value, message):
    with pytest.raises(ConfigError) as caught:
        parse({"vendors": GOOD, "customers": value}, Mappings, "mappings")

    assert str(caught.value) == message
    assert caught.value.__suppress_context__
