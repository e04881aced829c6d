"""Errors in every shape: complete data or one clear error, never part of it as success."""

from __future__ import annotations

import json
from functools import partial

import pytest
from singer_erp.errors import (
    AuthenticationError,
    BudgetError,
    ErpError,
    TransientError,
    VendorError,
)
from singer_erp.testing import run_tap
from tap_quickbooks.streams import ENTITIES
from tap_quickbooks.tap import TapQuickBooks

# Path of the calls, and how many queries a call has.
WAYS = pytest.mark.parametrize(("path", "queries"), [("query", 1), ("batch", 5)])


@WAYS
@pytest.mark.parametrize("fault", ["html", "reset", "truncate", "status"])
def test_a_passing_fault_is_repeated_and_loses_nothing(
    sandbox, run, warehouse, assert_equals_source, fault, path, queries
):
    sandbox.fault(fault, path=path, after=3, times=2)

    warehouse.load(run(queries_per_batch=queries))

    assert_equals_source(warehouse)


@WAYS
@pytest.mark.parametrize("as_xml", [True, False])
def test_throttling_in_either_shape_is_waited_out(
    sandbox, run, warehouse, assert_equals_source, as_xml, path, queries
):
    error = "<Error code='3001'><Message>Throttle</Message></Error>"
    xml = f"<IntuitResponse><Fault>{error}</Fault></IntuitResponse>"
    text = {"text": xml} if as_xml else {}
    sandbox.fault("status", path=path, after=2, times=3, status=429, **text)

    warehouse.load(run(queries_per_batch=queries))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("in_batch", [True, False])
def test_throttling_without_retry_after_is_waited_out_for_a_minute(sandbox, config, in_batch):
    item = {"bId": "0", "Fault": {"Error": [{"code": "3001", "Message": "Throttle"}]}}
    answer = {"status": 200, "text": json.dumps({"BatchItemResponse": [item]})}
    sandbox.fault("status", path="batch", times=3, **(answer if in_batch else {"status": 429}))
    waits = []

    run_tap(partial(TapQuickBooks, sleep=waits.append), config, streams=["terms", "classes"])

    minutes = [wait for wait in waits if wait > 10]
    assert len(minutes) == 3
    assert all(60 <= wait <= 61 for wait in minutes)


def test_a_spent_month_ends_the_run_with_an_error(sandbox, run):
    sandbox.quickbooks.set_limits(per_month=3)

    with pytest.raises(TransientError, match=r"429 3001.*tier"):
        run()


@WAYS
def test_a_fault_within_200_is_an_error(sandbox, run, path, queries):
    error = {"Message": "m", "Detail": "no", "code": "4002"}
    text = json.dumps({"Fault": {"Error": [error], "type": "ValidationFault"}})
    sandbox.fault("status", path=path, after=2, times=None, status=200, text=text)

    with pytest.raises(VendorError, match="status 200 and fault 4002"):
        run(queries_per_batch=queries)


