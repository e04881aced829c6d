"""First runs: what arrives is what the books hold."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox

_DATE_FORMATS = ("M/D/YYYY", "D/M/YYYY", "D.M.YYYY", "YYYY-M-D", "D-Mon-YYYY")
_ZONES = ("America/Los_Angeles", "Europe/Berlin", "Australia/Sydney")


@pytest.mark.parametrize("auth", ["m2m", "tba"])
def test_a_first_run_brings_every_row_of_every_table(
    shared_sandbox, run_tap, make_warehouse, warehouse_equals_truth, auth
):
    warehouse = make_warehouse()

    output = run_tap(shared_sandbox.netsuite.config(auth=auth))

    warehouse.load(output)
    assert {
        "customers",
        "transactions",
        "deleted_records",
        "customrecord_cost_driver",
    } <= output.streams
    warehouse_equals_truth(warehouse, shared_sandbox)


@pytest.mark.parametrize("date_format", _DATE_FORMATS)
@pytest.mark.parametrize("zone", _ZONES)
def test_dates_and_instants_do_not_depend_on_the_users_preferences(
    sandbox: Sandbox, run_tap, make_warehouse, warehouse_equals_truth, date_format, zone
):
    sandbox.netsuite.set_preferences(time_zone=zone, date_format=date_format)
    streams = ("vendors", "transactions", "accounting_periods", "terms")
    warehouse = make_warehouse()

    warehouse.load(run_tap(sandbox.netsuite.config(), streams=streams))

    warehouse_equals_truth(warehouse, sandbox, streams)


@pytest.mark.parametrize("page_size", [7, 100, 1000])
def test_any_page_size_brings_the_same(
    shared_sandbox, run_tap, make_warehouse, warehouse_equals_truth, page_size
):
    streams = ("transactions", "transaction_lines", "transaction_accounting_lines", "accounts")
    warehouse = make_warehouse()

    warehouse.load(run_tap(shared_sandbox.netsuite.config(), streams=streams, page_size=page_size))

    warehouse_equals_truth(warehouse, shared_sandbox, streams)


def test_a_cluster_of_one_second_across_pages_is_read_once_and_whole(
    sandbox: Sandbox, run_tap, make_warehouse, warehouse_equals_truth
):
    sandbox.netsuite.mutate("grow", table="customer", rows=5000)
    warehouse = make_warehouse()
    warehouse.load(run_tap(sandbox.netsuite.config(), streams=["customers"]))
    sandbox.advance(7200)
    sandbox.netsuite.mutate("touch", table="customer", rows=5000)

    output = run_tap(sandbox.netsuite.config(), state=warehouse.state, streams=["customers"])

    ids = [record["id"] for record in output.records("customers")]
    assert len(ids) == len(set(ids)) >= 5000
    warehouse.load(output)
    warehouse_equals_truth(warehouse, sandbox, ["customers"])


def test_more_rows_than_netsuite_pages_through_are_read_whole(sandbox: Sandbox, run_tap):
    sandbox.netsuite.mutate("grow", table="customer", rows=120_000)
    [truth] = sandbox.netsuite.truth("select count(*) as n, sum(id) as s from customer")

    output = run_tap(sandbox.netsuite.config(), streams=["customers"])

    ids = [record["id"] for record in output.records("customers")]
    assert (len(ids), sum(ids)) == (int(truth["n"]), int(truth["s"]))


def test_money_keeps_its_digits(sandbox: Sandbox, run_tap):
    [row] = sandbox.netsuite.truth("select min(id) as id from vendor")
    sandbox.netsuite.mutate(
        "change", record="vendor", id=row["id"], values={"creditlimit": "12345678901234567.89"}
    )

    vendors = run_tap(sandbox.netsuite.config(), streams=["vendors"]).records("vendors")

    [vendor] = [vendor for vendor in vendors if vendor["id"] == row["id"]]
    assert str(vendor["creditlimit"]) == "12345678901234567.89"


def test_accounts_without_utc_conversion_are_read_in_their_time_zone(
    sandbox: Sandbox, run_tap, make_warehouse, warehouse_equals_truth
):
    sandbox.netsuite.set_preferences(time_zone="Australia/Sydney", utc_on_dates=False)
    streams = ("vendors", "customers", "items")
    warehouse = make_warehouse()

    warehouse.load(
        run_tap(sandbox.netsuite.config(), streams=streams, session_time_zone="Australia/Sydney")
    )

    warehouse_equals_truth(warehouse, sandbox, streams)
