"""Resumable syncs: rules one by one, then random histories against a model of a source."""

import datetime as dt
import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.groups import next_start
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import Pending, StateStore

LOOKBACK = dt.timedelta(seconds=10)
NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
STREAM = "entries"


def _bookmark(state, key="modified_at", start=None):
    store = StateStore(state)
    return Bookmark(store, STREAM, replication_key=key, lookback=LOOKBACK, start=start)


def _stored(state):
    """Return the state as a run reads it that another one has written."""
    return json.loads(json.dumps(state))


@pytest.mark.parametrize("start", [None, NOW - dt.timedelta(days=9)])
def test_the_first_sync_reads_from_the_start_date(start):
    bookmark = _bookmark({}, start=start)

    assert bookmark.value is None
    assert bookmark.start(NOW) == Pending(started_at=NOW, since=start)


@pytest.mark.parametrize("year", [1, 1970, 1989])
def test_a_start_date_before_all_changes_reads_everything(year):
    state = {}

    sync = _bookmark(state, start=dt.datetime(year, 1, 1, tzinfo=dt.UTC)).start(NOW)

    assert sync.since is None
    assert _bookmark(_stored(state)).pending == sync


def test_the_next_sync_starts_a_lookback_before_the_start_of_the_last_one():
    bookmark = _bookmark({}, start=NOW - dt.timedelta(days=9))
    bookmark.finish(bookmark.start(NOW))

    later = NOW + dt.timedelta(hours=1)
    assert bookmark.value == NOW
    assert bookmark.start(later) == Pending(started_at=later, since=NOW - LOOKBACK)


@pytest.mark.parametrize("start", [None, NOW - dt.timedelta(days=9)])
def test_a_bookmark_in_the_future_is_not_trusted(caplog, start):
    """The vendor's clock was wrong once: what changes until then would never be read."""
    state = {}
    ahead = _bookmark(state)
    ahead.finish(ahead.start(NOW + dt.timedelta(days=1)))
    bookmark = _bookmark(_stored(state), start=start)

    sync = bookmark.start(NOW)
    bookmark.finish(sync)

    assert sync == Pending(started_at=NOW, since=start)
    assert bookmark.start(NOW + LOOKBACK).since == NOW - LOOKBACK
    [warning] = [record.getMessage() for record in caplog.records]
    assert "'entries', 2026-02-01T04:00:00Z, is later than" in warning
    assert "clock, 2026-01-31T04:00:00Z" in warning


def test_clocks_that_differ_by_seconds_are_trusted(caplog):
    bookmark = _bookmark({})
    bookmark.finish(bookmark.start(NOW + dt.timedelta(seconds=30)))

    assert bookmark.start(NOW).since == NOW + dt.timedelta(seconds=30) - LOOKBACK
    assert not caplog.records


def test_a_group_reads_everything_while_its_last_reading_lies_ahead():
    """Its rows must still be later than those of that reading."""
    future, state = NOW + dt.timedelta(days=1), {}
    ahead = _bookmark(state)
    ahead.finish(ahead.start(future))

    for _ in range(2):
        bookmark = _bookmark(state := _stored(state))
        sync = bookmark.start(next_start(bookmark, lambda: NOW)())
        assert sync.since is None
        assert sync.started_at > future
        bookmark.finish(sync)


@pytest.mark.parametrize("after", [(4711,), (0,), (1, "b"), ("-",)])
def test_an_unfinished_sync_is_found_in_the_stored_state(after):
    state = {}
    bookmark = _bookmark(state, start=NOW - LOOKBACK)
    bookmark.start(NOW)
    bookmark.advance(Checkpoint(after))

    assert _bookmark(_stored(state)).pending == Pending(NOW, NOW - LOOKBACK, list(after))


def test_a_page_without_a_position_keeps_the_last_one():
    bookmark = _bookmark({})
    bookmark.start(NOW)
    bookmark.advance(Checkpoint((5,)))
    bookmark.advance(Checkpoint())

    assert bookmark.pending.after == [5]


