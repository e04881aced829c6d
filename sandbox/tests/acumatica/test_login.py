"""Tokens, cookies, tenants and seats."""

from __future__ import annotations

import base64
import hashlib
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

REDIRECT = "http://127.0.0.1:8765/callback"


def _refresh(api, token):
    return api.grant(grant_type="refresh_token", refresh_token=token)


def test_drop_downs_have_labels_of_the_users_language_unless_the_sign_in_has_a_locale(another):
    def types(**locale):
        api = another(auth="cookie")
        api.login(**locale)
        found = {api.values(record, "Type") for record in api.get("Ledger", select="Type")}
        api.logout()
        return found - {"Budget", "Reporting", "Statistical"}

    another().sandbox.acumatica.set_limits(labels={"Actual": "Ist", "Open": "Offen"})

    assert types() == {"Ist"}
    assert types(locale="de-DE") == {"Ist"}
    assert types(locale="en-US") == {"Actual"}


def test_a_password_gives_a_token_of_an_hour(visitor):
    token = visitor.sign_in()

    assert (token["expires_in"], token["token_type"]) == (3600, "Bearer")
    visitor.get("Account", top=1)
    visitor.sandbox.advance(3600)
    assert visitor("GET", "Account").status_code == 401


def test_a_refresh_token_is_valid_once(visitor):
    old = visitor.sign_in()["refresh_token"]
    new = _refresh(visitor, old).json()

    assert new["refresh_token"] != old
    again = _refresh(visitor, old)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    visitor.use(new["access_token"])
    visitor.get("Account", top=1)


def test_a_refresh_token_ends_after_thirty_days(visitor):
    token = visitor.sign_in()["refresh_token"]
    visitor.sandbox.advance(30 * 86_400)

    assert _refresh(visitor, token).json() == {"error": "invalid_grant"}


def test_a_sliding_refresh_token_lives_on_with_use_until_the_ninetieth_day(visitor):
    visitor.sandbox.acumatica.set_app(refresh_mode="sliding")
    token, days = visitor.sign_in()["refresh_token"], 0
    while (response := _refresh(visitor, token)).status_code == 200:
        token, days = response.json()["refresh_token"], days + 10
        visitor.sandbox.advance(10 * 86_400)

    assert days == 90


def test_an_application_without_refresh_tokens_refuses_their_scope(visitor):
    visitor.sandbox.acumatica.set_app(refresh_mode="none")

    names = {name: visitor.config[name] for name in ("username", "password")}
    refused = visitor.grant(grant_type="password", scope="api offline_access", **names)
    assert refused.json() == {"error": "invalid_scope"}
    assert "refresh_token" not in visitor.sign_in("api")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"password": "wrong"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "4B7D0C1E-52A9-4C36-8E0F-7A1B2C3D4E5F@Other"}, "invalid_client"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ],
)
def test_what_the_identity_server_refuses(visitor, change, error):
    names = {name: visitor.config[name] for name in ("username", "password")}
    form = {"grant_type": "password", "scope": "api", **names} | change

    response = visitor.grant(**form)

    assert (response.status_code, response.json()["error"]) == (400, error)


def _authorized(api, **query):
    config = api.config
    given = {
        "response_type": "code",
        "client_id": config["client_id"],
        "redirect_uri": REDIRECT,
        "scope": "api offline_access",
        "state": "s1",
    } | query
    url = f"{api.url}/identity/connect/authorize"
    response = requests.get(url, params=given, allow_redirects=False, timeout=900)
    return {
        name: one[0] for name, one in parse_qs(urlsplit(response.headers["Location"]).query).items()
    }


def test_a_code_needs_its_verifier_and_its_redirect_uri(visitor):
    digest = hashlib.sha256(b"verifier").digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def exchange(verifier, redirect=REDIRECT):
        answer = _authorized(visitor, code_challenge=challenge, code_challenge_method="S256")
        assert (answer["scope"], answer["state"]) == ("api offline_access", "s1")
        return visitor.grant(
            grant_type="authorization_code",
            code=answer["code"],
            redirect_uri=redirect,
            code_verifier=verifier,
        )

    assert exchange("wrong").json() == {"error": "invalid_grant"}
    assert exchange("verifier", "http://127.0.0.1:1/").json() == {"error": "invalid_grant"}
    token = exchange("verifier").json()
    visitor.use(token["access_token"])
    visitor.get("Account", top=1)


