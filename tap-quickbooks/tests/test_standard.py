"""The SDK's own suite, on the catalog of `snapshots/catalog.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_sdk.testing import SuiteConfig, get_tap_test_class
from tap_quickbooks.tap import TapQuickBooks

_CATALOG = json.loads((Path(__file__).parent / "snapshots" / "catalog.json").read_text())
for _stream in _CATALOG["streams"]:
    _root = next(entry for entry in _stream["metadata"] if not entry["breadcrumb"])
    _root["metadata"]["selected"] = True
# Filled by the fixture: the suite makes its classes before any sandbox runs.
_CONFIG = {"realm_ids": ["1"], "client_id": "synthetic", "client_secret": "synthetic"}
# A column may be empty in the streams of some documents.
pytestmark = pytest.mark.filterwarnings("ignore:No records were available to test")
_SUITE = SuiteConfig(max_records_limit=None)

_Standard = get_tap_test_class(
    TapQuickBooks, config=_CONFIG, catalog=_CATALOG, suite_config=_SUITE, parse_env_config=False
)


class TestStandard(_Standard):
    """The suite without the test that takes JSON columns for objects: custom fields are a list."""

    test_tap_stream_attribute_is_object = None


@pytest.fixture(scope="module", autouse=True)
def _company(complete_sandbox, tmp_path_factory):
    path = tmp_path_factory.mktemp("credentials") / "credentials.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, new_key())
        _CONFIG.update(complete_sandbox.quickbooks.config() | {"credentials_path": str(path)})
        yield


@pytest.fixture(autouse=True)
def _key():
    """One key for the module, instead of one for each test."""
