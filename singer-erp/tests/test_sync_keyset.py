import datetime as dt
import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.errors import VendorError
from singer_erp.sync.keyset import KeyRange, id_lists, join_buckets, read_by_key
from singer_erp.sync.page import Checkpoint, Page
from singer_erp.sync.progress import advances

NOW = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
BUCKETS = st.dictionaries(st.integers(3, 500), st.integers(1, 100), max_size=60)


def _ranges(counts, **options):
    buckets = sorted(counts.items())
    return list(join_buckets(buckets, **{"part": KeyRange(), "start": 3, "width": 1} | options))


@given(BUCKETS, st.integers(1, 300))
def test_ranges_cover_the_key_space_without_gap_or_overlap(counts, page_size):
    ranges = _ranges(counts, width=100, page_size=page_size)

    assert ranges[0].low == 300
    assert [part.low for part in ranges[1:]] == [part.high for part in ranges[:-1]]
    assert ranges[-1].high is None


@given(BUCKETS, st.integers(100, 1000))
def test_a_range_holds_at_most_a_page(counts, page_size):
    for part in _ranges(counts, page_size=page_size):
        high = float("inf") if part.high is None else part.high
        assert sum(n for key, n in counts.items() if part.low <= key < high) <= page_size


def test_ranges_read_what_the_range_they_are_cut_from_reads():
    assert {part.since for part in _ranges({4: 9, 9: 9}, part=KeyRange(NOW), page_size=9)} == {NOW}


@given(st.lists(st.integers(), unique=True), st.integers(1, 10))
def test_lists_hold_every_id_once(ids, size):
    lists = [part.ids for part in id_lists(ids, size)]

    assert [n for some in lists for n in some] == ids
    assert all(len(some) == size for some in lists[:-1])


class Table:
    """Rows by key, which may change while pages are read."""

    def __init__(self, keys, page_size=3, bucket_width=10):
        self.keys = set(keys)
        self.page_size = page_size
        self.bucket_width = bucket_width
        self.ranges = []
        self._lock = threading.Lock()

    def read(self, part):
        with self._lock:
            self.ranges.append(part)
            found = sorted(
                key
                for key in self.keys
                if (part.after is None or key > part.after)
                and (part.low is None or key[0] >= part.low)
                and (part.high is None or key[0] < part.high)
            )
        rows = found[: self.page_size]
        position = rows[-1] if rows else None
        page = Page([("rows", rows)], NOW, checkpoint=Checkpoint(position))
        return page, replace(part, after=position) if len(found) > len(rows) else None

    def histogram(self, part, start):
        counts = {}
        for key in sorted(self.keys):
            bucket = key[0] // self.bucket_width
            if bucket >= start:
                counts[bucket] = counts.get(bucket, 0) + 1
        yield from counts.items()


def _rows(pages):
    return [row for page in pages for _, rows in page.rows for row in rows]


_KEYS = st.one_of(
    st.sets(st.tuples(st.integers(0, 400)), max_size=40),
    st.sets(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=40),
)


@settings(max_examples=50)
@given(_KEYS, st.integers(1, 4))
def test_every_row_is_read_once_in_key_order(keys, ahead):
    table = Table(keys)

    assert _rows(read_by_key(table, None, None, ahead=ahead)) == sorted(keys)


@settings(max_examples=50)
@given(_KEYS, st.data())
def test_a_sync_that_resumes_reads_the_rows_after_its_position(keys, data):
    table = Table(keys)
    pages = list(read_by_key(table, None, None, ahead=1))
    done = data.draw(st.integers(0, len(pages)))
    positions = [page.checkpoint.position for page in pages[:done] if page.checkpoint.position]
    after = positions[-1] if positions else None

    rest = list(read_by_key(table, None, after, ahead=2))

    assert _rows(pages[:done]) + _rows(rest) == sorted(keys)


@settings(max_examples=50)
@given(_KEYS.filter(len), st.data())
def test_rows_that_exist_throughout_are_read_while_others_come_and_go(keys, data):
    table = Table(keys)
    kept, read = set(keys), []
    some_keys = st.sampled_from(sorted(keys))
    for page in read_by_key(table, None, None, ahead=2):
        read += _rows([page])
        gone, new = data.draw(some_keys), data.draw(some_keys)
        table.keys = (table.keys - {gone}) | {(new[0] + 1, *new[1:])}
        kept -= {gone}

    assert kept <= set(read)
    assert len(read) == len(set(read))


class Stuck(Table):
    """Says that there is more and returns the same rows from some key on."""

    def __init__(self, keys, stuck_at):
        super().__init__(keys)
        self.stuck_at = stuck_at

    def read(self, part):
        if part.after is None or part.after < self.stuck_at:
            return super().read(part)
        again = replace(part, after=None if self.stuck_at == (0,) else self.stuck_at)
        rows = [(SimpleNamespace(stream="rows"), [self.stuck_at])]
        return Page(rows, NOW), again


@pytest.mark.parametrize("stuck_at", [(0,), (2,), (50,)])
def test_a_source_that_repeats_a_page_for_ever_is_an_error(stuck_at):
    table = Stuck([(n,) for n in range(100)], stuck_at)

    with pytest.raises(VendorError, match="Reading rows does not come to an end"):
        list(read_by_key(table, None, None, ahead=2))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, (1,), True),
        (None, None, False),
        ((1,), None, False),
        ((1,), (2,), True),
        ((2,), (2,), False),
        ((2,), (1,), False),
        ((1, "b"), (1, "a"), True),
        ((1, "b"), (1, "b"), False),
        (("b", 1), ("b", 2), True),
        (("b", 2), ("b", 1), False),
        ((2, 1), (1, 9), False),
    ],
)
def test_keys_advance_in_numbers_and_in_any_order_of_text(before, after, expected):
    assert advances(before, after) is expected


def test_text_keys_are_read_page_after_page():
    keys = [(letter,) for letter in "abcdefgh"]
    table = Table(keys)

    assert _rows(read_by_key(table, None, None, ahead=3)) == keys
    assert [part.after for part in table.ranges] == [None, ("c",), ("f",)]


@pytest.mark.parametrize("keys", [[], [(1,), (2,)]])
def test_a_table_of_one_page_costs_one_request(keys):
    table = Table(keys)

    assert _rows(read_by_key(table, None, None, ahead=3)) == keys
    assert len(table.ranges) == 1


def test_sparse_keys_cost_no_empty_requests():
    keys = [(10**n,) for n in range(9)]
    table = Table(keys)

    pages = list(read_by_key(table, None, None, ahead=1))

    assert _rows(pages) == keys
    assert len(pages) <= 1 + len(keys) / table.page_size + 1
