"""Transaction groups: rules one by one, then random histories against a model of a source."""

import datetime as dt
import json
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.sync.groups import GroupMember, GroupReader, group_bookmark, next_start
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.state import StateStore

NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
LOOKBACK = dt.timedelta(seconds=10)
GROUP = ("lines", "links", "transactions")
HEADER = GROUP[-1]
PARTS = GROUP[:-1]


class Source:
    """Transactions with parts; a removed part shows only in its header's timestamp."""

    def __init__(self):
        self.clock = NOW
        self.rows = {stream: {} for stream in GROUP}  # key: (timestamp, token)
        self._tokens = 0
        for number in range(1, 7):
            self.touch(HEADER, (number,))
            for part in range(number % 3):
                self.touch("lines", (number, part))
                self.touch("links", (number, part))

    def touch(self, stream, key):
        self._tokens += 1
        self.rows[stream][key] = (self.clock, self._tokens)

    def remove(self, stream, key):
        if key in self.rows[stream]:
            del self.rows[stream][key]
            self.touch(HEADER, key[:1])

    def changed_ids(self, since, after):
        found = [table.items() for table in self.rows.values()]
        ids = {key[0] for rows in found for key, (at, _) in rows if at >= since}
        return (number for number in sorted(ids) if number > after)

    def expected(self, streams):
        return {
            (stream, key): token
            for stream in streams
            for key, (_, token) in self.rows[stream].items()
        }


