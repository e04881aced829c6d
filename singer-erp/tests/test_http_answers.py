"""How the client handles each kind of response."""

import pytest
from singer_erp.errors import (
    AuthenticationError,
    ConfigError,
    ThrottledError,
    TransientError,
    VendorError,
)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_2xx_is_success(status, vendor, client, waits):
    vendor.will(vendor.Reply(status, body=b""))

    assert client.send("GET", vendor.url).status_code == status
    assert waits == []


@pytest.mark.parametrize(
    ("status", "code", "error", "tries"),
    [
        (302, None, VendorError, 1),
        (400, None, VendorError, 1),
        (400, "BUSY", TransientError, 7),
        (401, None, AuthenticationError, 1),
        (403, None, VendorError, 1),
        (404, None, VendorError, 1),
        (418, "BUSY", VendorError, 1),
        (429, None, ThrottledError, 7),
        (429, "DAILY_QUOTA", VendorError, 1),
        (500, None, TransientError, 7),
        (503, "ANY", TransientError, 7),
    ],
)
def test_status_and_code_decide(status, code, error, tries, vendor, client, waits):
    vendor.will(*[vendor.Reply(status, body={"code": code} if code else {})] * 8)

    with pytest.raises(error) as raised:
        client.send("GET", vendor.url + "/entries")

    assert type(raised.value) is error
    assert len(vendor.requests) == tries
    assert len(waits) == tries - 1
    assert (raised.value.status, raised.value.code) == (status, code)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("header", ["601", "9999", "86400", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_quota_is_an_error_and_not_waited_for(status, header, vendor, client, waits):
    vendor.will(vendor.Reply(status, headers={"Retry-After": header}))

    with pytest.raises(VendorError, match=r"accepts no more requests for \d+ seconds. Run again"):
        client.send("GET", vendor.url)

    assert waits == []
    assert len(vendor.requests) == 1


def test_an_error_states_what_failed_why_and_what_to_do(vendor, client):
    vendor.will(
        vendor.Reply(
            404,
            {"code": "NO_SUCH", "detail": "Company\nunknown"},
            headers={"X-Request-Id": "r-1"},
        )
    )

    with pytest.raises(VendorError) as raised:
        client.send("GET", vendor.url + "/entries", params={"since": "2026"})

    assert str(raised.value) == (
        "Acme request GET /entries failed (404 NO_SUCH): Company unknown. Request id r-1."
    )


def test_the_advice_of_the_rule_is_in_the_error(vendor, make_client):
    vendor.will(503)

    with pytest.raises(TransientError, match=r"GET / failed \(503\). Try later\.$"):
        make_client(max_tries=1).send("GET", vendor.url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_a_redirect_is_an_error_and_is_not_followed(status, vendor, client):
    vendor.will(vendor.Reply(status, headers={"Location": vendor.url + "/login?ticket=s3cret"}))

    with pytest.raises(VendorError, match=rf"failed \({status}\).*`api_url`") as raised:
        client.send("GET", vendor.url + "/entries")

    assert [path for _, path, _, _ in vendor.requests] == ["/entries"]
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("url", ["acme.example/api", "ftp://acme.example", "http://", "http://[x"])
def test_an_invalid_url_names_the_setting(url, client, waits):
    with pytest.raises(ConfigError, match="`api_url`"):
        client.send("GET", url)

    assert waits == []


def test_html_errors_are_not_quoted(vendor, make_client):
    vendor.will(vendor.Reply(502, b"<html>gateway of s3cret.internal</html>"))

    with pytest.raises(TransientError) as raised:
        make_client(max_tries=1).send("GET", vendor.url)

    assert "html" not in str(raised.value)


def test_calls_retries_and_throttled_calls_are_counted(vendor, client):
    vendor.will(429, 503, 200, 200)

    client.send("GET", vendor.url)
    client.send("GET", vendor.url)

    assert client.calls == {"calls": 4, "retries": 2, "throttled": 1}
    assert len(vendor.requests) == 4


def test_a_request_has_the_parts_it_was_given(vendor, client):
    client.send(
        "POST",
        vendor.url + "/q",
        params={"limit": 5, "text": "a b&c"},
        json={"q": "é"},
        headers={"Prefer": "transient"},
    )

    [(method, path, headers, body)] = vendor.requests
    assert (method, path) == ("POST", "/q?limit=5&text=a+b%26c")
    assert body == b'{"q": "\\u00e9"}'
    assert headers["User-Agent"] == "singer-erp/tests"
    assert headers["Prefer"] == "transient"
    assert headers["Content-Type"] == "application/json"


def test_paths_are_below_the_root_and_headers_of_the_client_are_sent(vendor, make_client):
    client = make_client(api_url=vendor.url + "/v3", headers={"Accept": "application/json"})

    client.send("GET", "/entries")

    [(_, path, headers, _)] = vendor.requests
    assert (path, headers["Accept"]) == ("/v3/entries", "application/json")


def test_a_client_with_fewer_tries_shares_the_counters(vendor, client, waits):
    vendor.will(503, 503, 503)

    with pytest.raises(TransientError):
        client.with_max_tries(2).send("GET", vendor.url)
    client.send("GET", vendor.url)

    assert client.calls == {"calls": 4, "retries": 2}
