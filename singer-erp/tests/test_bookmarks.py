"""Resumable scans: rules one by one, then random histories against a model of a source."""

import datetime as dt
import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import ConfigError
from singer_erp.sync.bookmarks import Bookmark, Scan, format_instant, parse_instant

LOOKBACK = dt.timedelta(seconds=10)
NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)


def _bookmark(state, key="modified_at", start=None):
    return Bookmark(state, replication_key=key, lookback=LOOKBACK, start=start)


@pytest.mark.parametrize("start", [None, NOW - dt.timedelta(days=9)])
def test_the_first_scan_reads_from_the_start_date(start):
    bookmark = _bookmark({}, start=start)

    assert bookmark.value() is None
    assert bookmark.begin(NOW) == Scan(since=start, started_at=NOW)


def test_the_next_scan_begins_a_lookback_before_the_last_ones_beginning():
    bookmark = _bookmark({}, start=NOW - dt.timedelta(days=9))
    bookmark.finish(bookmark.begin(NOW))

    later = NOW + dt.timedelta(hours=1)
    assert bookmark.value() == NOW
    assert bookmark.begin(later) == Scan(since=NOW - LOOKBACK, started_at=later)


@pytest.mark.parametrize("after", [(4711,), (0,), (1, "b"), ("-",)])
def test_an_unfinished_scan_is_found_again_after_its_state_was_json(after):
    state = {}
    bookmark = _bookmark(state, start=NOW - LOOKBACK)
    scan = bookmark.save(bookmark.begin(NOW), after)

    assert _bookmark(json.loads(json.dumps(state))).pending() == scan
    assert scan.after == after


def test_saving_without_a_key_keeps_the_key_reached():
    bookmark = _bookmark({})
    scan = bookmark.save(bookmark.begin(NOW), (5,))

    assert bookmark.save(scan).after == (5,)
    assert bookmark.pending().after == (5,)


def test_a_finished_scan_leaves_ordinary_singer_state():
    state = {}
    bookmark = _bookmark(state)
    bookmark.finish(bookmark.save(bookmark.begin(NOW), (5,)))

    assert state == {
        "replication_key": "modified_at",
        "replication_key_value": "2026-01-31T04:00:00Z",
    }


def test_an_abandoned_scan_leaves_the_bookmark():
    bookmark = _bookmark({})
    bookmark.finish(bookmark.begin(NOW))
    bookmark.begin(NOW + LOOKBACK)
    bookmark.abandon()

    assert bookmark.pending() is None
    assert bookmark.value() == NOW


def test_what_is_forgotten_is_read_again():
    bookmark = _bookmark({})
    bookmark.finish(bookmark.begin(NOW))
    bookmark.forget()

    assert bookmark.begin(NOW).since is None


def test_a_stream_read_whole_gets_a_version_and_no_bookmark():
    state = {}
    bookmark = _bookmark(state, key=None)
    scan = bookmark.begin(NOW)

    assert scan == Scan(since=None, started_at=NOW, version=int(NOW.timestamp() * 1000))
    bookmark.save(scan, (5,))
    assert _bookmark(json.loads(json.dumps(state)), key=None).pending().version == scan.version
    bookmark.finish(scan)
    assert state == {}


@pytest.mark.parametrize(("before", "after"), [("a", "b"), ("a", None)])
@pytest.mark.parametrize("unfinished", [False, True])
def test_another_replication_key_begins_anew(before, after, unfinished):
    state = {}
    bookmark = _bookmark(state, key=before)
    bookmark.finish(bookmark.begin(NOW))
    if unfinished:
        bookmark.save(bookmark.begin(NOW), (5,))

    changed = _bookmark(state, key=after)

    assert changed.value() is None
    assert changed.pending() is None
    assert changed.begin(NOW).since is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T13:05:00Z", "2026-01-31T13:05:00Z"),
        ("2026-01-31T13:05:00", "2026-01-31T13:05:00Z"),
        ("2026-01-31T13:05:00.5+02:00", "2026-01-31T11:05:00.500000Z"),
    ],
)
def test_an_instant_is_read_as_utc(text, instant):
    assert format_instant(parse_instant(text)) == instant


