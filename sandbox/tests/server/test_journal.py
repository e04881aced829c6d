from erp_sandbox.core.journal import Journal

QUERY = "SELECT id FROM vendor ORDER BY id"


def test_a_query_is_recorded_with_its_text_rows_and_slot(sandbox, suiteql):
    response = suiteql(QUERY, "?limit=2&offset=0")

    entry = sandbox.journal()[-1]
    assert entry["method"] == "POST"
    assert entry["path"] == "/1234567-sb1/services/rest/query/v1/suiteql?limit=2&offset=0"
    assert entry["status"] == 200
    assert entry["account"] == "1234567_SB1"
    assert entry["in_flight"] == 1
    assert entry["query"] == QUERY
    assert entry["rows"] == 2
    assert entry["body_size"] == len(QUERY) + len('{"q": ""}')
    assert entry["response_size"] == len(response.text)
    assert entry["duration"] > 0
    assert entry["time"].endswith("Z")


def test_every_response_carries_the_recorded_request_id(sandbox, http):
    response = http("GET", "/nowhere")

    assert response.headers["X-N-OperationId"] == sandbox.journal()[-1]["request_id"]


def test_the_token_request_leaves_no_secret_behind(sandbox, token_request, assertion):
    signed = assertion()
    token = token_request(signed).json()["access_token"]

    recorded = str(sandbox.journal())
    assert signed not in recorded
    assert token not in recorded


def test_control_requests_are_not_recorded(sandbox):
    sandbox.now()

    assert sandbox.journal() == []


def test_clearing_keeps_the_numbering(sandbox, http):
    http("GET", "/one")
    sandbox.clear_journal()
    http("GET", "/two")

    assert [(entry["sequence"], entry["path"]) for entry in sandbox.journal()] == [(2, "/two")]


def test_old_entries_fall_out():
    journal = Journal(capacity=2)
    for path in ("/1", "/2", "/3"):
        journal.open(time="", method="GET", path=path, request_id="")

    assert [entry["path"] for entry in journal.as_list()] == ["/2", "/3"]
