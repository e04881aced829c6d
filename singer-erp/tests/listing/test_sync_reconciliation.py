"""Key reconciliation: what was deleted and what was missed, over a source without order."""

import copy
import datetime as dt

import pytest
from singer_erp.errors import ConfigError, TransientError
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.known_keys import pack, unpack
from singer_erp.sync.listing import read_changes
from singer_erp.sync.reconciliation import ReconciledSync
from singer_erp.sync.state import StateStore
from singer_erp.sync.windows import Window
from singer_erp.timestamps import parse_timestamp

END = dt.datetime(2026, 2, 1, 4, tzinfo=dt.UTC)


def _keys(page):
    return [key for _, rows in page.rows for key, _ in rows]


def _sync(source, store, *, every=dt.timedelta(0), now=END, start=None, **options):
    bookmark = Bookmark(store, "rows", replication_key="at", lookback=dt.timedelta(), start=start)

    def read(sync):
        since = parse_timestamp(sync.after[0]) if sync.after else sync.since
        return read_changes(source, Window(since, sync.started_at), ahead=1)

    sync = IncrementalSync(bookmark, read, lambda: now)
    return ReconciledSync(
        sync, bookmark, source, now=lambda: now, every=every, start=start, **options
    )


def _run(source, state, **options):
    rows = []
    for page in _sync(source, StateStore(state), **options).pages():
        rows += _keys(page)
        page.save()
    return rows


def test_a_known_key_that_is_listed_no_more_was_deleted(source_of):
    state, source = {}, source_of({("GL", str(number)): number for number in range(8)})
    _run(source, state)
    del source.records["GL", "5"]

    _run(source, state)
    _run(source, state)

    assert source.removed == [("GL", "5")]


def test_a_deletion_that_no_stream_has_a_row_for_is_left_to_a_later_run(source_of):
    state, source = {}, source_of({("GL", str(number)): number for number in range(8)})
    _run(source, state)
    del source.records["GL", "5"]

    _run(source, state, writes_deletions=False)
    assert source.removed == []

    _run(source, state)
    assert source.removed == [("GL", "5")]


def test_a_listed_key_that_is_not_known_is_read(source_of):
    """It was committed with a timestamp that the sync had passed."""
    state, source = {}, source_of({("GL", "1"): 0})
    _run(source, state)
    source.records["GL", "2"] = 1

    assert _run(source, state) == [("GL", "2")]
    assert source.removed == []


@pytest.mark.parametrize("page_size", [3, 50])
def test_a_record_that_a_killed_run_wrote_and_that_is_gone_was_deleted(source_of, page_size):
    """Whatever page a run is killed after, its state has the keys of what it has written."""
    records = {("GL", str(number)): number for number in range(8)}
    for number in range(9):
        state, written, source = {}, set(), source_of(dict(records), page_size)
        stored = copy.deepcopy(state)
        for position, page in enumerate(_sync(source, StateStore(state)).pages()):
            written |= {*_keys(page)}
            if position == number:
                break
            page.save()
            if page.persists:
                stored = copy.deepcopy(state)
        later = source_of({})

        _run(later, stored)

        assert written <= set(later.removed), number


def _killed(source, state, number, now):
    """Run until a page is read that is not saved; return its keys, None after the last one."""
    for position, page in enumerate(_sync(source, StateStore(state), now=now).pages()):
        if position == number:
            return set(_keys(page))
        page.save()
    return None


@pytest.mark.parametrize("first", range(2, 6))
def test_a_page_that_a_killed_run_did_not_save_is_read_again(source_of, first):
    """Also by a run that resumed another one: half of the page may have been written."""
    records, number, keys = {("GL", str(number)): number for number in range(8)}, 0, set()
    while keys is not None:
        state, source = {}, source_of(dict(records))
        _killed(source, state, first, END)
        source.records["GL", "late"] = 7  # a new key, which the state must have first
        keys = _killed(source, state, number, END + dt.timedelta(hours=1))
        if keys is not None:
            assert keys <= set(_run(source, state, now=END + dt.timedelta(hours=2))), number
        number += 1

    assert number > 4


def test_a_sync_starts_where_the_one_ended_that_was_resumed_before_it(source_of):
    records = {("GL", str(number)): number for number in range(8)}
    state, source = {}, source_of(records)
    _killed(source, state, 4, END)
    assert "after" in state["bookmarks"]["rows"]["pending"]
    source.records["GL", "late"] = 7

    rows = _run(source, state, now=END + dt.timedelta(hours=1))

    assert len(rows) == len(set(rows)) < len(source.records)


def _paged(store, source, pages):
    """Return a sync of a source that lists nothing in advance, so that each page has new keys."""
    bookmark = Bookmark(store, "rows", replication_key="at", lookback=dt.timedelta(), start=None)
    sync = IncrementalSync(bookmark, lambda _: iter(pages), lambda: END)
    hour = dt.timedelta(hours=1)
    return ReconciledSync(sync, bookmark, source, now=lambda: END, every=hour, start=None)


def _numbered_pages(source_of, number, size):
    keys = [[(f"{page}", f"{row}") for row in range(size)] for page in range(number)]
    return [source_of.page([(key, source_of.at(0)) for key in page]) for page in keys]


