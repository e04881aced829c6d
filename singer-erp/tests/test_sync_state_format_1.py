"""State of the formats before the first release is converted."""

import datetime as dt
import json

import pytest
from singer_erp.sync.groups import group_bookmark
from singer_erp.sync.state import Pending, Progress, StateStore, StreamState

T1 = dt.datetime(2026, 1, 30, 4, tzinfo=dt.UTC)
T2 = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LOOKBACK = dt.timedelta(minutes=15)
SINCE = T1 - LOOKBACK


def _load(entry, stream="bills"):
    return StateStore({"bookmarks": {stream: entry}}).load(stream)


def _text(timestamp):
    return timestamp.isoformat().replace("+00:00", "Z") if timestamp else None


# --- format 1, by table


def _scan(started_at, since=None, after=None, version=None):
    return {
        "scan": {
            "started_at": _text(started_at),
            "since": _text(since),
            "after": after,
            "version": version,
        }
    }


def _bookmark(value):
    return {"replication_key": "modified_at", "replication_key_value": _text(value)}


@pytest.mark.parametrize("number", [{}, {"format": 1}])
@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ({}, StreamState()),
        (_bookmark(T1), StreamState(replication_key="modified_at", replication_key_value=T1)),
        (_scan(T1), StreamState(pending=Pending(T1))),
        (_scan(T1, START, [5]), StreamState(pending=Pending(T1, START, [5]))),
        (
            _bookmark(T1) | _scan(T2, SINCE, [5, "a"]),
            StreamState(
                replication_key="modified_at",
                replication_key_value=T1,
                pending=Pending(T2, SINCE, [5, "a"]),
            ),
        ),
        (
            _scan(T1, after=[5], version=7),
            StreamState(pending=Pending(T1, None, [5]), version=7, activate=True),
        ),
        # The SDK adds what belongs to its own bookmarks.
        ({"starting_replication_value": None, "progress_markers": {}}, StreamState()),
    ],
)
def test_a_table_of_format_1_is_converted(entry, state, number):
    state.format = 2

    assert _load(entry | number) == state


# --- format 1, by entity


def _realms(**realms):
    return {"streams": ["bill_lines", "bills"], "version": 7, "realms": realms}


@pytest.mark.parametrize(
    ("realm", "progress"),
    [
        ({"since": _text(T1)}, Progress(replication_key_value=T1)),
        (
            {"since": _text(T1), "inbox": 3, "seen": {"61": [2, _text(T2)]}},
            Progress(replication_key_value=T1, last_event=3, seen={"61": (2, T2)}),
        ),
        ({"since": _text(T1), "count": 9}, Progress(replication_key_value=T1, record_count=9)),
        ({"scan": {}}, Progress()),
        (
            {"scan": {"started_at": _text(T1), "after": _text(T2), "count": 4, "inbox": 2}},
            Progress(pending=Pending(T1, after=[_text(T2)]), record_count=4, last_event=2),
        ),
        ({"scan": {"started_at": _text(T1)}}, Progress(pending=Pending(T1))),
    ],
)
def test_an_entity_of_format_1_is_converted(realm, progress):
    progress.context = {"realm_id": "91"}

    state = _load(_realms(**{"91": realm}))

    assert state.partitions == [progress]
    assert (state.version, state.activate, state.streams) == (7, False, ["bill_lines", "bills"])


def test_a_version_that_is_not_active_is_activated_after_the_conversion():
    state = _load(_realms(**{"91": {"since": _text(T1)}, "92": {"scan": {}}}) | {"activate": True})

    assert state.activate
    assert [p.context["realm_id"] for p in state.partitions] == ["91", "92"]


# --- format 1, the streams of a transaction group


GROUP = ["accounting_lines", "lines", "links", "transactions"]
HEADER = GROUP[-1]


def _group(bookmarks, streams=GROUP, start=None):
    """Return state and bookmark of a group; another run has loaded and stored it before."""
    state = {"bookmarks": json.loads(json.dumps(bookmarks))}
    for _ in range(2):
        # Other streams may be the only ones that this run gets to.
        state = json.loads(json.dumps(state))
        bookmark = group_bookmark(
            StateStore(state),
            HEADER,
            streams,
            replication_key="modified_at",
            lookback=LOOKBACK,
            start=start,
        )
    return state["bookmarks"], bookmark


