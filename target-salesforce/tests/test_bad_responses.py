"""Responses that are not Salesforce's, with status 200: tried again, then one line.

Proxies, gateways and login pages send them. Nothing that they hold is in an error, and what the
response would have confirmed is not marked as sent.
"""

from __future__ import annotations

import pytest

# What answers instead, and what is before it in a run; a threshold of 1 sends by Bulk.
_PLACES = {
    "the token endpoint": (2000, "POST", "oauth2/token"),
    "a describe": (2000, "GET", "describe"),
    "a Collections call": (2000, "PATCH", "composite"),
    "the creation of a job": (1, "POST", "jobs/ingest$"),
    "a poll": (1, "GET", r"jobs/ingest/\w+$"),
}
_BODIES = {
    "a page": "<html><body>Canary: please log in</body></html>",
    "an empty object": "{}",
    "a list of others": '[null, 5, "canary"]',
    "other types": '{"id": 5, "state": ["canary"], "access_token": {}, "fields": "canary"}',
}
_RESULTS = {
    "a page": "<html><body>Canary</body></html>",
    "no header": "",
    "other columns": '"a","b"\n"canary","2"\n',
    "too many cells": '"sf__Id","sf__Error","NetSuite_Id__c"\n1,"a:b:--",1,"canary"\n',
    "too few cells": '"sf__Id","sf__Created","NetSuite_Id__c"\n"canary"\n',
    "JSON": '{"canary": 1}',
}


def _check(delivery, run):
    [line] = [r.getMessage() for r in delivery.caplog.records if r.levelname == "ERROR"]
    assert (run.code, run.states) == (1, [])
    assert "Salesforce" in line
    assert "canary" not in run.log.lower()
    assert "Traceback" not in run.log
    delivery.sandbox.clear_faults()


@pytest.mark.parametrize("body", _BODIES)
@pytest.mark.parametrize("place", _PLACES)
def test_a_response_of_another_shape_is_one_line(module_delivery, messages, place, body):
    threshold, method, path = _PLACES[place]
    module_delivery.sandbox.clear_faults()
    module_delivery.sandbox.fault(
        "status", method=method, path=path, status=200, text=_BODIES[body], times=None
    )

    run = module_delivery.run(
        messages().customer(1).state(), bulk_threshold=threshold, force_update=True
    )

    _check(module_delivery, run)


@pytest.mark.parametrize("body", _RESULTS)
def test_results_of_another_shape_are_not_taken_for_outcomes(module_delivery, messages, body):
    module_delivery.sandbox.clear_faults()
    module_delivery.sandbox.fault(
        "status", path="fulResults", status=200, text=_RESULTS[body], times=None
    )

    run = module_delivery.run(messages().customer(1).state(), bulk_threshold=1, force_update=True)

    # A job without the results of its rows leaves them to Collections.
    if run.code == 0:
        assert module_delivery.audit()[-1]["destination_id"].startswith("001")
        module_delivery.sandbox.clear_faults()
    else:
        _check(module_delivery, run)
    assert "canary" not in run.log.lower()


@pytest.mark.parametrize("body", _BODIES)
def test_an_error_of_another_shape_is_one_line(module_delivery, messages, body):
    module_delivery.sandbox.clear_faults()
    module_delivery.sandbox.fault(
        "status", path="composite", status=403, text=_BODIES[body], times=None
    )

    run = module_delivery.run(messages().customer(1).state(), force_update=True)

    _check(module_delivery, run)
