"""`looker plans diff` and `looker plans apply`: one plan per name, and nothing of others."""

from __future__ import annotations

import random
import sqlite3

import pytest
from singer_erp.testing import kill_at_request

S3 = {
    "name": "bank",
    "type": "s3",
    "address": "s3://exports/ap/",
    "format": "csv",
    "parameters": {"access_key_id": "AKIA1", "region": "us-east-1"},
    "secret_parameters": {"secret_access_key": "${AP_SECRET}"},
}
SECRET = "correct-horse-battery"


def test_apply_makes_the_instance_what_the_file_says(looker, plan):
    looker.write(plan(), plan("Cash", crontab=None, datagroup="finance::finance_load"))

    before = looker("plans", "diff")
    applied = looker("plans", "apply")
    after = looker("plans", "diff", "--fail")

    assert [line["change"] for line in before.lines] == ["create", "create"]
    assert applied.exit_code == 0
    assert [line["change"] for line in applied.lines] == ["create", "create"]
    assert (after.exit_code, after.lines) == (0, [])
    found = {p["name"]: p for p in looker.plans()}
    assert set(found) == {f"AP aging [{looker.owner}]", f"Cash [{looker.owner}]"}
    assert found[f"AP aging [{looker.owner}]"]["crontab"] == "0 6 * * *"
    assert found[f"Cash [{looker.owner}]"]["datagroup"] == "finance::finance_load"


def test_apply_twice_changes_nothing(looker, plan):
    looker.write(plan())
    looker("plans", "apply")
    before = looker.plans()

    again = looker("plans", "apply")

    assert (again.exit_code, again.lines) == (0, [])
    assert looker.plans() == before


def test_diff_changes_nothing(looker, plan):
    looker.write(plan())

    done = looker("plans", "diff", "--fail")

    assert done.exit_code == 1
    assert looker.plans() == []


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"crontab": "0 7 * * *"}, {"crontab": {"looker": "0 6 * * *", "file": "0 7 * * *"}}),
        ({"enabled": False}, {"enabled": {"looker": True, "file": False}}),
        ({"timezone": "Europe/Berlin"}, {"timezone": {"looker": None, "file": "Europe/Berlin"}}),
        ({"filters": {"Status": "a,b"}}, {"filters_string": {"file": "?Status=a%2Cb"}}),
        ({"require_change": True}, {"require_change": {"looker": False, "file": True}}),
    ],
)
def test_what_differs_is_shown_and_applied(looker, plan, changes, differs):
    looker.write(plan())
    looker("plans", "apply")
    ids = [p["id"] for p in looker.plans()]
    looker.write(plan(**changes))

    (line,) = looker("plans", "diff").lines
    looker("plans", "apply")

    assert line["change"] == "update"
    assert {name: _present(value) for name, value in line["differs"].items()} == {
        name: _present(value) for name, value in differs.items()
    }
    assert looker("plans", "diff").lines == []
    assert [p["id"] for p in looker.plans()] == ids


def _present(values):
    return {name: value for name, value in values.items() if value is not None}


def test_destinations_are_replaced_as_a_whole(looker, plan):
    first = plan()["destinations"][0]
    looker.write(plan())
    looker("plans", "apply")
    xlsx = first | {"name": "auditors", "address": "audit@example.com", "format": "xlsx"}
    looker.write(plan(destinations=[first | {"message": "New"}, xlsx]))

    (line,) = looker("plans", "diff").lines
    looker("plans", "apply")

    assert line["differs"] == {"destinations": ["change inbox: message", "add auditors"]}
    assert looker("plans", "diff").lines == []
    looker.write(plan(destinations=[xlsx]))
    (line,) = looker("plans", "diff").lines
    assert line["differs"] == {"destinations": ["remove email ap@example.com"]}


