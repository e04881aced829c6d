"""Limits: metering, rates, quotas, and what the control surface changes."""

from __future__ import annotations

import pytest

QUERY = {"model": "finance", "view": "gl", "fields": ["gl.count"]}


def test_calls_are_metered_by_class(api):
    before = api.control.limits()["calls"]
    api.get("user")
    api.get("looks")
    api.post("queries/run/json", QUERY)
    api.get("versions")

    after = api.control.limits()["calls"]
    assert after["non_query"] == before.get("non_query", 0) + 2
    assert after["db_query"] == before.get("db_query", 0) + 1


@pytest.mark.parametrize(
    ("quota", "path"), [("admin_calls", "looks"), ("query_calls", "scheduled_plans")]
)
def test_a_quota_ends_with_429(api, quota, path):
    api.get(path)
    api.control.set_limits(**{quota: 1})

    response = api("GET", path)
    assert response.status_code == 429
    assert "Retry-After" not in response.headers
    assert response.json()["documentation_url"].endswith(f"/r/err/4.0/429/get/{path}")


def test_a_rate_limit_may_say_when_to_try_again(api):
    api.control.set_limits(per_second=0, retry_after=7)

    response = api("GET", "user")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_faults_have_the_vendor_s_body(api, status):
    api.sandbox.fault("status", path="/user", status=status)
    url = f"{api.config['api_url']}/api/4.0/user"

    response = api.session.get(url, timeout=900)
    assert response.status_code == status
    assert set(response.json()) == {"message", "documentation_url"}


def test_a_gateway_s_page_is_html(api):
    api.sandbox.fault("html", path="/user", status=502)
    response = api.session.get(f"{api.config['api_url']}/api/4.0/user", timeout=900)

    assert response.headers["Content-Type"].startswith("text/html")


def test_expired_tokens_are_refused(api):
    api.control.expire_tokens()
    assert api("GET", "user").status_code == 401

    api.log_in()
    assert api("GET", "user").status_code == 200


def test_the_environment_has_the_settings_of_the_tap_and_of_the_commands(api):
    environment = api.control.environment()

    for name in ("API_URL", "CLIENT_ID", "CLIENT_SECRET"):
        value = api.config[name.lower()]
        assert environment[f"TAP_LOOKER_{name}"] == environment[f"LOOKER_{name}"] == value


def test_random_loads_change_lines(api):
    before = api.control.rows("SELECT * FROM gl_lines ORDER BY line_id")
    api.control.mutate("load", steps=20, seed=3)
    after = api.control.rows("SELECT * FROM gl_lines ORDER BY line_id")

    assert len(after) > len(before)
    assert after[: len(before)] != before
