"""Change feeds: rules one by one, then random histories against a model of a source."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import StreamError
from singer_erp.sync.feed import Access, Method

DAY = dt.timedelta(days=1)
MAX_AGE = 29 * DAY
STREAMS = ("bills", "bill_lines")
ENTITY = STREAMS[0]


@pytest.fixture
def source(feed):
    made = feed.Source(Method.FEED)
    for partition in made.partitions:
        for _ in range(5):
            made.create(partition)
    made.clock += DAY
    return made


@pytest.fixture
def destination(feed):
    return feed.Destination()


def _requests(source):
    found = [(request.partition, request.access) for request in source.requests]
    source.requests.clear()
    return found


def test_a_first_run_reads_every_partition_and_activates_the_version_last(
    source, destination, feed
):
    run = feed.Run(source, destination, "{}")
    while run.write_page():
        complete = destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
        assert bool(run.activated) <= complete

    assert len(run.activated) == 1
    assert _requests(source) == [("1", Access.FULL), ("2", Access.FULL)]


def test_an_empty_partition_is_complete(destination, feed):
    empty = feed.Source(Method.FEED)
    first = feed.Run(empty, destination, "{}").finish()
    _requests(empty)

    again = feed.Run(empty, destination, json.dumps(first.state)).finish()

    assert len(first.activated) == 1
    assert again.activated == []
    assert _requests(empty) == [("1", Access.CHANGES), ("2", Access.CHANGES)]


def test_the_next_run_reads_the_changes(source, destination, feed):
    first = feed.Run(source, destination, "{}").finish()
    source.clock += DAY
    source.change("1", 2)
    source.delete("2", 0)
    source.create("2")
    _requests(source)

    second = feed.Run(source, destination, json.dumps(first.state)).finish()

    assert second.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
    assert _requests(source) == [("1", Access.CHANGES), ("2", Access.CHANGES)]


def test_a_full_refresh_that_resumes_is_followed_by_the_changes_since_it_started(
    source, destination, feed
):
    killed = feed.Run(source, destination, "{}")
    killed.write_page()
    source.clock += DAY
    source.change("1", 0)
    source.delete("1", 1)
    _requests(source)

    feed.Run(source, destination, killed.states[-1]).finish()

    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
    both = (Access.FULL, Access.CHANGES)
    assert _requests(source) == [(partition, access) for partition in "12" for access in both]


def test_a_gap_has_everything_read_again_under_a_higher_version(source, destination, feed):
    first = feed.Run(source, destination, "{}").finish()
    source.clock += DAY
    source.delete("1", 0)
    source.gaps = {"2"}

    second = feed.Run(source, destination, json.dumps(first.state)).finish()

    assert second.activated[0] > first.activated[0]
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


def test_a_full_refresh_under_way_is_repeated_when_the_feed_cannot_reach_its_start(
    source, destination, feed
):
    killed = feed.Run(source, destination, "{}")
    killed.write_page()
    source.delete("1", 0)
    source.clock += MAX_AGE + 3 * DAY

    run = feed.Run(source, destination, killed.states[-1]).finish()

    assert len(run.activated) == 1
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


@pytest.mark.parametrize("is_pending", [False, True])
def test_a_partition_that_is_no_longer_read_does_not_have_the_others_read_again(
    source, destination, is_pending, feed
):
    run = feed.Run(source, destination, "{}")
    while run.write_page() and not (is_pending and source.requests[-1].partition == "2"):
        pass
    state, versions = run.states[-1], set(run.activated)
    for _ in range(3):
        source.clock += 20 * DAY
        last = feed.Run(source, destination, state, partitions=["1"]).finish()
        state = json.dumps(last.state)
        versions |= {*last.activated, last.state["bookmarks"][ENTITY]["version"]}

    assert len(versions) == 1
    assert _requests(source)[-1] == ("1", Access.CHANGES)


def test_a_partition_that_is_rejected_costs_the_others_nothing(source, destination, feed):
    source.rejected = {"1"}
    run = feed.Run(source, destination, "{}")
    with pytest.raises(StreamError, match=r"^1 was rejected. Deselect it.$"):
        run.finish()
    assert run.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, "2")

    source.delete("2", 0)
    source.rejected = set()
    _requests(source)
    again = feed.Run(source, destination, json.dumps(run.state)).finish()

    assert len(again.activated) == 1
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)
    assert ("2", Access.FULL) not in _requests(source)


@pytest.mark.parametrize("rejected", ["1", "12"])
def test_changes_that_are_rejected_are_read_by_a_later_run(source, destination, rejected, feed):
    first = feed.Run(source, destination, "{}").finish()
    source.clock += DAY
    source.rejected = set(rejected)
    for partition in source.partitions:
        source.delete(partition, 0)
    failed = feed.Run(source, destination, json.dumps(first.state))
    with pytest.raises(StreamError, match="; ".join(f"{p} was rejected" for p in rejected)):
        failed.finish()

    source.rejected = set()
    last = feed.Run(source, destination, json.dumps(failed.state)).finish()

    assert last.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


def test_a_version_is_activated_by_the_run_after_one_that_was_killed_before(
    source, destination, feed
):
    killed = feed.Run(source, destination, "{}").finish()
    [state] = [s for s in killed.states if '"activate"' in s][-1:]
    source.clock += dt.timedelta(hours=1)

    run = feed.Run(source, destination, state).finish()

    assert run.activated == killed.activated


def test_a_source_that_reports_no_changes_is_read_in_full_by_every_run(destination, feed):
    source = feed.Source(Method.NONE)
    source.create("1")
    state = "{}"
    for _ in range(2):
        source.clock += DAY
        run = feed.Run(source, destination, state).finish()
        state = json.dumps(run.state)
        assert len(run.activated) == 1
        assert _requests(source) == [("1", Access.FULL), ("2", Access.FULL)]


def test_events_are_read_until_a_full_poll_is_due(source, destination, feed):
    first = feed.Run(source, destination, "{}", last_event=7).finish()
    _requests(source)

    requests = {}
    for hours in (1, 23, 25):
        now = source.clock + dt.timedelta(hours=hours)
        plan = feed.plan_of(source, json.loads(json.dumps(first.state)), now=now, last_event=9)
        requests[hours] = plan.request("1")

    accesses = [request.access for request in requests.values()]
    assert accesses == [Access.EVENTS, Access.EVENTS, Access.CHANGES]
    assert {request.last_event for request in requests.values()} == {7}


def test_a_start_date_limits_the_first_sync_of_a_feed_only(feed):
    start = feed.NOW - DAY
    by_method = {
        method: feed.plan_of(feed.Source(method), {}, start=start).request("1").since
        for method in Method
    }

    assert by_method == {Method.FEED: start, Method.COUNT: None, Method.NONE: None}


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_wrong_local_clock_loses_nothing(source, destination, hours, feed):
    now = source.clock + dt.timedelta(hours=hours)
    run = feed.Run(source, destination, "{}", now=now).finish()
    for _ in range(3):
        source.clock += dt.timedelta(hours=1)
        now += dt.timedelta(hours=1)
        source.change("1", 0)
        source.delete("2", 0)
        run = feed.Run(source, destination, json.dumps(run.state), now=now).finish()

    assert run.activated == []
    assert destination.live(STREAMS) == source.expected(STREAMS, source.partitions)


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
    feed, method, actions, partitions, clock_offset
):
    history = feed.History(method, partitions, clock_offset)
    for name, *arguments in actions:
        getattr(history, name)(*arguments)

    history.kill(0)
    history.finish()
    if method is Method.NONE:
        history.finish()  # what a resumed full refresh missed, the next one brings

    source, streams = history.source, history.streams
    assert history.destination.live(streams) == source.expected(streams, source.partitions)
