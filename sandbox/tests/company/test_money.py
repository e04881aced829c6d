import pytest
from erp_sandbox.company.money import RATE_ONE, convert, divide, open_in_base, rounded, shares
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (7, 7, 1)],
)
def test_halves_are_rounded_away_from_zero(numerator, denominator, expected):
    assert divide(numerator, denominator) == expected


def test_amounts_without_decimals_stay_integers():
    assert rounded(12_345, 100) == 12_300
    assert convert(1_00, 148_350_000, 100) == 148_00


@given(st.integers(-(10**12), 10**12))
def test_conversion_at_one_changes_nothing(cents):
    assert convert(cents, RATE_ONE, 1) == cents


@given(
    st.integers(0, 10**10),
    st.lists(st.integers(1, 500), min_size=1, max_size=9),
)
def test_shares_lose_no_cent(cents, weights):
    parts = shares(cents, weights)
    assert sum(parts) == cents
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - cents * weight / sum(weights)) < 1.01


def test_untouched_items_keep_their_booked_base_amount():
    facts = {"total": 10_00, "base_total": 11_07, "rate": 1_106_600, "step": 1}
    assert open_in_base(left=10_00, **facts) == 11_07
    assert open_in_base(left=5_00, **facts) == 5_53
    assert open_in_base(left=0, **facts) == 0
