"""The SDK's own suite, on the catalog of `snapshots/catalog.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class
from tap_looker.tap import TapLooker

_HERE = Path(__file__).parent
_CATALOG = json.loads((_HERE / "snapshots" / "catalog.json").read_text())
for _stream in _CATALOG["streams"]:
    _root = next(entry for entry in _stream["metadata"] if not entry["breadcrumb"])
    _root["metadata"]["selected"] = True
# Filled by the fixture: the suite makes its classes before any sandbox runs.
_CONFIG = {
    "api_url": "http://127.0.0.1:9",
    "client_id": "synthetic",
    "client_secret": "synthetic",
    "queries": json.loads((_HERE / "data" / "queries.json").read_text()),
}
# Some columns are empty in the sandbox's instance, and `_other` is absent when it is.
pytestmark = [
    pytest.mark.filterwarnings("ignore:No records were available to test"),
    pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records"),
]
_SUITE = SuiteConfig(
    max_records_limit=None,
    ignore_no_records_for_streams=[
        *("scheduled_plans", "scheduled_plan_destinations", "datagroups", "projects"),
        *("boards", "scheduled_jobs"),
    ],
)

TestStandard = get_tap_test_class(
    TapLooker,
    config=_CONFIG,
    catalog=_CATALOG,
    suite_config=_SUITE,
    parse_env_config=False,
)


@pytest.fixture(scope="module", autouse=True)
def _instance(shared_sandbox):
    _CONFIG.update(shared_sandbox.looker.config())
    return shared_sandbox