def test_a_query_of_a_plan_is_the_same_query_again(looker, plan):
    query = {"model": "finance", "explore": "gl", "fields": ["gl.document_id"], "limit": 10}
    looker.write(plan(look=None, query=query))
    looker("plans", "apply")

    assert looker("plans", "diff").lines == []
    looker.write(plan(look=None, query=query | {"limit": 20}))
    (line,) = looker("plans", "diff").lines
    assert list(line["differs"]) == ["query_id"]


def test_foreign_plans_are_untouched(looker, plan):
    foreign = looker.environment | {"LOOKER_PLANS_FILE": str(looker.path.with_name("other.yml"))}
    looker.write(plan(), owner=f"{looker.owner}-other")
    looker("plans", "apply")
    before = looker.sandbox.looker.truth("scheduled_plans")
    looker.write(plan())

    looker("plans", "apply")
    looker.write()
    pruned = looker("plans", "apply", "--prune")

    assert foreign["LOOKER_PLANS_FILE"] != str(looker.path)
    assert [line["change"] for line in pruned.lines] == ["unlisted"]
    assert looker.sandbox.looker.truth("scheduled_plans") == before


def test_a_plan_that_the_file_lost_stays_without_prune(looker, plan):
    looker.write(plan())
    looker("plans", "apply")
    looker.write()

    (line,) = looker("plans", "diff").lines
    kept = looker("plans", "apply")

    assert line["change"] == "unlisted"
    assert "--prune deletes" in kept.stderr
    assert len(looker.plans()) == 1
    assert looker("plans", "apply", "--prune").exit_code == 0
    assert looker.plans() == []


def test_a_plan_without_a_schedule_is_not_created(looker, plan):
    looker.write(plan(crontab=None))

    assert looker("plans", "apply").lines == []
    assert looker.plans() == []


def test_secrets_are_compared_and_never_shown(looker, plan, tmp_path):
    looker.write(plan(destinations=[S3]))

    created = looker("plans", "apply", AP_SECRET=SECRET)
    same = looker("plans", "diff", AP_SECRET=SECRET)
    other = looker("plans", "diff", AP_SECRET="another-secret")
    applied = looker("plans", "apply", AP_SECRET="another-secret")

    assert created.exit_code == 0
    assert same.lines == []
    assert list(other.lines[0]["differs"]) == ["secrets"]
    assert looker("plans", "diff", AP_SECRET="another-secret").lines == []
    shown = repr([created, same, other, applied])
    assert SECRET not in shown
    assert "another-secret" not in shown
    stored = (tmp_path / "audit.sqlite").read_bytes() + _wal(tmp_path)
    assert SECRET.encode() not in stored


def _wal(folder):
    path = folder / "audit.sqlite-wal"
    return path.read_bytes() if path.exists() else b""


def test_without_the_audit_log_secrets_are_sent_again(looker, plan, tmp_path):
    looker.write(plan(destinations=[S3]))
    looker("plans", "apply", AP_SECRET=SECRET)
    ids = [p["id"] for p in looker.plans()]
    looker.environment["LOOKER_AUDIT_URL"] = f"sqlite:///{tmp_path}/other.sqlite"

    done = looker("plans", "apply", AP_SECRET=SECRET)

    assert [line["differs"] for line in done.lines] == [
        {"secrets": "other values, or not known to be the same"}
    ]
    assert [p["id"] for p in looker.plans()] == ids
    assert looker("plans", "diff", AP_SECRET=SECRET).lines == []


def test_a_rejected_plan_costs_the_exit_code_and_no_other_plan(looker, plan):
    looker.write(plan("Bad", crontab="not a crontab"), plan())

    done = looker("plans", "apply")

    assert done.exit_code == 1
    assert [("error" in line) for line in done.lines] == [True, False]
    assert "crontab" in done.lines[0]["error"]
    assert [p["name"] for p in looker.plans()] == [f"AP aging [{looker.owner}]"]


