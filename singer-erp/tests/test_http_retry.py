"""Waits before retries: the vendor's `Retry-After`, or full jitter."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_erp.errors import ThrottledError, TransientError
from singer_erp.http.client import HttpClient
from singer_erp.http.retry import (
    MAX_TOTAL_WAIT_SECONDS,
    MAX_WAIT_SECONDS,
    retry,
    retry_after,
)

NOW = dt.datetime(2026, 10, 21, 7, 28, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("12", 12.0),
        (" 12 ", 12.0),
        ("0", 0.0),
        ("-1", None),
        ("9999", 9999.0),
        ("1e999", None),
        ("nan", None),
        ("", None),
        ("invalid", None),
        ("Wed, 21 Oct 2026 07:30:00 GMT", 120.0),
        ("Wed, 21 Oct 2026 09:30:00 +0200", 120.0),
        ("Wed, 21 Oct 2026 07:30:00 -0000", 120.0),
        ("Wed Oct 21 07:30:00 2026", 120.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2026 07:00:00 GMT", None),
        ("Wed, 99 Oct 2026 07:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(header, seconds):
    assert retry_after(header, NOW) == seconds


@given(st.text(st.characters(codec="latin-1")))
def test_any_header_value_is_read_without_error(header):
    seconds = retry_after(header, NOW)

    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("header", "shortest", "longest"),
    [
        ("12", 12, 13),
        ("0", 0, 1),
        ("600", 600, 601),
        ("-1", 0, 1),
        ("invalid", 0, 1),
        (None, 0, 1),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 1),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_first_wait_is_the_vendors_or_up_to_a_second(
    status, header, shortest, longest, vendor, client, waits
):
    vendor.will(vendor.Reply(status, headers={"Retry-After": header} if header else {}))

    assert client.send("GET", vendor.url).status_code == 200

    [wait] = waits
    assert shortest <= wait <= longest


@pytest.mark.parametrize("status", [429, 503])
def test_a_date_in_the_near_future_is_waited_for(status, vendor, client, waits):
    at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=300)
    vendor.will(
        vendor.Reply(status, headers={"Retry-After": at.strftime("%a, %d %b %Y %H:%M:%S GMT")})
    )

    client.send("GET", vendor.url)

    [wait] = waits
    assert 200 < wait <= 301


def test_waits_without_retry_after_grow_up_to_a_maximum(vendor, make_client, waits):
    client: HttpClient = make_client(max_tries=12)
    vendor.will(*[503] * 11)

    client.send("GET", vendor.url)

    for position, wait in enumerate(waits):
        assert 0 <= wait <= min(2**position, MAX_WAIT_SECONDS)
    assert len(set(waits)) == len(waits), "no jitter"


@pytest.mark.parametrize(("header", "shortest", "longest"), [(None, 60, 61), ("5", 5, 6)])
def test_without_retry_after_the_vendors_table_names_the_wait(
    vendor, client, waits, header, shortest, longest
):
    headers = {"Retry-After": header} if header else {}
    vendor.will(*[vendor.Reply(429, {"code": "MINUTE"}, headers)] * 6)

    assert client.send("GET", vendor.url).status_code == 200

    assert len(waits) == 6
    assert all(shortest <= wait <= longest for wait in waits)


def test_all_waits_of_a_request_together_are_bounded(vendor, client, waits):
    vendor.will(*[vendor.Reply(503, headers={"Retry-After": "400"})] * 6)

    with pytest.raises(TransientError, match="503"):
        client.send("GET", vendor.url)

    assert sum(waits) <= MAX_TOTAL_WAIT_SECONDS < sum(waits) + 401
    assert len(vendor.requests) == 3


def test_a_call_can_be_retried_for_one_kind_of_error_only(waits):
    errors = iter([ThrottledError("busy"), TransientError("down")])

    def call():
        raise next(errors)

    with pytest.raises(TransientError, match="down"):
        retry(call, on=ThrottledError, sleep=waits.append)

    assert len(waits) == 1
