"""Notifications as a source of changes: `tap-quickbooks webhooks serve`, and runs that drain it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

TOKEN = "a verifier token"
PROGRAM = Path(sys.executable).with_name("tap-quickbooks")


@pytest.fixture
def inbox_url(tmp_path):
    return f"sqlite:///{tmp_path}/inbox.sqlite"


@contextmanager
def _receiving(config, inbox_url, tmp_path, host="127.0.0.1"):
    path = tmp_path / "receiver.json"
    more = {"webhook_inbox_url": inbox_url, "webhook_verifier_token": TOKEN}
    path.write_text(json.dumps(config | more))
    command = [PROGRAM, "webhooks", "serve", "--config", path, "--port", "0", "--host", host]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as receiver:
        try:
            for line in receiver.stderr:
                if "Receiving events at" in line:
                    yield line.split()[-1]
                    break
            else:
                pytest.fail("the receiver did not start")
        finally:
            receiver.send_signal(signal.SIGTERM)
            assert receiver.wait(20) == 0


@pytest.fixture
def receiver(sandbox, config, inbox_url, tmp_path):
    """A running receiver the sandbox sends to."""
    with _receiving(config, inbox_url, tmp_path) as url:
        sandbox.quickbooks.set_webhook(url=url, verifier_token=TOKEN)
        yield url


@pytest.fixture
def drain(run, inbox_url, warehouse):
    """Run the tap on the inbox and load what it brings."""

    def run(**settings):
        output = run(state=warehouse.state, webhook_inbox_url=inbox_url, **settings)
        warehouse.load(output)
        return output

    return run


@pytest.mark.parametrize("cloud_events", [True, False], ids=["cloud events", "older"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_announced_is_fetched_once_whatever_order_it_comes_in(
    sandbox, receiver, drain, assert_equals_events, cloud_events, seed
):
    sandbox.quickbooks.set_webhook(cloud_events=cloud_events)
    drain()
    sandbox.quickbooks.deliver_webhooks()
    for step in range(3):
        sandbox.advance(300)
        sandbox.quickbooks.mutate("random", seed=seed * 10 + step, steps=15)
        told = sandbox.quickbooks.deliver_webhooks(seed=step)
        assert set(told["statuses"]) <= {200, 409}

        output = drain()

        for stream in ("invoices", "bills", "customers"):
            ids = [record["id"] for record in output.records(stream)]
            assert len(ids) == len(set(ids))
        assert_equals_events()


@pytest.mark.parametrize("seed", range(4))
def test_a_sweep_covers_what_notifications_lost(
    sandbox, receiver, drain, warehouse, assert_equals_source, seed
):
    dice = random.Random(seed)
    drain()
    for step in range(4):
        sandbox.advance(dice.choice([60, 3600, 90_000]))
        sandbox.quickbooks.mutate("random", seed=seed * 10 + step, steps=10)
        sandbox.quickbooks.deliver_webhooks(seed=step, lose=0.5)
        drain()

    drain(full_poll_hours=0)

    assert_equals_source(warehouse)


def test_a_run_killed_before_its_state_is_kept_reads_the_inbox_again(
    sandbox, receiver, run, warehouse, inbox_url, drain, assert_equals_events
):
    drain()
    sandbox.advance(300)
    sandbox.quickbooks.mutate("random", seed=1, steps=15)
    sandbox.quickbooks.deliver_webhooks()

    killed = run(state=warehouse.state, webhook_inbox_url=inbox_url)
    assert killed.records("invoices") or killed.records("bills")
    drain()

    assert_equals_events()


def test_without_news_a_run_between_sweeps_costs_no_call(sandbox, receiver, drain):
    drain()
    before = sandbox.quickbooks.limits()["used"]

    assert not any(message["type"] == "RECORD" for message in drain().messages)
    assert sandbox.quickbooks.limits()["used"] == before


def test_what_many_notifications_tell_costs_a_call_for_many_records(sandbox, receiver, drain):
    drain()
    sandbox.advance(300)
    sandbox.quickbooks.mutate("documents", number=100, seed=7)
    sandbox.quickbooks.deliver_webhooks()
    before = sandbox.quickbooks.limits()["used"]

    drain(queries_per_batch=30)

    assert sandbox.quickbooks.limits()["used"] - before == 1


def test_a_late_repetition_brings_nothing_that_was_brought_already(sandbox, receiver, drain):
    drain()
    sandbox.advance(300)
    [invoice, *_] = sandbox.quickbooks.truth("Invoice")
    change = {"entity": "Invoice", "id": invoice["Id"], "values": {"PrivateNote": "once"}}
    sandbox.quickbooks.mutate("change", **change)
    sandbox.quickbooks.deliver_webhooks()
    assert [r["private_note"] for r in drain().records("invoices")] == ["once"]

    # The same change, told in the other generation of payload.
    event = {"name": "Invoice", "id": invoice["Id"], "operation": "Update"}
    realm = sandbox.quickbooks.config()["realm_ids"][0]
    assert _post(receiver, event | {"lastUpdated": _latest(sandbox)}, realm) == 200

    assert drain().records("invoices") == []


def test_a_record_that_is_announced_and_not_shown_is_no_deletion(
    sandbox, receiver, drain, warehouse, assert_equals_source
):
    """Notifications may be faster than queries."""
    drain()
    event = {"name": "Invoice", "id": "999999", "operation": "Create"}
    realm = sandbox.quickbooks.config()["realm_ids"][0]
    assert _post(receiver, event | {"lastUpdated": _latest(sandbox)}, realm) == 200

    assert drain().records("invoices") == []
    assert_equals_source(warehouse)


def test_forged_replayed_and_oversized_requests_are_refused(receiver, sandbox, drain):
    drain()
    realm = sandbox.quickbooks.config()["realm_ids"][0]
    at = _latest(sandbox)
    event = {"name": "Invoice", "id": "1", "operation": "Delete", "lastUpdated": at}
    assert _post(receiver, event, realm, token="guessed") == 401
    assert _post(receiver, event | {"filler": "x" * 2_000_000}, realm) == 413
    other = event | {"id": "2", "operation": "Update"}
    assert [_post(receiver, other, realm) for _ in range(2)] == [200, 409]

    assert drain().records("invoices") == []


def test_a_receiver_killed_after_it_kept_a_delivery_takes_it_again(
    sandbox, config, inbox_url, tmp_path, drain, assert_equals_events
):
    with _receiving(config, inbox_url, tmp_path) as url:
        sandbox.quickbooks.set_webhook(url=url, verifier_token=TOKEN)
        drain()
        sandbox.advance(300)
        sandbox.quickbooks.mutate("random", seed=3, steps=10)
    assert set(sandbox.quickbooks.deliver_webhooks()["statuses"]) == {0}  # nobody is there

    with _receiving(config, inbox_url, tmp_path) as url:
        sandbox.quickbooks.set_webhook(url=url)
        assert 200 in sandbox.quickbooks.deliver_webhooks()["statuses"]
    drain()

    assert_equals_events()


def test_the_receiver_says_which_setting_is_missing(config, tmp_path, inbox_url):
    for settings, missing in (
        ({"webhook_inbox_url": inbox_url}, "webhook_verifier_token"),
        ({"webhook_verifier_token": TOKEN}, "webhook_inbox_url"),
    ):
        path = tmp_path / "receiver.json"
        path.write_text(json.dumps(config | settings))
        done = subprocess.run(
            [PROGRAM, "webhooks", "serve", "--config", path],
            capture_output=True,
            text=True,
            env=dict(os.environ),
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        assert f"`{missing}` is not set" in done.stderr
        assert TOKEN not in done.stderr


def _latest(sandbox):
    invoices = sandbox.quickbooks.truth("Invoice")
    return max(invoice["MetaData"]["LastUpdatedTime"] for invoice in invoices)


def _post(url, entity, realm, token=TOKEN):
    told = {"realmId": realm, "dataChangeEvent": {"entities": [entity]}}
    body = json.dumps({"eventNotifications": [told]}).encode()
    signed = base64.b64encode(hmac.digest(token.encode(), body, hashlib.sha256)).decode()
    headers = {"intuit-signature": signed, "Content-Type": "application/json"}
    return requests.post(url, body, headers=headers, timeout=10).status_code
