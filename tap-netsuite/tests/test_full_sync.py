"""First runs: the warehouse holds what the account holds."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox
from tap_netsuite.tap import TapNetSuite

# Each date format once; the session's time zones between them.
_PREFERENCES = (
    ("M/D/YYYY", "America/Los_Angeles"),
    ("D/M/YYYY", "Europe/Berlin"),
    ("D.M.YYYY", "Australia/Sydney"),
    ("YYYY-M-D", "America/Los_Angeles"),
    ("D-Mon-YYYY", "Europe/Berlin"),
)


def test_a_first_run_loads_every_row_of_every_table(
    shared_sandbox, run, warehouse, assert_equals_source
):
    output = run(shared_sandbox.netsuite.config())

    warehouse.load(output)
    assert {
        "customers",
        "transactions",
        "deleted_records",
        "customrecord_cost_driver",
    } <= output.streams
    assert_equals_source(warehouse, shared_sandbox)


def test_token_based_authentication_reads_the_same(
    shared_sandbox, run_quickly, warehouse, assert_equals_source
):
    streams = ["accounts", "transaction_history", "vendors"]

    warehouse.load(run_quickly(shared_sandbox.netsuite.config(auth="tba"), streams=streams))

    assert_equals_source(warehouse, shared_sandbox, streams)


def test_the_command_line_writes_the_same(
    shared_sandbox, run_command, run_quickly, catalog, warehouse, assert_equals_source
):
    streams = ["terms", "currencies"]
    entries = [entry for entry in catalog["streams"] if entry["tap_stream_id"] in streams]

    output = run_command(
        TapNetSuite, config=shared_sandbox.netsuite.config(), catalog={"streams": entries}
    )

    assert output.exit_code == 0
    warehouse.load(output)
    assert_equals_source(warehouse, shared_sandbox, streams)


@pytest.fixture(scope="module")
def preferences_sandbox():
    """For tests that change the user's preferences and nothing else."""
    with Sandbox.start("netsuite", documents=60) as sandbox:
        yield sandbox


@pytest.mark.parametrize(("date_format", "zone"), _PREFERENCES)
def test_dates_and_timestamps_do_not_depend_on_the_users_preferences(
    preferences_sandbox, run_quickly, warehouse, assert_equals_source, date_format, zone
):
    sandbox = preferences_sandbox
    sandbox.netsuite.set_preferences(time_zone=zone, date_format=date_format, utc_on_dates=True)
    streams = ("vendors", "transactions", "accounting_periods", "terms")

    warehouse.load(run_quickly(sandbox.netsuite.config(), streams=streams))

    assert_equals_source(warehouse, sandbox, streams)


def test_accounts_without_utc_conversion_are_read_in_their_time_zone(
    preferences_sandbox, run_quickly, warehouse, assert_equals_source
):
    sandbox, zone = preferences_sandbox, "Australia/Sydney"
    sandbox.netsuite.set_preferences(time_zone=zone, utc_on_dates=False)
    streams = ("vendors", "customers", "items")

    warehouse.load(run_quickly(sandbox.netsuite.config(), streams=streams, session_time_zone=zone))

    assert_equals_source(warehouse, sandbox, streams)


@pytest.mark.parametrize("page_size", [7, 100])
def test_any_page_size_reads_the_same(
    shared_sandbox, run_quickly, warehouse, assert_equals_source, page_size
):
    streams = ("transactions", "transaction_lines", "transaction_accounting_lines", "accounts")

    warehouse.load(
        run_quickly(shared_sandbox.netsuite.config(), streams=streams, page_size=page_size)
    )

    assert_equals_source(warehouse, shared_sandbox, streams)


def test_a_cluster_of_one_second_across_pages_is_read_once_and_complete(
    sandbox: Sandbox, run_quickly, warehouse, assert_equals_source
):
    sandbox.netsuite.mutate("grow", table="customer", rows=2500)
    warehouse.load(run_quickly(sandbox.netsuite.config(), streams=["customers"]))
    sandbox.advance(7200)
    sandbox.netsuite.mutate("touch", table="customer", rows=2500)

    output = run_quickly(sandbox.netsuite.config(), state=warehouse.state, streams=["customers"])

    ids = [record["id"] for record in output.records("customers")]
    assert len(ids) == len(set(ids)) >= 2500
    warehouse.load(output)
    assert_equals_source(warehouse, sandbox, ["customers"])


def test_more_rows_than_netsuite_pages_through_are_all_read(sandbox: Sandbox, run_quickly):
    sandbox.netsuite.set_limits(row_cap=2000)
    sandbox.netsuite.mutate("grow", table="customer", rows=4500)
    [expected] = sandbox.netsuite.truth("select count(*) as n, sum(id) as s from customer")

    output = run_quickly(sandbox.netsuite.config(), streams=["customers"])

    ids = [record["id"] for record in output.records("customers")]
    assert (len(ids), sum(ids)) == (int(expected["n"]), int(expected["s"]))


def test_money_keeps_its_digits(sandbox: Sandbox, run_quickly):
    [row] = sandbox.netsuite.truth("select min(id) as id from vendor")
    sandbox.netsuite.mutate(
        "change", record="vendor", id=row["id"], values={"creditlimit": "12345678901234567.89"}
    )

    vendors = run_quickly(sandbox.netsuite.config(), streams=["vendors"]).records("vendors")

    [vendor] = [vendor for vendor in vendors if vendor["id"] == row["id"]]
    assert str(vendor["creditlimit"]) == "12345678901234567.89"
