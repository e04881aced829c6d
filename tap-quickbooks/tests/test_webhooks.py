"""Webhooks as a source of changes: `webhooks serve`, and runs that read its inbox."""

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
from pathlib import Path

import pytest
import requests
from erp_sandbox.quickbooks.webhooks import NOTIFIED
from singer_erp.testing import receive_webhooks
from tap_quickbooks.streams import ENTITIES

TOKEN = "a verifier token"
PROGRAM = Path(sys.executable).with_name("tap-quickbooks")


@pytest.fixture
def inbox_url(tmp_path):
    return f"sqlite:///{tmp_path}/inbox.sqlite"


@pytest.fixture
def assert_equals_events(sandbox, warehouse):
    """Compare the records of webhook events; balances of accounts change without one."""

    def check():
        for entity in ENTITIES:
            if entity.name in NOTIFIED - {"Account"}:
                rows = {row["id"]: row for row in warehouse.live(entity.stream).values()}
                records = {r["Id"]: r for r in sandbox.quickbooks.truth(entity.name)}
                assert rows.keys() == records.keys(), entity.name
                for record_id, record in records.items():
                    assert rows[record_id]["sync_token"] == int(record["SyncToken"]), entity.name

    return check


def _receiving(config, inbox_url, tmp_path, *arguments, **options):
    more = {"webhook_inbox_url": inbox_url, "webhook_verifier_token": TOKEN}
    return receive_webhooks(PROGRAM, config | more, tmp_path, *arguments, **options)


@pytest.fixture
def receiver(sandbox, config, inbox_url, tmp_path):
    """A running receiver the sandbox sends to."""
    with _receiving(config, inbox_url, tmp_path) as url:
        sandbox.quickbooks.set_webhook(url=url, verifier_token=TOKEN)
        yield url


@pytest.fixture
def run_with_inbox(run, inbox_url, warehouse):
    """Run the tap on the inbox and load what it brings."""

    def fetch(**settings):
        output = run(state=warehouse.state, webhook_inbox_url=inbox_url, **settings)
        warehouse.load(output)
        return output

    return fetch


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_receiver_and_no_sync(config, inbox_url, tmp_path, stop):
    with _receiving(config, inbox_url, tmp_path, stop=stop) as url:
        assert requests.get(url, timeout=900).status_code == 405


@pytest.mark.parametrize("cloud_events", [True, False], ids=["cloud events", "older"])
@pytest.mark.histories(3)
def test_changed_records_are_fetched_once_in_any_order_of_events(
    sandbox, receiver, run_with_inbox, assert_equals_events, cloud_events, seed
):
    sandbox.quickbooks.set_webhook(cloud_events=cloud_events)
    run_with_inbox()
    sandbox.quickbooks.deliver_webhooks()
    for step in range(3):
        sandbox.advance(300)
        sandbox.quickbooks.mutate("random", seed=seed * 10 + step, steps=15)
        told = sandbox.quickbooks.deliver_webhooks(seed=step)
        assert set(told["statuses"]) <= {200, 409}

        output = run_with_inbox()

        for stream in ("invoices", "bills", "customers"):
            ids = [record["id"] for record in output.records(stream)]
            assert len(ids) == len(set(ids))
        assert_equals_events()


@pytest.mark.histories(4)
def test_a_full_poll_covers_lost_events(
    sandbox, receiver, run_with_inbox, warehouse, assert_equals_source, seed
):
    dice = random.Random(seed)
    run_with_inbox()
    for step in range(4):
        sandbox.advance(dice.choice([60, 3600, 90_000]))
        sandbox.quickbooks.mutate("random", seed=seed * 10 + step, steps=10)
        sandbox.quickbooks.deliver_webhooks(seed=step, lose=0.5)
        run_with_inbox()

    run_with_inbox(full_poll_hours=0)

    assert_equals_source(warehouse)


