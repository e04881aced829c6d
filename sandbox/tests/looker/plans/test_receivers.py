"""Deliveries that arrive, and receivers that refuse them."""

from __future__ import annotations

import email
import json
import sys
import threading
from datetime import UTC, datetime
from email.policy import default

import pytest
from erp_sandbox.looker.delivery.hook import TOKEN
from erp_sandbox.looker.delivery.message import Delivery, File
from erp_sandbox.looker.delivery.outbox import Outbox
from erp_sandbox.looker.receivers.servers import Receivers
from erp_sandbox.testing import Sandbox
from looker_sdk import models40

CSV = b"Account,Net\n4000,-1250.50\n"
S3 = ({"access_key_id": "AKIATEST", "region": "us-east-1"}, {"secret_access_key": "s3-secret"})
SFTP = ({"username": "ap"}, {"password": "sftp-secret"})
ADDRESSES = {
    "email": "cfo@example.com",
    "s3": "s3://finance-exports/ap/daily runs/",
    "sftp": "sftp://files.example.com/ap/in/",
    "webhook": "https://hooks.example.com/looker",
}


@pytest.fixture
def receivers(tmp_path):
    receivers = Receivers(tmp_path / "inbox")
    receivers.start()
    yield receivers
    receivers.close()


@pytest.fixture
def send(receivers):
    """Delivers a result and returns why it was refused."""

    def send(kind, *, address=None, name="AP aging.csv", media_type="text/csv", data=CSV):
        parameters, secrets = {"s3": S3, "sftp": SFTP}.get(kind, ({}, {}))
        delivery = Delivery(
            plan={"id": "7", "name": "AP aging every day", "include_links": True},
            destination={
                "type": kind,
                "address": address or ADDRESSES[kind],
                "format": "csv",
                "message": "Good morning",
                "parameters": json.dumps(parameters),
            },
            secrets=secrets,
            file=File(name, media_type, data),
            content=json.dumps({"type": "query"}).encode(),
            title="AP aging",
            url="https://sandbox.cloud.looker.com/looks/42",
            at=datetime(2026, 1, 31, 6, 0, tzinfo=UTC),
            id="d1",
        )
        return Outbox().send(delivery, "1", receivers.routes)

    return send


@pytest.fixture
def received(tmp_path):
    """Returns the files of a folder of the receivers."""

    def received(folder):
        root = tmp_path / "inbox" / folder
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    return received


def test_an_email_arrives_with_the_result_attached(send, received):
    assert not send("email")
    messages = received("mail/cfo@example.com")
    message = email.message_from_bytes(messages["0001.eml"], policy=default)
    assert message["Subject"] == "AP aging every day"
    assert message["To"] == "cfo@example.com"
    [attachment] = message.iter_attachments()
    assert attachment.get_filename() == "AP aging.csv"
    assert attachment.get_content().replace("\r\n", "\n").encode() == CSV
    text = message.get_body(("plain",)).get_content()
    assert "Good morning" in text
    assert "https://sandbox.cloud.looker.com/looks/42" in text


def test_html_is_the_body_of_an_email(send, received):
    assert not send("email", name="AP.html", media_type="text/html", data=b"<p>1,250.50</p>")
    [data] = received("mail/cfo@example.com").values()
    message = email.message_from_bytes(data, policy=default)
    assert message.get_body(("html",)).get_content().strip() == "<p>1,250.50</p>"
    assert not list(message.iter_attachments())


def test_two_emails_are_two_messages(send, received):
    assert not send("email")
    assert not send("email")
    assert list(received("mail/cfo@example.com")) == ["0001.eml", "0002.eml"]


def test_a_mailbox_that_refuses_is_reported(send, receivers, received):
    receivers.rules.refused_mailboxes = ["cfo@example.com"]
    assert send("email").startswith("550 5.1.1 <cfo@example.com>")
    assert not received("mail")
    assert not send("email", address="ap@example.com")


def test_an_email_has_a_largest_attachment(send):
    assert "too large" in send("email", data=b"x" * (15 * 1024 * 1024 + 1))


