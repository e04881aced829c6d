"""The SDK's own suite, on the catalog of `snapshots/catalog.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class
from tap_netsuite.tap import TapNetSuite

_CATALOG = json.loads((Path(__file__).parent / "snapshots" / "catalog.json").read_text())
# Filled by the fixture: the suite makes its classes before any sandbox runs.
_CONFIG = {
    "account_id": "1234567_SB1",
    "client_id": "synthetic",
    "certificate_id": "synthetic",
    "private_key": "synthetic",
}
# Always null, or empty, in the sandbox's company.
_SUITE = SuiteConfig(ignore_no_records=True)

_Standard = get_tap_test_class(
    TapNetSuite, config=_CONFIG, catalog=_CATALOG, suite_config=_SUITE, parse_env_config=False
)


class TestStandard(_Standard):
    @pytest.fixture(scope="class", autouse=True)
    def account(self, shared_sandbox):
        _CONFIG.update(shared_sandbox.netsuite.config())
