import asyncio
import time
import warnings

import pytest
import requests
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, SIGNATURE_HMAC_SHA256, Client
from requests_oauthlib import OAuth1

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its HTTP library is about to be replaced
    from netsuite import Config, NetSuiteRestApi, TokenAuth
    from netsuite.exceptions import NetsuiteAPIRequestError

# The client's own use of its libraries, not ours.
CLIENT_WARNINGS = pytest.mark.filterwarnings(
    "ignore:Use 'content=:DeprecationWarning", "ignore:use sign_hmac:DeprecationWarning"
)
QUERY = {"q": "SELECT id FROM vendor ORDER BY id"}


@pytest.fixture
def tokens(sandbox):
    return sandbox.netsuite.config("tba")


@pytest.fixture
def url(tokens):
    return f"{tokens['api_url']}/services/rest/query/v1/suiteql"


def _client(tokens, **changes):
    options = {
        "client_key": tokens["consumer_key"],
        "client_secret": tokens["consumer_secret"],
        "resource_owner_key": tokens["token_id"],
        "resource_owner_secret": tokens["token_secret"],
        "signature_method": SIGNATURE_HMAC_SHA256,
        "realm": tokens["account_id"],
    } | changes
    return Client(**options)


@pytest.fixture
def send(url):
    """Signs one URL and sends to another (the same by default)."""

    def send(client, signed="?limit=2&offset=0", sent=None):
        _, headers, _ = client.sign(url + signed, "POST")
        headers = {**headers, "Prefer": "transient", "Content-Type": "application/json"}
        with requests.Session() as session:
            session.trust_env = False
            target = url + (signed if sent is None else sent)
            return session.post(target, json=QUERY, headers=headers, timeout=900)

    return send


def _refused(response):
    return (
        response.status_code == 401
        and response.json()["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"
        and response.headers["WWW-Authenticate"]
        == (
            'OAuth realm="1234567_SB1", error="token_rejected", '
            'error_description="Invalid login attempt."'
        )
    )


def test_requests_oauthlib_is_accepted(tokens, url):
    auth = OAuth1(
        tokens["consumer_key"],
        tokens["consumer_secret"],
        tokens["token_id"],
        tokens["token_secret"],
        signature_method=SIGNATURE_HMAC_SHA256,
        realm=tokens["account_id"],
    )
    with requests.Session() as session:
        session.trust_env = False
        response = session.post(
            url,
            params={"limit": 2, "offset": 0},
            json=QUERY,
            auth=auth,
            headers={"Prefer": "transient"},
            timeout=900,
        )

    assert response.status_code == 200
    assert [item["id"] for item in response.json()["items"]] == ["5", "6"]


@pytest.fixture
def netsuite_client(sandbox, tokens):
    """The published client; its URLs are derived from the account, so they are led here."""

    class Redirected(NetSuiteRestApi):
        def _make_url(self, subpath):
            return f"{tokens['api_url']}/services/rest{subpath}"

    names = ("consumer_key", "consumer_secret", "token_id", "token_secret")
    auth = TokenAuth(**{name: tokens[name] for name in names})
    return Redirected(Config(account=tokens["account_id"], auth=auth))


@CLIENT_WARNINGS
def test_the_netsuite_client_queries(netsuite_client):
    page = asyncio.run(netsuite_client.suiteql(QUERY["q"], limit=1, offset=1))

    assert page["items"] == [{"links": [], "id": "6"}]
    assert page["hasMore"] is True


@CLIENT_WARNINGS
def test_the_netsuite_client_reads_records_and_metadata(netsuite_client):
    vendor = asyncio.run(netsuite_client.get("/record/v1/vendor/5"))
    schema = asyncio.run(netsuite_client.jsonschema("vendor"))
    openapi = asyncio.run(netsuite_client.openapi(["vendor"]))

    assert vendor["entityId"] == "Initech"
    assert "entityId" in schema["x-ns-filterable"]
    assert list(openapi["components"]["schemas"]) == ["vendor"]


@CLIENT_WARNINGS
def test_the_netsuite_client_sees_the_vendors_errors(netsuite_client):
    with pytest.raises(NetsuiteAPIRequestError) as caught:
        asyncio.run(netsuite_client.suiteql("SELECT id FROM nosuchtable"))

    assert caught.value.status_code == 400
    assert "Invalid search type: nosuchtable" in str(caught.value)


def test_a_signature_over_the_query_parameters_is_accepted(tokens, send):
    assert send(_client(tokens)).status_code == 200


def test_query_parameters_missing_from_the_signature_are_rejected(tokens, send):
    assert _refused(send(_client(tokens), signed="", sent="?limit=2&offset=0"))


def test_changed_query_parameters_are_rejected(tokens, send):
    assert _refused(send(_client(tokens), "?limit=2&offset=0", "?limit=2&offset=2"))


def test_a_replayed_nonce_is_rejected(tokens, send):
    client = _client(tokens, nonce="once-and-never-again", timestamp=str(int(time.time())))

    assert send(client).status_code == 200
    assert _refused(send(client))


def test_a_rejected_signature_does_not_use_up_its_nonce(tokens, send):
    timestamp = {"nonce": "once-and-never-again", "timestamp": str(int(time.time()))}

    assert _refused(send(_client(tokens, client_secret="wrong", **timestamp)))
    assert send(_client(tokens, **timestamp)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"signature_method": SIGNATURE_HMAC_SHA1},
        {"realm": "1234567-sb1"},
        {"realm": "1234567"},
        {"realm": None},
        {"client_secret": "wrong"},
        {"resource_owner_secret": "wrong"},
        {"resource_owner_key": "unknown"},
        {"client_key": "unknown"},
        {"nonce": "short"},
        {"timestamp": "yesterday"},
    ],
    ids=str,
)
def test_every_other_fault_looks_the_same_to_the_client(tokens, send, changes):
    assert _refused(send(_client(tokens, **changes)))


@pytest.mark.parametrize("seconds", [-400, 400])
def test_a_timestamp_far_from_the_servers_clock_is_rejected(tokens, send, seconds):
    assert _refused(send(_client(tokens, timestamp=str(int(time.time()) + seconds))))


def test_a_clock_within_the_tolerance_is_accepted(tokens, send):
    assert send(_client(tokens, timestamp=str(int(time.time()) - 240))).status_code == 200


def test_a_client_whose_clock_is_wrong_is_rejected(tokens, send, sandbox):
    sandbox.drift(-600)

    assert _refused(send(_client(tokens)))


def test_signatures_need_no_forged_clock_after_an_advance(tokens, send, sandbox):
    sandbox.advance(86_400)

    assert send(_client(tokens)).status_code == 200


@pytest.mark.parametrize("header", ["OAuth ", 'OAuth realm="1234567_SB1"', "OAuth nonsense"])
def test_a_header_without_its_fields_is_rejected(url, header):
    with requests.Session() as session:
        session.trust_env = False
        response = session.post(url, json=QUERY, headers={"Authorization": header}, timeout=900)

    assert _refused(response)
