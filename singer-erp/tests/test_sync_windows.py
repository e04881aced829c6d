"""Windows over a source whose records come and go while pages are read."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import TransientError, VendorError
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.windows import Response, Window, WindowReader

START = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)


def _at(second):
    return START + dt.timedelta(seconds=second)


@dataclass
class Source(WindowReader):
    """Records by id with the second they were created in."""

    records: dict
    page_size: int = 3
    before_response: object = None
    statements: list = field(default_factory=list)

    def _respond(self, found, offset=0):
        if self.before_response:
            self.before_response(self)
        rows = sorted((at, name) for name, at in self.records.items() if found(_at(at)))
        rows = rows[offset : offset + self.page_size]
        return Response([{"id": name, "at": at} for at, name in rows], START, START)

    def fetch(self, window):
        self.statements.append(window)
        return self._respond(
            lambda at: (
                (window.start is None or at >= window.start)
                and (window.end is None or at < window.end)
            )
        )

    def fetch_moment(self, moment, offset):
        self.statements.append((moment, offset))
        return self._respond(lambda at: at == moment, offset)

    def count_moment(self, moment):
        return sum(1 for at in self.records.values() if _at(at) == moment)

    def timestamp(self, record):
        return _at(record["at"])

    def key(self, record):
        return record["id"]

    def page(self, response, records, position):
        rows = [record["id"] for record in records]
        return Page([("records", rows)], START, checkpoint=Checkpoint((position,)))


def _ids(pages):
    return [row for page in pages for _, rows in page.rows for row in rows]


_SECONDS = st.lists(st.integers(0, 8), max_size=25)


@given(_SECONDS, st.integers(1, 5))
def test_every_record_is_read_in_order(seconds, page_size):
    source = Source({f"{n:02}": at for n, at in enumerate(seconds)}, page_size)

    read = _ids(source.pages(Window()))

    assert set(read) == set(source.records)
    firsts = [source.records[name] for name in dict.fromkeys(read)]
    assert firsts == sorted(firsts)
    crowded = {at for at in seconds if seconds.count(at) > page_size}
    repeated = {name for name in read if read.count(name) > 1}
    if page_size > 1:
        assert {source.records[name] for name in repeated} <= crowded | {
            at for at in seconds if seconds.count(at) == page_size
        }


@given(_SECONDS, st.integers(0, 8), st.integers(0, 8))
def test_a_window_has_what_was_created_from_its_start_to_before_its_end(seconds, start, end):
    source = Source({f"{n:02}": at for n, at in enumerate(seconds)})

    read = _ids(source.pages(Window(_at(start), _at(end))))

    assert set(read) == {name for name, at in source.records.items() if start <= at < end}


@settings(max_examples=150)
@given(_SECONDS, st.integers(2, 5), st.data())
def test_records_that_exist_throughout_are_read_while_others_come_and_go(seconds, page_size, data):
    source = Source({f"{n:02}": at for n, at in enumerate(seconds)}, page_size)
    kept = set(source.records)
    changes = 0

    def change(_):
        nonlocal changes
        changes += 1
        if changes <= 8 and data.draw(st.booleans()):
            if source.records and data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(sorted(source.records)))
                del source.records[gone]
                kept.discard(gone)
            else:
                source.records[f"new {changes}"] = data.draw(st.integers(0, 8))

    source.before_response = change
    try:
        read = _ids(source.pages(Window()))
    except TransientError:
        return

    assert kept <= set(read)


@settings(max_examples=50)
@given(_SECONDS, st.data())
def test_a_sync_that_resumes_at_any_page_misses_nothing(seconds, data):
    source = Source({f"{n:02}": at for n, at in enumerate(seconds)})
    pages = list(source.pages(Window()))
    done = data.draw(st.integers(0, len(pages)))
    positions = [page.checkpoint.position[0] for page in pages[:done]]
    start = next((position for position in reversed(positions) if position), None)

    rest = [] if done == len(pages) else list(source.pages(Window(start)))

    assert set(_ids(pages[:done]) + _ids(rest)) == set(source.records)


def test_more_records_of_a_moment_than_a_page_holds_are_read_by_offset():
    source = Source({"a": 0} | {f"b{n}": 1 for n in range(7)} | {"c": 2})

    read = _ids(source.pages(Window()))

    assert set(read) == set(source.records)
    offsets = [found[1] for found in source.statements if isinstance(found, tuple)]
    assert offsets == [0, 3, 6]


def test_a_moment_is_read_again_until_its_counts_agree():
    source = Source({f"b{n}": 1 for n in range(7)})
    gone = iter(["b0", "b1"])

    def remove(source):
        if isinstance(source.statements[-1], tuple):
            source.records.pop(next(gone, None), None)

    source.before_response = remove
    read = _ids(source.pages(Window()))

    assert set(source.records) <= set(read)
    offsets = [found[1] for found in source.statements if isinstance(found, tuple)]
    assert offsets.count(0) > 1


def test_a_moment_that_never_stays_the_same_is_an_error():
    source = Source({f"b{n}": 1 for n in range(40)})

    def remove(source):
        if isinstance(source.statements[-1], tuple):
            del source.records[min(source.records)]

    source.before_response = remove

    with pytest.raises(TransientError, match="removed faster"):
        list(source.pages(Window()))


def test_a_moment_whose_offset_is_ignored_is_an_error():
    source = Source({f"b{n}": 1 for n in range(40)})
    fetch_moment = source.fetch_moment
    source.fetch_moment = lambda moment, _: fetch_moment(moment, 0)

    with pytest.raises(TransientError, match="removed faster"):
        list(source.pages(Window()))


def test_a_source_that_ignores_the_start_of_windows_is_an_error():
    source = Source({f"b{n}": n for n in range(40)})
    fetch = source.fetch
    source.fetch = lambda _: fetch(Window())

    with pytest.raises(VendorError, match="does not come to an end"):
        list(source.pages(Window()))


def test_a_first_page_that_was_read_already_is_not_read_again():
    source = Source({"a": 0, "b": 1})
    first = source.fetch(Window())

    assert _ids(source.pages(Window(), first)) == ["a", "b"]
    assert len(source.statements) == 1


@given(
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.lists(st.integers(-2, 12), max_size=8),
)
def test_windows_split_without_gap_or_overlap(start, end, edges):
    start = None if start is None else _at(start)
    end = None if end is None else _at(end)

    windows = list(Window(start, end).split(map(_at, edges)))

    assert (windows[0].start, windows[-1].end) == (start, end)
    for window, following in pairwise(windows):
        assert window.end == following.start
        assert window.start is None or window.start < window.end
    inner = {window.end for window in windows[:-1]}
    assert inner == {
        at for at in map(_at, edges) if (start is None or at > start) and (end is None or at < end)
    }
