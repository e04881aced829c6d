"""Change feeds: rules one by one, then random histories against a model of a source."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import StreamError
from singer_erp.sync.change_feed import FeedOptions, FeedPlan, FeedSync
from singer_erp.sync.feed import Access, FeedGapError, Method
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import StateStore

NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MAX_AGE = 29 * DAY
OVERLAP = dt.timedelta(seconds=60)
STREAMS = ("bills", "bill_lines")
ENTITY = STREAMS[0]


class Source:
    """Records of several partitions, and a feed of their changes."""

    def __init__(self, method, partitions=("1", "2"), page_size=2):
        self.method = method
        self.partitions = partitions
        self.page_size = page_size
        self.clock = NOW
        self.records = {partition: {} for partition in partitions}
        self.deleted = {partition: {} for partition in partitions}
        self.gaps = set()
        self.rejected = set()
        self.requests = []
        self._last_id = 0
        self._versions = 0

    def create(self, partition):
        self._last_id += 1
        self.records[partition][self._last_id] = SimpleNamespace(created=self.clock)
        self._changed(partition, self._last_id)

    def change(self, partition, number):
        if ids := sorted(self.records[partition]):
            self._changed(partition, ids[number % len(ids)])

    def delete(self, partition, number):
        if ids := sorted(self.records[partition]):
            del self.records[partition][ids[number % len(ids)]]
            self.deleted[partition][ids[number % len(ids)]] = self.clock

    def _changed(self, partition, number):
        self._versions += 1
        record = self.records[partition][number]
        record.changed, record.token = self.clock, self._versions

    def expected(self, streams, partitions):
        return {
            (stream, partition, number): record.token
            for stream in streams
            for partition in partitions
            for number, record in self.records[partition].items()
        }


class Reader:
    """Reads one partition of the source."""

    def __init__(self, source, partition):
        self._source = source
        self._partition = partition

    def read(self, request):
        self._source.requests.append(request)
        if self._partition in self._source.rejected:
            raise StreamError(f"{self._partition} was rejected", "Deselect it")
        if request.access is Access.FULL:
            return self._read_all(request)
        if self._source.method is Method.COUNT:
            return self._read_counted(request)
        return self._read_changes(request)

    def _page(self, found, **checkpoint):
        rows = [(self._partition, number, record.token) for number, record in found]
        at = Checkpoint(vendor_time=self._source.clock, **checkpoint)
        return Page([("rows", rows)], self._source.clock, checkpoint=at)

    def _read_all(self, request):
        source, started_at = self._source, request.started_at or self._source.clock
        after, has_more = request.after[0] if request.after else 0, True
        while has_more:
            found = [n for n in sorted(source.records[self._partition]) if n > after]
            ids, has_more = found[: source.page_size], len(found) > source.page_size
            after = ids[-1] if ids else after
            records = [(n, source.records[self._partition][n]) for n in ids]
            older = sum(1 for _, record in records if record.created < started_at)
            yield self._page(records, position=(after,) if ids else None, records=older)

    def _read_changes(self, request):
        source, since = self._source, request.since - OVERLAP
        if source.clock - request.since > MAX_AGE + DAY:
            raise FeedGapError("the feed does not reach back that far")
        if self._partition in source.gaps:
            source.gaps.discard(self._partition)
            raise FeedGapError("too many changes")
        found = source.records[self._partition].items()
        changed = [(n, record) for n, record in found if record.changed >= since]
        deleted = source.deleted[self._partition].items()
        stubs = [(n, SimpleNamespace(token=None)) for n, at in deleted if at >= since]
        yield self._page([*changed, *stubs])

    def _read_counted(self, request):
        source, since = self._source, request.since
        records = list(source.records[self._partition].items())
        yield self._page([(n, r) for n, r in records if r.changed >= since - OVERLAP])
        new = [record for _, record in records if record.created >= since]
        if (request.records or 0) + len(new) != len(records):
            raise FeedGapError("records were deleted")
        older = sum(1 for record in new if record.created < source.clock)
        yield self._page([], records=(request.records or 0) + older)


class Destination:
    """Rows by stream and key, upserted; an activated version deletes the rows of others."""

    def __init__(self):
        self.rows = {}

    def write(self, page, streams):
        for _, rows in page.rows:
            for stream in streams:
                for partition, number, token in rows:
                    self.rows[stream, partition, number] = (page.version, token)
        if page.activates:
            self.rows = {
                key: row
                for key, row in self.rows.items()
                if key[0] not in streams or row[0] == page.version
            }

    def live(self, streams):
        return {
            key: token
            for key, (_, token) in self.rows.items()
            if key[0] in streams and token is not None
        }


def _plan(source, state, streams=STREAMS, *, partitions=None, now=None, **options):
    return FeedPlan(
        ENTITY,
        streams=streams,
        partitions=partitions or source.partitions,
        context_key="realm_id",
        method=source.method,
        store=StateStore(state),
        options=FeedOptions(
            **{
                "start": None,
                "full_poll": DAY,
                "last_event": None,
                "now": now or source.clock,
            }
            | options
        ),
    )


class Run:
    """A run, a page at a time."""

    def __init__(self, source, destination, state, streams=STREAMS, **options):
        self.streams = streams
        self.state = json.loads(state)
        self.states = [state]
        self.activated = []
        self._destination = destination
        plan = _plan(source, self.state, streams, **options)
        readers = {partition: Reader(source, partition) for partition in source.partitions}
        self._pages = FeedSync(plan, readers).pages()

    def write_page(self):
        """Write a page; return False when there is none."""
        page = next(self._pages, None)
        if page is not None:
            self._destination.write(page, self.streams)
            page.save()
            if page.activates:
                self.activated.append(page.version)
        self.states.append(json.dumps(self.state))
        return page is not None

    def finish(self):
        while self.write_page():
            pass
        return self


@pytest.fixture
def source():
    made = Source(Method.FEED)
    for partition in made.partitions:
        for _ in range(5):
            made.create(partition)
    made.clock += DAY
    return made


@pytest.fixture
def destination():
    return Destination()


def _requests(source):
    found = [(request.partition, request.access) for request in source.requests]
    source.requests.clear()
    return found


def test_a_first_run_reads_every_partition_and_activates_the_version_last(source, destination):
    run = Run(source, destination, "{}")
    while run.write_page():
        complete = destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
        assert bool(run.activated) <= complete

    assert len(run.activated) == 1
    assert _requests(source) == [("1", Access.FULL), ("2", Access.FULL)]


def test_an_empty_partition_is_complete(destination):
    empty = Source(Method.FEED)
    first = Run(empty, destination, "{}").finish()
    _requests(empty)

    again = Run(empty, destination, json.dumps(first.state)).finish()

    assert len(first.activated) == 1
    assert again.activated == []
    assert _requests(empty) == [("1", Access.CHANGES), ("2", Access.CHANGES)]


def test_the_next_run_reads_the_changes(source, destination):
    first = Run(source, destination, "{}").finish()
    source.clock += DAY
    source.change("1", 2)
    source.delete("2", 0)
    source.create("2")
    _requests(source)

    second = Run(source, destination, json.dumps(first.state)).finish()

    assert second.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
    assert _requests(source) == [("1", Access.CHANGES), ("2", Access.CHANGES)]


def test_a_full_refresh_that_resumes_is_followed_by_the_changes_since_it_started(
    source, destination
):
    killed = Run(source, destination, "{}")
    killed.write_page()
    source.clock += DAY
    source.change("1", 0)
    source.delete("1", 1)
    _requests(source)

    Run(source, destination, killed.states[-1]).finish()

    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
    both = (Access.FULL, Access.CHANGES)
    assert _requests(source) == [(partition, access) for partition in "12" for access in both]


def test_a_gap_has_everything_read_again_under_a_higher_version(source, destination):
    first = Run(source, destination, "{}").finish()
    source.clock += DAY
    source.delete("1", 0)
    source.gaps = {"2"}

    second = Run(source, destination, json.dumps(first.state)).finish()

    assert second.activated[0] > first.activated[0]
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


def test_a_full_refresh_under_way_is_repeated_when_the_feed_cannot_reach_its_start(
    source, destination
):
    killed = Run(source, destination, "{}")
    killed.write_page()
    source.delete("1", 0)
    source.clock += MAX_AGE + 3 * DAY

    run = Run(source, destination, killed.states[-1]).finish()

    assert len(run.activated) == 1
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


@pytest.mark.parametrize("is_pending", [False, True])
def test_a_partition_that_is_no_longer_read_does_not_have_the_others_read_again(
    source, destination, is_pending
):
    run = Run(source, destination, "{}")
    while run.write_page() and not (is_pending and source.requests[-1].partition == "2"):
        pass
    state, versions = run.states[-1], set(run.activated)
    for _ in range(3):
        source.clock += 20 * DAY
        last = Run(source, destination, state, partitions=["1"]).finish()
        state = json.dumps(last.state)
        versions |= {*last.activated, last.state["bookmarks"][ENTITY]["version"]}

    assert len(versions) == 1
    assert _requests(source)[-1] == ("1", Access.CHANGES)


def test_a_partition_that_is_rejected_costs_the_others_nothing(source, destination):
    source.rejected = {"1"}
    run = Run(source, destination, "{}")
    with pytest.raises(StreamError, match=r"^1 was rejected. Deselect it.$"):
        run.finish()
    assert run.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, "2")

    source.delete("2", 0)
    source.rejected = set()
    _requests(source)
    again = Run(source, destination, json.dumps(run.state)).finish()

    assert len(again.activated) == 1
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
    assert ("2", Access.FULL) not in _requests(source)


@pytest.mark.parametrize("rejected", ["1", "12"])
def test_changes_that_are_rejected_are_read_by_a_later_run(source, destination, rejected):
    first = Run(source, destination, "{}").finish()
    source.clock += DAY
    source.rejected = set(rejected)
    for partition in source.partitions:
        source.delete(partition, 0)
    failed = Run(source, destination, json.dumps(first.state))
    with pytest.raises(StreamError, match="; ".join(f"{p} was rejected" for p in rejected)):
        failed.finish()

    source.rejected = set()
    last = Run(source, destination, json.dumps(failed.state)).finish()

    assert last.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


def test_a_version_is_activated_by_the_run_after_one_that_was_killed_before(source, destination):
    killed = Run(source, destination, "{}").finish()
    [state] = [s for s in killed.states if '"activate"' in s][-1:]
    source.clock += dt.timedelta(hours=1)

    run = Run(source, destination, state).finish()

    assert run.activated == killed.activated


def test_a_source_that_reports_no_changes_is_read_in_full_by_every_run(destination):
    source = Source(Method.NONE)
    source.create("1")
    state = "{}"
    for _ in range(2):
        source.clock += DAY
        run = Run(source, destination, state).finish()
        state = json.dumps(run.state)
        assert len(run.activated) == 1
        assert _requests(source) == [("1", Access.FULL), ("2", Access.FULL)]


def test_events_are_read_until_a_full_poll_is_due(source, destination):
    first = Run(source, destination, "{}", last_event=7).finish()
    _requests(source)

    requests = {}
    for hours in (1, 23, 25):
        now = source.clock + dt.timedelta(hours=hours)
        plan = _plan(source, json.loads(json.dumps(first.state)), now=now, last_event=9)
        requests[hours] = plan.request("1")

    accesses = [request.access for request in requests.values()]
    assert accesses == [Access.EVENTS, Access.EVENTS, Access.CHANGES]
    assert {request.last_event for request in requests.values()} == {7}


def test_a_start_date_limits_the_first_sync_of_a_feed_only():
    start = NOW - DAY
    by_method = {
        method: _plan(Source(method), {}, start=start).request("1").since for method in Method
    }

    assert by_method == {Method.FEED: start, Method.COUNT: None, Method.NONE: None}


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_wrong_local_clock_loses_nothing(source, destination, hours):
    now = source.clock + dt.timedelta(hours=hours)
    run = Run(source, destination, "{}", now=now).finish()
    for _ in range(3):
        source.clock += dt.timedelta(hours=1)
        now += dt.timedelta(hours=1)
        source.change("1", 0)
        source.delete("2", 0)
        run = Run(source, destination, json.dumps(run.state), now=now).finish()

    assert run.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


class History:
    """A source, a destination, and runs that are started, killed and started again."""

    def __init__(self, method, partitions, clock_offset):
        self.source, self.destination = Source(method, partitions), Destination()
        for partition in self.source.partitions:
            for _ in range(5):
                self.source.create(partition)
        self.source.clock += DAY
        self.streams = STREAMS
        self.stored = "{}"
        self.run = None
        self._is_complete = True
        self._offset = dt.timedelta(hours=clock_offset)
        self._runs = 0

    def create(self, number):
        partition = self._partition(number)
        if self.run is None or self.source.method is not Method.COUNT:
            self.source.create(partition)

    def change(self, partition, number):
        self.source.change(self._partition(partition), number)

    def delete(self, partition, number):
        # A count shows that records are gone which a complete run has counted.
        if self._is_complete or self.source.method is not Method.COUNT:
            self.source.delete(self._partition(partition), number)

    def gap(self, partition):
        self.source.gaps.add(self._partition(partition))

    def _partition(self, number):
        return self.source.partitions[number % len(self.source.partitions)]

    def tick(self, seconds):
        self.source.clock += dt.timedelta(seconds=seconds)

    def select(self, streams):
        self.kill(0)
        self.streams = streams

    def read(self, pages):
        for _ in range(pages):
            if self.run is None:
                self._start()
            if not self.run.write_page():
                self.stored = json.dumps(self.run.state)
                self.run = None
                self._is_complete = True

    def _start(self):
        if self.source.method is Method.COUNT:
            self.tick(1)
        self._is_complete = False
        # No two processes start in one millisecond.
        self._runs += 1
        now = self.source.clock + self._offset + dt.timedelta(milliseconds=self._runs)
        self.run = Run(self.source, self.destination, self.stored, self.streams, now=now)

    def kill(self, lost):
        """End the run; its last states, or all of them, are lost."""
        if self.run is not None:
            self.stored = self.run.states[max(0, len(self.run.states) - 1 - lost)]
        self.run = None

    def finish(self):
        self.read(1)
        while self.run is not None:
            self.read(1)


_PARTITIONS = st.integers(0, 2)
_ACTIONS = st.one_of(
    st.tuples(st.just("create"), _PARTITIONS),
    st.tuples(st.just("change"), _PARTITIONS, st.integers(0, 9)),
    st.tuples(st.just("delete"), _PARTITIONS, st.integers(0, 9)),
    st.tuples(st.just("gap"), _PARTITIONS),
    st.tuples(st.just("tick"), st.sampled_from([0, 1, 90, 3600, 86_400, 20 * 86_400])),
    st.tuples(st.just("select"), st.sampled_from([STREAMS, STREAMS[:1], STREAMS[1:]])),
    st.tuples(st.just("read"), st.integers(1, 9)),
    st.tuples(st.just("kill"), st.sampled_from([0, 0, 1, 2, 99])),
)


@pytest.mark.parametrize("method", Method)
@settings(max_examples=300)
@given(
    st.lists(_ACTIONS, max_size=40),
    st.sampled_from([("1",), ("1", "2"), ("1", "2", "3")]),
    st.sampled_from([0, 0, -1, 1]),
)
def test_after_any_history_a_last_run_makes_the_destination_equal_the_source(
    method, actions, partitions, clock_offset
):
    history = History(method, partitions, clock_offset)
    for name, *arguments in actions:
        getattr(history, name)(*arguments)

    history.kill(0)
    history.finish()
    if method is Method.NONE:
        history.finish()  # what a resumed full refresh missed, the next one brings

    source, streams = history.source, history.streams
    assert history.destination.live(streams) == source.expected(streams, source.partitions)
