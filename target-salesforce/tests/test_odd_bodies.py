"""Error responses that are not Salesforce's."""

from __future__ import annotations

import json

import pytest
from singer_erp.testing import odd_bodies, response_of
from target_salesforce.errors import read_message

ERROR = {"message": "No such column", "errorCode": "INVALID_FIELD", "fields": ["Name"]}
TOKEN_ERROR = {"error": "invalid_grant", "error_description": "expired"}


def test_errors_of_any_shape_are_read():
    for body in odd_bodies([ERROR], ERROR, TOKEN_ERROR):
        message = read_message(response_of(body))
        assert isinstance(message.code, str | None), body[:200]
        assert isinstance(message.detail, str), body[:200]


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ([ERROR], "INVALID_FIELD", "No such column"),
        (ERROR, "INVALID_FIELD", "No such column"),
        (TOKEN_ERROR, "invalid_grant", "expired"),
    ],
)
def test_documented_errors_are_read(body, code, detail):
    message = read_message(response_of(json.dumps(body).encode()))

    assert (message.code, message.detail) == (code, detail)
