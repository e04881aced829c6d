"""Bodies that are not NetSuite's: retried with status 200, and one error in any other."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import TransientError, VendorError
from singer_erp.testing import odd_bodies, response_of
from tap_netsuite.errors import read_message

ERROR = {
    "type": "https://www.rfc-editor.org/",
    "title": "Bad Request",
    "status": 400,
    "o:errorDetails": [{"detail": "Invalid.", "o:errorCode": "INVALID_CONTENT"}],
    "o:errorCode": "OLD",
}
TOKEN_ERROR = {"error": "invalid_grant", "error_description": "expired"}
BODIES = ["<html>Sign in</html>", "", '{"items": [', '\ufeff{"items": [', "[]", '{"items": 1}']


def test_errors_of_any_shape_are_read():
    for body in odd_bodies(ERROR, TOKEN_ERROR):
        message = read_message(response_of(body))
        assert isinstance(message.code, str | None), body[:200]
        assert isinstance(message.detail, str), body[:200]


def test_documented_errors_are_read():
    message = read_message(response_of(json.dumps(ERROR).encode()))
    token = read_message(response_of(json.dumps(TOKEN_ERROR).encode()))

    assert (message.code, message.detail) == ("INVALID_CONTENT", "Invalid.")
    assert (token.code, token.detail) == ("invalid_grant", "expired")


def test_passing_unreadable_pages_lose_nothing(
    sandbox, run_quickly, warehouse, assert_equals_source
):
    for body in BODIES:
        sandbox.fault("status", path="suiteql", body="vendor", status=200, text=body)

    warehouse.load(run_quickly(sandbox.netsuite.config(), streams=["vendors"]))

    assert_equals_source(warehouse, sandbox, ["vendors"])


def test_pages_that_stay_unreadable_are_one_error(sandbox, run_quickly):
    for body in BODIES:
        sandbox.clear_faults()
        sandbox.fault("status", path="suiteql", status=200, text=body, times=None)

        with pytest.raises(TransientError, match=r"failed \(200\): the body \(") as raised:
            run_quickly(sandbox.netsuite.config(), streams=["vendors"])

        assert raised.value.request_id
        assert "Sign in" not in str(raised.value)


def test_an_empty_page_that_has_more_is_an_error_and_no_end(sandbox, run_quickly):
    text = json.dumps({"items": [], "count": 0, "hasMore": True, "totalResults": 9, "offset": 0})
    sandbox.fault("status", path="suiteql", body="FROM vendor", status=200, text=text, times=None)

    with pytest.raises(VendorError, match="Reading vendors does not come to an end"):
        run_quickly(sandbox.netsuite.config(), streams=["vendors"])
