"""`looker plans run`: each destination once, by name, and nothing that the audit log misses."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter

import pytest
from singer_erp.testing import kill_at_request

MAIL = {"name": "inbox", "type": "email", "address": "ap@example.com", "format": "csv"}
REFUSED = {"name": "refused", "type": "email", "address": "gone@example.com", "format": "csv"}
S3 = {
    "name": "bank",
    "type": "s3",
    "address": "s3://exports/ap/",
    "format": "csv",
    "parameters": {"access_key_id": "AKIA1", "region": "us-east-1"},
    "secret_parameters": {"secret_access_key": "${AP_SECRET}"},
}
SFTP = {
    "name": "auditors",
    "type": "sftp",
    "address": "sftp://files.example.com/ap/",
    "format": "csv",
    "parameters": {"username": "audit"},
    "secret_parameters": {"password": "${SFTP_PASSWORD}"},
}
SECRETS = {"AP_SECRET": "correct-horse-battery", "SFTP_PASSWORD": "staple-of-the-day"}


@pytest.fixture
def recorded(tmp_path):
    """A function that returns the deliveries of the audit log with their outcomes."""

    def recorded():
        with sqlite3.connect(tmp_path / "audit.sqlite") as log:
            return log.execute(
                "select source_key, action, error_code, destination_id from singer_erp_writes "
                "where object = 'delivery' order by written_at"
            ).fetchall()

    return recorded


def test_a_plan_of_a_datagroup_is_delivered_by_name_alone(looker, plan):
    looker.write(plan(), plan("Cash", crontab=None, datagroup="finance::finance_load"))

    assert set(looker("plans", "run").statuses) == {"AP aging/inbox"}
    assert set(looker("plans", "run", "Cash").statuses) == {"Cash/inbox"}


def test_every_destination_of_every_enabled_plan_is_delivered(looker, plan, recorded):
    looker.write(
        plan(destinations=[MAIL, S3, SFTP]),
        plan("Cash", crontab=None, destinations=[MAIL]),
        plan("Off", enabled=False),
    )

    done = looker("plans", "run", **SECRETS)

    keys = ["AP aging/auditors", "AP aging/bank", "AP aging/inbox", "Cash/inbox"]
    assert [line for line in done.lines if line["status"] != "delivered"] == []
    assert done.exit_code == 0
    assert sorted(done.statuses) == keys
    assert "4 of 4 delivered." in done.stderr
    assert sorted((name, status) for name, _, status in looker.sent()) == [
        *[("AP aging", "success")] * 3,
        ("Cash", "success"),
    ]
    assert sorted(row[:3] for row in recorded()) == [(key, "delivered", "success") for key in keys]
    assert looker.plans() == []


def test_named_plans_are_delivered_alone(looker, plan):
    looker.write(plan(), plan("Cash"), plan("Off", enabled=False))

    assert set(looker("plans", "run", "Off").statuses) == {"Off/inbox"}
    assert set(looker("plans", "run", "Cash", "AP aging", "Cash").statuses) == {
        "Cash/inbox",
        "AP aging/inbox",
    }
    unknown = looker("plans", "run", "Cach")
    assert unknown.exit_code == 1
    assert "no plan named 'Cach'" in unknown.stderr


def test_a_plan_with_nothing_to_send_is_delivered_and_says_so(looker, plan):
    none = {"model": "finance", "explore": "gl", "fields": ["gl.line_id"], "limit": 10}
    none["filters"] = {"gl.line_id": "-1"}
    looker.write(plan(look=None, query=none, require_results=True))

    done = looker("plans", "run")

    assert done.exit_code == 0
    assert done.lines[0]["status"] == "delivered"
    assert "Conditions not met" in done.lines[0]["detail"]


def test_what_fails_is_named_and_the_rest_is_delivered(looker, plan):
    looker.write(plan(destinations=[MAIL, REFUSED, S3, SFTP]))
    looker("plans", "run", "AP aging", **SECRETS)  # the host's key is known from now on
    looker.sandbox.looker.set_receivers(
        refused_mailboxes=["gone@example.com"], denied_buckets=["exports"]
    )
    looker.sandbox.looker.rekey_sftp()

    done = looker("plans", "run", **SECRETS)

    assert done.exit_code == 1
    assert done.statuses == {
        "AP aging/auditors": "rejected",
        "AP aging/bank": "rejected",
        "AP aging/inbox": "delivered",
        "AP aging/refused": "rejected",
    }
    assert all("detail" in line for line in done.lines if line["status"] == "rejected")
    assert not any(secret in repr(done) for secret in SECRETS.values())


def test_run_failed_delivers_the_rest_alone(looker, plan, recorded):
    looker.write(plan(destinations=[MAIL, REFUSED, S3]))
    looker.sandbox.looker.set_receivers(
        refused_mailboxes=["gone@example.com"], denied_buckets=["exports"]
    )
    looker("plans", "run", **SECRETS)
    looker.sandbox.looker.set_receivers(denied_buckets=[])
    second = looker("plans", "run", "--failed", **SECRETS)
    looker.sandbox.looker.set_receivers(refused_mailboxes=[])

    third = looker("plans", "run", "--failed", **SECRETS)
    fourth = looker("plans", "run", "--failed", **SECRETS)

    assert second.exit_code == 1
    assert second.statuses["AP aging/bank"] == "delivered"
    assert (third.exit_code, fourth.exit_code) == (0, 0)
    assert set(third.statuses.values()) == {"delivered"}
    assert fourth.lines == third.lines
    delivered = Counter(address for _, address, status in looker.sent() if status == "success")
    assert delivered == {"ap@example.com": 1, "gone@example.com": 1, "s3://exports/ap/": 1}
    assert len(recorded()) == len(looker.sent()) == 6


def test_run_failed_without_a_run_is_an_error(looker, plan):
    looker.write(plan())

    done = looker("plans", "run", "--failed")

    assert done.exit_code == 1
    assert "no run of these plans" in done.stderr


def test_a_destination_that_the_file_lost_is_not_delivered(looker, plan, caplog):
    looker.write(plan(destinations=[MAIL, REFUSED]))
    looker.sandbox.looker.set_receivers(refused_mailboxes=["gone@example.com"])
    looker("plans", "run")
    looker.write(plan())

    done = looker("plans", "run", "--failed")

    assert done.exit_code == 1
    assert "AP aging/refused is no longer in the file" in caplog.text
    assert len(looker.sent()) == 2


def test_a_copy_that_looker_rejects_is_an_outcome(looker, plan):
    looker.write(plan(look="99999"), plan("Cash"))

    done = looker("plans", "run")

    assert done.exit_code == 1
    assert done.statuses == {"AP aging/inbox": "rejected", "Cash/inbox": "delivered"}
    assert "99999" in done.lines[0]["detail"]


def test_the_address_of_a_webhook_is_secret_and_that_of_a_mailbox_is_not(looker, plan):
    hook = {"name": "hook", "type": "webhook", "address": "http://${HOOK}", "format": "json"}
    mail = MAIL | {"address": "${MAILBOX}"}
    looker.write(plan(destinations=[hook, mail]))
    looker.sandbox.looker.set_receivers(refused_mailboxes=["gone@example.com"])

    done = looker(
        "plans", "run", HOOK="hooks.example.com/very-secret-token", MAILBOX="gone@example.com"
    )

    errors = {line["delivery"]: line["detail"] for line in done.lines}
    assert "very-secret-token" not in repr(done)
    assert "gone@example.com" in errors["AP aging/inbox"]


def test_a_missing_variable_stops_the_run_before_anything_is_sent(looker, plan):
    looker.write(plan(destinations=[MAIL, S3]))

    done = looker("plans", "run")

    assert done.exit_code == 1
    assert "AP_SECRET is not set" in done.stderr
    assert looker.sent() == []


@pytest.mark.parametrize("fault", ["drop_response", "truncate"])
def test_a_lost_response_does_not_deliver_twice(looker, plan, recorded, fault):
    looker.write(plan())
    looker.sandbox.fault(fault, path="/run_once")

    done = looker("plans", "run")

    assert done.exit_code == 0
    assert len(looker.sent()) == len(recorded()) == 1


def test_a_request_that_did_not_arrive_is_sent_again(looker, plan, recorded):
    looker.write(plan())
    looker.sandbox.fault("reset", path="/run_once")

    done = looker("plans", "run")

    assert done.exit_code == 0
    assert len(looker.sent()) == 1
    assert [row[1:3] for row in recorded()] == [("rejected", "not_sent"), ("delivered", "success")]


def test_what_system_activity_may_not_show_yet_is_not_sent_again(looker, plan):
    looker.write(plan(), job_status={"lag_seconds": 600})
    looker.sandbox.fault("reset", path="/run_once")

    first = looker("plans", "run", LOOKER_WAIT_SECONDS="0")
    second = looker("plans", "run", "--failed", LOOKER_WAIT_SECONDS="0")

    assert first.statuses == second.statuses == {"AP aging/inbox": "unknown"}
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert looker.sent() == []


def test_a_throttled_request_is_repeated(looker, plan):
    looker.write(plan())
    looker.sandbox.fault("status", status=429, path="/run_once", times=2)

    done = looker("plans", "run")

    assert done.exit_code == 0
    assert len(looker.sent()) == 1


def test_a_delivery_without_an_outcome_is_looked_up_and_not_sent_again(looker, plan):
    looker.write(plan())
    looker.sandbox.looker.set_limits(activity_lag_seconds=3600)

    late = looker("plans", "run", LOOKER_WAIT_SECONDS="0")
    still = looker("plans", "run", "--failed", LOOKER_WAIT_SECONDS="0")
    looker.sandbox.looker.set_limits(activity_lag_seconds=0)
    found = looker("plans", "run", "--failed")

    assert late.statuses == still.statuses == {"AP aging/inbox": "unknown"}
    assert (late.exit_code, still.exit_code, found.exit_code) == (1, 1, 0)
    assert found.statuses == {"AP aging/inbox": "delivered"}
    assert len(looker.sent()) == 1


def test_the_statuses_and_fields_of_system_activity_are_settings(looker, plan):
    looker.write(
        plan(), job_status={"delivered": ["pending", "inprogress", "SUCCESS"], "lag_seconds": 0}
    )
    assert looker("plans", "run").exit_code == 0
    looker.write(plan(), job_status={"delivered": ["shipped"], "failed": ["success"]})
    assert looker("plans", "run").statuses == {"AP aging/inbox": "rejected"}
    looker.write(plan(), job_status={"status": "scheduled_job.nothing"})
    done = looker("plans", "run")
    assert done.exit_code == 1
    assert "scheduled_job.nothing" in done.stderr


@pytest.mark.parametrize("served", [False, True])
def test_a_kill_at_any_request_leaves_nothing_twice_that_the_log_misses(
    looker, plan, recorded, served
):
    looker.write(plan(destinations=[MAIL, S3]))
    number, exit_code, seen = 0, -9, 0
    while exit_code == -9:
        number += 1
        exit_code = kill_at_request(
            looker.sandbox.url,
            number,
            lambda url: looker.start(url, "plans", "run", **SECRETS),
            served=served,
        ).exit_code
        done = looker("plans", "run", "--failed", **SECRETS)

        assert done.exit_code == 0, number
        assert done.statuses == {"AP aging/inbox": "delivered", "AP aging/bank": "delivered"}
        sent = looker.sent()
        assert Counter(address for _, address, _ in sent[seen:]) == {
            "ap@example.com": 1,
            "s3://exports/ap/": 1,
        }, number
        seen = len(sent)
        assert sum(row[1] == "delivered" for row in recorded()) == seen, number
    assert exit_code == 0
    assert number > 5


@pytest.mark.histories(3)
def test_whatever_is_lost_between_each_destination_is_delivered_once(looker, plan, recorded, seed):
    dice = random.Random(seed)
    looker.write(plan(destinations=[MAIL, S3, REFUSED]), plan("Cash", destinations=[MAIL]))
    for _ in range(dice.randint(1, 5)):
        looker.sandbox.fault(
            dice.choice(["reset", "drop_response", "truncate", "html"]),
            path=dice.choice(["/run_once", "/scheduled_plans[?]", "/queries/run", "/login"]),
            after=dice.randint(0, 4),
            times=dice.randint(1, 8),
        )
    if dice.random() < 0.5:
        looker.sandbox.looker.set_receivers(refused_mailboxes=["gone@example.com"])

    done = looker("plans", "run", **SECRETS)
    looker.sandbox.clear_faults()
    looker.sandbox.looker.set_receivers(refused_mailboxes=[])
    if done.exit_code:
        done = looker("plans", "run", "--failed", **SECRETS)

    assert done.exit_code == 0
    assert set(done.statuses.values()) == {"delivered"}
    delivered = Counter(entry[:2] for entry in looker.sent() if entry[2] == "success")
    assert delivered == dict.fromkeys(
        [
            ("AP aging", "ap@example.com"),
            ("AP aging", "gone@example.com"),
            ("AP aging", "s3://exports/ap/"),
            ("Cash", "ap@example.com"),
        ],
        1,
    )
    assert sum(row[1] == "delivered" for row in recorded()) == 4
