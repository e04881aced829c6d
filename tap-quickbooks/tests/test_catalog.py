"""A change of any stream's schema is a visible difference in review.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-quickbooks/tests/test_catalog.py`.
"""

from __future__ import annotations

from pathlib import Path

from singer_erp.testing import assert_snapshot
from tap_quickbooks.tap import TapQuickBooks

SETTINGS = {"realm_ids": ["1"], "client_id": "synthetic", "client_secret": "synthetic"}


def test_the_catalog_is_the_reviewed_one():
    catalog = TapQuickBooks(config=SETTINGS).catalog_dict

    assert_snapshot(catalog, Path(__file__).parent / "snapshots" / "catalog.json")
