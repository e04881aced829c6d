"""Columns have the types of the account; one odd value never ends a run."""

from __future__ import annotations

import copy
import json
import logging
from decimal import Decimal

import msgspec
import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.errors import VendorError
from singer_erp.messages.records import OTHER, OTHER_SCHEMA, RecordType
from tap_netsuite.decoder import PageDecoder
from tap_netsuite.tap import TapNetSuite


@pytest.fixture
def discover():
    def run(sandbox):
        return TapNetSuite(config=sandbox.netsuite.config(), sleep=lambda _: None).streams

    return run


@pytest.fixture
def typed_otherwise(catalog):
    """The catalog with another type of one column."""

    def changed(stream, column, kind):
        edited = copy.deepcopy(catalog)
        [entry] = [entry for entry in edited["streams"] if entry["tap_stream_id"] == stream]
        definition = entry["schema"]["properties"][column]
        definition["type"] = kind if isinstance(definition["type"], str) else [kind, "null"]
        return edited

    return changed


def _type(streams, stream, column):
    return streams[stream].schema["properties"][column]["type"]


@pytest.mark.parametrize(
    ("stream", "column"),
    [
        ("departments", "subsidiary"),
        ("classes", "subsidiary"),
        ("items", "subsidiary"),
        ("accounts", "subsidiary"),
        ("contacts", "category"),
    ],
)
def test_multi_selects_are_text_and_load(
    shared_sandbox, discover, run_quickly, warehouse, assert_equals_source, stream, column
):
    assert _type(discover(shared_sandbox), stream, column) == ["string", "null"]

    warehouse.load(run_quickly(shared_sandbox.netsuite.config(), streams=[stream]))

    assert any(", " in (row[column] or "") for row in warehouse.tables[stream].values())
    assert_equals_source(warehouse, shared_sandbox, [stream])


def test_a_multi_select_segment_of_a_described_record_type_is_text(sandbox: Sandbox, discover):
    sandbox.netsuite.mutate("add_custom_field", table="customer", name="cseg_region", kind="ids")

    assert _type(discover(sandbox), "customers", "cseg_region") == ["string", "null"]


def test_values_of_a_segment_that_turns_out_to_be_a_multi_select_arrive_in_other(
    sandbox: Sandbox, discover, run, caplog
):
    # The account says that CSEG_CHANNEL is a segment, not which kind.
    sandbox.netsuite.mutate(
        "add_custom_field", table="item", name="cseg_channel", kind="ids", value="1, 2"
    )
    assert _type(discover(sandbox), "items", "cseg_channel") == ["integer", "null"]

    with caplog.at_level(logging.WARNING):
        items = run(sandbox.netsuite.config(), streams=["items"], page_size=5).records("items")

    assert len(items) > 5
    assert {item["cseg_channel"] for item in items} == {None}
    assert [item["_other"] for item in items] == [{"cseg_channel": "1, 2"}] * len(items)
    [line] = [r.getMessage() for r in caplog.records if r.name == PageDecoder.__module__]
    assert "cseg_channel" in line
    assert "'items'" in line
    assert "1, 2" not in line


def test_only_the_value_that_does_not_fit_leaves_its_column(
    shared_sandbox, run, typed_otherwise, expected_rows
):
    catalog = typed_otherwise("departments", "subsidiary", "integer")

    output = run(shared_sandbox.netsuite.config(), streams=["departments"], catalog=catalog)

    stored = expected_rows(shared_sandbox, "departments")
    for record in output.records("departments"):
        source = stored[record["id"],]
        text = source["subsidiary"]
        if ", " in text:
            assert record.pop("_other") == {"subsidiary": text}
        assert record["subsidiary"] == (None if ", " in text else int(text))
        assert record["fullname"] == source["fullname"]
        assert "_other" not in record


def test_stream_maps_see_the_same_record(shared_sandbox, run, typed_otherwise):
    catalog = typed_otherwise("departments", "subsidiary", "integer")
    maps = {"departments": {"upper": "name.upper()"}}

    output = run(
        shared_sandbox.netsuite.config(), streams=["departments"], catalog=catalog, stream_maps=maps
    )

    records = output.records("departments")
    assert {"subsidiary"} in [set(record.get("_other") or {}) for record in records]


def test_a_key_that_its_column_cannot_hold_is_an_error_without_the_value(
    shared_sandbox, run, typed_otherwise
):
    catalog = typed_otherwise("account_types", "id", "integer")

    with pytest.raises(VendorError, match=r"'account_types' a key .* hold: id") as raised:
        run(shared_sandbox.netsuite.config(), streams=["account_types"], catalog=catalog)

    assert "AcctPay" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    ["NaN", "-nan12", "sNaN", "Infinity", "-inf", "1_000", "1_", "_1", "+_1", "1e_5", "1_.5"],
)
def test_text_that_only_python_takes_for_a_number_arrives_in_other(text):
    record_type = RecordType(
        "bills", {"id": {"type": "string"}, "total": {"type": "number"}, OTHER: OTHER_SCHEMA}
    )
    body = json.dumps(
        {"items": [{"id": "a_1", "total": "1.50"}, {"id": "b", "total": text}], "hasMore": False}
    )

    records, more = PageDecoder(record_type, ["id"]).decode(body.encode())

    read = record_type.getter("id", "total", OTHER)
    assert [read(record) for record in records] == [
        ("a_1", Decimal("1.50"), msgspec.UNSET),
        ("b", None, {"total": text}),
    ]
    assert not more