def test_a_run_killed_before_its_state_is_stored_reads_the_inbox_again(
    sandbox, receiver, run, warehouse, inbox_url, run_with_inbox, assert_equals_events
):
    run_with_inbox()
    sandbox.advance(300)
    sandbox.quickbooks.mutate("random", seed=1, steps=15)
    sandbox.quickbooks.deliver_webhooks()

    killed = run(state=warehouse.state, webhook_inbox_url=inbox_url)
    assert killed.records("invoices") or killed.records("bills")
    run_with_inbox()

    assert_equals_events()


def test_without_events_a_run_between_full_polls_costs_no_call(sandbox, receiver, run_with_inbox):
    run_with_inbox()
    before = sandbox.quickbooks.limits()["used"]

    assert not any(message["type"] == "RECORD" for message in run_with_inbox().messages)
    assert sandbox.quickbooks.limits()["used"] == before


def test_the_records_of_many_events_cost_one_call(sandbox, receiver, run_with_inbox):
    run_with_inbox()
    sandbox.advance(300)
    sandbox.quickbooks.mutate("documents", number=100, seed=7)
    sandbox.quickbooks.deliver_webhooks()
    before = sandbox.quickbooks.limits()["used"]

    run_with_inbox(queries_per_batch=30)

    assert sandbox.quickbooks.limits()["used"] - before == 1


def test_a_late_repetition_of_an_event_fetches_nothing_again(sandbox, receiver, run_with_inbox):
    run_with_inbox()
    sandbox.advance(300)
    [invoice, *_] = sandbox.quickbooks.truth("Invoice")
    change = {"entity": "Invoice", "id": invoice["Id"], "values": {"PrivateNote": "once"}}
    sandbox.quickbooks.mutate("change", **change)
    sandbox.quickbooks.deliver_webhooks()
    assert [r["private_note"] for r in run_with_inbox().records("invoices")] == ["once"]

    # The same change, told in the other generation of payload.
    event = {"name": "Invoice", "id": invoice["Id"], "operation": "Update"}
    realm = sandbox.quickbooks.config()["realm_ids"][0]
    assert _post(receiver, event | {"lastUpdated": _latest(sandbox)}, realm) == 200

    assert run_with_inbox().records("invoices") == []


def test_a_record_that_an_event_names_and_queries_do_not_show_is_not_deleted(
    sandbox, receiver, run_with_inbox, warehouse, assert_equals_source
):
    """Notifications may be faster than queries."""
    run_with_inbox()
    event = {"name": "Invoice", "id": "999999", "operation": "Create"}
    realm = sandbox.quickbooks.config()["realm_ids"][0]
    assert _post(receiver, event | {"lastUpdated": _latest(sandbox)}, realm) == 200

    assert run_with_inbox().records("invoices") == []
    assert_equals_source(warehouse)


def test_forged_replayed_and_oversized_requests_are_refused(receiver, sandbox, run_with_inbox):
    run_with_inbox()
    realm = sandbox.quickbooks.config()["realm_ids"][0]
    at = _latest(sandbox)
    event = {"name": "Invoice", "id": "1", "operation": "Delete", "lastUpdated": at}
    assert _post(receiver, event, realm, token="guessed") == 401
    assert _post(receiver, event | {"filler": "x" * 2_000_000}, realm) == 413
    other = event | {"id": "2", "operation": "Update"}
    assert [_post(receiver, other, realm) for _ in range(2)] == [200, 409]

    assert run_with_inbox().records("invoices") == []


def test_a_receiver_killed_after_it_stored_a_delivery_accepts_it_again(
    sandbox, config, inbox_url, tmp_path, run_with_inbox, assert_equals_events
):
    with _receiving(config, inbox_url, tmp_path) as url:
        sandbox.quickbooks.set_webhook(url=url, verifier_token=TOKEN)
        run_with_inbox()
        sandbox.advance(300)
        sandbox.quickbooks.mutate("random", seed=3, steps=10)
    assert set(sandbox.quickbooks.deliver_webhooks()["statuses"]) == {0}  # nobody is there

    with _receiving(config, inbox_url, tmp_path) as url:
        sandbox.quickbooks.set_webhook(url=url)
        assert 200 in sandbox.quickbooks.deliver_webhooks()["statuses"]
    run_with_inbox()

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
