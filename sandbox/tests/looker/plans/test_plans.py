"""Scheduled plans: what is required, what is stored, and who may change it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from erp_sandbox.core.clock import Clock
from looker_sdk import error, models40

S3 = {
    "type": "s3",
    "address": "s3://finance-exports/ap/",
    "parameters": '{"access_key_id": "AKIA", "region": "us-east-1"}',
    "secret_parameters": '{"secret_access_key": "s3-secret"}',
}
LIST = "scheduled_plan_destination"


@pytest.fixture
def sandbox(start):
    return start(clock=Clock(datetime(2026, 1, 31, 5, 0, tzinfo=UTC)))


def test_a_plan_is_stored_as_it_was_sent(sdk, plan, look):
    made = sdk.create_scheduled_plan(plan(timezone="Europe/Zurich", include_links=True))
    assert made.id
    assert (made.name, made.look_id, made.title) == ("Lines after the load", look.id, look.title)
    assert made.user_id == sdk.me().id
    assert made.user.display_name == sdk.me().display_name
    assert (made.enabled, made.run_once, made.include_links) == (True, False, True)
    assert made.next_run_at == datetime(2026, 2, 1, 5, 0, tzinfo=UTC)  # 06:00 in Zurich
    assert made.last_run_at is None
    [destination] = made.scheduled_plan_destination
    assert destination.scheduled_plan_id == made.id
    assert (destination.type, destination.format) == ("webhook", "csv")
    assert sdk.scheduled_plan(made.id) == made
    assert made in sdk.all_scheduled_plans()
    assert sdk.scheduled_plans_for_look(look.id) == [made]


def test_secret_parameters_are_never_returned(sdk, plan, destination):
    made = sdk.create_scheduled_plan(plan(scheduled_plan_destination=[destination(**S3)]))
    for shown in (made, sdk.scheduled_plan(made.id), *sdk.all_scheduled_plans()):
        assert "s3-secret" not in repr(shown)
        assert shown.scheduled_plan_destination[0].secret_parameters is None


def test_given_destinations_replace_all_destinations(sdk, plan, destination):
    mail = destination(type="email", address="cfo@example.com")
    made = sdk.create_scheduled_plan(plan(scheduled_plan_destination=[destination(), mail]))
    changed = sdk.update_scheduled_plan(
        made.id, models40.WriteScheduledPlan(scheduled_plan_destination=[mail])
    )
    [left] = changed.scheduled_plan_destination
    assert left.type == "email"
    assert left.id not in {before.id for before in made.scheduled_plan_destination}


def test_omitted_destinations_stay_with_their_secrets(sandbox, sdk, plan, destination):
    made = sdk.create_scheduled_plan(plan(scheduled_plan_destination=[destination(**S3)]))
    body = models40.WriteScheduledPlan(name="Renamed", crontab="30 7 * * 1")
    changed = sdk.update_scheduled_plan(made.id, body)
    assert (changed.name, changed.crontab) == ("Renamed", "30 7 * * 1")
    assert changed.next_run_at == datetime(2026, 2, 2, 7, 30, tzinfo=UTC)
    assert changed.scheduled_plan_destination == made.scheduled_plan_destination
    [secret] = sandbox.looker.truth("scheduled_plan_secrets")
    assert secret["secret_parameters"] == S3["secret_parameters"]


@pytest.mark.parametrize("value", ["null", "[]"])
def test_a_plan_keeps_at_least_one_destination(sdk, plan, value, connect, sandbox):
    made = sdk.create_scheduled_plan(plan())
    with pytest.raises(error.SDKError, match="Validation Failed"):
        sdk.patch(f"/scheduled_plans/{made.id}", str, body=f'{{"{LIST}": {value}}}')
    assert sdk.scheduled_plan(made.id).scheduled_plan_destination


def test_a_disabled_plan_does_not_run_next(sdk, plan):
    made = sdk.create_scheduled_plan(plan(enabled=False))
    assert made.next_run_at is None


def test_a_deleted_plan_is_gone(sdk, plan, sandbox):
    made = sdk.create_scheduled_plan(plan())
    sdk.delete_scheduled_plan(made.id)
    with pytest.raises(error.SDKError, match="Not found"):
        sdk.scheduled_plan(made.id)
    assert not sandbox.looker.truth("scheduled_plan_destinations")


def test_plans_are_searched(sdk, plan, destination):
    mail = destination(type="email", address="cfo@example.com", format="html")
    sdk.create_scheduled_plan(plan(name="AP aging"))
    sdk.create_scheduled_plan(plan(name="Cash position", scheduled_plan_destination=[mail]))

    def names(**query):
        return sorted(found.name for found in sdk.search_scheduled_plans(**query))

    assert names(name="AP%") == ["AP aging"]
    assert names(recipient="cfo@example.com") == ["Cash position"]
    assert names(destination_type="webhook") == ["AP aging"]
    assert names(delivery_format="html") == ["Cash position"]
    assert names(limit=1, sorts="name") == ["AP aging"]


def test_others_neither_see_nor_change_a_plan(sandbox, sdk, plan):
    mine = sdk.create_scheduled_plan(plan(name="Mine"))
    sandbox.looker.set_user(admin=True)
    theirs = sdk.create_scheduled_plan(plan(name="Theirs", user_id="1"))
    assert theirs.user_id == "1"
    sandbox.looker.set_user(admin=False)
    assert [found.name for found in sdk.all_scheduled_plans()] == ["Mine"]
    assert [found.name for found in sdk.all_scheduled_plans(user_id="1")] == ["Theirs"]
    assert {found.name for found in sdk.all_scheduled_plans(all_users=True)} == {"Mine", "Theirs"}
    for change in (
        lambda: sdk.update_scheduled_plan(theirs.id, models40.WriteScheduledPlan(name="Taken")),
        lambda: sdk.delete_scheduled_plan(theirs.id),
        lambda: sdk.scheduled_plan_run_once_by_id(theirs.id),
        lambda: sdk.create_scheduled_plan(plan(user_id="1")),
    ):
        with pytest.raises(error.SDKError, match="Not found"):
            change()
    assert sdk.scheduled_plan(mine.id).name == "Mine"


def test_the_plans_of_all_users_are_one_list(sandbox, sdk):
    sandbox.looker.mutate("populate", kind="scheduled_plans", count=10_050)
    mine = sdk.all_scheduled_plans(fields="id")
    every = sdk.all_scheduled_plans(fields="id", all_users=True)
    assert len(every) == len({found.id for found in every}) == 10_050
    assert 0 < len(mine) < 10_050
