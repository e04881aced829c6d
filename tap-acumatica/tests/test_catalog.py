"""The catalog is the reviewed one, whichever document the instance serves.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-acumatica/tests/test_catalog.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from singer_erp.testing import assert_snapshot
from tap_acumatica.tap import TapAcumatica


@pytest.mark.parametrize("swagger", ["3.0.1", "2.0"])
def test_the_catalog_is_the_reviewed_one(shared_sandbox, swagger):
    shared_sandbox.acumatica.set_limits(swagger=swagger)
    try:
        found = TapAcumatica(config=shared_sandbox.acumatica.config()).catalog_dict
    finally:
        shared_sandbox.acumatica.set_limits(swagger="3.0.1")

    assert_snapshot(found, Path(__file__).parent / "snapshots" / "catalog.json")