def test_a_code_is_valid_once(visitor):
    answer = _authorized(visitor)
    form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": REDIRECT}

    assert visitor.grant(**form).status_code == 200
    assert visitor.grant(**form).json() == {"error": "invalid_grant"}


def test_a_cookie_session_ends_with_the_logout(visitor):
    assert visitor.login().status_code == 204
    assert {".ASPXAUTH", "ASP.NET_SessionId", "CompanyID"} <= set(visitor.session.cookies.keys())
    visitor.get("Account", top=1)

    assert visitor.logout().status_code == 204
    assert visitor("GET", "Account").status_code == 401


def test_a_cookie_session_ends_when_it_is_idle_for_ten_minutes(visitor):
    visitor.login()
    visitor.sandbox.advance(540)
    visitor.get("Account", top=1)
    visitor.sandbox.advance(540)
    visitor.get("Account", top=1)

    visitor.sandbox.advance(600)
    assert visitor("GET", "Account").status_code == 401


def test_a_session_id_without_its_key_is_not_a_session(visitor):
    visitor.login()
    visitor.session.cookies.set(".ASPXAUTH", "guessed")

    assert visitor("GET", "Account").status_code == 401


def test_a_wrong_password_is_a_500_and_locks_the_account_in_the_end(visitor):
    texts = []
    for _ in range(6):
        response = visitor.login(password="wrong")
        assert response.status_code == 500
        texts.append(response.json()["exceptionMessage"])

    assert set(texts[:5]) == {"Invalid credentials. Please try again."}
    assert "locked out" in texts[5]
    assert "locked out" in visitor.login().json()["exceptionMessage"]


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 5000])
def test_credentials_that_are_not_an_object_are_a_400(visitor, body):
    url = f"{visitor.url}/entity/auth/login"

    assert visitor.session.post(url, data=body, timeout=900).status_code == 400


def test_a_logout_without_a_length_is_refused_by_the_web_server(visitor):
    url = urlsplit(visitor.url)
    connection = HTTPConnection(url.hostname, url.port, timeout=900)
    connection.putrequest("POST", f"{url.path}/entity/auth/logout")
    connection.endheaders()

    assert connection.getresponse().status == 411
    connection.close()


def test_the_only_tenant_takes_any_name(visitor):
    assert visitor.login(tenant="Whatever").status_code == 204


def test_of_several_tenants_the_name_must_be_known_and_the_first_is_the_default(serve, another):
    sandbox = serve("acumatica", documents=20, tenants=("Acme", "Test"))
    names = {}
    for tenant in (None, "Test", "Nowhere"):
        api = another(auth="cookie")
        response = api.login(**({"tenant": tenant} if tenant else {}))
        names[tenant] = api.session.cookies.get("CompanyID") or response.json()["exceptionType"]

    assert names == {None: "Acme", "Test": "Test", "Nowhere": "PX.Data.PXUndefinedCompanyException"}
    test = another(tenant="Test")
    assert test.config["client_id"].endswith("@Test")
    sandbox.acumatica.set_limits(api_users=None)
    test.sign_in()
    mine = test.get("Account", filter="AccountCD eq '2000'")[0]["id"]
    assert mine in {row["id"] for row in sandbox.acumatica.truth("Account", tenant="Test")}
    assert mine not in {row["id"] for row in sandbox.acumatica.truth("Account")}


@pytest.mark.parametrize("site", ["AcmeERP", ""])
def test_a_site_is_at_its_path_only(serve, another, site):
    serve("acumatica", documents=20, site=site)
    api = another()
    api.sign_in()

    record = api.get("Account", top=1)[0]
    prefix = f"/{site}" if site else ""
    assert record["_links"]["self"].startswith(f"{prefix}/entity/Default/")
    other = api.sandbox.url if site else f"{api.sandbox.url}/AcmeERP"
    assert requests.get(f"{other}/entity", timeout=900).status_code == 404


