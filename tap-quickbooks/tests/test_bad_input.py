"""Settings, states and responses that are not valid: one line, no traceback, no record."""

from __future__ import annotations

import copy
import json

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.auth.keys import KEY_VARIABLE, new_key
from singer_erp.testing import run_command
from tap_quickbooks.tap import TapQuickBooks

SECRET = "Zanzibar 7731"
STREAMS = {"bills", "bill_lines", "terms", "time_activities"}
META = {"CreateTime": "2026-01-01T00:00:00Z", "LastUpdatedTime": "2026-01-01T00:00:00Z"}
RECORD = {"Id": "1", "PrivateNote": SECRET, "MetaData": META}
BOOKMARK = {"format": 2, "version": 1, "streams": ["bill_lines", "bills"]}


class Tap(TapQuickBooks):
    """The tap without waits."""

    def __init__(self, **arguments):
        super().__init__(sleep=lambda _: None, **arguments)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox.start("quickbooks", documents=20) as sandbox:
        sandbox.quickbooks.set_limits(per_second=10_000, per_minute=1_000_000)
        yield sandbox


@pytest.fixture(scope="module")
def config(sandbox, tmp_path_factory):
    path = tmp_path_factory.mktemp("credentials") / "credentials.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, new_key())
        yield sandbox.quickbooks.config() | {"credentials_path": str(path)}


@pytest.fixture(autouse=True)
def _key():
    """One key for the module, instead of one for each test."""


@pytest.fixture(scope="module")
def catalog(config):
    found = json.loads(run_command(TapQuickBooks, "--discover", config=config).stdout)
    for stream in found["streams"]:
        for entry in stream["metadata"]:
            if not entry["breadcrumb"]:
                entry["metadata"]["selected"] = stream["tap_stream_id"] in STREAMS
    return found


@pytest.fixture(scope="module")
def state(config, catalog):
    output = run_command(Tap, config=config, catalog=catalog)
    assert output.exit_code == 0, output.stderr
    return output.of_type("STATE")[-1]["value"]


@pytest.fixture
def run(config, catalog, sandbox):
    """Run the tap's command line, and check what it says."""

    def run(settings=None, state=None, catalog=catalog):
        output = run_command(Tap, config=config | (settings or {}), state=state, catalog=catalog)
        assert "Traceback" not in output.stderr
        assert SECRET not in output.stderr
        return output

    yield run
    sandbox.clear_faults()


def _error(output):
    """The last line of the log."""
    assert output.exit_code == 1
    return output.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("realm_ids", "abc"),
        ("page_size", 0),
        ("page_size", 5000),
        ("queries_per_batch", 31),
        ("call_budget_unit", "bananas"),
        ("calls_per_minute", "x"),
        ("start_date", "yesterday"),
        ("start_date", 20200101),
        ("api_url", "ftp://x"),
        ("token_url", "nonsense"),
        ("webhook_inbox_url", "nosuch://x"),
        ("audit_url", "bad"),
        ("credentials_path", "/proc/x/y"),
        ("rate_limit_path", "/proc/x/y"),
        ("full_poll_hours", -1),
        ("max_concurrency", 0),
        ("call_budget", 0),
        ("enhanced_custom_fields", "yes"),
        ("unknown_thing", 1),
        ("report_basis", "cash"),
    ],
)
def test_a_setting_that_is_not_valid_is_named(run, setting, value):
    output = run({setting: value})

    assert output.exit_code == 1
    assert any(setting in line for line in output.stderr.splitlines() if "ERROR" in line)


@pytest.mark.parametrize(
    "bookmarks",
    [
        [],
        {"bills": "x"},
        {"bills": [1]},
        {"bills": {"format": 9}},
        {"bills": {"format": "x"}},
        {"bills": BOOKMARK | {"partitions": "x"}},
        {"bills": BOOKMARK | {"partitions": [None]}},
        {"bills": BOOKMARK | {"version": "x"}},
        {"bills": BOOKMARK | {"unknown": 1}},
        {"bills": {"realms": {"1": "x"}}},
        {"bills": {"realms": []}},
    ],
    ids=str,
)
def test_a_state_that_is_not_valid_is_an_error(run, bookmarks):
    assert "tate" in _error(run(state={"bookmarks": bookmarks}))


