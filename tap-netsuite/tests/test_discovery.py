"""What an account and role do not show is hidden with a word, never an error."""

from __future__ import annotations

import logging

import pytest
from erp_sandbox.testing import Sandbox
from tap_netsuite.tap import TapNetSuite


@pytest.fixture
def discover():
    def run(config):
        return TapNetSuite(config=config, sleep=lambda _: None).streams

    return run


def test_a_role_without_currency_loses_that_stream_only(sandbox: Sandbox, discover, caplog):
    everything = set(discover(sandbox.netsuite.config()))
    sandbox.netsuite.set_role(hidden_tables=["currency"])

    with caplog.at_level(logging.INFO):
        visible = set(discover(sandbox.netsuite.config()))

    assert everything - visible == {"currencies"}
    assert [r.message for r in caplog.records if "'currencies' is hidden" in r.message]


def test_a_column_that_answers_500_is_left_out_and_named(sandbox: Sandbox, discover, run):
    sandbox.netsuite.mutate("break_column", table="transaction", column="custbody_batch")

    stream = discover(sandbox.netsuite.config())["transactions"]

    assert "custbody_batch" not in stream.schema["properties"]
    assert "custbody_po_ref" in stream.schema["properties"]
    assert run(sandbox.netsuite.config(), streams=["transactions"]).records("transactions")


def test_a_column_that_breaks_after_discovery_is_left_out_with_a_new_schema(
    sandbox: Sandbox, run_quickly, caplog
):
    sandbox.netsuite.mutate("hide_column", table="transaction", column="custbody_batch")

    with caplog.at_level(logging.WARNING):
        output = run_quickly(sandbox.netsuite.config(), streams=["transactions"])

    assert [r for r in caplog.records if "custbody_batch" in r.message]
    announced = output.schema("transactions")["properties"].keys()
    assert "custbody_batch" not in announced
    assert {frozenset(record) for record in output.records("transactions")} == {
        frozenset(announced) - {"_other"}
    }


def test_the_headers_subsidiary_is_not_exposed_and_not_queried(shared_sandbox, discover):
    stream = discover(shared_sandbox.netsuite.config())["transactions"]

    assert "subsidiary" not in stream.schema["properties"]


def test_custom_fields_are_typed(shared_sandbox, discover):
    streams = discover(shared_sandbox.netsuite.config())

    body = streams["transactions"].schema["properties"]
    assert body["custbody_checked"]["type"] == ["boolean", "null"]
    assert body["custbody_markup"]["type"] == ["number", "null"]
    assert body["custbody_service_date"]["format"] == "date"
    assert body["custbody_synced_at"]["format"] == "date-time"
    assert body["cseg_channel"]["type"] == ["integer", "null"]
    assert "custcol_hours" in streams["transaction_lines"].schema["properties"]
    driver = streams["customrecord_cost_driver"].schema["properties"]
    assert driver["custrecord_cd_weight"]["type"] == ["number", "null"]
    assert driver["custrecord_cd_active"]["type"] == ["boolean", "null"]


def test_a_field_added_to_the_account_is_found_by_the_next_discovery(sandbox: Sandbox, discover):
    sandbox.netsuite.mutate(
        "add_custom_field", table="customer", name="custentity_region", kind="text"
    )

    stream = discover(sandbox.netsuite.config())["customers"]

    assert "custentity_region" in stream.schema["properties"]


def test_a_small_account_has_no_subsidiaries_currencies_or_books(discover):
    features = {"one_world": False, "multi_currency": False, "multi_book": False}
    with Sandbox.start("netsuite", documents=20, **features) as sandbox:
        visible = set(discover(sandbox.netsuite.config()))

    assert not visible & {"subsidiaries", "currencies", "accounting_books"}
    assert {"transactions", "accounts", "vendors"} <= visible


def test_discovery_is_short(sandbox: Sandbox, discover):
    before = len(sandbox.journal())

    streams = discover(sandbox.netsuite.config())

    assert len(sandbox.journal()) - before < 2.5 * len(streams)
