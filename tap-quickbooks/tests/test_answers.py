"""Errors in every shape: complete data or one clear error, never part of it as success."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import AuthenticationError, ErpError, TransientError, VendorError


@pytest.mark.parametrize("fault", ["html", "reset", "truncate", "status"])
def test_a_passing_fault_is_repeated_and_loses_nothing(
    sandbox, run_tap, warehouse, equals_truth, fault
):
    sandbox.fault(fault, path="query", after=3, times=2)

    warehouse.load(run_tap())

    equals_truth(warehouse)


@pytest.mark.parametrize("as_xml", [True, False])
def test_throttling_in_either_shape_is_waited_out(
    sandbox, run_tap, warehouse, equals_truth, as_xml
):
    error = "<Error code='3001'><Message>Throttle</Message></Error>"
    xml = f"<IntuitResponse><Fault>{error}</Fault></IntuitResponse>"
    text = {"text": xml} if as_xml else {}
    sandbox.fault("status", path="query", after=2, times=3, status=429, **text)

    warehouse.load(run_tap())

    equals_truth(warehouse)


def test_a_spent_month_ends_the_run_with_an_error(sandbox, run_tap):
    sandbox.quickbooks.set_limits(per_month=10)

    with pytest.raises(TransientError, match=r"429 3001.*tier"):
        run_tap()


def test_a_fault_within_200_is_an_error(sandbox, run_tap):
    error = {"Message": "m", "Detail": "no", "code": "4002"}
    text = json.dumps({"Fault": {"Error": [error], "type": "ValidationFault"}})
    sandbox.fault("status", path="query", after=2, times=None, status=200, text=text)

    with pytest.raises(VendorError, match="status 200 and fault 4002"):
        run_tap()


def test_an_empty_answer_is_repeated(sandbox, run_tap, warehouse, equals_truth):
    sandbox.fault("status", path="query", after=2, times=2, status=200, text="")

    warehouse.load(run_tap())

    equals_truth(warehouse)


def test_a_call_budget_ends_the_run_and_the_next_goes_on(
    sandbox, run_tap, warehouse, equals_truth, capfd
):
    with pytest.raises(ErpError, match="`call_budget`"):
        run_tap(call_budget=5)

    warehouse.load(run_tap())
    equals_truth(warehouse)


def test_a_company_the_log_in_is_not_for_is_named(sandbox, run_tap):
    with pytest.raises(VendorError, match=r"403 3100.*`realm_ids`"):
        run_tap(realm_ids=["123"])


def test_wrong_keys_are_one_clear_error_without_secrets(run_tap):
    with pytest.raises(AuthenticationError, match=r"401 invalid_client.*`client_secret`") as error:
        run_tap(client_secret="hunter2")

    assert "hunter2" not in str(error.value)
