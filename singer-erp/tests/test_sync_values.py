"""Streams that follow a value of their rows."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from singer_erp.errors import ConfigError, StreamError
from singer_erp.messages.records import RecordType
from singer_erp.sync.page import Page
from singer_erp.sync.state import StateStore
from singer_erp.sync.values import ValuedPage, ValueScale, ValueSync

NOW = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
TYPE = RecordType("s", {"id": {"type": "integer"}, "v": {"type": "string"}})


def at(text):
    return dt.datetime.fromisoformat(f"2026-01-{text}")


class Source:
    """Rows as `(id, value)`, served in the order of their values."""

    def __init__(self, rows):
        self.rows = list(rows)
        self.since = []

    def read(self, since):
        self.since.append(since)
        rows = [row for row in self.rows if since is None or (row[1] and row[1] >= since)]
        rows.sort(key=lambda row: str(row[1]))
        for first in range(0, len(rows), 3):
            part = rows[first : first + 3]
            records = [TYPE.struct(key, str(value)) for key, value in part]
            yield ValuedPage(Page([(TYPE, records)], NOW), [value for _, value in part])


def run(
    source, state, *, lookback=0, kind="timestamp", until=None, start=None, now=NOW, zone="UTC"
):
    """Return the ids of a run's records; `until` is the number of pages written."""
    scale = ValueScale(kind, dt.timedelta(seconds=lookback), ZoneInfo(zone))
    sync = ValueSync(
        StateStore(state),
        "s",
        replication_key="v",
        scale=scale,
        read=source.read,
        start=start,
        now=lambda: now,
    )
    written = []
    for number, page in enumerate(sync.pages()):
        if number == until:
            break
        written += [record.c0 for _, records in page.rows for record in records]
        page.save()
    return written


def test_the_bound_is_read_again_and_written_once():
    state, source = {}, Source([(1, at("10T10:00:00")), (2, at("10T11:00:00"))])
    assert run(source, state) == [1, 2]
    source.rows.append((3, at("10T11:00:00")))

    assert run(source, state) == [3]
    assert run(source, state) == []
    assert source.since == [None, at("10T11:00:00"), at("10T11:00:00")]


def test_a_row_that_changed_within_the_lookback_is_written_again():
    state, source = {}, Source([(1, at("10T10:00:00")), (2, at("10T11:00:00"))])
    run(source, state, lookback=7200)
    source.rows[0] = (9, at("10T10:00:00"))

    assert run(source, state, lookback=7200) == [9]


def test_equal_rows_are_counted():
    state, source = {}, Source([(1, at("10T10:00:00"))] * 2)
    run(source, state)
    source.rows.append((1, at("10T10:00:00")))

    assert run(source, state) == [1]
    assert run(source, state) == []


def test_a_value_in_the_future_does_not_advance_the_bookmark():
    state, source = (
        {},
        Source([(1, at("10T10:00:00")), (2, dt.datetime.fromisoformat("2031-01-01"))]),
    )
    assert run(source, state) == [1, 2]
    source.rows.append((3, at("31T12:00:00")))

    assert run(source, state) == [3]


@pytest.mark.parametrize("until", range(5))
def test_a_killed_run_resumes(until):
    rows = [(number, at(f"{number // 3 + 1:02}T10:00:00")) for number in range(14)]
    state, source = {}, Source(rows)

    first = run(source, state, until=until)
    second = run(source, state)

    assert set(first) | set(second) == set(range(14))
    assert len(first) + len(second) == 14


def test_days_are_read_again_in_full():
    state, source = {}, Source([(1, dt.date(2026, 1, 10))])
    run(source, state, kind="date", lookback=1)

    run(source, state, kind="date", lookback=1)

    assert source.since[-1] == dt.date(2026, 1, 9)


def test_numbers_have_no_lookback():
    state, source = {}, Source([(1, 5), (2, 7)])
    run(source, state, kind="number", lookback=900)

    assert run(source, state, kind="number", lookback=900) == []
    assert source.since[-1] == 7


def test_rows_without_a_value_are_written_by_the_first_run_with_a_warning(caplog):
    state, source = {}, Source([(1, None), (2, at("10T10:00:00")), (3, None)])
    assert sorted(run(source, state)) == [1, 2, 3]
    assert caplog.text.count("'s' has rows without a value of its replication key") == 1
    caplog.clear()

    assert run(source, state) == []
    assert caplog.text == ""


def test_the_first_run_starts_at_the_start_date():
    source = Source([(1, at("10T10:00:00"))])
    run(source, {}, start=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    assert source.since == [at("05T00:00:00")]


def test_another_replication_key_starts_from_the_beginning():
    state = {"bookmarks": {"s": {"format": 2, "replication_key": "w", "high_water": "7"}}}
    source = Source([(1, at("10T10:00:00"))])
    assert run(source, state) == [1]


def test_rows_in_another_order_are_an_error():
    def read(_):
        records = [TYPE.struct(1, ""), TYPE.struct(2, "")]
        yield ValuedPage(Page([(TYPE, records)], NOW), [at("11T00:00:00"), at("10T00:00:00")])

    source = Source([])
    source.read = read
    with pytest.raises(StreamError, match="order of the replication key"):
        run(source, {})


def test_a_state_that_is_no_value_is_an_error():
    state = {"bookmarks": {"s": {"format": 2, "replication_key": "v", "high_water": "soon"}}}
    with pytest.raises(ConfigError, match="high_water"):
        run(Source([]), state)


def test_rows_of_an_hour_that_clocks_repeat_are_read():
    """In Berlin, 02:50 was followed by 02:00 on 2026-10-25."""
    now = dt.datetime(2026, 10, 25, 2, tzinfo=dt.UTC)
    row = dt.datetime.fromisoformat("2026-10-25T02:50:00")
    state, source = {}, Source([(1, row)])
    run(source, state, now=now, zone="Europe/Berlin")
    source.rows.append((2, row.replace(minute=5)))

    assert run(source, state, now=now, zone="Europe/Berlin") == [2]


@pytest.mark.parametrize("zones", [("UTC", "America/New_York"), ("Asia/Tokyo", "UTC")])
def test_a_bookmark_is_the_same_point_in_time_in_another_zone(zones):
    rows = [dt.datetime(2026, 1, 10, hour, tzinfo=dt.UTC) for hour in (10, 12, 14)]

    def source(zone, count):
        local = [row.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for row in rows[:count]]
        return Source(list(enumerate(local)))

    state = {}
    run(source(zones[0], 2), state, zone=zones[0])

    assert run(source(zones[1], 3), state, zone=zones[1])[-1] == 2


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("kind", ["timestamp", "date"])
def test_the_first_day_of_the_calendar_can_be_followed(kind, zone):
    first = dt.datetime.fromisoformat("0001-01-01T00:00:00")
    state, source = {}, Source([(1, first if kind == "timestamp" else first.date())])
    assert run(source, state, kind=kind, lookback=900, zone=zone) == [1]
    assert run(source, state, kind=kind, lookback=900, zone=zone) == []


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "x"])
def test_a_bookmark_that_is_not_a_number_is_named(text):
    state = {"bookmarks": {"s": {"format": 2, "replication_key": "v", "high_water": text}}}
    with pytest.raises(ConfigError, match="`high_water`"):
        run(Source([(1, 5)]), state, kind="number")


def test_a_bookmark_may_have_any_offset():
    high_water = "2026-01-10T12:00:00+02:00"
    state = {"bookmarks": {"s": {"format": 2, "replication_key": "v", "high_water": high_water}}}
    source = Source([])
    run(source, state)
    assert source.since == [at("10T10:00:00")]
