"""Webhook events: `webhooks serve`, and runs that read again what events name."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import pytest
import requests
from singer_erp.testing import receive_webhooks
from singer_erp.timestamps import utc_now
from singer_erp.webhooks.inbox import Inbox
from tap_netsuite.events import SOURCE, names
from tap_netsuite.tap import TapNetSuite

SECRET = "a secret of our own"
PROGRAM = Path(sys.executable).with_name("tap-netsuite")
STREAMS = ["vendors", "entities", "transactions", "transaction_lines"]


@pytest.fixture
def inbox_url(tmp_path):
    return f"sqlite:///{tmp_path}/inbox.sqlite"


def _receiving(config, inbox_url, tmp_path, **settings):
    more = {"webhook_inbox_url": inbox_url, "webhook_shared_secret": SECRET, **settings}
    return receive_webhooks(PROGRAM, config | more, tmp_path)


@pytest.fixture
def run_with_inbox(sandbox, run_quickly, warehouse, inbox_url):
    """Run the tap on the inbox and load what it brings."""

    def fetch(**settings):
        config = sandbox.netsuite.config() | {"webhook_inbox_url": inbox_url, **settings}
        output = run_quickly(config, state=warehouse.state, streams=STREAMS, lookback_seconds=0)
        warehouse.load(output)
        return output

    return fetch


def _ids(output, stream):
    return [record["id"] for record in output.records(stream)]


def test_records_that_events_name_are_read_again(
    sandbox, run_with_inbox, warehouse, assert_equals_source, inbox_url, tmp_path
):
    sandbox.advance(3600)
    run_with_inbox()
    [vendor, *_] = sandbox.netsuite.truth("select id from vendor order by id")
    [bill] = sandbox.netsuite.truth("select max(id) as id from transaction where type = 'VendBill'")
    with _receiving(sandbox.netsuite.config(), inbox_url, tmp_path) as url:
        sandbox.netsuite.set_webhook(url=url, secret=SECRET)
        for record, found in (("vendor", vendor), ("transaction", bill)):
            # No timestamp moves, as with some fields of NetSuite: only the event shows the change.
            sandbox.netsuite.mutate(
                "change", record=record, id=found["id"], values={"externalid": "x"}, timestamp=False
            )
        assert set(sandbox.netsuite.deliver_webhooks()["statuses"]) == {200}
    sandbox.advance(3600)

    output = run_with_inbox()

    assert _ids(output, "vendors") == [vendor["id"]]
    assert _ids(output, "entities") == [vendor["id"]]
    assert _ids(output, "transactions") == [bill["id"]]
    assert {line["transaction"] for line in output.records("transaction_lines")} == {bill["id"]}
    assert_equals_source(warehouse, sandbox)
    assert not any(_ids(run_with_inbox(), stream) for stream in STREAMS)


def test_lost_events_lose_nothing(
    sandbox, run_with_inbox, warehouse, assert_equals_source, inbox_url, tmp_path
):
    run_with_inbox()
    sandbox.advance(3600)
    vendors = sandbox.netsuite.truth("select id from vendor order by id limit 4")
    with _receiving(sandbox.netsuite.config(), inbox_url, tmp_path) as url:
        sandbox.netsuite.set_webhook(url=url, secret=SECRET)
        for vendor in vendors:
            sandbox.netsuite.mutate(
                "change", record="vendor", id=vendor["id"], values={"externalid": "x"}
            )
        assert sandbox.netsuite.deliver_webhooks(seed=1, lose=0.5)["lost"]

    run_with_inbox()

    assert_equals_source(warehouse, sandbox)


def test_a_run_killed_before_its_state_is_stored_reads_the_events_again(
    sandbox, run_with_inbox, run_quickly, warehouse, inbox_url
):
    run_with_inbox()
    [vendor, *_] = sandbox.netsuite.truth("select id from vendor order by id")
    inbox = Inbox(inbox_url)
    inbox.put(SOURCE, json.dumps({"type": "vendor", "id": vendor["id"]}).encode(), utc_now())
    inbox.close()

    config = sandbox.netsuite.config() | {"webhook_inbox_url": inbox_url, "lookback_seconds": 0}
    killed = run_quickly(config, state=warehouse.state, streams=["vendors"])

    assert vendor["id"] in _ids(killed, "vendors")
    assert vendor["id"] in _ids(run_with_inbox(), "vendors")


def test_requests_without_the_secret_or_an_event_are_refused(shared_sandbox, inbox_url, tmp_path):
    event = {"recordType": "vendor", "recordId": "7"}
    given = {"webhook_secret_header": "X-Secret", "webhook_allowed_addresses": ["127.0.0.1"]}
    with _receiving(shared_sandbox.netsuite.config(), inbox_url, tmp_path, **given) as url:
        post = partial(requests.post, url, timeout=900)
        assert post(json=event).status_code == 401
        assert post(json=event, headers={"X-Secret": "guessed"}).status_code == 401
        assert post(json=[], headers={"X-Secret": SECRET}).status_code == 400
        assert post(json={"id": "7"}, headers={"X-Secret": SECRET}).status_code == 400
        # The same body twice may be two changes.
        codes = [post(json=event, headers={"X-Secret": SECRET}).status_code for _ in range(2)]
    assert codes == [200, 200]
    assert Inbox(inbox_url).last(SOURCE) == 2


def test_the_receiver_requires_a_secret(run_command, shared_sandbox, inbox_url):
    config = shared_sandbox.netsuite.config() | {"webhook_inbox_url": inbox_url}

    output = run_command(TapNetSuite, "webhooks", "serve", config=config)

    assert output.exit_code == 1
    assert "`webhook_shared_secret` is not set" in output.stderr


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"recordType": "vendorBill", "recordId": "7"}, [("vendorbill", 7)]),
        ({"record_type": "Vendor Bill", "record_id": 7}, [("vendorbill", 7)]),
        ({"type": "customer", "id": "7", "name": "x"}, [("customer", 7)]),
        ([{"type": "a", "internalId": "7"}, {"type": "b", "id": 8}], [("a", 7), ("b", 8)]),
        ([], []),
    ],
)
def test_bodies_name_records(body, expected):
    assert list(names(json.dumps(body).encode())) == expected


@pytest.mark.parametrize(
    "body", [{}, 5, [5], {"type": "a"}, {"id": 7}, {"type": "a", "id": "x"}, {"type": 1, "id": -7}]
)
def test_other_bodies_are_not_events(body):
    with pytest.raises(ValueError, match="event"):
        list(names(json.dumps(body).encode()))
