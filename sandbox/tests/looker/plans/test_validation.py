"""What a plan must have: every problem is a 422 that names it."""

from __future__ import annotations

import pytest
from erp_sandbox.core.launch import Launch
from erp_sandbox.testing import Sandbox

S3 = {
    "type": "s3",
    "address": "s3://finance-exports/ap/",
    "parameters": '{"access_key_id": "AKIA", "region": "us-east-1"}',
    "secret_parameters": '{"secret_access_key": "s3-secret"}',
}
SFTP = {
    "type": "sftp",
    "address": "sftp://files.example.com/ap/",
    "parameters": '{"username": "ap"}',
    "secret_parameters": '{"password": "sftp-secret"}',
}
LIST = "scheduled_plan_destination"


@pytest.fixture(scope="module")
def launch():
    """An instance for tests that change nothing."""
    with Launch({"looker": {"documents": 30, "content": 4}}) as launch:
        yield launch


@pytest.fixture
def sandbox(launch, switchboard):
    switchboard.application = launch.applications["looker"]
    return Sandbox.connect(switchboard.url)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ...}, {("name", "missing_field")}),
        ({"name": "", "crontab": ...}, {("name", "missing_field"), ("crontab", "missing_field")}),
        ({"look_id": ...}, {("look_id", "missing_field")}),
        ({"look_id": "987654"}, {("look_id", "invalid")}),
        ({"dashboard_id": "1"}, {("dashboard_id", "invalid")}),
        ({"require_results": ...}, {("require_results", "missing_field")}),
        (
            {"require_results": True, "require_no_results": True},
            {("require_no_results", "invalid")},
        ),
        ({"crontab": "every day"}, {("crontab", "invalid")}),
        ({"crontab": "0 6 * * * *"}, {("crontab", "invalid")}),
        ({"timezone": "Middle/Earth"}, {("timezone", "invalid")}),
        ({"datagroup": "finance_load"}, {("datagroup", "invalid")}),
        ({"crontab": ..., "datagroup": "unknown"}, {("datagroup", "invalid")}),
        ({LIST: ...}, {(LIST, "missing_field")}),
        ({LIST: []}, {(LIST, "missing_field")}),
        ({"run_as_recipient": True}, {("run_as_recipient", "invalid")}),
    ],
)
def test_a_plan_that_is_not_valid_is_refused(sdk, plan, refused, changes, expected):
    assert refused(sdk.create_scheduled_plan, plan(**changes)).keys() == expected
    assert not sdk.all_scheduled_plans()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": "fax"}, ("type", "invalid")),
        ({"address": ""}, ("address", "missing_field")),
        ({"address": "http://hooks.example.com/"}, ("address", "invalid")),
        ({"type": "email"}, ("address", "invalid")),
        ({**S3, "address": "https://bucket"}, ("address", "invalid")),
        ({**SFTP, "address": "files.example.com"}, ("address", "invalid")),
        ({"format": ""}, ("format", "missing_field")),
        ({"format": "parquet"}, ("format", "invalid")),
        ({"format": "wysiwyg_pdf"}, ("format", "invalid")),
        ({**S3, "format": "inline_json"}, ("format", "invalid")),
        ({**S3, "parameters": '{"access_key_id": "AKIA"}'}, ("parameters", "missing_field")),
        ({**S3, "parameters": "AKIA"}, ("parameters", "invalid")),
        ({**S3, "secret_parameters": None}, ("secret_parameters", "missing_field")),
        ({**SFTP, "parameters": None}, ("parameters", "missing_field")),
        ({**SFTP, "secret_parameters": "{}"}, ("secret_parameters", "missing_field")),
    ],
)
def test_a_destination_that_is_not_valid_is_refused(
    sdk, plan, destination, refused, changes, expected
):
    body = plan(scheduled_plan_destination=[destination(**changes)])
    field, code = expected
    assert refused(sdk.create_scheduled_plan, body).keys() == {(f"{LIST}.{field}", code)}


def test_all_results_are_not_sent_of_dashboards(sdk, plan, destination, refused):
    [dashboard] = sdk.search_dashboards(limit=1)
    mail = destination(type="email", address="cfo@example.com", format="csv_zip")
    body = plan(look_id=..., dashboard_id=dashboard.id, send_all_results=True, **{LIST: [mail]})
    assert refused(sdk.create_scheduled_plan, body) == {
        ("dashboard_id", "invalid"): "Cannot send all results for dashboards",
        (f"{LIST}.format", "invalid"): "csv_zip cannot send all results",
    }


def test_every_problem_is_reported_at_once(sdk, plan, destination, refused):
    body = plan(name=..., crontab="x", scheduled_plan_destination=[destination(format="")])
    assert len(refused(sdk.create_scheduled_plan, body)) == 3
