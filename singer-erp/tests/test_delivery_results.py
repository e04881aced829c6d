"""Results of expressions: one key has one text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from singer_erp.delivery.results import key_of


@pytest.mark.parametrize(
    "value",
    [7, 7.0, "7", " 7 ", Decimal(7), Decimal("7.0"), Decimal("7.00"), Decimal("7E0")],
    ids=repr,
)
def test_a_number_is_one_key_however_it_is_spelled(value):
    assert key_of(value, "key") == "7"


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (Decimal("7E+2"), "700"),
        (Decimal("-0.0"), "0"),
        (Decimal("7.50"), "7.5"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("12345678901234567890123456789012.10"), "12345678901234567890123456789012.1"),
        (100, "100"),
        (True, "True"),
        ("7.0", "7.0"),
        ("007", "007"),
        (None, ""),
        (Decimal("1E+999999"), "1E+999999"),
    ],
    ids=repr,
)
def test_a_key_has_every_digit_and_text_stays_as_it_is(value, key):
    assert key_of(value, "key") == key