def test_a_file_arrives_in_a_bucket(send, received):
    assert not send("s3")
    assert received("s3/finance-exports") == {
        "ap/daily runs/AP aging_2026-01-31T0600_d1.csv": CSV,
    }


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ({"denied_buckets": ["finance-exports"]}, "AccessDenied: Access Denied"),
        ({"buckets": ["other"]}, "NoSuchBucket: The specified bucket does not exist"),
        ({"s3_keys": {"AKIAOTHER": "x"}}, "InvalidAccessKeyId: "),
        ({"s3_keys": {"AKIATEST": "another"}}, "SignatureDoesNotMatch: "),
        ({"s3_keys": {"AKIATEST": "s3-secret"}}, ""),
    ],
)
def test_a_bucket_says_why_it_refuses(send, receivers, received, rules, error):
    for name, value in rules.items():
        setattr(receivers.rules, name, value)
    address = "s3://finance-exports/a b/ü/" if "buckets" not in rules else "s3://missing/a/"
    refused = send("s3", address=address)
    assert refused.startswith(error)
    assert bool(refused) is bool(error)
    assert bool(received("s3")) is not bool(error)


def test_a_file_arrives_over_sftp(send, received):
    assert not send("sftp")
    assert received("sftp/ap") == {"ap/in/AP aging_2026-01-31T0600_d1.csv": CSV}


def test_an_sftp_host_with_another_key_is_not_trusted(send, receivers, received):
    assert not send("sftp", address="sftp://files.example.com/a/")
    receivers.change_host_key()
    assert send("sftp", address="sftp://files.example.com/b/") == (
        "The host key of the server has changed"
    )
    assert not send("sftp", address="sftp://new.example.com/c/")
    assert {path.partition("/")[0] for path in received("sftp/ap")} == {"a", "c"}


def test_a_wrong_password_of_sftp_is_reported(send, receivers):
    receivers.rules.sftp_users = {"ap": "another"}
    assert send("sftp").startswith("Permission denied")
    receivers.rules.sftp_users = {"ap": "sftp-secret"}
    assert not send("sftp")


def test_a_webhook_has_the_headers_of_the_instance(send, received):
    assert not send("webhook")
    [data] = received("webhooks").values()
    got = json.loads(data)
    assert got["address"] == "hooks.example.com/looker"
    assert got["body"] == {"type": "query"}
    headers = got["headers"]
    assert headers["user-agent"].startswith("LookerOutgoingWebhook/")
    assert headers["x-looker-webhook-token"] == TOKEN
    assert headers["x-looker-webhook-id"] == "d1"
    assert headers["x-looker-instance"]
    assert headers["transfer-encoding"] == "chunked"


def test_a_webhook_that_fails_is_reported(send, receivers):
    receivers.rules.refused_webhooks = ["/looker"]
    assert send("webhook") == "503 Service Unavailable"


def test_a_webhook_that_is_not_there_is_reported(send):
    assert "refused" in send("webhook", address="http://127.0.0.1:1/looker").lower()


def test_nothing_leaves_without_receivers():
    receivers = Receivers(None)
    assert receivers.start() is None
    assert receivers.routes.find("webhook", "https://hooks.example.com/looker") is None
    assert receivers.routes.find("sftp", "sftp://files.example.com/a/") is None
    with pytest.raises(ValueError, match="receivers"):
        receivers.change_host_key()


def test_receivers_say_which_package_is_missing(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "asyncssh", None)
    with pytest.raises(ValueError, match=r"asyncssh is not installed.*erp-sandbox\[looker\]"):
        Receivers(tmp_path)
    Receivers(None)


def test_a_path_does_not_lead_out_of_the_folder(send, tmp_path):
    send("s3", address="s3://finance-exports/../../../up/")
    send("sftp", address="sftp://files.example.com/../../up/")
    assert not list(tmp_path.glob("**/up/*.csv")) or all(
        (tmp_path / "inbox") in path.parents for path in tmp_path.glob("**/up/*.csv")
    )


def test_receivers_stop_with_the_sandbox(inbox, connect):
    before = set(threading.enumerate())
    with Sandbox.start("looker", documents=30, content=4, receivers=str(inbox)) as sandbox:
        sdk = connect(sandbox)
        [look] = sdk.search_looks(limit=1)
        mail = models40.ScheduledPlanDestination(
            type="email", address="cfo@example.com", format="csv"
        )
        conditions = dict.fromkeys(
            ("require_results", "require_no_results", "require_change"), False
        )
        sdk.scheduled_plan_run_once(
            models40.WriteScheduledPlan(
                name="AP", look_id=look.id, scheduled_plan_destination=[mail], **conditions
            )
        )
    # A delivery under way is finished before the receivers stop.
    assert (inbox / "mail" / "cfo@example.com" / "0001.eml").exists()
    started = set(threading.enumerate()) - before
    assert not [thread.name for thread in started if thread.name.startswith("looker-")]
