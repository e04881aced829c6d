"""Logging in with a browser: the one answer that is waited for, and no other."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from singer_erp.auth.authorization import Application, Authorization, receive
from singer_erp.auth.refresh import TokenEndpoint
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


def _asked(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}


class Browser:
    """Calls addresses at the listener, one after the other; keeps what was answered."""

    def __init__(self, redirect_uri, *queries, path="/callback"):
        self.root = redirect_uri.replace("localhost", "127.0.0.1").removesuffix("/callback")
        self.addresses = [f"{self.root}{path}?{query}" for query in queries]
        self.answers = []
        self.thread = threading.Thread(target=self.run)

    def run(self):
        for address in self.addresses:
            response = requests.get(address, timeout=10)
            self.answers.append((response.status_code, response.text))

    def __call__(self, _page):
        self.thread.start()


def test_the_page_asks_for_a_code_with_a_challenge_and_a_state(authorization, redirect_uri):
    asked = _asked(authorization.page)

    assert asked.pop("state")
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": redirect_uri,
        "scope": "api offline",
        "code_challenge_method": "S256",
    }


def test_the_code_is_redeemed_with_the_verifier_of_the_challenge(
    vendor, authorization, redirect_uri
):
    state = _asked(authorization.page)["state"]
    browser = Browser(redirect_uri, f"code=c1&state={state}&realmId=99")

    landed = receive(authorization, redirect_uri, open_page=browser, seconds=20)
    answer, came_with = authorization.redeem(landed)

    browser.thread.join()
    assert answer["refresh_token"] == "r"
    assert came_with["realmId"] == "99"
    form = {n: v[0] for n, v in parse_qs(vendor.requests[-1][3].decode()).items()}
    digest = hashlib.sha256(form.pop("code_verifier").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert challenge == _asked(authorization.page)["code_challenge"]
    assert form == {
        "grant_type": "authorization_code",
        "code": "c1",
        "redirect_uri": redirect_uri,
        "client_id": "app",
    }


def test_answers_of_other_log_ins_are_turned_away_and_waiting_goes_on(authorization, redirect_uri):
    state = _asked(authorization.page)["state"]
    browser = Browser(
        redirect_uri, "code=evil&state=guess", "code=evil", "", f"code=c1&state={state}"
    )

    landed = receive(authorization, redirect_uri, open_page=browser, seconds=20)

    browser.thread.join()
    assert "code=c1" in landed
    assert [status for status, _ in browser.answers] == [400, 400, 400, 200]
    assert all(state not in text for _, text in browser.answers)


def test_another_path_is_turned_away(authorization, redirect_uri):
    state = _asked(authorization.page)["state"]
    browser = Browser(redirect_uri, f"code=c1&state={state}", path="/other")

    with pytest.raises(AuthenticationError, match="Nobody logged in"):
        receive(authorization, redirect_uri, open_page=browser, seconds=0.5)

    browser.thread.join()


def test_a_refusal_is_told(authorization, redirect_uri):
    state = _asked(authorization.page)["state"]
    browser = Browser(redirect_uri, f"error=access_denied&state={state}")

    landed = receive(authorization, redirect_uri, open_page=browser, seconds=20)

    browser.thread.join()
    with pytest.raises(AuthenticationError, match="access_denied"):
        authorization.redeem(landed)


def test_a_pasted_address_of_another_log_in_is_refused(vendor, authorization):
    with pytest.raises(AuthenticationError, match="does not answer this log-in"):
        authorization.redeem("http://localhost:8765/callback?code=c1&state=other")

    assert vendor.requests == []


def test_a_connection_that_says_nothing_does_not_hold_up_the_browser(
    authorization, redirect_uri, monkeypatch
):
    monkeypatch.setattr("singer_erp.auth.authorization._Landing.timeout", 0.2)
    state = _asked(authorization.page)["state"]
    browser = Browser(redirect_uri, f"code=c1&state={state}")
    port = urlsplit(redirect_uri).port
    silent = []

    def open_page(page):
        silent.append(socket.create_connection(("127.0.0.1", port)))
        browser(page)

    landed = receive(authorization, redirect_uri, open_page=open_page, seconds=20)

    browser.thread.join()
    silent[0].close()
    assert "code=c1" in landed


def test_a_port_that_is_taken_is_named(authorization, redirect_uri):
    port = urlsplit(redirect_uri).port
    with socket.create_server(("127.0.0.1", port)), pytest.raises(ConfigError, match=f"{port}"):
        receive(authorization, redirect_uri, open_page=lambda _: None, seconds=1)


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost:8765/callback",
        "http://0.0.0.0:8765/callback",
        "http://localhost/callback",
    ],
)
def test_an_address_nothing_can_be_received_at_says_to_paste(authorization, address):
    with pytest.raises(ConfigError, match="--paste"):
        receive(authorization, address, open_page=lambda _: None, seconds=1)
