"""Error responses that are not Intuit's."""

from __future__ import annotations

import json

import pytest
from singer_erp.http.bodies import json_or_none
from singer_erp.testing import odd_bodies, response_of
from tap_quickbooks.errors import fault_in, read_message

FAULT = {
    "Fault": {
        "Error": [{"Message": "m", "Detail": "d", "code": "4000", "element": "x"}],
        "type": "ValidationFault",
    },
    "time": "2026-01-01T00:00:00Z",
}
LOWER = {"fault": {"error": [{"message": "m", "code": 3200}], "type": "AUTHENTICATION"}}
TOKEN_ERROR = {"error": "invalid_grant", "error_description": "expired"}
_XML_ERROR = b"<Error code='3001'><Message>slow</Message></Error>"
XML = b"<IntuitResponse><Fault>" + _XML_ERROR + b"</Fault></IntuitResponse>"


def test_errors_of_any_shape_are_read():
    for body in odd_bodies(FAULT, LOWER, TOKEN_ERROR):
        message = read_message(response_of(body))
        assert isinstance(message.code, str | None), body[:200]
        assert isinstance(message.detail, str), body[:200]


def test_faults_of_any_shape_in_status_200_are_read():
    for body in odd_bodies(FAULT, LOWER):
        fault = fault_in(json_or_none(response_of(body)), None)
        assert fault is None or isinstance(fault.code, str), body[:200]


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        (json.dumps(FAULT).encode(), "4000", "d"),
        (json.dumps(LOWER).encode(), "3200", "m"),
        (json.dumps(TOKEN_ERROR).encode(), "invalid_grant", "expired"),
        (XML, "3001", "slow"),
    ],
)
def test_documented_errors_are_read(body, code, detail):
    message = read_message(response_of(body))

    assert (message.code, message.detail) == (code, detail)
