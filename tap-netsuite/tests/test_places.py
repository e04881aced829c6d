from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tap_netsuite.places import after_key, lists, ranges


def _bounds(place) -> tuple[int, float]:
    parts = place.condition.replace("t.id ", "").split(" AND ")
    low = int(parts[0].removeprefix(">= "))
    return low, float(parts[1].removeprefix("< ")) if len(parts) > 1 else float("inf")


@given(
    st.dictionaries(st.integers(3, 500), st.integers(1, 100), max_size=60),
    st.integers(1, 300),
)
def test_ranges_cover_the_key_space_without_gap_or_overlap(counts, page_size):
    places = list(
        ranges(sorted(counts.items()), column="t.id", start=3, width=100, page_size=page_size)
    )

    bounds = [_bounds(place) for place in places]
    assert bounds[0][0] == 300
    assert [low for low, _ in bounds[1:]] == [high for _, high in bounds[:-1]]
    assert bounds[-1][1] == float("inf")


@given(
    st.dictionaries(st.integers(0, 500), st.integers(1, 100), max_size=60),
    st.integers(100, 1000),
)
def test_a_range_holds_at_most_a_page(counts, page_size):
    for place in ranges(
        sorted(counts.items()), column="t.id", start=0, width=1, page_size=page_size
    ):
        low, high = _bounds(place)

        assert sum(n for bucket, n in counts.items() if low <= bucket < high) <= page_size


def test_the_condition_after_a_key_spells_out_the_tuple():
    condition = after_key(("t.a", "t.b", "t.c"), (1, 2, "it's"))

    assert condition == (
        "((t.a > 1) OR (t.a = 1 AND t.b > 2) OR (t.a = 1 AND t.b = 2 AND t.c > 'it''s'))"
    )


@given(st.lists(st.integers(), unique=True), st.integers(1, 10))
def test_lists_name_every_id_once_and_tell_where_they_end(ids, size):
    places = list(lists(ids, columns=["t.x"], size=size))

    named = [int(n) for p in places for n in p.condition[len("(t.x IN (") : -2].split(",")]
    assert named == ids
    assert [place.upto for place in places] == [
        ids[i : i + size][-1] for i in range(0, len(ids), size)
    ]
