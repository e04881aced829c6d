"""OData that the instance refuses or fails at, and rows that cannot be identified."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import StreamError, TransientError
from tap_acumatica.tap import TapAcumatica

INQUIRY = {"inquiry": "GL Transactions", "keys": ["Module", "BatchNbr", "LineNbr"]}
TABLE = {"dac": "PX.Objects.GL.GLTran", "keys": ["Module", "BatchNbr", "LineNbr"]}
_EXCEPTION = json.dumps(
    {
        "message": "An error has occurred.",
        "exceptionMessage": "Invalid column name 'UsrRegion'.",
        "exceptionType": "System.Data.SqlClient.SqlException",
        "stackTrace": "   at PX.Data",
    }
)
_OF_ODATA = json.dumps(
    {
        "error": {
            "code": "",
            "message": "An error has occurred.",
            "innererror": {
                "message": "Invalid column name 'UsrRegion'.",
                "type": "System.Data.SqlClient.SqlException",
            },
        }
    }
)


@pytest.mark.parametrize("text", [_EXCEPTION, _OF_ODATA])
@pytest.mark.parametrize("status", [400, 403, 404, 422, 500])
def test_an_inquiry_that_the_instance_fails_at_costs_its_stream_and_the_exit_code(
    sandbox, config, run, status, text
):
    """As an entity does."""
    settings = {"generic_inquiries": [INQUIRY]}
    catalog = TapAcumatica(config=config | settings).catalog_dict
    sandbox.clear_journal()
    sandbox.fault("status", path="/gi/GL%20Tr", status=status, text=text, times=None)

    with pytest.raises(StreamError, match="'gl_transactions' could not be read") as raised:
        run(given=catalog, streams=["gl_transactions", "vendors"], **settings)

    assert "`generic_inquiries`" in str(raised.value)
    assert any("/Vendor?" in entry["path"] for entry in sandbox.journal())


@pytest.mark.parametrize(("status", "is_complete"), [(403, True), (422, False), (500, False)])
def test_an_interface_that_cannot_be_described_costs_its_streams(
    sandbox, config, caplog, status, is_complete
):
    sandbox.fault("status", path="/gi/.metadata", status=status, text=_EXCEPTION, times=None)
    settings = {"generic_inquiries": [INQUIRY], "dacs": [TABLE]}
    tap = TapAcumatica(config=config | settings, sleep=lambda _: None)

    streams = tap.streams

    assert "gl_transactions" not in streams
    assert {"accounts", "gl_tran"} <= streams.keys()
    assert "'gl_transactions' is left out" in caplog.text
    assert bool(tap.rejected) is not is_complete


@pytest.mark.parametrize(("status", "text"), [(500, "<html>"), (502, _EXCEPTION)])
def test_an_error_of_a_gateway_ends_the_run(sandbox, config, run, status, text):
    settings = {"generic_inquiries": [INQUIRY]}
    catalog = TapAcumatica(config=config | settings).catalog_dict
    sandbox.fault("status", path="/gi/GL%20Tr", status=status, text=text, times=None)

    with pytest.raises(TransientError):
        run(given=catalog, streams=["gl_transactions", "vendors"], **settings)


@pytest.mark.parametrize("value", ["A-1", ""])
def test_a_key_that_its_column_cannot_hold_is_an_error(sandbox, run, value):
    """A null key is what no loader takes."""
    row = {"Module": "GL", "BatchNbr": "1", "LineNbr": value}
    text = json.dumps({"value": [row]})
    sandbox.fault("status", path="/gi/GL%20Tr", status=200, text=text, times=None)

    with pytest.raises(StreamError, match="a value is not of the type of its column"):
        run(given=None, streams=["gl_transactions"], generic_inquiries=[INQUIRY])
