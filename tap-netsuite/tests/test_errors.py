"""Every refused request is one clear error that names the setting and shows no secret."""

from __future__ import annotations

import pytest
from singer_erp.errors import ConfigError
from tap_netsuite.tap import TapNetSuite


@pytest.fixture
def tap(run_command):
    """Run the tap's command line in this process."""

    def run(config, *arguments):
        return run_command(TapNetSuite, *arguments, config=config)

    return run


def _one_error(output, *words):
    assert output.exit_code == 1
    assert "Traceback" not in output.stderr
    errors = [line for line in output.stderr.splitlines() if "ERROR" in line]
    assert len(errors) == 1, output.stderr
    for word in words:
        assert word in errors[0]
    assert '"type":"STATE"' not in output.stdout
    return errors[0]


@pytest.mark.parametrize(
    ("auth", "setting", "value"),
    [
        ("m2m", "client_id", "wrong-client"),
        ("m2m", "certificate_id", "wrong-certificate"),
        ("tba", "consumer_secret", "wrong-secret"),
        ("tba", "token_id", "wrong-token"),
        ("tba", "account_id", "7654321"),
    ],
)
def test_wrong_credentials(shared_sandbox, tap, auth, setting, value):
    config = shared_sandbox.netsuite.config(auth=auth) | {setting: value}

    error = _one_error(tap(config), "401", "Check")

    for secret in ("private_key", "consumer_secret", "token_secret"):
        assert str(config.get(secret, "-----")).strip() not in error or secret == setting


def test_a_wrong_account_in_the_url(shared_sandbox, tap):
    config = shared_sandbox.netsuite.config()
    config["api_url"] = config["api_url"].replace("1234567", "7654321")
    config["token_url"] = config["token_url"].replace("1234567", "7654321")

    _one_error(tap(config), "404", "`account_id`")


def test_the_state_of_another_account_is_an_error(shared_sandbox, run):
    """How the account is written does not matter."""
    config = shared_sandbox.netsuite.config()
    state = run(config, streams=["currencies"]).state
    other_case = config["account_id"].lower().replace("_", "-")
    run(config | {"account_id": other_case}, streams=["currencies"], state=state)

    with pytest.raises(ConfigError, match=r"'currencies' is of '.+', not of '7654321'"):
        run(config | {"account_id": "7654321"}, streams=["currencies"], state=state)


def test_an_invalid_account_id(shared_sandbox, tap):
    _one_error(
        tap(shared_sandbox.netsuite.config() | {"account_id": "evil.example/"}), "`account_id`"
    )


def test_an_expired_certificate(sandbox, tap):
    config = sandbox.netsuite.config(expired=True)

    _one_error(tap(config), "invalid_grant", "expired")


def test_an_invalid_private_key(shared_sandbox, tap):
    error = _one_error(
        tap(shared_sandbox.netsuite.config() | {"private_key": "hunter2"}), "`private_key`"
    )

    assert "hunter2" not in error


def test_an_unknown_setting(shared_sandbox, tap):
    output = tap(shared_sandbox.netsuite.config() | {"acount_id": "1"})

    assert output.exit_code == 1
    assert "acount_id" in output.stderr
    assert "Traceback" not in output.stderr


def test_both_kinds_of_credentials(shared_sandbox, tap):
    config = shared_sandbox.netsuite.config(auth="m2m") | shared_sandbox.netsuite.config(auth="tba")

    _one_error(tap(config), "Both kinds")


def test_a_session_time_zone_that_does_not_exist(sandbox, tap):
    sandbox.netsuite.set_preferences(utc_on_dates=False)
    config = sandbox.netsuite.config() | {"session_time_zone": "Mars/Olympus"}

    _one_error(tap(config), "`session_time_zone`", "IANA")


def test_a_session_time_zone_that_differs_from_the_session(sandbox, tap):
    sandbox.netsuite.set_preferences(time_zone="Europe/Berlin", utc_on_dates=False)

    _one_error(
        tap(sandbox.netsuite.config() | {"session_time_zone": "Asia/Tokyo"}), "`session_time_zone`"
    )
    _one_error(tap(sandbox.netsuite.config()), "`session_time_zone`")


def _of(catalog, stream, **schema):
    [entry] = [entry for entry in catalog["streams"] if entry["tap_stream_id"] == stream]
    return {"streams": [entry | {"schema": {"type": "object", "properties": {}} | schema}]}


def test_a_catalog_whose_names_are_not_those_of_suiteql(shared_sandbox, catalog, run_command):
    properties = {"id": {"type": "integer"}, "id) FROM x; --": {"type": "string"}}
    edited = _of(catalog, "terms", properties=properties)

    output = run_command(TapNetSuite, config=shared_sandbox.netsuite.config(), catalog=edited)

    _one_error(output, "'terms'", "no name of SuiteQL", "--discover")


@pytest.mark.parametrize("schema", [{}, {"properties": {"name": {}}}])
def test_a_catalog_without_the_key_of_a_stream(shared_sandbox, catalog, run_command, schema):
    edited = _of(catalog, "terms", **schema)

    output = run_command(TapNetSuite, config=shared_sandbox.netsuite.config(), catalog=edited)

    _one_error(output, "'terms'", "no key id", "--discover")


@pytest.mark.parametrize("streams", [None, {}, [None]])
def test_a_catalog_that_is_not_a_list_of_streams(shared_sandbox, run_command, streams):
    config, edited = shared_sandbox.netsuite.config(), {"streams": streams}

    _one_error(run_command(TapNetSuite, config=config, catalog=edited), "catalog", "--discover")


@pytest.mark.parametrize("after", [[None], ["x"], [1, 2]])
def test_a_position_that_is_no_key(shared_sandbox, catalog, run_command, after):
    entries = [e for e in catalog["streams"] if e["tap_stream_id"] == "vendors"]
    pending = {"started_at": "2026-11-20T14:00:00Z", "after": after}
    bookmark = {"format": 2, "replication_key": "lastmodifieddate", "pending": pending}

    output = run_command(
        TapNetSuite,
        config=shared_sandbox.netsuite.config(),
        catalog={"streams": entries},
        state={"bookmarks": {"vendors": bookmark}},
    )

    assert output.exit_code == 1
    assert "Traceback" not in output.stderr
    assert "position that is not one of its keys" in output.stderr
