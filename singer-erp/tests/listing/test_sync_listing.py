"""Listed pages, over a source without order whose records change."""

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.sync.listing import Part, list_all, read_changes, read_everything
from singer_erp.sync.windows import Window
from singer_erp.timestamps import parse_timestamp

START = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
END = START + dt.timedelta(days=1)
WINDOW = Window(START, END)
FIRST = Window(end=END)


def _rows(pages):
    return [row for page in pages for _, rows in page.rows for row in rows]


records = st.dictionaries(
    st.tuples(st.sampled_from(["AP", "GL"]), st.text("aAbBcZ-1", min_size=1, max_size=3)),
    st.integers(0, 20),
    max_size=60,
)


@settings(deadline=None, max_examples=40)
@given(records, st.integers(1, 7), st.integers(0, 99))
def test_every_record_is_read_whatever_the_order_and_the_collation(
    source_of, found, page_size, seed
):
    for read in (
        lambda s: read_changes(s, WINDOW, ahead=2),
        lambda s: read_changes(s, FIRST, ahead=2),
        lambda s: read_everything(s, ahead=2),
    ):
        source = source_of(found, page_size, listing_size=page_size * 2, dice=random.Random(seed))

        rows = _rows(read(source))

        assert {key: (at - START).seconds for key, at in rows} == found


@settings(deadline=None, max_examples=25)
@given(records, st.integers(0, 99))
def test_changes_are_handed_over_in_order_and_a_killed_run_resumes(source_of, found, seed):
    source = source_of(found, dice=random.Random(seed))
    pages = list(read_changes(source, WINDOW, ahead=1))
    positions = [page.checkpoint.position for page in pages if page.checkpoint.position]

    assert positions == sorted(positions)
    for number, page in enumerate(pages):
        if page.checkpoint.position is None:
            continue
        start = parse_timestamp(page.checkpoint.position[0])
        rest = _rows(
            read_changes(source_of(found, dice=random.Random(seed)), Window(start, END), ahead=1)
        )
        assert {key for key, _ in _rows(pages[: number + 1]) + rest} == set(found)


def test_what_fits_a_page_costs_one_request(source_of):
    source = source_of({("GL", "1"): 0, ("GL", "2"): 1})

    assert len(_rows(read_changes(source, WINDOW, ahead=1))) == 2
    assert source.parts == [(Part(WINDOW), 3)]


def test_the_first_sync_reads_no_record_twice(source_of):
    source = source_of({("GL", str(number)): number for number in range(12)})

    assert len(_rows(read_changes(source, FIRST, ahead=1))) == 12
    assert {top for _, top in source.parts} == {None}


def test_a_record_that_changes_meanwhile_belongs_to_the_next_sync_and_loses_no_other(source_of):
    source = source_of({("GL", str(number)): number for number in range(12)})

    def change(source):
        source.records["GL", "3"] = 90_000  # after the end of the window

    source.before_read = change
    rows = _rows(read_changes(source, WINDOW, ahead=1))

    assert {key[1] for key, _ in rows} == {str(number) for number in range(12)} - {"3"}


def test_a_full_refresh_reads_a_record_that_changes_meanwhile(source_of):
    source = source_of({("GL", str(number)): number for number in range(12)})

    def change(source):
        source.records["GL", str(len(source.parts))] = 90_000

    source.before_read = change
    rows = _rows(read_everything(source, ahead=1))

    assert {key[1] for key, _ in rows} == {str(number) for number in range(12)}


def test_records_of_one_timestamp_that_do_not_fit_a_page_are_cut_by_key(source_of):
    source = source_of({("GL", f"{number:02}"): 5 for number in range(20)})

    assert len(_rows(read_changes(source, WINDOW, ahead=1))) == 20
    assert max(len(source.found(part, None)) for part, top in source.parts if top is None) <= 4


def test_a_listing_that_is_truncated_is_listed_again_in_halves(source_of):
    source = source_of({("GL", str(number)): number // 10 for number in range(50)})

    assert {entry.key for entry in list_all(source, WINDOW)} == set(source.records)
