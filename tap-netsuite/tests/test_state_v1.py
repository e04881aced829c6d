"""States of the first format are continued; see `data/state_v1/README.md`."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import ExitStack
from pathlib import Path

import pytest
from erp_sandbox.core.clock import Clock
from erp_sandbox.testing import Sandbox
from singer_erp.testing import Warehouse

FILES = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parent / "data" / "state_v1").glob("*.json"))
}
STREAMS = sorted({stream for file in FILES.values() for stream in file["streams"]})


@pytest.fixture(scope="module")
def replayed(run_quickly):
    """Start the account of a file: the sandbox, and its rows before and after the changes."""
    started = {}
    with ExitStack() as stack:

        def replay(file):
            changes = [step for step in file["steps"] if "loaded" not in step]
            which = json.dumps([file["company"], file["frozen_at"], changes])
            if which not in started:
                clock = Clock(frozen_at=dt.datetime.fromisoformat(file["frozen_at"]))
                sandbox = Sandbox.start("netsuite", clock=clock, **file["company"])
                stack.enter_context(sandbox)
                before = _read(run_quickly, sandbox)
                for change in changes:
                    _carry_out(sandbox, change)
                started[which] = sandbox, before, _read(run_quickly, sandbox)
            return started[which]

        yield replay


@pytest.mark.parametrize("name", FILES)
def test_a_state_of_the_first_format_is_continued_without_a_second_full_sync(
    replayed, run_quickly, warehouse, assert_equals_source, name
):
    file = FILES[name]
    sandbox, *readings = replayed(file)
    for step, reading in zip(
        (step for step in file["steps"] if "loaded" in step), readings, strict=False
    ):
        _load(warehouse, step["loaded"], reading)
    sandbox.clear_journal()

    output = run_quickly(
        sandbox.netsuite.config(),
        state=file["state"],
        streams=file["streams"],
        **file["settings"],
    )

    warehouse.load(output)
    assert_equals_source(warehouse, sandbox, file["streams"])
    recorded = file["continued"]
    for stream in file["streams"]:
        # By key: a sync of changed transactions that was killed in the old order starts again.
        keys = warehouse.keys[stream]
        read = {tuple(record[name] for name in keys) for record in output.records(stream)}
        assert len(read) <= recorded["records"].get(stream, 0), stream
    queries = [entry for entry in sandbox.journal() if "suiteql" in entry["path"]]
    starts_again = name.startswith("incremental_in_transaction")
    assert len(queries) <= (1.6 if starts_again else 1.1) * recorded["requests"]


def _read(run_quickly, sandbox):
    reading = Warehouse()
    reading.load(run_quickly(sandbox.netsuite.config(), streams=STREAMS))
    return reading


def _carry_out(sandbox, change):
    if "advance" in change:
        sandbox.advance(change["advance"])
    else:
        sandbox.netsuite.mutate(**change["mutate"])


def _load(warehouse, groups, reading):
    """Put the rows that a run had written into the warehouse."""
    for stream, columns in reading.columns.items():
        schema = {"properties": dict.fromkeys(columns)}
        keys = reading.keys[stream]
        warehouse.announce({"stream": stream, "schema": schema, "key_properties": keys})
    for group in groups:
        for key in group["keys"]:
            row = reading.tables[group["stream"]][tuple(key) if isinstance(key, list) else (key,)]
            values = group.get("values", {})
            warehouse.upsert(group["stream"], row | values, group.get("version"))
