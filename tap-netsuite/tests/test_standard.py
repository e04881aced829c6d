"""The SDK's own suite, on the catalog of `snapshots/catalog.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class
from tap_netsuite.tap import TapNetSuite

_CATALOG = json.loads((Path(__file__).parent / "snapshots" / "catalog.json").read_text())
for _stream in _CATALOG["streams"]:
    _root = next(entry for entry in _stream["metadata"] if not entry["breadcrumb"])
    _root["metadata"]["selected"] = True
# Filled by the fixture: the suite makes its classes before any sandbox runs.
_CONFIG = {
    "account_id": "1234567_SB1",
    "client_id": "synthetic",
    "certificate_id": "synthetic",
    "private_key": "synthetic",
}
# The sandbox's company has no projects, and account balances are null in it.
pytestmark = pytest.mark.filterwarnings("ignore:No records were available to test")
_SUITE = SuiteConfig(max_records_limit=None, ignore_no_records_for_streams=["jobs"])

_Standard = get_tap_test_class(
    TapNetSuite, config=_CONFIG, catalog=_CATALOG, suite_config=_SUITE, parse_env_config=False
)


class TestStandard(_Standard):
    """The suite without the test that wants every column in a record: `_other` is rarely there."""

    test_tap_stream_transformed_catalog_schema_matches_record = None


@pytest.fixture(scope="module", autouse=True)
def _account(shared_sandbox):
    _CONFIG.update(shared_sandbox.netsuite.config())
