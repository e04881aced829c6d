"""The clock of a server by its responses."""

from __future__ import annotations

import datetime as dt

import pytest
import requests
from singer_erp.http.clock import ServerClock
from singer_erp.timestamps import utc_now

MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def _response(**headers):
    response = requests.Response()
    response.headers.update(headers)
    return response


@pytest.fixture
def seconds():
    """Seconds of the monotonic clock, in a list of one."""
    return [1000.0]


@pytest.fixture
def clock(seconds):
    return ServerClock(lambda: seconds[0])


def test_there_is_no_time_before_the_first_response(clock):
    assert clock.now() is None


def test_the_time_is_that_of_the_last_response_and_since(clock, seconds):
    clock.read(_response(Date="Sat, 28 Feb 2026 12:00:00 GMT"))
    clock.read(_response(Date="Sun, 01 Mar 2026 00:00:00 GMT"))
    assert clock.now() == MIDNIGHT

    seconds[0] += 61.5

    assert clock.now() == MIDNIGHT + dt.timedelta(seconds=61.5)


@pytest.mark.parametrize("date", ["Sun, 01 Mar 2026 00:00:00 -0000", "Sun, 01 Mar 2026 00:00:00"])
def test_a_time_without_an_offset_is_utc(date, clock):
    clock.read(_response(Date=date))

    assert clock.now() == MIDNIGHT
    assert clock.now().utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("headers", [{}, {"Date": ""}, {"Date": "soon"}])
def test_a_response_without_a_time_changes_nothing(headers, clock):
    clock.read(_response(Date="Sun, 01 Mar 2026 00:00:00 GMT"))

    clock.read(_response(**headers))

    assert clock.now() == MIDNIGHT


def test_without_a_time_it_is_earlier_than_the_local_clock_s(clock):
    before = utc_now()

    earlier = clock.now_or_earlier()

    skew = dt.timedelta(minutes=5)
    assert (before - skew).replace(microsecond=0) <= earlier <= utc_now() - skew


def test_a_cautious_time_has_whole_seconds(clock, seconds):
    clock.read(_response(Date="Sun, 01 Mar 2026 00:00:00 GMT"))

    seconds[0] += 61.5

    assert clock.now_or_earlier() == MIDNIGHT + dt.timedelta(seconds=61)
