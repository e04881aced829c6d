"""States of the first format are continued; see `data/state_v1/README.md`.

The tap judges the age of a state by its own clock, so a file's times are moved by whole days.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.testing import Sandbox
from singer_erp.testing import Warehouse
from singer_erp.webhooks.inbox import Inbox
from tap_quickbooks.events import SOURCE

FILES = {
    path.stem: path.read_text()
    for path in sorted((Path(__file__).parent / "data" / "state_v1").glob("*.json"))
}
_TIME = re.compile(r'"(\d{4}-\d\d-\d\d)(?:T[^"]*)?"')


@pytest.fixture(params=FILES)
def file(request):
    """A recorded state, as if it had been written in the last day."""
    text = FILES[request.param]
    frozen_at = dt.datetime.fromisoformat(json.loads(text)["frozen_at"])
    days = dt.timedelta(days=(dt.datetime.now(dt.UTC) - frozen_at).days)

    def move(match):
        date = dt.date.fromisoformat(match[1]) + days
        return match[0].replace(match[1], date.isoformat())

    return json.loads(_TIME.sub(move, text))


@pytest.fixture
def sandbox(file):
    clock = Clock(frozen_at=dt.datetime.fromisoformat(file["frozen_at"]))
    company = file["company"] | {"realm_ids": tuple(file["company"]["realm_ids"])}
    with Sandbox.start("quickbooks", **company, clock=clock) as sandbox:
        for realm in company["realm_ids"]:
            limits = {"per_second": 10_000, "per_minute": 1_000_000}
            sandbox.quickbooks.set_limits(**limits, realm=realm)
        yield sandbox


def test_a_state_of_the_first_format_is_continued_without_a_second_full_sync(
    file, sandbox, run, warehouse, assert_equals_source, tmp_path
):
    realms = file["company"]["realm_ids"]
    if len(realms) > 1:
        for realm in realms:
            run(**sandbox.quickbooks.config(realm), streams=["terms"])  # stores the credentials
    settings = {"realm_ids": realms} | ({"refresh_token": None} if len(realms) > 1 else {})
    inbox_url = f"sqlite:///{tmp_path}/inbox.sqlite"
    for step in file["steps"]:
        if "advance" in step:
            sandbox.advance(step["advance"])
        elif "mutate" in step:
            sandbox.quickbooks.mutate(**step["mutate"])
        elif "deliver" in step:
            settings["webhook_inbox_url"] = inbox_url
            _deliver(inbox_url, step["deliver"])
        else:
            reading = Warehouse()
            full = {name: value for name, value in settings.items() if "inbox" not in name}
            reading.load(run(**full, streams=file["streams"]))
            _load(warehouse, step["loaded"], reading)
    sandbox.clear_journal()

    output = run(
        **settings | file["settings"],
        state=file["state"],
        streams=file["streams"],
    )

    warehouse.load(output)
    # No webhook tells that an account's balance has changed.
    silent = {"accounts"} if "webhook_inbox_url" in settings else set()
    for realm in realms:
        assert_equals_source(warehouse, realm, set(file["streams"]) - silent)
    recorded = file["continued"]
    if _has_inactive(sandbox, realms):
        return  # what may refer to them is read again: they may have been merged
    for stream in file["streams"]:
        assert len(output.records(stream)) <= recorded["records"].get(stream, 0), stream
    calls = [entry for entry in sandbox.journal() if "/v3/company" in entry["path"]]
    # For each company two more, which count records: that state has no numbers.
    assert len(calls) <= recorded["requests"] + 2 * len(realms)


def _has_inactive(sandbox, realms):
    return any(
        not record["Active"]
        for realm in realms
        for name in ("Class", "Customer", "Department", "Item", "Vendor")
        for record in sandbox.quickbooks.truth(name, realm)
    )


def _deliver(inbox_url, body):
    inbox = Inbox(inbox_url)
    inbox.put(SOURCE, json.dumps(body).encode(), dt.datetime.now(dt.UTC))
    inbox.close()


def _load(warehouse, groups, reading):
    """Put the rows that a run had written into the warehouse."""
    for stream, columns in reading.columns.items():
        schema = {"properties": dict.fromkeys(columns)}
        keys = reading.keys[stream]
        warehouse.announce({"stream": stream, "schema": schema, "key_properties": keys})
    for group in groups:
        stream, values = group["stream"], group["values"]
        names = [name for name in reading.keys[stream] if name != "realm_id"]
        for key in group["keys"]:
            row = values | dict(zip(names, key if isinstance(key, list) else [key], strict=True))
            found = reading.tables[stream].get(tuple(row[name] for name in reading.keys[stream]))
            # What is deleted is not read any more.
            assert found or row.get("is_deleted"), (stream, key)
            warehouse.upsert(stream, (found or {}) | row, group["version"])
