"""Listed pages and key reconciliation, over a source without order whose records change."""

import copy
import datetime as dt
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import ConfigError, TransientError
from singer_erp.sync.bookmark import Bookmark
from singer_erp.sync.incremental import IncrementalSync
from singer_erp.sync.known_keys import pack, unpack
from singer_erp.sync.listing import Listed, Part, list_all, read_changes, read_everything
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.reconciliation import ReconciledSync
from singer_erp.sync.state import StateStore
from singer_erp.sync.windows import Window
from singer_erp.timestamps import parse_timestamp

START = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
END = START + dt.timedelta(days=1)
WINDOW = Window(START, END)
FIRST = Window(end=END)


def _at(second):
    return START + dt.timedelta(seconds=second)


@dataclass
class Source:
    """Records by key with the second of their last change; texts compare without case."""

    records: dict
    page_size: int = 3
    listing_size: int = 8
    keeps_keys: bool = True
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    before_read: object = None
    parts: list = field(default_factory=list)
    removed: list = field(default_factory=list)

    def _found(self, part, top):
        window = part.window
        found = [
            (key, _at(second))
            for key, second in self.records.items()
            if (window.start is None or _at(second) >= window.start)
            and (window.end is None or _at(second) < window.end)
            and (part.after is None or key[-1].lower() > part.after.lower())
            and (part.up_to is None or key[-1].lower() <= part.up_to.lower())
        ]
        self.dice.shuffle(found)
        return found if top is None else found[:top]

    def read(self, part, top=None):
        if self.before_read and top is None:
            self.before_read(self)
        self.parts.append((part, top))
        found = self._found(part, top)
        return _page(found), len(found)

    def listing(self, part, top=None):
        return [Listed(key, at) for key, at in self._found(part, top)]

    def read_keys(self, keys):
        return _page([(key, _at(self.records[key])) for key in keys])

    def deleted(self, keys):
        self.removed += keys
        return Page((), START)


def _page(found):
    keys = tuple(key for key, _ in found)
    return Page((("rows", found),), START, checkpoint=Checkpoint(keys=keys))


def _rows(pages):
    return [row for page in pages for _, rows in page.rows for row in rows]


def _keys(page):
    return [key for key, _ in _rows([page])]


records = st.dictionaries(
    st.tuples(st.sampled_from(["AP", "GL"]), st.text("aAbBcZ-1", min_size=1, max_size=3)),
    st.integers(0, 20),
    max_size=60,
)


@settings(deadline=None, max_examples=40)
@given(records, st.integers(1, 7), st.integers(0, 99))
def test_every_record_is_read_whatever_the_order_and_the_collation(found, page_size, seed):
    for read in (
        lambda s: read_changes(s, WINDOW, ahead=2),
        lambda s: read_changes(s, FIRST, ahead=2),
        lambda s: read_everything(s, ahead=2),
    ):
        source = Source(found, page_size, listing_size=page_size * 2, dice=random.Random(seed))

        rows = _rows(read(source))

        assert {key: (at - START).seconds for key, at in rows} == found


@settings(deadline=None, max_examples=25)
@given(records, st.integers(0, 99))
def test_changes_are_handed_over_in_order_and_a_killed_run_resumes(found, seed):
    source = Source(found, dice=random.Random(seed))
    pages = list(read_changes(source, WINDOW, ahead=1))
    positions = [page.checkpoint.position for page in pages if page.checkpoint.position]

    assert positions == sorted(positions)
    for number, page in enumerate(pages):
        if page.checkpoint.position is None:
            continue
        start = parse_timestamp(page.checkpoint.position[0])
        rest = _rows(
            read_changes(Source(found, dice=random.Random(seed)), Window(start, END), ahead=1)
        )
        assert {key for key, _ in _rows(pages[: number + 1]) + rest} == set(found)


def test_what_fits_a_page_costs_one_request():
    source = Source({("GL", "1"): 0, ("GL", "2"): 1})

    assert len(_rows(read_changes(source, WINDOW, ahead=1))) == 2
    assert source.parts == [(Part(WINDOW), 3)]


