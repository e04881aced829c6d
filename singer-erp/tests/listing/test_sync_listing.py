"""Listed pages, over a source without order whose records change."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.sync.listing import Part, list_all, read_changes, read_everything
from singer_erp.sync.windows import Window
from singer_erp.timestamps import parse_timestamp

START = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
END = START + dt.timedelta(days=1)
WINDOW = Window(START, END)
FIRST = Window(end=END)


COLLATIONS = {
    "without case": str.lower,
    "with case": str,
    "without hyphens": lambda text: text.lower().replace("-", ""),
    "backwards": lambda text: text[::-1],
    "by length": len,
    "all equal": lambda _: 0,
}
LISTED_BY = {
    "time": lambda source: read_changes(source, FIRST, ahead=2),
    "time of a later sync": lambda source: read_changes(source, WINDOW, ahead=2),
    "key": lambda source: read_everything(source, ahead=2),
}


def _rows(pages):
    return [row for page in pages for _, rows in page.rows for row in rows]


records_keys = st.tuples(st.sampled_from(["AP", "GL"]), st.text("aAbBcZ-1", min_size=1, max_size=3))
records = st.dictionaries(records_keys, st.integers(0, 20), max_size=60)


@settings(deadline=None, max_examples=40)
@pytest.mark.parametrize("listed_by", LISTED_BY)
@pytest.mark.parametrize("collation", COLLATIONS)
@given(found=records, page_size=st.integers(1, 7), seed=st.integers(0, 99))
def test_every_record_is_read_once_whatever_the_order_and_the_collation(
    source_of, listed_by, collation, found, page_size, seed
):
    source = source_of(
        found,
        page_size,
        listing_size=page_size * 2,
        dice=random.Random(seed),
        collation=COLLATIONS[collation],
    )

    rows = _rows(LISTED_BY[listed_by](source))

    assert sorted(rows) == sorted((key, source.at(second)) for key, second in found.items())


@settings(deadline=None, max_examples=40)
@pytest.mark.parametrize("collation", COLLATIONS)
@given(
    found=st.dictionaries(records_keys, st.none() | st.integers(0, 9), max_size=60),
    seed=st.integers(0, 99),
)
def test_a_first_sync_reads_records_without_a_time_of_change_once(
    source_of, collation, found, seed
):
    source = source_of(found, dice=random.Random(seed), collation=COLLATIONS[collation])

    rows = _rows(read_changes(source, FIRST, ahead=2))

    assert sorted(key for key, _ in rows) == sorted(found)


@pytest.mark.parametrize("collation", ["without case", "with case", "without hyphens", "backwards"])
def test_parts_by_key_hold_about_a_page_whatever_the_collation(source_of, collation):
    keys = [f"{'aB'[number % 2]}{'-' * (number % 3)}{number:03}" for number in range(200)]
    source = source_of({("GL", key): 5 for key in keys}, 10, collation=COLLATIONS[collation])

    pages = list(read_everything(source, ahead=2))

    assert max(len(_rows([page])) for page in pages) <= 20
    assert len(source.parts) <= 60


def test_texts_that_compare_without_case_cost_a_request_for_each_page(source_of):
    keys = [f"{'aB'[number % 2]}{number:02}" for number in range(40)]
    source = source_of({("GL", key): 5 for key in keys}, 10)

    assert len(_rows(read_everything(source, ahead=2))) == 40
    assert len(source.parts) == 1 + 4


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
