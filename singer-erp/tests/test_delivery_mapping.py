"""Mappings: parsed, merged, checked, and evaluated record by record."""

from __future__ import annotations

import pytest
from singer_erp.delivery.mapper import Mapper
from singer_erp.delivery.mapping import MappingSettings, delivery_order, read_mappings
from singer_erp.errors import ConfigError

BASE = {"object": "Account", "external_id": "Key__c", "key": "id"}


def _mapping(stream="customers", **parts):
    return read_mappings({}, {stream: BASE | parts})[stream]


def _mapper(mapping, *properties):
    schema = {"type": "object", "properties": {name: {} for name in properties}}
    return Mapper(mapping, schema, ["id"], None, {})


def test_parents_come_before_children_and_self_references_last():
    child = _mapping("contacts", object="Contact", lookups={"A": BASE})
    itself = _mapping(lookups={"ParentId": {"external_id": "Key__c", "key": "parent"}})

    assert delivery_order([child, itself]) == [
        *[("Account", 0), ("Account", 1), ("Contact", 0), ("Contact", 1)]
    ]


def test_lookups_in_a_cycle_are_an_error():
    one = _mapping(lookups={"B": {"object": "B", "external_id": "K", "key": "x"}})
    other = _mapping("b", object="B", lookups={"A": BASE})

    with pytest.raises(ConfigError, match="cycle: "):
        delivery_order([one, other])


def test_user_mappings_are_merged_field_by_field():
    fields = {"Name": "name", "Fax": "fax"}
    built_in = {
        "customers": MappingSettings(**BASE, fields=fields, where="id > 0"),
        "vendors": MappingSettings(**BASE),
    }
    own = {
        "customers": {"fields": {"Fax": None, "Phone": "phone"}, "where": None},
        "vendors": None,
    }

    [mapping] = read_mappings(built_in, own).values()

    assert mapping.stream == "customers"
    assert mapping.fields == {"Name": "name", "Phone": "phone"}
    assert mapping.where is None
    assert read_mappings(built_in, {})["customers"].where == "id > 0"


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"wher": "id"}, "Unknown key `wher` in `mappings.customers`"),
        ({"fields": "name"}, "`mappings.customers.fields` is not valid"),
        ({"lookups": {"A": {"external_id": "K"}}}, "Missing key `key` in `mappings.customers"),
        ({"key": ""}, "Missing key `key` in `mappings.customers`"),
    ],
)
def test_a_mistake_in_mappings_is_named_by_its_path(own, message):
    with pytest.raises(ConfigError, match=message):
        read_mappings({}, {"customers": BASE | own})


def test_the_digest_of_a_mapping_is_stable_between_versions():
    lookups = {"ParentId": {"external_id": "Key__c", "key": "parent"}}
    mapping = _mapping(fields={"Name": "name"}, lookups=lookups, where="id")

    assert mapping.digest == "9b474e6ca6cb00490a113dc4f87d1c8b2cbb884fe1f5ef911bd6f3dc9de159c8"


def test_a_field_without_its_property_is_not_written():
    mapper = _mapper(_mapping(fields={"Name": "name", "Fax": "fax or ''"}), "id", "name")

    [item] = mapper.items({"id": 1, "name": "A"}, None, b"")

    assert mapper.unavailable == {"Fax": {"fax"}}
    assert item.values == {"Name": "A"}


def test_a_key_without_its_property_is_an_error():
    with pytest.raises(ConfigError, match=r"`mappings.customers.key` uses number"):
        _mapper(_mapping(key="number"), "id")


def test_an_invalid_expression_is_an_error():
    with pytest.raises(ConfigError, match="which is not valid"):
        _mapper(_mapping(fields={"Name": "a b"}), "id")


def test_references_to_the_same_object_are_a_second_stage():
    lookups = {
        "AccountId": {"object": "Account", "external_id": "Key__c", "key": "company"},
        "ReportsToId": {"external_id": "Key__c", "key": "boss"},
    }
    mapper = _mapper(
        _mapping("contacts", object="Contact", lookups=lookups), "id", "company", "boss"
    )

    first, second = mapper.items({"id": 1, "company": 7, "boss": None}, None, b"")

    assert (first.stage, first.values["AccountId"]["key"]) == (0, "7")
    assert (second.stage, second.values) == (1, {"ReportsToId": None})


def test_records_for_which_where_is_false_are_skipped():
    mapper = _mapper(_mapping(where="not inactive"), "id", "inactive")

    [excluded] = mapper.items({"id": 1, "inactive": True}, None, b"")
    assert (excluded.is_excluded, excluded.key) == (True, "")
    assert len(list(mapper.items({"id": 1, "inactive": False}, None, b""))) == 1


def test_a_changed_mapping_has_another_digest():
    assert _mapping(fields={"A": "a"}).digest != _mapping(fields={"A": "b"}).digest
    assert _mapping(fields={"A": "a"}).digest == _mapping(fields={"A": "a"}).digest
