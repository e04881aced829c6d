QUERY = "SELECT id FROM numbers ORDER BY id"


def _statuses(responses):
    return sorted(response.status for response in responses)


def test_as_many_requests_as_slots_are_processed(suiteql, sandbox, in_parallel):
    sandbox.netsuite.set_limits(latency=0.3)

    assert _statuses(in_parallel(lambda: suiteql(QUERY), 5)) == [200] * 5
    assert sandbox.netsuite.limits()["peak"] == 5
    assert sandbox.netsuite.limits()["in_flight"] == 0


def test_a_request_over_the_limit_is_rejected_without_retry_after(suiteql, sandbox, in_parallel):
    sandbox.netsuite.set_limits(latency=0.5)

    responses = in_parallel(lambda: suiteql(QUERY), 7)

    assert _statuses(responses) == [200] * 5 + [429] * 2
    refused = next(response for response in responses if response.status == 429)
    assert refused.headers["Retry-After"] is None
    assert refused.json() == {
        "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
        "title": "Bad Request",
        "status": 429,
        "o:errorDetails": [
            {
                "detail": "Concurrent request limit exceeded. Request blocked.",
                "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
            }
        ],
    }
    assert sandbox.netsuite.limits()["refused"] == 2


def test_other_tenants_hold_slots(suiteql, sandbox):
    sandbox.netsuite.set_limits(other_tenants=5)
    refused = suiteql(QUERY)
    sandbox.netsuite.set_limits(other_tenants=4)

    assert refused.status == 429
    assert suiteql(QUERY).status == 200


def test_retry_after_can_be_switched_on(suiteql, sandbox):
    sandbox.netsuite.set_limits(other_tenants=5, retry_after=3)

    assert suiteql(QUERY).headers["Retry-After"] == "3"


def test_a_slot_is_free_again_after_a_rejected_query(suiteql, sandbox):
    sandbox.netsuite.set_limits(concurrency=1)

    assert [suiteql("SELECT nothing").status for _ in range(3)] == [400] * 3
    assert sandbox.netsuite.limits()["in_flight"] == 0


def test_tokens_cost_no_slot(token_request, assertion, sandbox):
    sandbox.netsuite.set_limits(other_tenants=5)

    assert token_request(assertion()).status == 200


def test_a_login_is_judged_before_the_slots(http, sandbox):
    sandbox.netsuite.set_limits(other_tenants=5)

    path = "/1234567-sb1/services/rest/system/v1/governanceLimits"
    assert http("GET", path).status == 401


def test_the_limits_can_be_read(get):
    limits = get("/system/v1/governanceLimits").json()

    assert limits["accountConcurrencyLimit"] == 5


def test_the_journal_shows_how_many_were_in_flight(suiteql, sandbox, in_parallel):
    sandbox.netsuite.set_limits(latency=0.3)
    in_parallel(lambda: suiteql(QUERY), 3)

    assert sorted(entry["in_flight"] for entry in sandbox.journal()) == [1, 2, 3]


def test_a_query_takes_the_time_of_the_rows_it_reads(suiteql, sandbox):
    [stored] = sandbox.netsuite.truth("SELECT count(*) AS n FROM numbers")
    sandbox.netsuite.set_limits(rows_per_second=2)

    suiteql(QUERY)
    suiteql(f"{QUERY} FETCH FIRST 4 ROWS ONLY")

    whole, first = sandbox.journal()[-2:]
    assert (whole["rows_read"], whole["query_seconds"]) == (stored["n"], stored["n"] / 2)
    assert (first["rows_read"], first["query_seconds"]) == (4, 2)


def test_a_query_of_fifteen_minutes_is_stopped(suiteql, sandbox):
    sandbox.netsuite.set_limits(rows_per_second=0.01)

    stopped = suiteql(QUERY)
    small = suiteql(f"{QUERY} FETCH FIRST 1 ROWS ONLY")

    assert stopped.status == 504
    assert stopped.headers["Content-Type"].startswith("text/html")
    assert small.status == 200


def test_a_query_can_hold_its_slot_for_its_time(suiteql, sandbox):
    [stored] = sandbox.netsuite.truth("SELECT count(*) AS n FROM numbers")
    sandbox.netsuite.set_limits(rows_per_second=stored["n"] / 10, time_scale=0.01)

    suiteql(QUERY)

    assert sandbox.journal()[-1]["duration"] >= 0.1
