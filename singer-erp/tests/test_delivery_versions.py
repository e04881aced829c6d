"""Comparison of source versions."""

from __future__ import annotations

import pytest
from singer_erp.delivery.versions import is_older


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("2026-01-01", "2026-01-02T00:00:00Z", True),
        ("2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00Z", True),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", False),
        ("9", "10", True),
        ("10", "9.5", False),
        ("7", "7.0", False),
        ("2026-01-01", "7", False),
        ("b", "c", False),
        ("NaN", "1", False),
        (None, "1", False),
        ("1", None, False),
    ],
)
def test_versions_are_compared_as_numbers_or_timestamps(version, than, expected):
    assert is_older(version, than) is expected