def test_a_finished_sync_leaves_ordinary_singer_state():
    state = {}
    bookmark = _bookmark(state)
    sync = bookmark.start(NOW)
    bookmark.advance(Checkpoint((5,)))
    bookmark.finish(sync)

    assert _stored(state)["bookmarks"] == {
        STREAM: {
            "format": 2,
            "replication_key": "modified_at",
            "replication_key_value": "2026-01-31T04:00:00Z",
        }
    }


def test_after_a_reset_everything_is_read_again():
    state = {}
    bookmark = _bookmark(state)
    bookmark.finish(bookmark.start(NOW))
    bookmark.start(NOW + LOOKBACK)
    before = _stored(state)

    bookmark.reset()

    assert bookmark.pending is None
    assert _stored(state) == before  # until the next sync starts
    assert bookmark.start(NOW).since is None


def test_a_full_refresh_has_a_version_and_no_bookmark():
    state = {}
    bookmark = _bookmark(state, key=None)
    sync = bookmark.start(NOW)
    bookmark.advance(Checkpoint((5,)))

    assert sync.since is None
    assert bookmark.version == int(NOW.timestamp() * 1000)
    resumed = _bookmark(_stored(state), key=None)
    assert resumed.pending == Pending(NOW, None, [5])
    assert resumed.version == bookmark.version
    bookmark.finish(sync)
    assert bookmark.pending is None
    assert bookmark.value is None


@pytest.mark.parametrize("seconds", [0, -3600])
def test_the_next_full_refresh_has_a_higher_version_whatever_the_vendors_clock(seconds):
    state = {}
    first = _bookmark(state, key=None)
    first.finish(first.start(NOW))
    second = _bookmark(_stored(state), key=None)
    second.start(NOW + dt.timedelta(seconds=seconds))

    assert second.version > first.version


@pytest.mark.parametrize(("before", "after"), [("a", "b"), ("a", None), (None, "a")])
@pytest.mark.parametrize("unfinished", [False, True])
def test_another_replication_key_starts_again(before, after, unfinished):
    state = {}
    bookmark = _bookmark(state, key=before)
    if unfinished:
        bookmark.start(NOW)
        bookmark.advance(Checkpoint((5,)))
    else:
        bookmark.finish(bookmark.start(NOW))

    changed = _bookmark(_stored(state), key=after)

    assert changed.value is None
    assert changed.pending is None
    assert changed.start(NOW).since is None


def _pages_of(bookmark, *positions):
    """Return the pages a run writes, when each read of the source brings some positions."""

    def read(_):
        yield from (Page([], NOW, checkpoint=Checkpoint((p,))) for p in positions)

    return IncrementalSync(bookmark, read, lambda: NOW).pages()


def test_full_refreshes_activate_each_version_after_its_last_page():
    bookmark = _bookmark({}, key=None)

    pages = list(_pages_of(bookmark, 1, 2))

    assert [page.activates for page in pages] == [False, False, True]
    assert {page.version for page in pages} == {bookmark.version}


def test_an_incremental_sync_after_full_refreshes_has_no_version():
    state = {}
    for page in _pages_of(_bookmark(state, key=None), 1):
        page.save()

    pages = list(_pages_of(_bookmark(_stored(state)), 1))

    assert [(page.version, page.activates) for page in pages] == [(None, False)] * 2


def test_full_refreshes_after_an_incremental_sync_have_a_higher_version_than_before():
    state, versions = {}, []
    for key in (None, "modified_at", None):
        bookmark = _bookmark(state, key)
        for page in _pages_of(bookmark, 1):
            page.save()
        versions.append(bookmark.version)
        state = _stored(state)

    assert versions[1] is None
    assert versions[2] > versions[0]


def test_a_sync_that_saved_no_position_is_started_again():
    state = {}
    _bookmark(state).start(NOW - LOOKBACK)
    bookmark = _bookmark(_stored(state))

    for page in _pages_of(bookmark, 1):
        page.save()

    assert bookmark.value == NOW


