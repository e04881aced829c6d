"""jsforce, as published on npm, drives the org.

It is fetched into a temporary folder, and only when ERP_SANDBOX_JSFORCE=1 asks for it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("jsforce_calls.mjs")
VERSION = "jsforce@^3.10"


@pytest.fixture(scope="module")
def jsforce(tmp_path_factory):
    """A folder that holds jsforce."""
    if os.environ.get("ERP_SANDBOX_JSFORCE") != "1":
        pytest.skip("jsforce is fetched from npm only with ERP_SANDBOX_JSFORCE=1")
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("jsforce")
    (folder / "package.json").write_text("{}")
    subprocess.run(
        ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", VERSION],
        check=True,
        capture_output=True,
    )
    return folder


def test_jsforce_queries_upserts_loads_and_sets_up(jsforce, call):
    done = subprocess.run(
        ["node", SCRIPT, jsforce, call.sandbox.url, call.token],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
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
