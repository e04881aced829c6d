"""What Acumatica refuses: one stream, some columns, or the run."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import AuthenticationError, ConfigError, StreamError, TransientError
from singer_erp.testing import Output
from tap_acumatica.tap import TapAcumatica


def test_a_field_that_cannot_be_read_in_lists_is_left_out_of_its_stream(
    sandbox, run, warehouse, assert_equals_source, caplog
):
    sandbox.acumatica.set_limits(delegates={"Vendor": ["MaxReceipt", "RemittanceContact"]})

    warehouse.load(run(streams=["vendors", "accounts"]))

    rows = warehouse.live("vendors").values()
    assert len(rows) == len(sandbox.acumatica.truth("Vendor"))
    assert {row["max_receipt"] for row in rows} == {None}
    assert {str(row["remittance_contact"]) for row in rows} == {"None"}
    assert all(row["vendor_name"] and row["main_contact"] for row in rows)
    assert "MaxReceipt, RemittanceContact" in caplog.text
    assert_equals_source(warehouse, streams=["accounts"])


def test_lines_that_cannot_be_read_in_lists_are_an_error_that_says_what_to_do(sandbox, run):
    sandbox.acumatica.set_limits(delegates={"Bill": ["Details", "Description"]})

    with pytest.raises(StreamError, match="Details of Bill") as raised:
        run(streams=["bills", "bill_lines", "bill_applications"])

    assert "Deselect 'bill_lines' in the catalog" in str(raised.value)
    assert "custom endpoint" in str(raised.value)


def test_lines_that_cannot_be_read_in_lists_are_not_taken_for_removed(
    sandbox, run, start, warehouse, assert_equals_source
):
    """A newer record without them would say that all its lines were removed."""
    streams = ["bills", "bill_lines", "bill_applications"]
    warehouse.load(run(streams=streams))
    lines = warehouse.live("bill_lines")
    sandbox.acumatica.mutate("random", seed=1, steps=20)
    sandbox.acumatica.set_limits(delegates={"Bill": ["Details"]})

    process = start(state=warehouse.state, streams=streams)
    warehouse.load(Output(process.stdout.read().decode()))

    assert process.wait() == 1
    assert warehouse.live("bill_lines") == lines
    sandbox.acumatica.set_limits(delegates={})
    warehouse.load(run(state=warehouse.state, streams=streams))
    assert_equals_source(warehouse)


def test_lines_that_can_be_read_again_are_those_of_all_records(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.acumatica.set_limits(delegates={"Bill": ["Details"]})
    warehouse.load(run(streams=["bills", "bill_applications"]))
    sandbox.acumatica.set_limits(delegates={})
    sandbox.advance(3600)

    streams = ["bills", "bill_lines", "bill_applications"]
    warehouse.load(run(state=warehouse.state, streams=streams))

    assert_equals_source(warehouse)


@pytest.mark.parametrize(
    ("quirk", "text"),
    [("no_rights", "insufficient rights to access"), ("no_setup", "configuration data")],
)
def test_a_form_that_is_refused_costs_its_stream_and_the_exit_code(sandbox, run, quirk, text):
    sandbox.acumatica.set_limits(**{quirk: ["Subaccount"]})

    with pytest.raises(StreamError, match=text) as raised:
        run(streams=["accounts", "subaccounts", "vendors"])

    assert "'subaccounts' could not be read" in str(raised.value)
    read = [entry for entry in sandbox.journal() if "/Vendor?" in entry["path"]]
    assert [entry["status"] for entry in read] == [200] * 3  # keys, records, keys again


_EXCEPTION = json.dumps(
    {
        "message": "An error has occurred.",
        "exceptionMessage": "The company is not set up.",
        "exceptionType": "PX.Data.PXException",
        "stackTrace": "   at PX.Data",
    }
)


@pytest.mark.parametrize(
    ("path", "stream"), [("/Subaccount[?]", "subaccounts"), ("/CompaniesStructure", "branches")]
)
@pytest.mark.parametrize(
    ("status", "text"), [(500, _EXCEPTION), (422, _EXCEPTION), (400, "{}"), (422, "{}")]
)
def test_an_entity_that_the_instance_fails_at_costs_its_streams_and_the_exit_code(
    sandbox, run, path, stream, status, text
):
    sandbox.fault("status", path=path, status=status, text=text, times=None)

    with pytest.raises(StreamError, match=f"'{stream}' could not be read"):
        run(streams=["subaccounts", "branches", "vendors"])

    assert any("/Vendor?" in entry["path"] for entry in sandbox.journal())


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, "<html>"),
        (500, '{"message": "Internal server error"}'),
        (502, _EXCEPTION),
        (503, "<html>"),
        (504, "{}"),
    ],
)
def test_an_error_of_a_gateway_ends_the_run(sandbox, run, status, text):
    sandbox.fault("status", path="/Account[?]", status=status, text=text, times=None)

    with pytest.raises(TransientError):
        run(streams=["accounts", "vendors"])

    assert not any("/Vendor?" in entry["path"] for entry in sandbox.journal())


@pytest.mark.parametrize("method", ["oauth_password", "cookie"])
def test_a_sign_in_that_the_instance_refuses_ends_the_run(sandbox, run, method):
    """Each further one would be a further try of the password."""
    path = {"oauth_password": "/connect/token", "cookie": "/auth/login"}[method]
    sandbox.fault("status", path=path, status=500, text=_EXCEPTION, times=None)

    with pytest.raises(AuthenticationError, match="do not run again before"):
        run(streams=["accounts", "vendors"], **sandbox.acumatica.config(auth=method))

    assert len(sandbox.journal()) == 1


@pytest.mark.parametrize("entity_list", ["wrapped", "bare"])
def test_an_endpoint_that_is_not_there_is_an_error_with_those_that_are(
    sandbox, config, entity_list
):
    sandbox.acumatica.set_limits(entity_list=entity_list)

    with pytest.raises(ConfigError, match="no endpoint Default") as raised:
        TapAcumatica(config=config | {"endpoint_version": "17.200.001"}).streams  # noqa: B018

    assert "Default/24.200.001" in str(raised.value)
    assert "SingerERP/1.0" in str(raised.value)


def test_a_catalog_of_another_endpoint_version_costs_the_streams_with_other_fields(
    sandbox, config, run
):
    catalog = TapAcumatica(config=config).catalog_dict
    for stream in catalog["streams"]:
        # A column that is not selected is the reason for `$select`, and so for the error.
        if stream["tap_stream_id"] == "stock_items":
            for entry in stream["metadata"]:
                if entry["breadcrumb"] == ["properties", "description"]:
                    entry["metadata"]["selected"] = False

    with pytest.raises(StreamError, match="Run discovery again"):
        run(given=catalog, streams=["stock_items", "vendors"], endpoint_version="23.200.001")


def test_entities_of_a_custom_endpoint_and_more_fields_are_read_by_configuration(sandbox, run):
    settings = {
        "endpoint_name": "SingerERP",
        "endpoint_version": "1.0",
        "entities": [
            {
                "entity": "VendorClass",
                "stream": "vendor_classes",
                "keys": ["ClassID"],
                "details": ["Attributes"],
            }
        ],
        "custom_fields": ["JournalTransaction/BatchModule.AutoReverse"],
    }

    streams = ["vendor_classes", "journal_transactions"]
    output = run(given=None, streams=streams, **settings)

    expected = {row["ClassID"] for row in sandbox.acumatica.truth("VendorClass")}
    assert {row["class_id"] for row in output.records("vendor_classes")} == expected
    [journal, *_] = output.records("journal_transactions")
    assert "custom_batch_module_auto_reverse" in journal


def test_keys_that_an_entity_does_not_have_are_an_error(config):
    settings = {"entities": [{"entity": "VendorClass", "keys": ["VendorClassID"]}]}

    with pytest.raises(ConfigError, match="no key field VendorClassID"):
        TapAcumatica(config=config | settings).streams  # noqa: B018


def test_columns_that_are_not_selected_are_not_requested(sandbox, run, catalog):
    output = run(streams=["bill_lines"])

    [path] = [
        e["path"] for e in sandbox.journal() if "/Bill?" in e["path"] and "expand" in e["path"]
    ]
    assert "Details%2FAmount" in path
    assert "Applications" not in path
    assert {m["stream"] for m in output.messages if m["type"] == "SCHEMA"} == {"bill_lines"}
    expected = sum(len(bill["Details"]) for bill in sandbox.acumatica.truth("Bill"))
    assert len(output.records("bill_lines")) == expected


def test_archived_records_are_not_taken_for_deleted(sandbox, run, warehouse):
    warehouse.load(run(streams=["bills"]))
    [bill, *_] = sandbox.acumatica.truth("Bill")
    sandbox.acumatica.set_limits(archived=[bill["id"]])

    warehouse.load(run(state=warehouse.state, streams=["bills"]))

    assert len(warehouse.live("bills")) == len(sandbox.acumatica.truth("Bill"))


def test_a_record_that_is_hidden_for_a_while_comes_back(sandbox, run, warehouse):
    """A restriction group hides rows silently: they look deleted, until they are seen again."""
    warehouse.load(run(streams=["bills"]))
    [bill, *_] = sandbox.acumatica.truth("Bill")
    sandbox.acumatica.set_limits(hidden=[bill["id"]])
    warehouse.load(run(state=warehouse.state, streams=["bills"]))
    assert len(warehouse.live("bills")) == len(sandbox.acumatica.truth("Bill")) - 1
    sandbox.acumatica.set_limits(hidden=[])
    sandbox.advance(3600)

    warehouse.load(run(state=warehouse.state, streams=["bills"]))

    assert len(warehouse.live("bills")) == len(sandbox.acumatica.truth("Bill"))