@pytest.mark.parametrize("text", ["", "yesterday", "31.01.2026", 5, None])
def test_what_is_no_instant_names_the_setting(text):
    with pytest.raises(ConfigError, match="`start_date`"):
        parse_instant(text)


@dataclass
class Ledger:
    """A source: rows are stamped when changed and become visible up to a look-back later."""

    clock: dt.datetime = NOW
    rows: dict = field(default_factory=dict)  # id: (stamp, version) as committed
    pending: list = field(default_factory=list)  # (visible from, id, stamp, version)
    versions: int = 0

    def tick(self, seconds):
        self.clock += dt.timedelta(seconds=seconds)
        due = [change for change in self.pending if change[0] <= self.clock]
        self.pending = [change for change in self.pending if change[0] > self.clock]
        for _, number, stamp, version in sorted(due):
            if number not in self.rows or self.rows[number] < (stamp, version):
                self.rows[number] = (stamp, version)

    def change(self, number, delay):
        self.versions += 1
        visible = self.clock + dt.timedelta(seconds=delay)
        self.pending.append((visible, number, self.clock, self.versions))
        self.tick(0)

    def page(self, since, after, size=2):
        """Rows in key order after a key, and whether there may be more."""
        found = sorted(
            (number, stamp, version)
            for number, (stamp, version) in self.rows.items()
            if (since is None or stamp >= since) and (after is None or (number,) > after)
        )
        return found[:size], len(found) > size


class Run:
    """A tap's run over the ledger, a step at a time; the destination upserts by key."""

    def __init__(self, ledger, destination, state):
        self.ledger, self.destination = ledger, destination
        self.state = json.loads(state)
        self.bookmark = _bookmark(self.state)
        self.began = ledger.clock
        self.resumes = self.bookmark.pending() is not None
        self.committed = dict(ledger.rows)
        self.scan = self.bookmark.pending() or self._begin()

    def _begin(self):
        self.committed = dict(self.ledger.rows)
        return self.bookmark.begin(self.ledger.clock)

    def step(self):
        """Read a page; True once everything owed has been read."""
        rows, more = self.ledger.page(self.scan.since, self.scan.after)
        for number, _, version in rows:
            self.destination[number] = max(self.destination.get(number, 0), version)
        if rows:
            self.scan = self.bookmark.save(self.scan, (rows[-1][0],))
        if more:
            return False
        self.bookmark.finish(self.scan)
        if not self.resumes:
            return True
        self.resumes = False
        self.scan = self._begin()
        return False


class History:
    """A ledger, a destination, and taps that are started, killed and started again."""

    def __init__(self):
        self.ledger, self.destination = Ledger(), {}
        for number in range(10):
            self.change(number, 0)
        self.tick(3600)
        self.saved = "{}"
        self.run = None

    def change(self, number, delay):
        self.ledger.change(number, delay)

    def tick(self, seconds):
        self.ledger.tick(seconds)

    def read(self, pages):
        for _ in range(pages):
            self.run = self.run or Run(self.ledger, self.destination, self.saved)
            if self.run.step():
                self.saved = json.dumps(self.run.state)
                for number, (_, version) in self.run.committed.items():
                    assert self.destination.get(number, 0) >= version, f"row {number} was skipped"
                self.run = None

    def finish(self):
        while self.run is not None:
            self.read(1)

    def kill(self, keeps_last_page):
        """What was saved last is the state after a page, or that of the run before."""
        if self.run is not None and keeps_last_page:
            self.saved = json.dumps(self.run.state)
        self.run = None


_ACTIONS = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 9), st.integers(0, 10)),
    st.tuples(st.just("tick"), st.integers(1, 30)),
    st.tuples(st.just("read"), st.integers(1, 4)),
    st.tuples(st.just("kill"), st.booleans()),
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

    committed = {number: version for number, (_, version) in history.ledger.rows.items()}
    assert history.destination == committed
