import http.client

import pytest
from erp_sandbox.core.faults import Faults, Rule
from erp_sandbox.testing import SandboxError

QUERY = "SELECT id FROM numbers ORDER BY id"


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"fault": "explode"}, "use one of status, html, reset"),
        ({}, "use one of"),
        ({"fault": "status", "code": 500}, "Unknown key in the fault rule: code"),
        ({"fault": "status", "match": {"url": "x"}}, "Unknown key in the fault rule's `match`"),
        ({"fault": "status", "match": {"path": "("}}, "not a regular expression"),
    ],
)
def test_a_rule_that_is_not_valid_is_rejected(rule, complaint):
    with pytest.raises(ValueError, match=complaint):
        Rule.parse(rule)


def test_after_lets_requests_pass_and_times_ends_the_rule():
    faults = Faults()
    faults.add(Rule.parse({"fault": "reset", "after": 1, "times": 2}))

    strikes = [faults.match("GET", "/x", b"") is not None for _ in range(5)]

    assert strikes == [False, True, True, False, False]


def test_a_rule_without_times_applies_to_all_requests():
    faults = Faults()
    faults.add(Rule.parse({"fault": "reset", "times": None}))

    assert all(faults.match("GET", "/x", b"") for _ in range(20))


def test_a_rule_applies_to_requests_that_match_in_path_method_and_body():
    faults = Faults()
    match = {"path": "suiteql", "method": "post", "body": "FROM vendor"}
    faults.add(Rule.parse({"fault": "reset", "match": match}))

    assert faults.match("GET", "/suiteql", b"FROM vendor") is None
    assert faults.match("POST", "/record", b"FROM vendor") is None
    assert faults.match("POST", "/suiteql", b"FROM customer") is None
    assert faults.match("POST", "/suiteql?limit=1", b"FROM vendor") is not None


def test_a_status_fault_has_the_vendors_body_and_the_rules_headers(sandbox, suiteql):
    sandbox.fault("status", status=429, headers={"Retry-After": 7})

    response = suiteql(QUERY)

    assert response.status == 429
    assert response.headers["Retry-After"] == "7"
    assert response.json()["title"] == "Bad Request"
    assert response.json()["o:errorDetails"][0]["o:errorCode"] == "CONCURRENCY_LIMIT_EXCEEDED"


def test_a_429_fault_has_no_retry_after_by_default(sandbox, suiteql):
    sandbox.fault("status", status=429)

    assert suiteql(QUERY).headers["Retry-After"] is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 500, 502, 503, 504])
def test_every_error_status_can_be_injected_as_the_vendors_envelope(sandbox, suiteql, status):
    sandbox.fault("status", status=status)

    response = suiteql(QUERY)

    assert response.status == status
    assert response.json()["status"] == status


def test_a_status_fault_can_carry_its_own_body(sandbox, suiteql):
    sandbox.fault("status", status=500, text="{}")

    assert suiteql(QUERY).text == "{}"


def test_an_html_fault_is_a_gateways_page(sandbox, suiteql):
    sandbox.fault("html", status=503)

    response = suiteql(QUERY)

    assert response.status == 503
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.text.startswith("<!DOCTYPE html>")


def test_a_reset_connection_does_no_work(sandbox, suiteql):
    sandbox.fault("reset")

    with pytest.raises(ConnectionResetError):
        suiteql(QUERY)

    entry = sandbox.journal()[-1]
    assert (entry["fault"], entry["status"], entry["query"]) == ("reset", None, None)


def test_a_dropped_response_does_the_work(sandbox, suiteql):
    sandbox.fault("drop_response")

    with pytest.raises(ConnectionResetError):
        suiteql(QUERY)

    entry = sandbox.journal()[-1]
    assert (entry["status"], entry["query"], entry["rows"]) == (None, QUERY, 1000)


def test_a_truncated_body_is_shorter_than_its_content_length(sandbox, suiteql):
    sandbox.fault("truncate")

    with pytest.raises(http.client.IncompleteRead) as caught:
        suiteql(QUERY)

    assert len(caught.value.partial) > 1000
    assert abs(caught.value.expected - len(caught.value.partial)) <= 1


def test_a_slow_response_takes_its_delay_and_is_complete(sandbox, suiteql):
    sandbox.fault("slow", delay=0.2)

    assert suiteql(QUERY).json()["count"] == 1000
    assert sandbox.journal()[-1]["duration"] >= 0.2


def test_faults_are_over_when_cleared(sandbox, suiteql):
    sandbox.fault("status", times=None)
    assert suiteql(QUERY).status == 503

    sandbox.clear_faults()

    assert suiteql(QUERY).status == 200


def test_the_token_endpoint_can_fail_too(sandbox, token_request, assertion):
    sandbox.fault("status", path="oauth2/v1/token$", status=503)

    assert token_request(assertion()).status == 503
    assert token_request(assertion()).status == 200


def test_the_control_surface_is_never_struck(sandbox):
    sandbox.fault("reset", times=None)

    assert sandbox.netsuite.limits()["concurrency"] == 5


def test_a_wrong_rule_is_rejected_over_http(sandbox):
    with pytest.raises(SandboxError, match="use one of"):
        sandbox.fault("explode")
