from __future__ import annotations

import datetime as dt

import pytest
from singer_erp.sync.keyset import KeyRange
from tap_netsuite.clock import Timestamps
from tap_netsuite.query import TableQuery, literal
from tap_netsuite.streams.table import Table

SINCE = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
KINDS = {"a": "id", "b": "integer", "c": "string", "changed": "timestamp", "open": "boolean"}


def _query(primary_keys=("a", "b", "c"), **changes):
    options = {"name": "entries", "table": "entry", "replication_key": "changed", "columns": KINDS}
    table = Table(**options | {"primary_keys": primary_keys} | changes)
    return TableQuery(table, KINDS, Timestamps())


def _where(query):
    return query.partition(" WHERE ")[2].partition(" ORDER BY ")[0]


@pytest.mark.parametrize(
    ("value", "text"), [(5, "5"), (-1, "-1"), ("it's", "'it''s'"), ("''", "''''''"), ("", "''")]
)
def test_a_literal_cannot_be_left(value, text):
    assert literal(value) == text


def test_a_query_without_conditions_has_none():
    assert " WHERE " not in _query().page(KeyRange(), 1000)


def test_pages_follow_the_whole_key_in_which_no_text_is_empty():
    assert " ORDER BY t.a, t.b, NVL(t.c,'-') FETCH " in _query().page(KeyRange(), 1000)


def test_a_page_ends_the_query_after_one_row_more():
    assert _query().page(KeyRange(), 1000).endswith(" FETCH FIRST 1001 ROWS ONLY")


def test_the_condition_after_a_key_spells_out_the_tuple():
    condition = _where(_query().page(KeyRange(after=(1, 2, "it's")), 1000))

    assert condition == (
        "t.a >= 1 AND ((t.a > 1) OR (t.a = 1 AND t.b > 2) "
        "OR (t.a = 1 AND t.b = 2 AND NVL(t.c,'-') > 'it''s'))"
    )


def test_a_range_is_bounded_by_its_lowest_and_below_its_highest_value():
    assert _where(_query().page(KeyRange(low=0, high=7), 1000)) == "t.a >= 0 AND t.a < 7"


def test_rows_of_transactions_are_found_by_every_column_that_names_one():
    query = _query(group=("a", "b"))

    assert _where(query.page(KeyRange(ids=(3, 5)), 1000)) == "(t.a IN (3,5) OR t.b IN (3,5))"


def test_rows_without_a_timestamp_count_as_changed():
    condition = _where(_query().page(KeyRange(since=SINCE), 1000))

    changed = "SYS_EXTRACT_UTC(t.changed) >= TO_TIMESTAMP('2026-01-31 04:00:00'"
    assert condition.startswith(f"({changed}")
    assert condition.endswith(" OR t.changed IS NULL)")


def test_a_table_without_a_replication_key_is_read_in_full():
    assert " WHERE " not in _query(replication_key=None).page(KeyRange(since=SINCE), 1000)


def test_a_histogram_counts_what_the_pages_read():
    histogram = _query().histogram(KeyRange(since=SINCE), start=3, count=5, width=100)

    assert histogram.startswith("SELECT TRUNC(t.a/100) AS bucket, COUNT(*) AS n FROM entry t")
    assert " WHERE t.a >= 300 AND t.a < 800 AND (SYS_EXTRACT_UTC(t.changed) >= " in histogram
    assert "t.changed IS NULL) GROUP BY TRUNC(t.a/100)" in histogram


def test_columns_are_selected_under_their_own_names():
    selected = _query().page(KeyRange(), 1000).partition(" FROM ")[0]

    assert selected.startswith("SELECT t.a AS a, t.b AS b, NVL(t.c,'-') AS c, ")
    assert selected.endswith("END AS open")
