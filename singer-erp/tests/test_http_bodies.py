"""Successful responses with another body than they should have, and errors of any shape."""

from __future__ import annotations

import gzip
import json

import pytest
from singer_erp.errors import TransientError, VendorMessage
from singer_erp.http.bodies import at, json_as, json_object, json_or_none, text_at
from singer_erp.testing import odd_bodies, response_of

PAGE = "<html><title>Sign in</title></html>"
UNREADABLE = {
    "html": (PAGE.encode(), {"Content-Type": "text/html"}),
    "empty": (b"", {}),
    "truncated": (b'{"items": [{"id": 1}, {"i', {}),
    "truncated gzip": (
        gzip.compress(b'{"items": ' + b"[1, 2], " * 5000)[:-20],
        {"Content-Encoding": "gzip"},
    ),
    "utf-16": ('{"a": 1}'.encode("utf-16"), {}),
    "invalid utf-8": (b'{"a": "\xff"}', {}),
    "too deep": (b'{"a":' * 100_000, {}),
    "another type": (b"[]", {}),
    "number out of range": (b'{"a": 1e99999999999999999999}', {}),
}


@pytest.mark.parametrize(("body", "headers"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_body_is_retried(body, headers, vendor, client, waits):
    vendor.will(vendor.Reply(body=body, headers=headers), vendor.Reply(body={"a": 1}))

    assert client.fetch("GET", vendor.url, json_object) == {"a": 1}
    assert len(waits) == 1


@pytest.mark.parametrize(("body", "headers"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_stays_unreadable_is_one_error_that_does_not_quote_it(
    body, headers, vendor, make_client
):
    more = {"X-Request-Id": "r-1", **headers}
    vendor.will(*[vendor.Reply(body=body, headers=more)] * 2)

    with pytest.raises(TransientError) as raised:
        make_client(max_tries=2).fetch("GET", vendor.url + "/entries", json_object)

    error = str(raised.value)
    assert error.startswith("Acme request GET /entries failed (200): the body (")
    assert "`api_url`" in error
    assert error.endswith("Request id r-1.")
    assert "Sign in" not in error
    assert "items" not in error


def test_a_byte_order_mark_is_ignored(vendor, client, waits):
    vendor.will(vendor.Reply(body=b"\xef\xbb\xbf" + b'{"a": 1.10}'))

    body = client.fetch("GET", vendor.url, json_object)

    assert json.dumps(body, default=str) == '{"a": "1.10"}'
    assert waits == []


def test_a_body_of_another_type_is_unreadable(vendor, make_client):
    vendor.will(vendor.Reply(body=b'{"a": 1}'))

    with pytest.raises(TransientError, match="cannot be read"):
        make_client(max_tries=1).fetch("GET", vendor.url, json_as(list[int]))


def test_paths_lead_to_text_or_to_nothing():
    for body in odd_bodies({"a": [{"b": "c"}]}):
        content = json_or_none(response_of(body))
        assert isinstance(text_at(content, "a", 0, "b"), str), body[:200]
        assert at(content, "a", 9) is None


def test_text_is_text_or_a_number():
    assert [text_at([value], 0) for value in ("x", 5, True, None, {}, [], 1.5)] == [
        *("x", "5", "", "", "", "", "")
    ]


def test_codes_and_ids_of_an_error_are_limited_and_on_one_line(vendor, make_client):
    def read(_):
        return VendorMessage("C\r\n" * 99, "d\x1b[31m\u202e\x00\ud800" * 999, "i\n" * 99)

    vendor.will(503)
    with pytest.raises(TransientError) as raised:
        make_client(max_tries=1, read_message=read).send("GET", vendor.url)

    error = raised.value
    assert str(error).isprintable()
    assert (len(error.code), len(error.detail), len(error.request_id)) == (100, 500, 100)
