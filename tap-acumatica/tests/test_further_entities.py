"""Entities, inquiries, tables and fields that the settings name: what is wrong is named."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import ConfigError, StreamError
from tap_acumatica.tap import TapAcumatica

CLASSES = {"entity": "VendorClass", "stream": "vendor_classes", "keys": ["ClassID"]}
INQUIRY = {"inquiry": "GL Transactions", "keys": ["Module", "BatchNbr", "LineNbr"]}
TABLE = {"dac": "PX.Objects.GL.GLTran", "keys": ["Module", "BatchNbr", "LineNbr"]}


@pytest.fixture
def discover(shared_sandbox, tmp_path):
    """Discover with settings: `discover(entities=[...])`."""

    def discover(**settings):
        path = str(tmp_path / "credentials.json")
        config = shared_sandbox.acumatica.config() | {"credentials_path": path}
        return TapAcumatica(config=config | settings).streams

    return discover


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (
            {"entities": [CLASSES | {"entity": "VendorClas"}]},
            "has no entity VendorClas. Correct `entities`: it has VendorClass",
        ),
        (
            {"entities": [CLASSES | {"details": ["Attribute"]}]},
            "Correct its `details` in `entities`: it has Attributes",
        ),
        (
            {"entities": [{"entity": "Vendor", "keys": ["VendorID"], "linked": ["Main"]}]},
            "Vendor has no linked object Main. Correct its `linked`",
        ),
        (
            {"entities": [{"entity": "Vendor", "keys": ["VendorID"], "linked": ["MainContact/X"]}]},
            "Vendor has no linked object MainContact/X",
        ),
        (
            {"entities": [CLASSES | {"detail": ["Attributes"]}]},
            r"Unknown key `detail` in `entities\[0\]`",
        ),
        ({"entities": [CLASSES | {"keys": []}]}, r"`entities\[0\].keys` is not valid"),
        (
            {"generic_inquiries": [INQUIRY | {"keys": []}]},
            r"`generic_inquiries\[0\].keys` is not valid",
        ),
        (
            {"generic_inquiries": [INQUIRY | {"parameter": {}}]},
            r"Unknown key `parameter` in `generic_inquiries\[0\]`",
        ),
        (
            {"generic_inquiries": [INQUIRY | {"parameters": {"Period": ["012026"]}}]},
            r"`generic_inquiries\[0\].parameters.Period` is not valid",
        ),
        ({"dacs": [TABLE | {"keys": []}]}, r"`dacs\[0\].keys` is not valid"),
        ({"dacs": [TABLE | {"column": []}]}, r"Unknown key `column` in `dacs\[0\]`"),
        ({"custom_fields": ["Acount/AccountRecords.Foo"]}, "no field Acount/AccountRecords.Foo"),
        ({"custom_fields": ["Account/AccountRecords.Foo"]}, "`custom_fields`"),
        ({"custom_fields": ["AutoReverse"]}, "Write it as Entity/View.Field"),
    ],
)
def test_what_the_endpoint_does_not_have_is_an_error_that_names_the_setting(
    discover, settings, text
):
    with pytest.raises(ConfigError, match=text):
        discover(**settings)


def test_names_say_which_date_times_are_dates_only_of_the_tap_s_own_entities(discover):
    """In other entities, `StartDate` may be when a call began."""
    bills = {"entity": "Bill", "stream": "further", "keys": ["Type", "ReferenceNbr"]}

    streams = discover(entities=[bills])

    formats = {
        name: streams[name].schema["properties"]["due_date"]["format"]
        for name in streams
        if name in {"bills", "further"}
    }
    assert formats == {"bills": "date", "further": "date-time"}


def test_an_object_within_a_linked_object_is_read_with_that(discover):
    vendors = {"entity": "Vendor", "stream": "sites", "keys": ["VendorID"]}

    streams = discover(entities=[vendors | {"linked": ["MainContact/Address"]}])

    assert "main_contact" in streams["sites"].schema["properties"]


@pytest.mark.parametrize(
    "body",
    [
        {"custom": ["x"]},
        {"custom": {"Document": None}},
        {"custom": {"Document": {"UsrRegion": "x"}}},
        {"custom": {"Document": {"UsrRegion": {"value": None}}}},
    ],
)
def test_fields_of_a_tenant_in_an_odd_shape_are_an_error(sandbox, config, body):
    sandbox.fault("status", path="adHocSchema", status=200, text=json.dumps(body), times=None)

    with pytest.raises(StreamError, match=r"\$adHocSchema"):
        TapAcumatica(config=config, sleep=lambda _: None).streams  # noqa: B018


def test_lines_without_their_key_in_an_endpoint_are_left_out(sandbox, config, caplog):
    """Endpoints differ by version; a stream without its key could not be read."""
    tap = TapAcumatica(config=config, catalog={"streams": []})
    document = tap.site.get("swagger.json", lambda response: response.json()).body
    tap.close()
    lines = document["components"]["schemas"]["InvoiceDetail"]
    [fields] = [part["properties"] for part in lines["allOf"] if "properties" in part]
    del fields["LineNbr"]
    sandbox.fault("status", path="swagger", status=200, text=json.dumps(document), times=None)

    streams = TapAcumatica(config=config).streams

    assert "invoice_lines" not in streams
    assert "invoices" in streams
    assert "'invoice_lines' is left out" in caplog.text
