from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from erp_sandbox.testing import SandboxError


def test_health_responses(http):
    assert http("GET", "/_control/health").json() == {"status": "ok"}


def test_the_clock_can_be_read_and_advanced(sandbox):
    before = sandbox.now()
    sandbox.advance(3600)

    assert timedelta(0) <= sandbox.now() - before - timedelta(hours=1) < timedelta(minutes=1)


def test_responses_are_dated_by_business_time(sandbox, http):
    sandbox.advance(86_400)

    dated = parsedate_to_datetime(http("GET", "/").headers["Date"])

    assert abs(sandbox.now() - dated) < timedelta(minutes=1)


def test_the_clock_cannot_be_put_back(sandbox):
    with pytest.raises(SandboxError, match="cannot go back"):
        sandbox.advance(-1)


def test_a_mutation_changes_the_stored_rows(sandbox):
    touched = sandbox.netsuite.mutate("rename", id=5, name="Initrode")

    assert touched == {"vendor": [5]}
    assert sandbox.netsuite.truth("SELECT entityid FROM vendor WHERE id = 5") == [
        {"entityid": "Initrode"}
    ]


def test_an_unknown_action_is_rejected_with_those_that_exist(sandbox):
    with pytest.raises(SandboxError, match="use one of rename"):
        sandbox.netsuite.mutate("explode")


def test_a_mutation_of_a_missing_record_is_rejected(sandbox):
    with pytest.raises(SandboxError, match="There is no vendor 99"):
        sandbox.netsuite.mutate("rename", id=99, name="x")


def test_a_mutation_with_a_wrong_argument_is_rejected(sandbox):
    with pytest.raises(SandboxError, match="rename"):
        sandbox.netsuite.mutate("rename", vendor=5)


def test_a_wrong_query_of_stored_rows_is_rejected(sandbox):
    with pytest.raises(SandboxError, match="nosuchtable"):
        sandbox.netsuite.truth("SELECT * FROM nosuchtable")


def test_the_role_hides_tables_until_it_is_set_again(sandbox, suiteql):
    sandbox.netsuite.set_role(hidden_tables=["currency"])
    hidden = suiteql("SELECT id FROM currency")
    sandbox.netsuite.set_role()
    shown = suiteql("SELECT id FROM currency")

    assert hidden.status == 400
    assert "Record 'currency' was not found" in hidden.text
    assert shown.status == 200


def test_a_malformed_role_is_rejected(sandbox):
    with pytest.raises(SandboxError, match="list of"):
        sandbox.netsuite.set_role(hidden_columns=[("transaction", "a", "b")])


def test_preferences_change_one_at_a_time(sandbox, company):
    sandbox.netsuite.set_preferences(time_zone="Europe/Berlin")
    sandbox.netsuite.set_preferences(date_format="D.M.YYYY")

    assert company.account.preferences.time_zone == "Europe/Berlin"
    assert company.account.preferences.date_format == "D.M.YYYY"


@pytest.mark.parametrize(
    ("preference", "complaint"),
    [
        ({"time_zone": "Mars/Olympus"}, "IANA name"),
        ({"date_format": "DDMMYY"}, "use one of M/D/YYYY"),
        ({"language": "en"}, "Unknown key language"),
    ],
)
def test_a_preference_that_does_not_exist_is_rejected(sandbox, preference, complaint):
    with pytest.raises(SandboxError, match=complaint):
        sandbox.netsuite.set_preferences(**preference)


def test_limits_are_set_and_read(sandbox):
    sandbox.netsuite.set_limits(concurrency=2, row_cap=2000, other_tenants=1)

    limits = sandbox.netsuite.limits()
    assert (limits["concurrency"], limits["row_cap"], limits["other_tenants"]) == (2, 2000, 1)


def test_a_limit_that_is_not_a_number_is_rejected(sandbox):
    with pytest.raises(SandboxError, match="must be a number"):
        sandbox.netsuite.set_limits(concurrency="many")


def test_credentials_of_an_unknown_kind_are_rejected(sandbox):
    with pytest.raises(SandboxError, match="use `m2m` or `tba`"):
        sandbox.netsuite.config(auth="basic")


def test_the_environment_names_the_taps_settings(sandbox):
    environment = sandbox.netsuite.environment("tba")

    assert environment["TAP_NETSUITE_API_URL"] == f"{sandbox.url}/1234567-sb1"
    assert set(environment) == {
        f"TAP_NETSUITE_{name}"
        for name in (
            "ACCOUNT_ID",
            "API_URL",
            "TOKEN_URL",
            "CONSUMER_KEY",
            "CONSUMER_SECRET",
            "TOKEN_ID",
            "TOKEN_SECRET",
        )
    }


@pytest.mark.parametrize("body", ["[1]", "{", '{"advance": "soon"}', '{"rewind": 1}'])
def test_a_body_that_is_not_valid_is_rejected(http, body):
    response = http("POST", "/_control/clock", body)

    assert response.status == 400
    assert response.json()["error"]
