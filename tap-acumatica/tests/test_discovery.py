"""Entities that discovery cannot describe: what is missing for good, and what costs the run."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import StreamError
from tap_acumatica.tap import TapAcumatica


def _error(type_):
    return json.dumps(
        {
            "message": "An error has occurred.",
            "exceptionMessage": "The company is not set up.",
            "exceptionType": f"PX.Data.{type_}",
            "stackTrace": "   at PX.Data",
        }
    )


@pytest.fixture
def fails(sandbox):
    """Have the instance fail at the fields of an entity: `fails("Project", status=422)`."""

    def fails(entity, status=500, type_="PXException"):
        path = f"/{entity}/.adHocSchema"
        sandbox.fault("status", path=path, status=status, text=_error(type_), times=None)

    return fails


@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_an_entity_that_discovery_fails_at_costs_the_exit_code_of_a_run(
    sandbox, run, fails, status
):
    """Otherwise a run without a catalog is complete without the stream."""
    fails("Bill", status)

    with pytest.raises(StreamError, match="'bills' could not be described") as raised:
        run(given=None, streams=["accounts", "bills"])

    assert "The company is not set up" in str(raised.value)
    assert any("/Account?" in entry["path"] for entry in sandbox.journal())


def test_no_catalog_is_written_without_an_entity_that_discovery_fails_at(
    run_command, config, fails
):
    """Meltano would keep it."""
    fails("Bill", 422)

    outcome = run_command(TapAcumatica, "--discover", config=config)

    assert outcome.exit_code == 1
    assert "'bills' could not be described" in outcome.stderr
    assert "take the right to its form" in outcome.stderr
    assert outcome.stdout == ""


def test_entities_that_discovery_fails_at_do_not_hide_the_others(config, fails, caplog):
    fails("Project")

    streams = TapAcumatica(config=config, sleep=lambda _: None).streams

    assert "projects" not in streams
    assert "accounts" in streams
    assert "'projects' is left out" in caplog.text
    assert "The company is not set up" in caplog.text


def test_a_run_that_can_describe_nothing_is_an_error(sandbox, run, config, fails):
    """No stream is left to end the run with the error."""
    tap = TapAcumatica(config=config, catalog={"streams": []})
    document = tap.site.get("swagger.json", lambda response: response.json()).body
    tap.close()
    document["paths"] = {"/Vendor": document["paths"]["/Vendor"]}
    sandbox.fault("status", path="swagger", status=200, text=json.dumps(document), times=None)
    fails("Vendor")

    with pytest.raises(StreamError, match="'vendors' could not be described"):
        run(given=None)


def test_what_the_user_may_not_see_is_left_out_of_the_catalog(sandbox, run_command, config):
    sandbox.acumatica.set_limits(no_rights=["Subaccount"])

    outcome = run_command(TapAcumatica, "--discover", config=config)

    assert outcome.exit_code == 0
    names = {entry["tap_stream_id"] for entry in json.loads(outcome.stdout)["streams"]}
    assert "subaccounts" not in names
    assert "accounts" in names
    assert "'subaccounts' is left out" in outcome.stderr


def test_what_is_not_set_up_is_left_out_of_the_catalog(config, fails, caplog):
    fails("Subaccount", type_="PXSetupNotEnteredException")
    tap = TapAcumatica(config=config, sleep=lambda _: None)

    streams = tap.streams

    assert "subaccounts" not in streams
    assert tap.rejected == []
    assert "'subaccounts' is left out" in caplog.text