def test_the_first_sync_reads_no_record_twice():
    source = Source({("GL", str(number)): number for number in range(12)})

    assert len(_rows(read_changes(source, FIRST, ahead=1))) == 12
    assert {top for _, top in source.parts} == {None}


def test_a_record_that_changes_meanwhile_belongs_to_the_next_sync_and_loses_no_other():
    source = Source({("GL", str(number)): number for number in range(12)})

    def change(source):
        source.records["GL", "3"] = 90_000  # after the end of the window

    source.before_read = change
    rows = _rows(read_changes(source, WINDOW, ahead=1))

    assert {key[1] for key, _ in rows} == {str(number) for number in range(12)} - {"3"}


def test_a_full_refresh_reads_a_record_that_changes_meanwhile():
    source = Source({("GL", str(number)): number for number in range(12)})

    def change(source):
        source.records["GL", str(len(source.parts))] = 90_000

    source.before_read = change
    rows = _rows(read_everything(source, ahead=1))

    assert {key[1] for key, _ in rows} == {str(number) for number in range(12)}


def test_records_of_one_timestamp_that_do_not_fit_a_page_are_cut_by_key():
    source = Source({("GL", f"{number:02}"): 5 for number in range(20)})

    assert len(_rows(read_changes(source, WINDOW, ahead=1))) == 20
    assert max(len(source._found(part, None)) for part, top in source.parts if top is None) <= 4


