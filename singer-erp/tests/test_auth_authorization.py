"""Authorization in a browser: the expected callback and no other."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from singer_erp.auth.authorization import Application, Authorization, receive
from singer_erp.auth.oauth2 import TokenEndpoint
from singer_erp.errors import AuthenticationError, ConfigError


@pytest.fixture
def redirect_uri():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://localhost:{probe.getsockname()[1]}/callback"


@pytest.fixture
def authorization(vendor, client, redirect_uri):
    vendor.choose = lambda *_: vendor.Reply(200, {"access_token": "a", "refresh_token": "r"})
    application = Application("Acme", f"{vendor.url}/authorize", redirect_uri, ("api", "offline"))
    return Authorization(application, TokenEndpoint(client, f"{vendor.url}/token", "app", None))


def _parameters(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}


class Browser:
    """Requests URLs of the callback server, one after the other, and keeps the responses."""

    def __init__(self, redirect_uri, *queries, path="/callback"):
        self.root = redirect_uri.replace("localhost", "127.0.0.1").removesuffix("/callback")
        self.urls = [f"{self.root}{path}?{query}" for query in queries]
        self.responses = []
        self.thread = threading.Thread(target=self.run)

    def run(self):
        for url in self.urls:
            response = requests.get(url, timeout=10)
            self.responses.append((response.status_code, response.text))

    def __call__(self, _page):
        self.thread.start()


def test_the_page_requests_a_code_with_a_challenge_and_a_state(authorization, redirect_uri):
    parameters = _parameters(authorization.page)

    assert parameters.pop("state")
    assert len(parameters.pop("code_challenge")) == 43
    assert parameters == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": redirect_uri,
        "scope": "api offline",
        "code_challenge_method": "S256",
    }


def test_the_code_is_redeemed_with_the_verifier_of_the_challenge(
    vendor, authorization, redirect_uri
):
    state = _parameters(authorization.page)["state"]
    browser = Browser(redirect_uri, f"code=c1&state={state}&realmId=99")

    url = receive(authorization, redirect_uri, open_page=browser, seconds=20)
    response, callback = authorization.redeem(url)

    browser.thread.join()
    assert response["refresh_token"] == "r"
    assert callback["realmId"] == "99"
    form = {n: v[0] for n, v in parse_qs(vendor.requests[-1][3].decode()).items()}
    digest = hashlib.sha256(form.pop("code_verifier").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert challenge == _parameters(authorization.page)["code_challenge"]
    assert form == {
        "grant_type": "authorization_code",
        "code": "c1",
        "redirect_uri": redirect_uri,
        "client_id": "app",
    }


def test_other_callbacks_are_rejected_and_the_wait_continues(authorization, redirect_uri):
    state = _parameters(authorization.page)["state"]
    browser = Browser(
        redirect_uri, "code=evil&state=guess", "code=evil", "", f"code=c1&state={state}"
    )

    url = receive(authorization, redirect_uri, open_page=browser, seconds=20)

    browser.thread.join()
    assert "code=c1" in url
    assert [status for status, _ in browser.responses] == [400, 400, 400, 200]
    assert all(state not in text for _, text in browser.responses)


def test_another_path_is_rejected(authorization, redirect_uri):
    state = _parameters(authorization.page)["state"]
    browser = Browser(redirect_uri, f"code=c1&state={state}", path="/other")

    with pytest.raises(AuthenticationError, match="No access was granted"):
        receive(authorization, redirect_uri, open_page=browser, seconds=0.5)

    browser.thread.join()


def test_denied_access_is_an_error(authorization, redirect_uri):
    state = _parameters(authorization.page)["state"]
    browser = Browser(redirect_uri, f"error=access_denied&state={state}")

    url = receive(authorization, redirect_uri, open_page=browser, seconds=20)

    browser.thread.join()
    with pytest.raises(AuthenticationError, match="access_denied"):
        authorization.redeem(url)


def test_a_pasted_url_of_another_authorization_is_rejected(vendor, authorization):
    with pytest.raises(AuthenticationError, match="not the callback of this authorization"):
        authorization.redeem("http://localhost:8765/callback?code=c1&state=other")

    assert vendor.requests == []


def test_an_idle_connection_does_not_block_the_browser(authorization, redirect_uri, monkeypatch):
    monkeypatch.setattr("singer_erp.auth.authorization._Callback.timeout", 0.2)
    state = _parameters(authorization.page)["state"]
    browser = Browser(redirect_uri, f"code=c1&state={state}")
    port = urlsplit(redirect_uri).port
    silent = []

    def open_page(page):
        silent.append(socket.create_connection(("127.0.0.1", port)))
        browser(page)

    url = receive(authorization, redirect_uri, open_page=open_page, seconds=20)

    browser.thread.join()
    silent[0].close()
    assert "code=c1" in url


def test_a_port_in_use_is_named(authorization, redirect_uri):
    port = urlsplit(redirect_uri).port
    with socket.create_server(("127.0.0.1", port)), pytest.raises(ConfigError, match=f"{port}"):
        receive(authorization, redirect_uri, open_page=lambda _: None, seconds=1)


@pytest.mark.parametrize(
    "redirect",
    [
        "https://localhost:8765/callback",
        "http://0.0.0.0:8765/callback",
        "http://localhost/callback",
    ],
)
def test_a_redirect_uri_that_is_not_local_suggests_paste(authorization, redirect):
    with pytest.raises(ConfigError, match="--paste"):
        receive(authorization, redirect, open_page=lambda _: None, seconds=1)
