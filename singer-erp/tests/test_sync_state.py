"""The state's format: written and read again."""

import copy
import datetime as dt
import json
import threading

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import ConfigError
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


_TIMESTAMPS = st.datetimes(dt.datetime(1990, 1, 2), timezones=st.just(dt.UTC))  # noqa: DTZ001
_PENDING = st.builds(
    Pending,
    started_at=_TIMESTAMPS,
    since=st.none() | _TIMESTAMPS,
    after=st.none() | st.lists(st.integers() | st.text(max_size=3), max_size=3),
)
_PROGRESS = {
    "replication_key_value": st.none() | _TIMESTAMPS,
    "pending": st.none() | _PENDING,
    "record_count": st.none() | st.integers(0),
    "last_event": st.none() | st.integers(0),
    "seen": st.dictionaries(
        st.text(max_size=3), st.tuples(st.integers(-1, 9), _TIMESTAMPS), max_size=2
    ),
}
_STATES = st.builds(
    StreamState,
    format=st.just(2),
    replication_key=st.none() | st.just("modified_at"),
    version=st.none() | st.integers(1),
    activate=st.booleans(),
    streams=st.lists(st.text(max_size=3), max_size=2),
    partitions=st.lists(
        st.builds(
            Progress,
            context=st.dictionaries(st.just("realm_id"), st.text(max_size=3)),
            **_PROGRESS,
        ),
        max_size=2,
    ),
    **_PROGRESS,
)


@settings(max_examples=100)
@given(_STATES)
def test_what_is_written_is_read_again(state):
    written = {"bookmarks": {"bills": msgspec.to_builtins(state)}}
    store = StateStore(json.loads(json.dumps(written)))

    assert store.load("bills") == state


def test_a_stream_without_state_starts_at_the_beginning():
    assert StateStore({}).load("bills") == StreamState(format=2)


def test_the_state_of_another_account_is_an_error():
    state = {}
    store = StateStore(state, source="Acme")
    store.load("bills")
    store.save("bills")

    assert StateStore(state, source="Acme").load("bills").source == "Acme"
    for name in ("Beta", "acme"):
        with pytest.raises(ConfigError, match=f"'bills' is of 'Acme', not of '{name}'"):
            StateStore(state, source=name).load("bills")


def test_a_state_without_an_account_becomes_one_of_the_account_that_is_read():
    state = {"bookmarks": {"bills": {"format": 2, "version": 5}}}
    store = StateStore(state, source="Acme")
    store.load("bills")
    store.save("bills")

    assert state == {"bookmarks": {"bills": {"format": 2, "source": "Acme", "version": 5}}}


def test_nothing_is_written_before_it_is_saved():
    state = {}
    store = StateStore(state)
    store.load("bills").version = 5
    assert state == {"bookmarks": {}}

    store.save("bills")
    assert state == {"bookmarks": {"bills": {"format": 2, "version": 5}}}


def test_what_changes_after_it_was_saved_is_not_written():
    state = {}
    store = StateStore(state)
    store.load("bills").partitions.append(Progress({"realm_id": "1"}))
    store.save("bills")
    written = json.dumps(state)
    store.load("bills").partitions[0].pending = Pending(T1)

    assert json.dumps(state) == written


@pytest.mark.parametrize(
    "text", ["2026-01-30T04:00:00", "2026-01-30T04:00:00Z", "2026-01-30T06:00:00+02:00"]
)
@pytest.mark.parametrize("number", [1, 2])
def test_timestamps_are_utc_whatever_was_written(text, number):
    sync = {"started_at": text, "since": text, "after": None}
    name = "scan" if number == 1 else "pending"
    version = {"version": None} if number == 1 else {}
    entry = {"format": number, "replication_key_value": text, name: sync | version}

    state = _load(entry)

    found = (state.replication_key_value, state.pending.started_at, state.pending.since)
    assert [timestamp.isoformat() for timestamp in found] == ["2026-01-30T04:00:00+00:00"] * 3


@pytest.mark.parametrize(
    "entry",
    [
        {"format": 3},
        {"format": "2"},
        {"format": None},
        {"format": [2]},
        {"format": 2, "bookmark": "2026-01-30"},
        {"format": 2, "pending": {"started_at": "2026-01-30T04:00:00Z", "version": 5}},
        {"format": 2, "partitions": [{"realm_id": "1"}]},
        {"format": 2, "replication_key_value": 5},
        {"format": 2, "replication_key_value": "yesterday"},
        {"format": 2, "pending": {}},
        {"format": 2, "pending": {"started_at": "2026-01-30T04:00:00Z", "after": 5}},
        {"format": 2, "streams": "bills"},
        {"format": 2, "version": "5"},
        {"format": 2, "partitions": {"1": {}}},
        {"format": 2, "seen": {"61": [2]}},
        {"replication_key_value": "yesterday"},
        {"scan": 5},
        {"scan": {"started_at": "2026-01-30T04:00:00Z"}},
        {"scan": {"started_at": "soon", "since": None, "after": None, "version": None}},
        {"realms": []},
        {"realms": {"1": "2026-01-30T04:00:00Z"}},
        {"realms": {"1": {"since": "yesterday"}}},
        {"realms": {"1": {"scan": 5}}},
        {"realms": {"1": {"seen": {"61": 2}}}},
        "2026-01-30T04:00:00Z",
        [5],
        5,
    ],
)
def test_an_invalid_state_is_an_error_that_names_the_stream(entry):
    with pytest.raises(ConfigError, match=r"^The state of 'bills' ") as error:
        _load(entry)
    assert "full refresh" in str(error.value)

    with pytest.raises(ConfigError, match="'bills'"):
        StateStore({"bookmarks": {"bills": entry}}).load_group("bills", ["bill_lines", "bills"])


def test_streams_may_save_while_the_state_is_written():
    """As a stream that is started early does, whose entry is a new one."""
    state, lock = {"bookmarks": {}}, threading.RLock()
    store = StateStore(state, lock)
    names = [f"stream_{number}" for number in range(1000)]
    for name in names:
        store.load(name)

    saving = threading.Thread(target=lambda: [store.save(name) for name in names])
    saving.start()
    while saving.is_alive():
        with lock:
            copy.deepcopy(state)

    assert list(state["bookmarks"]) == names