def test_a_listing_that_is_truncated_is_listed_again_in_halves():
    source = Source({("GL", str(number)): number // 10 for number in range(50)})

    assert {entry.key for entry in list_all(source, WINDOW)} == set(source.records)


def _sync(source, store, *, every=dt.timedelta(0), now=END, start=None):
    bookmark = Bookmark(store, "rows", replication_key="at", lookback=dt.timedelta(), start=start)

    def read(sync):
        since = parse_timestamp(sync.after[0]) if sync.after else sync.since
        return read_changes(source, Window(since, sync.started_at), ahead=1)

    sync = IncrementalSync(bookmark, read, lambda: now)
    return ReconciledSync(sync, bookmark, source, now=lambda: now, every=every, start=start)


def _run(source, state, **options):
    rows = []
    for page in _sync(source, StateStore(state), **options).pages():
        rows += _keys(page)
        page.save()
    return rows


def test_a_known_key_that_is_listed_no_more_was_deleted():
    state, source = {}, Source({("GL", str(number)): number for number in range(8)})
    _run(source, state)
    del source.records["GL", "5"]

    _run(source, state)
    _run(source, state)

    assert source.removed == [("GL", "5")]


def test_a_listed_key_that_is_not_known_is_read():
    """It was committed with a timestamp that the sync had passed."""
    state, source = {}, Source({("GL", "1"): 0})
    _run(source, state)
    source.records["GL", "2"] = 1

    assert _run(source, state) == [("GL", "2")]
    assert source.removed == []


@pytest.mark.parametrize("page_size", [3, 50])
def test_a_record_that_a_killed_run_wrote_and_that_is_gone_was_deleted(page_size):
    """Whatever page a run is killed after, its state has the keys of what it has written."""
    records = {("GL", str(number)): number for number in range(8)}
    for number in range(9):
        state, written, source = {}, set(), Source(dict(records), page_size)
        stored = copy.deepcopy(state)
        for position, page in enumerate(_sync(source, StateStore(state)).pages()):
            written |= {*_keys(page)}
            if position == number:
                break
            page.save()
            if page.persists:
                stored = copy.deepcopy(state)
        later = Source({})

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
def test_a_page_that_a_killed_run_did_not_save_is_read_again(first):
    """Also by a run that resumed another one: half of the page may have been written."""
    records, number, keys = {("GL", str(number)): number for number in range(8)}, 0, set()
    while keys is not None:
        state, source = {}, Source(dict(records))
        _killed(source, state, first, END)
        source.records["GL", "late"] = 7  # a new key, which the state must have first
        keys = _killed(source, state, number, END + dt.timedelta(hours=1))
        if keys is not None:
            assert keys <= set(_run(source, state, now=END + dt.timedelta(hours=2))), number
        number += 1

    assert number > 4


def test_a_sync_starts_where_the_one_ended_that_was_resumed_before_it():
    records = {("GL", str(number)): number for number in range(8)}
    state, source = {}, Source(records)
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


def _numbered_pages(number, size):
    keys = [[(f"{page}", f"{row}") for row in range(size)] for page in range(number)]
    return [_page([(key, START) for key in page]) for page in keys]


def test_states_with_all_keys_are_fewer_than_pages():
    state, found = {}, []
    for page in _paged(StateStore(state), Source({}), _numbered_pages(40, 1000)).pages():
        page.save()
        found.append(page.persists)

    assert found.count(True) == 5


@pytest.mark.parametrize("number", range(14))
def test_a_run_that_is_killed_within_announced_pages_knows_what_it_wrote(number):
    state, written = {}, set()
    stored = {}
    sync = _paged(StateStore(state), Source({}), _numbered_pages(12, 1000))
    for position, page in enumerate(sync.pages()):
        written |= {*_keys(page)}
        if position == number:
            break
        page.save()
        if page.persists:
            stored = copy.deepcopy(state)
    later = Source({})

    _run(later, stored)

    assert written <= set(later.removed)


def test_pages_that_were_read_before_an_error_are_written():
    def pages():
        yield from _numbered_pages(3, 10)
        raise TransientError("The source is away", "Run again")

    state, rows = {}, []

    def write():
        for page in _paged(StateStore(state), Source({}), pages()).pages():
            rows.extend(_rows([page]))
            page.save()

    with pytest.raises(TransientError):
        write()

    assert len(rows) == 30
    assert len(unpack(state["bookmarks"]["rows"]["keys"])) == 30


def test_the_state_of_a_sync_that_ended_has_each_key_once():
    state = {}
    for page in _paged(StateStore(state), Source({}), _numbered_pages(12, 1000)).pages():
        page.save()

    assert len(unpack(state["bookmarks"]["rows"]["keys"])) == 12_000
    assert "keys_ahead" not in state["bookmarks"]["rows"]


def test_records_that_are_older_than_the_start_are_neither_read_nor_deleted():
    state, source = {}, Source({("GL", "1"): 0, ("GL", "2"): 100})

    assert _run(source, state, start=_at(50)) == [("GL", "2")]
    assert _run(source, state, start=_at(50)) == []
    assert source.removed == []


def test_keys_are_compared_when_it_is_due_and_not_after_the_first_sync():
    day = dt.timedelta(days=1)
    state, source = {}, Source({("GL", "1"): 0})
    _run(source, state, every=day)
    source.records["GL", "2"] = 1

    assert _run(source, state, every=day, now=END + dt.timedelta(hours=23)) == []
    assert _run(source, state, every=day, now=END + day) == [("GL", "2")]


def test_keys_that_were_compared_in_the_future_are_compared_now():
    """One wrong clock would hide all deletions until then."""
    day = dt.timedelta(days=1)
    state, source = {}, Source({("GL", "1"): 0})
    _run(source, state, every=day, now=END + 900 * day)
    source.records.clear()

    _run(source, state, every=day)

    assert source.removed == [("GL", "1")]
    assert parse_timestamp(state["bookmarks"]["rows"]["reconciled_at"]) == END


@pytest.mark.parametrize("key", [(1,), ("1", "2"), (1, "2", 3), ()])
@pytest.mark.parametrize("name", ["keys", "keys_ahead"])
def test_known_keys_of_another_shape_are_an_error_about_the_state(name, key):
    state, source = {}, Source({(7, "1"): 0})
    _run(source, state)
    state["bookmarks"]["rows"][name] = [pack([key])]

    with pytest.raises(ConfigError, match="`keys` that cannot be read"):
        _run(source, state)
