"""jsforce, as published on npm, drives the org."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("jsforce_calls.mjs")
JSFORCE = Path(__file__).parents[3] / ".meltano" / "jsforce"  # `make test` fetches it

pytestmark = pytest.mark.skipif(
    not (JSFORCE / "node_modules" / "jsforce").exists(),
    reason="jsforce is not there: install node and npm, then `make .meltano/jsforce`",
)


def test_jsforce_queries_upserts_loads_and_sets_up(call):
    done = subprocess.run(
        ["node", SCRIPT, JSFORCE, call.sandbox.url, call.token],
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr

    result = json.loads(done.stdout)

    assert {"Account", "Contact", "Vendor__c"} <= set(result.pop("objects"))
    assert result == {
        "upsert": [True, False, True],
        "query": ["Paper AG"],
        "bulk": [300, 1, 0],
        "bulkCreated": 299,
        "bulkError": "STRING_TOO_LONG",
        "bulkQuery": 300,
        "metadata": [True],
        "metadataAgain": "DUPLICATE_DEVELOPER_NAME",
        "metadataRead": 20,
        "tooling": 1,
        "hidden": True,
    }
