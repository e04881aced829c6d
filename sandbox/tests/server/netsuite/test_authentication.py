import pytest

LIMITS = "/1234567-sb1/services/rest/system/v1/governanceLimits"
AUDIT = "View Login Audit Trail"


def test_an_issued_token_opens_the_services(http, token_request, assertion):
    token = token_request(assertion()).json()["access_token"]

    assert http("GET", LIMITS, headers={"Authorization": f"Bearer {token}"}).status == 200


@pytest.mark.parametrize("header", [None, "Bearer unknown", "Basic eDp5"])
def test_no_token_and_unknown_tokens_are_an_invalid_login(http, header):
    response = http("GET", LIMITS, headers={"Authorization": header} if header else {})

    assert response.status == 401
    assert response.headers["WWW-Authenticate"] == (
        'Bearer realm="1234567_SB1", error="invalid_token", '
        'error_description="Invalid login attempt."'
    )
    error = response.json()
    assert (error["title"], error["status"]) == ("Unauthorized", 401)
    assert error["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"
    assert AUDIT in error["o:errorDetails"][0]["detail"]


def test_a_bearer_header_without_token_is_malformed(http):
    response = http("GET", LIMITS, headers={"Authorization": "Bearer "})

    assert response.status == 400
    assert 'error="invalid_request"' in response.headers["WWW-Authenticate"]


def test_a_token_lives_for_an_hour_of_business_time(get, sandbox):
    sandbox.advance(3590)
    assert get("/system/v1/governanceLimits").status == 200

    sandbox.advance(10)
    assert get("/system/v1/governanceLimits").status == 401


def test_revoked_tokens_are_rejected(get, sandbox):
    assert get("/system/v1/governanceLimits").status == 200

    sandbox.netsuite.revoke_tokens()

    assert get("/system/v1/governanceLimits").status == 401


def test_a_session_cookie_invalidates_the_request(get):
    assert get("/system/v1/governanceLimits", Cookie="JSESSIONID=1").status == 401


def test_the_load_balancers_cookie_does_no_harm(get):
    assert get("/system/v1/governanceLimits", Cookie="NS_ROUTING_VERSION=LAGGING").status == 200


def test_the_host_label_is_case_insensitive(http, access_token):
    path = LIMITS.replace("1234567-sb1", "1234567-SB1")

    assert http("GET", path, headers={"Authorization": f"Bearer {access_token}"}).status == 200


@pytest.mark.parametrize("label", ["1234567", "1234567_sb1", "1234567-sb2", "1234567-sb1-x"])
def test_an_unknown_account_is_a_web_page_and_not_the_envelope(http, access_token, label):
    path = LIMITS.replace("1234567-sb1", label)
    response = http("GET", path, headers={"Authorization": f"Bearer {access_token}"})

    assert response.status == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_an_unknown_path_is_a_404_envelope(get):
    response = get("/query/v2/suiteql")

    assert response.status == 404
    assert response.json()["title"] == "Not Found"


def test_a_wrong_method_is_a_405_envelope(get):
    response = get("/query/v1/suiteql")

    assert response.status == 405
    assert response.json()["status"] == 405
    assert response.headers["Allow"] == "POST"
