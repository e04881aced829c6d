"""Columns that SuiteQL does not convert to UTC, one by one."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.errors import ConfigError
from tap_netsuite.tap import TapNetSuite

ZONE = "Australia/Sydney"
STREAMS = ("vendors", "transaction_history", "transactions", "transaction_lines")


@pytest.fixture
def refusing(sandbox: Sandbox):
    """An account that refuses to convert two columns."""
    sandbox.netsuite.set_preferences(time_zone=ZONE)
    sandbox.netsuite.mutate("refuse_utc", table="transactionhistory", column="datetime")
    sandbox.netsuite.mutate("refuse_utc", table="transactionline", column="linelastmodifieddate")
    return sandbox


def test_only_refused_columns_are_read_in_the_session_time_zone(
    refusing, run_quickly, warehouse, assert_equals_source
):
    config = refusing.netsuite.config() | {"session_time_zone": ZONE}

    warehouse.load(run_quickly(config, streams=STREAMS))

    assert_equals_source(warehouse, refusing, STREAMS)
    queries = [entry["query"] for entry in refusing.journal() if entry["rows"]]
    for local in ("t.datetime", "t.linelastmodifieddate"):
        assert any(f"TO_CHAR({local}," in query for query in queries)
        assert not any(f"SYS_EXTRACT_UTC({local})" in query for query in queries)
    for converted in ("t.linecreateddate", "t.lastmodifieddate", "t.datecreated"):
        assert any(f"SYS_EXTRACT_UTC({converted})" in query for query in queries)
        assert not any(f"TO_CHAR({converted}," in query for query in queries)


def test_changes_that_show_in_a_refused_column_are_found(
    refusing, run_quickly, warehouse, assert_equals_source
):
    config = refusing.netsuite.config() | {"session_time_zone": ZONE}
    warehouse.load(run_quickly(config, streams=STREAMS))
    refusing.advance(7200)
    refusing.netsuite.mutate("touch", table="transactionline", rows=3)
    assert warehouse.state

    output = run_quickly(config, state=warehouse.state, streams=STREAMS)

    assert output.records("transactions")
    warehouse.load(output)
    assert_equals_source(warehouse, refusing, STREAMS)


def test_discovery_keeps_refused_columns(refusing):
    config = refusing.netsuite.config() | {"session_time_zone": ZONE}

    streams = TapNetSuite(config=config, sleep=lambda _: None).streams

    for stream, column in (
        ("transaction_history", "datetime"),
        ("transaction_lines", "linelastmodifieddate"),
    ):
        assert streams[stream].schema["properties"][column]["format"] == "date-time"
        assert streams[stream].replication_key == column


def test_the_setting_is_needed_only_for_streams_with_refused_columns(refusing, run_quickly):
    config = refusing.netsuite.config()

    assert run_quickly(config, streams=["vendors"]).records("vendors")
    with pytest.raises(ConfigError, match="session_time_zone"):
        run_quickly(config, streams=["transaction_history"])
