"""Ranges of time: every record once, in order, in few requests, whatever the times are."""

from __future__ import annotations

import datetime as dt
import random
import threading
from dataclasses import replace
from itertools import islice

import pytest
from singer_erp.errors import ConfigError, ErpError
from singer_erp.sync.page import Page
from singer_erp.sync.time_ranges import TimedPage, TimeRange, read_by_time, resumed

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
END = START + dt.timedelta(days=600)
SIZE = 10


class Source:
    """Records of a time and a key, in the order of both."""

    page_size = SIZE

    def __init__(self, records):
        self.records = sorted(records)
        self.parts = []
        self._lock = threading.Lock()

    @property
    def requests(self):
        return len(self.parts)

    def read_range(self, part):
        with self._lock:
            self.parts.append(part)
        start = part.start or START
        found = [
            (time, key)
            for time, key in self.records
            if start <= time < part.end
            and (not part.key or time > start or key > part.key[0])
            and (part.since is None or time >= part.since)
        ]
        page = found[:SIZE]
        rows = Page([("records", page)], START)
        if not page:
            return TimedPage(rows, 0, None, None, (), is_last=True)
        last = len(page) < SIZE
        middle = page[len(page) // 2][0]
        return TimedPage(rows, len(page), middle, page[-1][0], page[-1][1:], is_last=last)


def uniform(dice, number):
    return [(START + dt.timedelta(seconds=dice.randrange(5 * 10**7)), key) for key in range(number)]


def clustered(dice, number):
    """An outlier, an import of many records at once, a gap, and daily business."""
    times = [START]
    times += [START + dt.timedelta(days=400, milliseconds=7 * n) for n in range(number // 2)]
    times += [START + dt.timedelta(days=500, minutes=n) for n in range(number // 2)]
    return [(time, key) for key, time in enumerate(times)]


def simultaneous(dice, number):
    return [(START + dt.timedelta(days=3), key) for key in range(number)]


def rows(pages):
    return [record for page in pages for _, records in page.rows for record in records]


@pytest.mark.parametrize("times", [uniform, clustered, simultaneous])
@pytest.mark.parametrize("number", [0, 9, 10, 11, 2000])
def test_every_record_is_read_once_and_in_order(times, number):
    source = Source(times(random.Random(number), number))

    pages = list(read_by_time(source, TimeRange(END), ahead=5))

    assert rows(pages) == source.records
    assert source.requests <= 2 * number / SIZE + 60


@pytest.mark.parametrize("times", [uniform, clustered])
def test_a_source_that_has_not_changed_gets_the_same_requests(times):
    sources = [Source(times(random.Random(3), 2000)) for _ in range(5)]

    for source in sources:
        list(read_by_time(source, TimeRange(END), ahead=5))

    assert len({frozenset(source.parts) for source in sources}) == 1


def _resumed(whole, after):
    return resumed(whole, after, stream="records", key_types=[{int}])


@pytest.mark.parametrize("key", [[1.5], [None], [{}], [[]], [True], ["1"], [1, 2]])
def test_a_position_with_another_key_is_an_error_about_the_state(key):
    with pytest.raises(ConfigError, match="The state of 'records' has a position"):
        _resumed(TimeRange(END), ["2026-01-01T00:00:00Z", *key])


@pytest.mark.parametrize("times", [uniform, clustered, simultaneous])
def test_a_read_resumes_after_any_page(times):
    source = Source(times(random.Random(7), 500))
    whole = TimeRange(END)
    pages = list(read_by_time(source, whole, ahead=3))

    for number in range(1, len(pages), 7):
        some = list(islice(read_by_time(source, whole, ahead=3), number))
        rest = _resumed(whole, some[-1].checkpoint.position)
        again = list(read_by_time(source, rest, ahead=3))
        assert rows(some) + rows(again) == source.records


def test_an_incremental_read_without_much_change_is_one_request():
    source = Source(uniform(random.Random(1), 500))

    since = source.records[-5][0]
    pages = list(read_by_time(source, TimeRange(END, since=since), ahead=5))

    assert len(rows(pages)) >= 5
    assert source.requests == 1


def test_a_source_that_sends_the_same_page_again_is_an_error():
    source = Source(uniform(random.Random(1), 50))
    source.read_range = lambda part: replace(
        Source.read_range(source, TimeRange(END)), is_last=False
    )

    with pytest.raises(ErpError, match="does not come to an end"):
        list(read_by_time(source, TimeRange(END), ahead=2))