def test_one_faulty_query_of_a_batch_is_an_error_that_names_it(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.quickbooks.set_limits(faults={"Bill": "4002"})

    with pytest.raises(VendorError, match=r"query of Bill in a batch with fault 4002") as error:
        run()

    assert error.value.request_id
    sandbox.quickbooks.set_limits(faults={})
    warehouse.load(run())
    assert_equals_source(warehouse)


@pytest.mark.parametrize(
    "items",
    [
        [{"bId": "0", "Fault": {"Error": [{"code": "3001", "Message": "Throttle"}]}}],
        [{"bId": "1", "QueryResponse": {"totalCount": 1}}],
        [],
    ],
    ids=["throttled", "left out", "all left out"],
)
def test_a_query_of_a_batch_without_a_response_is_sent_again(
    sandbox, run, warehouse, assert_equals_source, items
):
    text = json.dumps({"BatchItemResponse": items})
    sandbox.fault("status", path="batch", times=2, status=200, text=text)

    warehouse.load(run())

    assert_equals_source(warehouse)


@pytest.mark.parametrize("cap", [3, 40, 1000])
def test_a_batch_truncated_in_all_is_complete(sandbox, run, warehouse, assert_equals_source, cap):
    """Intuit's page can be read as 1,000 objects a call: what is missing must be noticed."""
    sandbox.quickbooks.mutate("grow", invoices=1100, days=0)
    sandbox.quickbooks.set_limits(objects_per_batch=cap)

    warehouse.load(run(streams=["bills", "customers", "invoices", "payments"]))

    assert_equals_source(warehouse)


@pytest.mark.parametrize("offset", [None, 2, -2])
def test_counts_that_are_missing_or_wrong_end_no_run(
    sandbox, run, warehouse, assert_equals_source, offset
):
    sandbox.quickbooks.mutate("grow", invoices=60, days=0)
    sandbox.quickbooks.set_limits(count_offset=offset)

    warehouse.load(run(page_size=50))
    sandbox.advance(600)
    sandbox.quickbooks.mutate("random", seed=2, steps=30)
    warehouse.load(run(state=warehouse.state, page_size=50))

    assert_equals_source(warehouse)


def test_more_records_of_one_second_than_a_page_holds_are_read_with_milliseconds(
    sandbox, run, warehouse, assert_equals_source
):
    sandbox.quickbooks.set_limits(milliseconds=True)
    sandbox.quickbooks.mutate("grow", invoices=1100, days=0)

    warehouse.load(run(streams=["invoices"]))
    sandbox.advance(600)
    sandbox.quickbooks.mutate("grow", invoices=1100, days=0)
    warehouse.load(run(state=warehouse.state, streams=["invoices"]))

    assert_equals_source(warehouse)


def test_an_empty_answer_is_repeated(sandbox, run, warehouse, assert_equals_source):
    sandbox.fault("status", path="batch", after=2, times=2, status=200, text="")

    warehouse.load(run())

    assert_equals_source(warehouse)


def test_a_call_budget_ends_the_run_and_the_next_resumes(
    sandbox, run, warehouse, assert_equals_source, capfd
):
    with pytest.raises(ErpError, match="`call_budget`"):
        run(call_budget=3)

    warehouse.load(run())
    assert_equals_source(warehouse)


@pytest.mark.parametrize(("unit", "enough"), [("call", 20), ("query", 70)])
def test_the_call_budget_counts_calls_or_queries(sandbox, run, caplog, unit, enough):
    caplog.set_level("INFO")
    settings = {"call_budget_unit": unit, "streams": [entity.stream for entity in ENTITIES]}

    run(call_budget=enough, **settings)

    [logged] = [r.args for r in caplog.records if "meters each query" in str(r.msg)]
    made = dict(zip(["call", "query"], logged, strict=True))
    assert made["call"] * 3 < made["query"] <= 70
    with pytest.raises(BudgetError, match=rf"of the {made[unit] - 1} calls of `call_budget`"):
        run(call_budget=made[unit] - 1, **settings)


def test_a_company_without_credentials_is_named(sandbox, run):
    with pytest.raises(VendorError, match=r"403 3100.*`realm_ids`"):
        run(realm_ids=["123"])


def test_wrong_keys_are_one_clear_error_without_secrets(run):
    with pytest.raises(AuthenticationError, match=r"401 invalid_client.*`client_secret`") as error:
        run(client_secret="hunter2")

    assert "hunter2" not in str(error.value)


def test_small_tables_are_queried_one_by_one_where_a_batch_may_be_full(
    sandbox, run, warehouse, assert_equals_source
):
    """What is not counted must not vanish because a large neighbour filled the answer."""
    sandbox.quickbooks.mutate("tax_codes", number=1200)
    sandbox.clear_journal()

    warehouse.load(run(streams=["tax_codes", "tax_rates", "company_info", "preferences"]))

    queries = " ".join(entry["path"] for entry in sandbox.journal() if "/query" in entry["path"])
    assert all(name in queries for name in ("CompanyInfo", "Preferences", "TaxCode", "TaxRate"))
    there = {code["Id"] for code in sandbox.quickbooks.truth("TaxCode")}
    assert {row["id"] for row in warehouse.live("tax_codes").values()} == there
    assert len(warehouse.live("company_info")) == len(warehouse.live("preferences")) == 1