@pytest.mark.parametrize(
    "progress",
    [
        {"replication_key_value": "soon"},
        {"replication_key_value": "0001-01-01T00:00:00Z"},
        {"record_count": "x"},
        {"pending": {"started_at": META["CreateTime"], "after": ["x"]}},
        {"pending": {"started_at": META["CreateTime"], "after": [5]}},
        {"pending": {"started_at": "0001-01-01T00:00:00Z"}},
    ],
    ids=str,
)
def test_a_position_that_is_not_valid_is_an_error(run, state, progress):
    changed = copy.deepcopy(state)
    changed["bookmarks"]["bills"]["partitions"][0] |= progress

    assert "state" in _error(run(state=changed))


def test_a_state_later_than_the_vendors_clock_leads_to_a_full_refresh(run, state):
    changed = copy.deepcopy(state)
    changed["bookmarks"]["bills"]["partitions"][0]["replication_key_value"] = "9999-12-31T00:00:00Z"

    output = run(state=changed)

    assert output.exit_code == 0
    assert {m["stream"] for m in output.of_type("ACTIVATE_VERSION")} == {"bills", "bill_lines"}


def _batch(response):
    items = [{"bId": str(number), "QueryResponse": response} for number in range(30)]
    return {"BatchItemResponse": items, "time": META["CreateTime"]}


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        5,
        None,
        {"BatchItemResponse": "x"},
        {"BatchItemResponse": [1]},
        {"BatchItemResponse": [], "time": "noon"},
        {"BatchItemResponse": [], "time": 5},
        _batch([]),
        _batch(None),
        _batch("x"),
    ],
    ids=str,
)
def test_a_batch_that_is_not_one_is_an_error(sandbox, run, body):
    sandbox.fault("status", path="batch", status=200, text=json.dumps(body), times=None)

    assert "QuickBooks" in _error(run())


@pytest.mark.parametrize("count", [SECRET, {}, -3, None])
def test_a_count_that_is_not_one_costs_nothing(sandbox, run, count):
    body = json.dumps(_batch({"totalCount": count}))
    sandbox.fault("status", path="batch", status=200, text=body, times=1)

    assert run().exit_code == 0


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"CDCResponse": "x"},
        {"CDCResponse": [1]},
        {"CDCResponse": [{"QueryResponse": "x"}]},
        {"CDCResponse": [{"QueryResponse": ["x"]}]},
        {"CDCResponse": [{"QueryResponse": [{"Bill": [SECRET]}]}]},
    ],
    ids=str,
)
def test_changes_that_are_none_are_an_error(sandbox, run, state, body):
    sandbox.fault("status", path="cdc", status=200, text=json.dumps(body), times=None)

    assert "QuickBooks" in _error(run(state=state))


RECORDS = [
    [SECRET],
    {"a": SECRET},
    SECRET,
    [{"Id": "1", "PrivateNote": SECRET}],
    [RECORD | {"MetaData": SECRET}],
    [RECORD | {"MetaData": META | {"CreateTime": "noon"}}],
    [RECORD | {"MetaData": META | {"CreateTime": 5}}],
    [{"PrivateNote": SECRET, "MetaData": META}],
    [RECORD | {"SyncToken": SECRET}],
    [RECORD | {"Line": SECRET}],
    [RECORD | {"Line": {"a": SECRET}}],
    [RECORD | {"Line": [SECRET]}],
    [RECORD | {"Line": [{"DetailType": "X", "X": SECRET}]}],
    [RECORD | {"LinkedTxn": [SECRET]}],
]


@pytest.mark.parametrize("records", RECORDS, ids=str)
def test_a_record_of_another_shape_costs_its_streams(sandbox, run, records):
    query = {"Bill": records, "totalCount": 1, "maxResults": 1}
    sandbox.fault("status", path="batch", status=200, text=json.dumps(_batch(query)), times=None)

    output = run()

    if records == RECORDS[-1]:  # nobody selected the links
        assert output.exit_code in (0, 1)
    else:
        assert "'bill" in _error(output)


@pytest.mark.parametrize(
    "body",
    [
        "",
        f"<html>{SECRET}",
        json.dumps(SECRET),
        json.dumps({"access_token": 5}),
        json.dumps({"access_token": "a", "refresh_token": "b", "expires_in": SECRET}),
        json.dumps({"access_token": "a", "refresh_token": {}, "expires_in": 5}),
    ],
)
def test_a_token_response_that_is_none_is_an_error_and_not_stored(
    sandbox, config, run, tmp_path, body
):
    settings = {"credentials_path": str(tmp_path / "credentials.json")}
    sandbox.fault("status", path="tokens", status=200, text=body, times=None)

    assert "token" in _error(run(settings))
    sandbox.clear_faults()
    assert run(settings).exit_code == 0
