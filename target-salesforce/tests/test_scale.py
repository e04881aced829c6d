"""Many shuffled records: no duplicate, no lost row, every rejected record is replayed."""

from __future__ import annotations

import io
import json
import random

import pytest
from click.testing import CliRunner
from singer_erp.cli import main

# More than one lookup in the audit log, far above `bulk_threshold`.
CUSTOMERS, CONTACTS = 4_000, 12_000
MISSING = range(4_001, 4_021)  # companies missing from the input


def _company(number):
    """Two contacts in a hundred belong to a missing company."""
    if number % 50 == 0:
        return MISSING[number // 50 % len(MISSING)]
    return number % CUSTOMERS + 1


@pytest.fixture
def shuffled(messages):
    """Customers and contacts in random order, some contacts without their company."""
    everything = messages()
    for number in range(1, CUSTOMERS + 1):
        parent = number // 2 if number % 10 == 0 else None
        everything.customer(number, parent=parent)
    for number in range(1, CONTACTS + 1):
        everything.contact(number, _company(number))
    schemas = [line for line in everything.lines if line["type"] == "SCHEMA"]
    records = [line for line in everything.lines if line["type"] == "RECORD"]
    random.Random(7).shuffle(records)
    everything.lines = [*schemas, *records]
    return everything.state()


def test_everything_arrives_once_and_orphans_arrive_with_their_parents(
    delivery, messages, shuffled
):
    delivery.settings = {"on_reject": "dead_letter", "max_rejects": CONTACTS // 50}

    run = delivery.run(shuffled)

    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    orphans = {str(number) for number in range(50, CONTACTS + 1, 50)}
    assert run.code == 0, run.log[-2000:]
    assert run.states == [{"run": 1}]
    assert len(accounts) == len(delivery.sandbox.salesforce.truth("Account")) == CUSTOMERS
    assert set(contacts) == {str(n) for n in range(1, CONTACTS + 1)} - orphans
    assert len(delivery.sandbox.salesforce.truth("Contact")) == CONTACTS - len(orphans)
    dead_letters = [m for m in delivery.dead_letters() if m["type"] == "RECORD"]
    assert {str(reject["record"]["id"]) for reject in dead_letters} == orphans

    _deliver_parents(delivery, messages)
    _replay_dead_letters(delivery)

    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    assert len(delivery.sandbox.salesforce.truth("Contact")) == len(contacts) == CONTACTS
    for number in range(1, CONTACTS + 1):
        assert contacts[str(number)]["AccountId"] == accounts[str(_company(number))]["Id"]
    for number in range(10, CUSTOMERS + 1, 10):
        assert accounts[str(number)]["ParentId"] == accounts[str(number // 2)]["Id"]

    delivery.sandbox.clear_journal()
    assert delivery.run(shuffled, max_rejects=0, on_reject="fail").code == 0
    assert delivery.writes() == []


def _deliver_parents(delivery, messages):
    parents = messages()
    for number in MISSING:
        parents.customer(number)
    assert delivery.run(parents).code == 0


def _replay_dead_letters(delivery):
    [path] = (delivery.folder / "dead-letters").glob("*.jsonl")
    replayed = CliRunner().invoke(main, ["replay", str(path)])
    assert {json.loads(line)["type"] for line in replayed.output.splitlines()} == {
        "SCHEMA",
        "RECORD",
    }
    again = delivery.run(io.StringIO(replayed.output), max_rejects=0, on_reject="fail")
    assert again.code == 0, again.log[-2000:]
