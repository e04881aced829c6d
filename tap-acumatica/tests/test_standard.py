"""The SDK's own suite, on the catalog of `snapshots/catalog.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class
from tap_acumatica.tap import TapAcumatica

_CATALOG = json.loads((Path(__file__).parent / "snapshots" / "catalog.json").read_text())
for _stream in _CATALOG["streams"]:
    _root = next(entry for entry in _stream["metadata"] if not entry["breadcrumb"])
    _root["metadata"]["selected"] = True
# Filled by the fixture: the suite makes its classes before any sandbox runs.
_CONFIG = {
    "api_url": "http://127.0.0.1:9",
    "tenant": "Acme",
    "client_id": "synthetic@Acme",
    "client_secret": "synthetic",
    "username": "synthetic",
    "password": "synthetic",
}
# Some columns are empty in the sandbox's tenant, and `_other` is absent when it is.
pytestmark = [
    pytest.mark.filterwarnings("ignore:No records were available to test"),
    pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records"),
]
_EMPTY = ["check_lines", "invoice_credit_memo_applications", "payment_documents"]
_SUITE = SuiteConfig(
    max_records_limit=None, ignore_no_records_for_streams=[*_EMPTY, "purchase_order_taxes"]
)

TestStandard = get_tap_test_class(
    TapAcumatica,
    config=_CONFIG,
    catalog=_CATALOG,
    suite_config=_SUITE,
    parse_env_config=False,
)


@pytest.fixture(scope="module", autouse=True)
def _site(shared_sandbox):
    _CONFIG.update(shared_sandbox.acumatica.config())
    _CONFIG["inquiry_start_date"] = "2026-01-01T00:00:00Z"
    return shared_sandbox