def test_states_with_all_keys_are_fewer_than_pages(source_of):
    state, found = {}, []
    for page in _paged(
        StateStore(state), source_of({}), _numbered_pages(source_of, 40, 1000)
    ).pages():
        page.save()
        found.append(page.persists)

    assert found.count(True) == 5


@pytest.mark.parametrize("number", range(14))
def test_a_run_that_is_killed_within_announced_pages_knows_what_it_wrote(source_of, number):
    state, written = {}, set()
    stored = {}
    sync = _paged(StateStore(state), source_of({}), _numbered_pages(source_of, 12, 1000))
    for position, page in enumerate(sync.pages()):
        written |= {*_keys(page)}
        if position == number:
            break
        page.save()
        if page.persists:
            stored = copy.deepcopy(state)
    later = source_of({})

    _run(later, stored)

    assert written <= set(later.removed)


def test_pages_that_were_read_before_an_error_are_written(source_of):
    def pages():
        yield from _numbered_pages(source_of, 3, 10)
        raise TransientError("The source is away", "Run again")

    state, keys = {}, []

    def write():
        for page in _paged(StateStore(state), source_of({}), pages()).pages():
            keys.extend(_keys(page))
            page.save()

    with pytest.raises(TransientError):
        write()

    assert len(keys) == 30
    assert len(unpack(state["bookmarks"]["rows"]["keys"])) == 30


def test_the_state_of_a_sync_that_ended_has_each_key_once(source_of):
    state = {}
    for page in _paged(
        StateStore(state), source_of({}), _numbered_pages(source_of, 12, 1000)
    ).pages():
        page.save()

    assert len(unpack(state["bookmarks"]["rows"]["keys"])) == 12_000
    assert "keys_ahead" not in state["bookmarks"]["rows"]


def test_records_that_are_older_than_the_start_are_neither_read_nor_deleted(source_of):
    state, source = {}, source_of({("GL", "1"): 0, ("GL", "2"): 100})

    assert _run(source, state, start=source.at(50)) == [("GL", "2")]
    assert _run(source, state, start=source.at(50)) == []
    assert source.removed == []


def test_keys_are_compared_when_it_is_due_and_not_after_the_first_sync(source_of):
    day = dt.timedelta(days=1)
    state, source = {}, source_of({("GL", "1"): 0})
    _run(source, state, every=day)
    source.records["GL", "2"] = 1

    assert _run(source, state, every=day, now=END + dt.timedelta(hours=23)) == []
    assert _run(source, state, every=day, now=END + day) == [("GL", "2")]


def test_keys_that_were_compared_in_the_future_are_compared_now(source_of):
    """One wrong clock would hide all deletions until then."""
    day = dt.timedelta(days=1)
    state, source = {}, source_of({("GL", "1"): 0})
    _run(source, state, every=day, now=END + 900 * day)
    source.records.clear()

    _run(source, state, every=day)

    assert source.removed == [("GL", "1")]
    assert parse_timestamp(state["bookmarks"]["rows"]["reconciled_at"]) == END


def _state_without_keys(source, **options):
    """Return the state of a run after which the source reports deletions."""
    state = {}
    _run(source, state, is_last=lambda: True, **options)
    assert "keys" not in state["bookmarks"]["rows"]
    return state


@pytest.mark.parametrize("every", [dt.timedelta(0), dt.timedelta(days=1)])
def test_records_of_a_state_without_keys_are_known_and_not_read_again(source_of, every):
    source = source_of({("GL", str(number)): number for number in range(8)})
    state = _state_without_keys(source)
    source.records["GL", "3"] = 86_401  # after the first run
    later = END + dt.timedelta(hours=1)

    assert _run(source, state, every=every, now=later) == [("GL", "3")]
    del source.records["GL", "5"]

    assert _run(source, state, every=every, now=later + every) == []
    assert source.removed == [("GL", "5")]


def test_a_record_of_a_state_without_keys_that_is_deleted_after_it_was_read_is_known(source_of):
    """Also if that is before the run ends, or is killed."""
    source = source_of({("GL", "1"): 0})
    state = _state_without_keys(source)
    source.records["GL", "1"] = 86_401  # after the first run
    stored = copy.deepcopy(state)
    for page in _sync(source, StateStore(state), now=END + dt.timedelta(hours=1)).pages():
        if _keys(page):
            break
        page.save()
        if page.persists:
            stored = copy.deepcopy(state)
    source.records.clear()

    _run(source, stored, now=END + dt.timedelta(hours=2))

    assert source.removed == [("GL", "1")]


def test_of_a_state_without_keys_records_older_than_the_start_are_not_known(source_of):
    source = source_of({("GL", "1"): 0, ("GL", "2"): 100})
    start = source.at(50)
    state = _state_without_keys(source, start=start)
    _run(source, state, start=start)
    source.records.clear()

    _run(source, state, start=start)

    assert source.removed == [("GL", "2")]


@pytest.mark.parametrize("key", [(1,), ("1", "2"), (1, "2", 3), ()])
@pytest.mark.parametrize("name", ["keys", "keys_ahead"])
def test_known_keys_of_another_shape_are_an_error_about_the_state(source_of, name, key):
    state, source = {}, source_of({(7, "1"): 0})
    _run(source, state)
    state["bookmarks"]["rows"][name] = [pack([key])]

    with pytest.raises(ConfigError, match="`keys` that cannot be read"):
        _run(source, state)