class Table:
    """One stream of the source, whose rows carry the start of the sync."""

    page_size = 1
    bucket_width = 2

    def __init__(self, source, stream, generation):
        self._source, self._stream, self._generation = source, stream, generation

    def read(self, part):
        found = sorted(
            (key, token)
            for key, (_, token) in self._source.rows[self._stream].items()
            if (part.after is None or key > tuple(part.after))
            and (part.low is None or key[0] >= part.low)
            and (part.high is None or key[0] < part.high)
            and (part.ids is None or key[0] in part.ids)
        )
        rows, has_more = found[: self.page_size], len(found) > self.page_size
        last = rows[-1][0] if rows else None
        position = last if part.ids is None else None if has_more else (part.ids[-1],)
        written = [(self._stream, key, self._generation, token) for key, token in rows]
        page = Page([("rows", written)], self._source.clock, checkpoint=Checkpoint(position))
        return page, replace(part, after=last) if has_more else None

    def histogram(self, _, start):
        buckets = [key[0] // self.bucket_width for key in self._source.rows[self._stream]]
        yield from ((b, buckets.count(b)) for b in sorted(set(buckets)) if b >= start)


class Destination:
    """Rows upserted by key; of a part those are live that are no older than their header."""

    def __init__(self):
        self.rows = {}  # (stream, key): (version, generation, token)

    def write(self, page, streams):
        for _, rows in page.rows:
            for stream, key, generation, token in rows:
                self.rows[stream, key] = (page.version, generation, token)
        if page.activates:
            self.rows = {
                name: row
                for name, row in self.rows.items()
                if name[0] not in streams or row[0] == page.version
            }

    def live(self, streams):
        return {
            (stream, key): token
            for (stream, key), (_, generation, token) in self.rows.items()
            if stream in streams and self._is_live(key, generation)
        }

    def _is_live(self, key, generation):
        header = self.rows.get((HEADER, key[:1]))
        return header is not None and generation >= header[1]

    def without_header(self, streams):
        return {name: row[2] for name, row in self.rows.items() if name[0] in streams}


class Run:
    """A run, a page at a time."""

    def __init__(self, source, destination, state, streams=GROUP, *, full=False, start=None):
        self.state = json.loads(state)
        self.states = [state]
        self.streams = streams
        self._destination = destination
        self.bookmark = group_bookmark(
            StateStore(self.state),
            HEADER,
            streams,
            replication_key=None if full else "modified_at",
            lookback=LOOKBACK,
            start=start,
        )
        members = [GroupMember(name, partial(Table, source, name)) for name in streams]
        reader = GroupReader(members, source.changed_ids, ahead=1)
        clock = next_start(self.bookmark, lambda: source.clock)
        self._pages = IncrementalSync(self.bookmark, reader.read, clock).pages()
        self.rows = []

    def write_page(self):
        """Write a page; return False when there is none."""
        page = next(self._pages, None)
        if page is not None:
            self._destination.write(page, self.streams)
            self.rows += [row for _, rows in page.rows for row in rows]
            page.save()
        self.states.append(json.dumps(self.state))
        return page is not None

    def finish(self):
        while self.write_page():
            pass
        return self


@pytest.fixture
def source():
    made = Source()
    made.clock += dt.timedelta(hours=1)
    return made


@pytest.fixture
def destination():
    return Destination()


def test_the_first_run_reads_everything_headers_last(source, destination):
    run = Run(source, destination, "{}").finish()

    streams = [stream for stream, *_ in run.rows]
    assert streams == sorted(streams, key=GROUP.index)
    assert destination.live(GROUP) == source.expected(GROUP)


@pytest.mark.parametrize("stream", GROUP)
def test_a_change_of_any_part_has_its_whole_group_read_again(source, destination, stream):
    first = Run(source, destination, "{}").finish()
    source.clock += dt.timedelta(hours=1)
    key = (5,) if stream == HEADER else (5, 0)
    source.touch(stream, key)

    second = Run(source, destination, json.dumps(first.state)).finish()

    assert {(name, key) for name, key, *_ in second.rows} == {
        (name, key) for name, key in source.expected(GROUP) if key[0] == 5
    }


def test_a_removed_part_is_older_than_its_header(source, destination):
    first = Run(source, destination, "{}").finish()
    source.clock += dt.timedelta(hours=1)
    source.remove("lines", (5, 0))

    Run(source, destination, json.dumps(first.state)).finish()

    assert ("lines", (5, 0)) in destination.rows
    assert destination.live(GROUP) == source.expected(GROUP)


@pytest.mark.parametrize("streams", [GROUP, PARTS])
def test_two_runs_in_one_second_differ(source, destination, streams):
    first = Run(source, destination, "{}", streams).finish()
    source.remove("lines", (5, 0))
    second = Run(source, destination, json.dumps(first.state)).finish()
    source.remove("lines", (5, 1))
    Run(source, destination, json.dumps(second.state)).finish()

    assert destination.live(GROUP) == source.expected(GROUP)


@pytest.mark.parametrize("full", [False, True])
def test_an_interrupted_sync_keeps_its_start_and_position(source, destination, full):
    killed = Run(source, destination, "{}", full=full)
    while killed.rows[-1:] == [] or killed.rows[-1][0] != "links":
        killed.write_page()
    source.clock += dt.timedelta(hours=1)

    resumed = Run(source, destination, killed.states[-1], full=full)
    while not resumed.rows:
        resumed.write_page()

    stream, key, generation, _ = resumed.rows[0]
    assert (stream, generation) == ("links", killed.rows[0][2])
    assert key > killed.rows[-1][1]


def test_changed_groups_are_read_some_at_a_time_headers_last(source, destination):
    first = Run(source, destination, "{}").finish()
    source.clock += dt.timedelta(hours=1)
    for number in range(1, 7):
        source.touch(HEADER, (number,))

    second = Run(source, destination, json.dumps(first.state)).finish()

    read = [(key[0] == 6, GROUP.index(stream)) for stream, key, *_ in second.rows]
    assert read == sorted(read)


def test_a_sync_resumes_after_the_groups_that_are_complete(source, destination):
    first = Run(source, destination, "{}").finish()
    source.clock += dt.timedelta(hours=1)
    for number in range(1, 7):
        source.touch(HEADER, (number,))
    killed = Run(source, destination, json.dumps(first.state))
    while (HEADER, (5,)) not in [row[:2] for row in killed.rows]:
        killed.write_page()

    resumed = Run(source, destination, killed.states[-1])
    while not resumed.rows:
        resumed.write_page()

    assert {key[0] for _, key, *_ in resumed.rows} == {6}


def test_no_header_is_written_without_its_parts_whatever_changes_before_a_sync_resumes(
    source, destination
):
    first = Run(source, destination, "{}").finish()
    parts = {name for name in destination.live(GROUP) if name[1][0] == 4}
    source.clock += dt.timedelta(hours=1)
    source.touch(HEADER, (2,))
    killed = Run(source, destination, json.dumps(first.state))
    while killed.rows[-1:] == [] or killed.rows[-1][0] != "links":
        killed.write_page()
    source.touch(HEADER, (4,))

    resumed = Run(source, destination, killed.states[-1])
    while resumed.write_page():
        assert parts <= destination.live(GROUP).keys()


def test_a_newly_selected_stream_has_all_groups_read_again(source, destination):
    first = Run(source, destination, "{}", ("lines", HEADER)).finish()
    source.clock += dt.timedelta(hours=1)

    Run(source, destination, json.dumps(first.state)).finish()

    assert destination.live(GROUP) == source.expected(GROUP)


@pytest.mark.parametrize("streams", [("lines", HEADER), PARTS, (HEADER,)])
def test_a_deselected_stream_does_not_have_the_others_read_again(source, destination, streams):
    first = Run(source, destination, "{}").finish()
    source.clock += dt.timedelta(hours=1)
    source.touch(HEADER, (5,))

    second = Run(source, destination, json.dumps(first.state), streams).finish()

    assert {key[0] for _, key, *_ in second.rows} == {5}


@pytest.mark.parametrize("deselected", PARTS)
def test_a_deselected_stream_in_which_a_sync_was_interrupted_has_it_start_again(
    source, destination, deselected
):
    killed = Run(source, destination, "{}")
    while killed.rows[-1:] == [] or killed.rows[-1][0] != deselected:
        killed.write_page()

    streams = [stream for stream in GROUP if stream != deselected]
    Run(source, destination, killed.states[-1], streams).finish()

    assert destination.live(streams) == source.expected(streams)


def test_groups_unchanged_since_the_start_date_are_left_out_of_the_first_sync(source, destination):
    source.touch("links", (5, 1))

    run = Run(source, destination, "{}", start=source.clock).finish()

    assert {key[0] for _, key, *_ in run.rows} == {5}


@pytest.mark.parametrize("full", [False, True])
def test_empty_tables_are_read_and_complete(source, destination, full):
    source.rows = {stream: {} for stream in GROUP}

    first = Run(source, destination, "{}", full=full).finish()
    again = Run(source, destination, json.dumps(first.state), full=full).finish()

    assert again.rows == []
    assert again.bookmark.pending is None


class History:
    """A source, a destination, and runs that are started, killed and started again."""

    def __init__(self):
        self.source, self.destination = Source(), Destination()
        self.source.clock += dt.timedelta(hours=1)
        self.streams = GROUP
        self.full = False
        self.stored = "{}"
        self.run = None

    def touch(self, stream, number, part):
        self.source.touch(stream, (number,) if stream == HEADER else (number, part))
        if (number,) not in self.source.rows[HEADER]:
            self.source.touch(HEADER, (number,))

    def remove(self, stream, number, part):
        self.source.remove(stream, (number, part))

    def tick(self, seconds):
        self.source.clock += dt.timedelta(seconds=seconds)

    def select(self, streams):
        self.kill(0)
        self.streams = streams

    def choose(self, full):
        """Choose FULL_TABLE or INCREMENTAL in the catalog."""
        self.kill(0)
        self.full = full

    def read(self, pages):
        for _ in range(pages):
            self.run = self.run or Run(
                self.source, self.destination, self.stored, self.streams, full=self.full
            )
            if not self.run.write_page():
                self.stored = json.dumps(self.run.state)
                self.run = None

    def kill(self, lost):
        """End the run; its last states, or all of them, are lost."""
        if self.run is not None:
            self.stored = self.run.states[max(0, len(self.run.states) - 1 - lost)]
            self.tick(1)  # no process is killed and started again within a second
        self.run = None

    def finish(self):
        self.read(1)
        while self.run is not None:
            self.read(1)


_PART = (st.integers(1, 7), st.integers(0, 2))
_ACTIONS = st.one_of(
    st.tuples(st.just("touch"), st.sampled_from(GROUP), *_PART),
    st.tuples(st.just("remove"), st.sampled_from(PARTS), *_PART),
    st.tuples(st.just("tick"), st.sampled_from([0, 1, 30])),
    st.tuples(
        st.just("select"), st.sampled_from([GROUP, ("lines", HEADER), ("links", HEADER), PARTS])
    ),
    st.tuples(st.just("choose"), st.sampled_from([False, False, True])),
    st.tuples(st.just("read"), st.integers(1, 12)),
    st.tuples(st.just("kill"), st.sampled_from([0, 0, 1, 2, 99])),
)


@settings(max_examples=300)
@given(st.lists(_ACTIONS, max_size=40))
def test_after_any_history_a_last_run_makes_the_destination_equal_the_source(actions):
    history = History()
    for name, *arguments in actions:
        getattr(history, name)(*arguments)

    history.kill(0)
    history.finish()

    source, destination, streams = history.source, history.destination, history.streams
    if HEADER in streams:
        assert destination.live(streams) == source.expected(streams)
    else:  # which rows were removed shows in the headers
        assert source.expected(streams).items() <= destination.without_header(streams).items()
