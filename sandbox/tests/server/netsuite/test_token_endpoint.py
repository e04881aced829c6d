import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def _pem(curve):
    return (
        ec.generate_private_key(curve)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512"])
def test_assertions_on_all_curves_are_accepted(token_request, assertion, algorithm):
    response = token_request(assertion(algorithm))

    assert response.status == 200
    assert response.json().keys() == {"access_token", "expires_in", "token_type"}
    assert response.json()["expires_in"] == "3600"
    assert response.json()["token_type"] == "bearer"


def test_rsa_pss_is_accepted_and_pkcs1_v1_5_rejected(token_request, assertion):
    accepted = [token_request(assertion(name)).status for name in ("PS256", "PS384", "PS512")]
    refused = token_request(assertion("RS256"))

    assert accepted == [200, 200, 200]
    assert (refused.status, refused.json()["error"]) == (401, "invalid_client")


def test_a_shared_secret_signature_is_rejected(token_request):
    response = token_request(jwt.encode({"iss": "x"}, "x" * 64, "HS256", {"kid": "x"}))

    assert (response.status, response.json()["error"]) == (401, "invalid_client")


def test_an_unsigned_assertion_is_rejected(token_request):
    response = token_request(jwt.encode({"iss": "x"}, None, "none", {"kid": "x"}))

    assert (response.status, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "changes",
    [
        {"header": {"kid": "unknown"}},
        {"iss": "unknown"},
        {"key": _pem(ec.SECP256R1())},
    ],
    ids=["kid", "iss", "signature"],
)
def test_an_unknown_client_is_rejected_with_a_basic_challenge(token_request, assertion, changes):
    response = token_request(assertion(**changes))

    assert (response.status, response.json()["error"]) == (401, "invalid_client")
    assert response.headers["WWW-Authenticate"] == 'Basic realm="1234567_SB1"'


def test_an_algorithm_that_does_not_fit_the_certificates_curve_is_rejected(
    token_request, assertion, sandbox
):
    kid = sandbox.netsuite.config(algorithm="ES256")["certificate_id"]
    response = token_request(assertion("ES384", header={"kid": kid}))

    assert (response.status, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example/services/rest/auth/oauth2/v1/token"},
        {"aud": None},
        {"expired": True},
    ],
    ids=["aud", "no-aud", "certificate"],
)
def test_an_assertion_that_is_not_valid_here_is_an_invalid_grant(token_request, assertion, changes):
    response = token_request(assertion(**changes))

    assert (response.status, response.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "seconds",
    [
        {"iat": -900, "exp": -600},
        {"iat": 0, "exp": 3601},
        {"iat": 900, "exp": 1200},
        {"nbf": 900},
    ],
    ids=["expired", "too-long", "future", "not-before"],
)
def test_an_assertion_that_is_not_valid_now_is_an_invalid_grant(token_request, assertion, seconds):
    now = int(time.time())
    times = {claim: now + offset for claim, offset in seconds.items()}
    response = token_request(assertion(**times))

    assert (response.status, response.json()["error"]) == (400, "invalid_grant")


def test_exactly_an_hour_is_not_too_long(token_request, assertion):
    now = int(time.time())

    assert token_request(assertion(iat=now, exp=now + 3600)).status == 200


@pytest.mark.parametrize("scope", ["rest_webservices", "restlets, rest_webservices"])
def test_scope_may_be_a_comma_separated_string(token_request, assertion, scope):
    assert token_request(assertion(scope=scope)).status == 200


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        (None, "invalid_request"),
        ([], "invalid_request"),
        (["everything"], "invalid_scope"),
        (["restlets"], "invalid_scope"),
    ],
)
def test_a_scope_without_rest_web_services_is_rejected(token_request, assertion, scope, error):
    response = token_request(assertion(scope=scope))

    assert (response.status, response.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    "changes",
    [
        {"grant_type": None},
        {"grant_type": "password"},
        {"grant_type": ["client_credentials", "client_credentials"]},
        {"client_assertion_type": None},
        {"client_assertion": None},
        {"client_assertion": ""},
        {"client_assertion": "not.a.jwt"},
        {"client_secret": "secret"},
    ],
)
def test_missing_repeated_and_malformed_parameters_are_an_invalid_request(
    token_request, assertion, changes
):
    response = token_request(assertion(), **changes)

    assert (response.status, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Basic eDp5"}, {"Content-Type": "application/json"}]
)
def test_a_second_client_authentication_and_another_media_type_are_rejected(
    token_request, assertion, headers
):
    response = token_request(assertion(), headers)

    assert (response.status, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("claims", [{"iat": None}, {"exp": None}, {"iat": "now"}])
def test_times_that_are_missing_or_not_numbers_are_rejected(token_request, sandbox, claims):
    config = sandbox.netsuite.config()
    now = int(time.time())
    payload = {
        "iss": config["client_id"],
        "scope": ["rest_webservices"],
        "aud": config["token_url"],
        "iat": now,
        "exp": now + 300,
    } | claims
    payload = {name: value for name, value in payload.items() if value is not None}
    header = {"kid": config["certificate_id"]}
    response = token_request(jwt.encode(payload, config["private_key"], "ES256", header))

    assert (response.status, response.json()["error"]) == (400, "invalid_request")


def test_a_client_whose_clock_is_wrong_is_rejected(token_request, assertion, sandbox):
    sandbox.drift(600)

    assert token_request(assertion()).json()["error"] == "invalid_grant"


def test_assertions_need_no_forged_clock_after_an_advance(token_request, assertion, sandbox):
    sandbox.advance(86_400)

    assert token_request(assertion()).status == 200


def test_a_certificate_runs_out_in_business_time(token_request, assertion, sandbox):
    signed = assertion()
    sandbox.advance(731 * 86_400)

    assert token_request(signed).json()["error"] == "invalid_grant"


def test_the_token_url_is_post_only(http):
    response = http("GET", "/1234567-sb1/services/rest/auth/oauth2/v1/token")

    assert response.status == 405


def test_another_accounts_token_url_is_an_unknown_host(http):
    response = http("POST", "/7654321/services/rest/auth/oauth2/v1/token")

    assert response.status == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_keys_are_new_at_every_start_and_never_those_of_another_algorithm(sandbox):
    configs = [sandbox.netsuite.config(algorithm=name) for name in ("ES256", "ES384", "ES256")]

    assert configs[0] == configs[2]
    assert configs[0]["certificate_id"] != configs[1]["certificate_id"]
    assert "BEGIN PRIVATE KEY" in configs[0]["private_key"]
