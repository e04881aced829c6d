"""Mappings: declared, merged, checked, and evaluated record by record."""

from __future__ import annotations

import pytest
from singer_erp.delivery.mapping import Mapper, StreamMapping, merged, plan
from singer_erp.errors import ConfigError

BASE = {"object": "Account", "external_id": "Key__c", "key": "id"}


def _mapping(stream="customers", **parts):
    return StreamMapping.parse(stream, BASE | parts)


def _mapper(mapping, *properties):
    schema = {"type": "object", "properties": {name: {} for name in properties}}
    return Mapper(mapping, schema, ["id"], None, {})


def test_parents_come_before_children_and_self_references_last():
    child = _mapping("contacts", object="Contact", lookups={"A": BASE})
    itself = _mapping(lookups={"ParentId": {"external_id": "Key__c", "key": "parent"}})

    assert plan([child, itself]) == [
        *[("Account", 0), ("Account", 1), ("Contact", 0), ("Contact", 1)]
    ]


def test_objects_that_refer_to_each_other_in_a_circle_are_refused():
    one = _mapping(lookups={"B": {"object": "B", "external_id": "K", "key": "x"}})
    other = _mapping("b", object="B", lookups={"A": BASE})

    with pytest.raises(ConfigError, match="circle"):
        plan([one, other])


def test_the_users_mapping_is_laid_over_field_by_field():
    built_in = {"customers": BASE | {"fields": {"Name": "name", "Fax": "fax"}}, "vendors": BASE}
    own = {"customers": {"fields": {"Fax": None, "Phone": "phone"}}, "vendors": None}

    result = merged(built_in, own)

    assert set(result) == {"customers"}
    assert StreamMapping.parse("customers", result["customers"]).fields == {
        "Name": "name",
        "Phone": "phone",
    }


def test_a_field_of_a_property_the_stream_lacks_is_left_out():
    mapper = _mapper(_mapping(fields={"Name": "name", "Fax": "fax or ''"}), "id", "name")

    [item] = mapper.items({"id": 1, "name": "A"}, None, b"")

    assert mapper.left_out == {"Fax": {"fax"}}
    assert item.values == {"Name": "A"}


def test_a_key_the_stream_lacks_is_an_error():
    with pytest.raises(ConfigError, match="take the key from number"):
        _mapper(_mapping(key="number"), "id")


def test_a_text_that_is_no_expression_is_an_error():
    with pytest.raises(ConfigError, match="no expression"):
        _mapper(_mapping(fields={"Name": "a b"}), "id")


def test_references_to_other_objects_go_at_once_and_to_its_own_later():
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


def test_records_for_which_where_is_false_are_left_out():
    mapper = _mapper(_mapping(where="not inactive"), "id", "inactive")

    assert list(mapper.items({"id": 1, "inactive": True}, None, b"")) == []
    assert len(list(mapper.items({"id": 1, "inactive": False}, None, b""))) == 1


def test_a_changed_mapping_has_another_digest():
    assert _mapping(fields={"A": "a"}).digest != _mapping(fields={"A": "b"}).digest
    assert _mapping(fields={"A": "a"}).digest == _mapping(fields={"A": "a"}).digest