@pytest.mark.parametrize("fault", ["drop_response", "truncate"])
def test_a_plan_whose_response_is_lost_is_found_and_not_created_again(looker, plan, fault):
    looker.write(plan())
    looker.sandbox.fault(fault, method="POST", path="/scheduled_plans$")

    done = looker("plans", "apply")

    assert done.exit_code == 0
    assert len(looker.plans()) == 1
    assert looker("plans", "diff").lines == []


def test_of_plans_with_one_name_the_oldest_stays(looker, plan):
    looker.write(plan())
    looker("plans", "apply")
    (first,) = looker.plans()
    names = ("name", "look_id", "crontab", "require_results", "require_no_results")
    body = {name: first[name] for name in (*names, "require_change")}
    email = {"type": "email", "address": "ap@example.com", "format": "csv"}
    with looker.options().connected() as instance:
        second = body | {"scheduled_plan_destination": [email]}
        instance.send("POST", "/scheduled_plans", json=second)

    done = looker("plans", "apply")

    assert [line["change"] for line in done.lines] == ["duplicate"]
    assert [p["id"] for p in looker.plans()] == [first["id"]]


@pytest.mark.parametrize("served", [False, True])
def test_a_kill_at_any_request_of_apply_leaves_one_plan_per_name(looker, plan, served):
    changed = plan("Changed", destinations=[S3])
    number, exit_code = 0, -9
    while exit_code == -9:
        number += 1
        looker.write()
        looker("plans", "apply", "--prune", AP_SECRET=SECRET)
        looker.write(changed)
        looker("plans", "apply", AP_SECRET=SECRET)
        looker.write(changed | {"crontab": "0 7 * * *"}, plan("New"))

        exit_code = kill_at_request(
            looker.sandbox.url,
            number,
            lambda url: looker.start(url, "plans", "apply", AP_SECRET=SECRET),
            served=served,
        ).exit_code
        looker("plans", "apply", AP_SECRET=SECRET)

        names = sorted(p["name"].partition(" [")[0] for p in looker.plans())
        assert names == ["Changed", "New"], number
        assert looker("plans", "diff", AP_SECRET=SECRET).lines == [], number
    assert exit_code == 0
    assert number > 5


def test_every_change_is_in_the_audit_log(looker, plan, tmp_path):
    looker.write(plan())
    looker("plans", "apply")
    looker.write(plan(enabled=False))
    looker("plans", "apply")
    looker.write()
    looker("plans", "apply", "--prune")

    with sqlite3.connect(tmp_path / "audit.sqlite") as log:
        writes = log.execute(
            "select source_key, object, action from singer_erp_writes order by written_at"
        ).fetchall()
        runs = log.execute("select plugin, result from singer_erp_runs").fetchall()

    assert writes == [
        ("AP aging", "scheduled_plan", action) for action in ("created", "updated", "deleted")
    ]
    assert runs == [("looker plans apply", "complete")] * 3


@pytest.mark.histories(3)
def test_whatever_is_lost_between_there_is_one_plan_per_name(looker, plan, seed):
    dice = random.Random(seed)
    looker.write(plan("Changed", destinations=[S3]))
    looker("plans", "apply", AP_SECRET=SECRET)
    looker.write(
        plan("Changed", destinations=[S3], crontab="0 7 * * *"), plan("New"), plan("Newer")
    )
    for _ in range(dice.randint(1, 5)):
        looker.sandbox.fault(
            dice.choice(["reset", "drop_response", "truncate", "html"]),
            method=dice.choice(["GET", "PATCH", "POST", "DELETE"]),
            path="/scheduled_plans",
            after=dice.randint(0, 3),
            times=dice.randint(1, 8),
        )

    looker("plans", "apply", AP_SECRET=SECRET)
    looker.sandbox.clear_faults()
    done = looker("plans", "apply", AP_SECRET=SECRET)

    assert done.exit_code == 0
    names = sorted(p["name"].partition(" [")[0] for p in looker.plans())
    assert names == ["Changed", "New", "Newer"]
    assert looker("plans", "diff", AP_SECRET=SECRET).lines == []
