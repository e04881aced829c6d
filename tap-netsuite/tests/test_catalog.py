"""A change of any stream's schema is a visible difference in review.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-netsuite/tests/test_catalog.py`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from tap_netsuite.tap import TapNetSuite

_SNAPSHOT = Path(__file__).parent / "snapshots" / "catalog.json"


def test_the_catalog_is_the_one_reviewed(shared_sandbox):
    tap = TapNetSuite(config=shared_sandbox.netsuite.config())
    catalog = json.loads(tap.catalog_json_text)

    if os.environ.get("UPDATE_SNAPSHOTS"):
        _SNAPSHOT.parent.mkdir(exist_ok=True)
        _SNAPSHOT.write_text(json.dumps(catalog, indent=1, sort_keys=True) + "\n")
    assert catalog == json.loads(_SNAPSHOT.read_text())