@dataclass
class Source:
    """Rows have a timestamp when changed and become visible up to a look-back later."""

    clock: dt.datetime = NOW
    rows: dict = field(default_factory=dict)  # id: (timestamp, version) as committed
    pending: list = field(default_factory=list)  # (visible from, id, timestamp, version)
    versions: int = 0

    def tick(self, seconds):
        self.clock += dt.timedelta(seconds=seconds)
        due = [change for change in self.pending if change[0] <= self.clock]
        self.pending = [change for change in self.pending if change[0] > self.clock]
        for _, number, changed_at, version in sorted(due):
            if number not in self.rows or self.rows[number] < (changed_at, version):
                self.rows[number] = (changed_at, version)

    def change(self, number, delay):
        self.versions += 1
        visible = self.clock + dt.timedelta(seconds=delay)
        self.pending.append((visible, number, self.clock, self.versions))
        self.tick(0)

    def read(self, sync, size=2):
        """Yield pages in key order, each as the rows are when it is read."""
        after, has_more = sync.after[0] if sync.after else -1, True
        while has_more:
            found = sorted(
                (number, version)
                for number, (changed_at, version) in self.rows.items()
                if number > after and (sync.since is None or changed_at >= sync.since)
            )
            rows, has_more = found[:size], len(found) > size
            after = rows[-1][0] if rows else after
            yield Page([("entries", rows)], NOW, checkpoint=Checkpoint((after,) if rows else None))


class Run:
    """A tap's run, a page at a time; the destination upserts by key."""

    def __init__(self, source, destination, state):
        self.state = json.loads(state)
        self.states = [state]
        self._source, self._destination = source, destination
        self._pages = IncrementalSync(_bookmark(self.state), source.read, self._now).pages()

    def _now(self):
        self.committed = dict(self._source.rows)
        return self._source.clock

    def write_page(self):
        """Write a page; return False when there is none."""
        page = next(self._pages, None)
        if page is None:
            return False
        for _, rows in page.rows:
            for number, version in rows:
                self._destination[number] = max(self._destination.get(number, 0), version)
        page.save()
        self.states.append(json.dumps(self.state))
        return True


class History:
    """A source, a destination, and taps that are started, killed and started again."""

    def __init__(self):
        self.source, self.destination = Source(), {}
        for number in range(10):
            self.change(number, 0)
        self.tick(3600)
        self.stored = "{}"
        self.run = None

    def change(self, number, delay):
        self.source.change(number, delay)

    def tick(self, seconds):
        self.source.tick(seconds)

    def read(self, pages):
        for _ in range(pages):
            self.run = self.run or Run(self.source, self.destination, self.stored)
            if not self.run.write_page():
                self.stored = json.dumps(self.run.state)
                for number, (_, version) in self.run.committed.items():
                    assert self.destination.get(number, 0) >= version, f"row {number} was skipped"
                self.run = None

    def finish(self):
        while self.run is not None:
            self.read(1)

    def kill(self, lost):
        """End the run; its last states, or all of them, are lost."""
        if self.run is not None:
            self.stored = self.run.states[max(0, len(self.run.states) - 1 - lost)]
        self.run = None


_ACTIONS = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 9), st.integers(0, 10)),
    st.tuples(st.just("tick"), st.integers(1, 30)),
    st.tuples(st.just("read"), st.integers(1, 4)),
    st.tuples(st.just("kill"), st.sampled_from([0, 0, 1, 2, 99])),
)


@settings(max_examples=150)
@given(st.lists(_ACTIONS, max_size=60))
def test_no_history_of_changes_and_kills_skips_a_row(actions):
    history = History()
    for name, *arguments in actions:
        getattr(history, name)(*arguments)

    history.tick(20)
    history.finish()
    history.read(1)
    history.finish()

    committed = {number: version for number, (_, version) in history.source.rows.items()}
    assert history.destination == committed