def test_a_complete_group_is_read_from_its_bookmark():
    states, bookmark = _group({name: _bookmark(T1) for name in GROUP})

    assert set(states) == {HEADER}
    assert bookmark.pending is None
    assert bookmark.start(T2) == Pending(T2, SINCE)


def test_a_group_that_was_never_read_is_read_from_the_start():
    _, bookmark = _group({})

    assert bookmark.pending is None
    assert bookmark.start(T1) == Pending(T1)


def _interrupted(position, *, first, since, after):
    """Return the states of a run that was interrupted in one of the streams."""
    states = {}
    for index, name in enumerate(GROUP):
        if index < position:
            states[name] = _bookmark(T2)
        else:
            states[name] = {} if first else _bookmark(T1)
        if index == position:
            states[name] |= _scan(T2, since, after)
    return states


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize("after", [None, [30, 2]])
@pytest.mark.parametrize("start", [None, START])
def test_the_first_sync_of_a_group_resumes_in_the_stream_it_was_interrupted_in(
    position, after, start
):
    states, bookmark = _group(
        _interrupted(position, first=True, since=start, after=after), start=start
    )

    assert set(states) == {HEADER}
    assert bookmark.pending == Pending(T2, start, [GROUP[position], *(after or [])])
    assert bookmark.value is None


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize("after", [None, [30]])
def test_a_later_sync_of_a_group_resumes_in_the_stream_it_was_interrupted_in(position, after):
    _, bookmark = _group(_interrupted(position, first=False, since=SINCE, after=after))

    assert bookmark.pending == Pending(T2, SINCE, [GROUP[position], *(after or [])])
    assert bookmark.value == T1


@pytest.mark.parametrize("done", range(1, 4))
def test_a_later_sync_that_ended_between_two_streams_is_repeated(done):
    states = {name: _bookmark(T2 if index < done else T1) for index, name in enumerate(GROUP)}

    _, bookmark = _group(states)

    assert bookmark.pending is None
    assert bookmark.start(T2) == Pending(T2, SINCE)


def test_a_sync_that_was_written_and_not_ended_is_complete():
    states = {name: _bookmark(T2) for name in GROUP}
    states[HEADER] |= _scan(T2, SINCE, [99])

    _, bookmark = _group(states)

    assert bookmark.pending is None
    assert bookmark.value == T2


@pytest.mark.parametrize("new", GROUP)
def test_a_newly_selected_stream_of_a_group_has_all_groups_read(new):
    _, bookmark = _group({name: _bookmark(T1) for name in GROUP if name != new})

    assert bookmark.pending is None
    assert bookmark.start(T2) == Pending(T2)


@pytest.mark.parametrize("new", GROUP[:2])
def test_a_newly_selected_stream_has_all_groups_read_though_a_later_sync_is_pending(new):
    states = _interrupted(2, first=False, since=SINCE, after=[30])
    del states[new]

    _, bookmark = _group(states)

    assert bookmark.pending is None
    assert bookmark.start(T2) == Pending(T2)


@pytest.mark.parametrize("new", GROUP[:2])
def test_a_stream_newly_selected_during_the_first_sync_is_read_in_it(new):
    states = _interrupted(2, first=True, since=None, after=[30, 2])
    del states[new]

    _, bookmark = _group(states)

    assert bookmark.pending == Pending(T2, None, [new])


@pytest.mark.parametrize("deselected", GROUP)
@pytest.mark.parametrize("position", range(4))
def test_a_deselected_stream_of_a_group_does_not_have_the_others_read_again(deselected, position):
    streams = [name for name in GROUP if name != deselected]

    _, complete = _group({name: _bookmark(T1) for name in GROUP}, streams)
    assert complete.start(T2) == Pending(T2, SINCE)

    interrupted = _interrupted(position, first=False, since=SINCE, after=[30])
    _, bookmark = _group(interrupted, streams)
    assert bookmark.value in {T1, T2}


def test_a_group_without_the_names_of_its_streams_is_read_in_full():
    _, bookmark = _group({HEADER: {"format": 2} | _bookmark(T1)})

    assert bookmark.start(T2) == Pending(T2)
