"""A change of any stream's schema is a visible difference in review.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-netsuite/tests/test_catalog.py`.
"""

from __future__ import annotations

from pathlib import Path

from singer_erp.testing import assert_snapshot
from tap_netsuite.tap import TapNetSuite


def test_the_catalog_is_the_reviewed_one(shared_sandbox):
    catalog = TapNetSuite(config=shared_sandbox.netsuite.config()).catalog_dict

    assert_snapshot(catalog, Path(__file__).parent / "snapshots" / "catalog.json")