def test_over_the_license_a_login_is_refused_in_two_forms_and_a_token_request_by_its_text(another):
    taken = another()
    taken.sandbox.acumatica.set_limits(api_users=1)
    taken.sign_in()
    other = another()

    assert other.login().status_code == 429
    other.sandbox.acumatica.set_limits(over_limit="json")
    response = other.login()
    assert (response.status_code, "API Login Limit" in response.text) == (500, True)
    names = {name: other.config[name] for name in ("username", "password")}
    response = other.grant(grant_type="password", scope="api", **names)
    assert (response.status_code, "API Login Limit" in response.text) == (400, True)
    assert taken.logout().status_code == 204
    assert other.login().status_code == 204


def test_over_the_license_a_data_call_with_a_token_is_redirected_to_a_page(another):
    one, two = another(), another()
    one.sandbox.acumatica.set_limits(api_users=1)
    one.sign_in()
    one.logout()  # the token stays valid, and opens a session with its next use
    two.login()

    response = one("GET", "Account")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/AcmeERP/Frames/Error.aspx?")
    assert "API+logins" in response.headers["Location"]
    followed = one.session.get(f"{one.endpoint}/Account", timeout=900)
    assert (followed.status_code, followed.headers["Content-Type"]) == (
        200,
        "text/html; charset=utf-8",
    )


def test_a_user_can_have_a_limit_of_its_own(another):
    one, two = another(), another()
    one.sandbox.acumatica.set_limits(api_users=10, logins_per_user=1)
    one.login()

    assert two.login().status_code == 429
    assert one.sandbox.acumatica.sessions() == {"open": 1, "peak": 1, "refused": 1, "refreshes": 0}


def test_the_seat_of_a_token_is_free_after_its_last_hour_and_refreshes_keep_one_session(another):
    api = another()
    token = api.sign_in()["refresh_token"]
    for _ in range(3):
        api.sandbox.advance(1800)
        token = _refresh(api, token).json()["refresh_token"]
    assert api.sandbox.acumatica.sessions()["open"] == 1

    api.sandbox.advance(3600)
    assert api.sandbox.acumatica.sessions()["open"] == 0


def test_concurrent_access_opens_a_session_for_each_cookie_jar(another):
    one, two = another(), another()
    token = one.sign_in("api api:concurrent_access")["access_token"]
    two.use(token)
    assert one.sandbox.acumatica.sessions()["open"] == 0
    for api in (one, two, one, two):
        api.get("Account", top=1)

    assert one.sandbox.acumatica.sessions()["open"] == 2
    assert (
        requests.get(
            f"{one.endpoint}/Account",
            headers={"Authorization": f"Bearer {token}"},
            allow_redirects=False,
            timeout=900,
        ).status_code
        == 302
    )
    one.logout()
    assert one.sandbox.acumatica.sessions()["open"] == 1


def test_revoking_a_token_does_not_end_its_session(api):
    token = api.session.headers["Authorization"].split()[1]
    requests.post(f"{api.url}/identity/connect/revocation", data={"token": token}, timeout=900)

    assert api("GET", "Account").status_code == 401
    assert api.sandbox.acumatica.sessions()["open"] == 1


def test_the_document_and_the_list_of_endpoints_know_the_session_of_a_cookie_jar(another):
    api = another()
    api.sign_in("api api:concurrent_access")

    assert api("GET", "swagger.json").status_code == 200
    api.get("Account", top=1)
    listed = api.session.get(f"{api.url}/entity", timeout=900).json()["endpoints"]
    assert listed[-1]["name"] == "SingerERP"
    assert api.sandbox.acumatica.sessions()["open"] == 1
    api.logout()
    assert api.sandbox.acumatica.sessions()["open"] == 0


@pytest.mark.parametrize("path", ["Account/nothing", "Nothing", "Account?$filter=x"])
def test_a_session_that_an_error_has_opened_can_be_ended(another, path):
    api = another()
    api.sign_in("api api:concurrent_access")

    assert api("GET", path).status_code in {404, 500}
    api.get("Account", top=1)
    assert api.sandbox.acumatica.sessions()["open"] == 1
    api.logout()
    assert api.sandbox.acumatica.sessions()["open"] == 0
