"""Later runs: changes arrive, a kill loses nothing, deletions are seen."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.testing import kill_at_request, random_history
from tap_netsuite.tap import TapNetSuite

GROUPS = (
    "transactions",
    "transaction_lines",
    "transaction_accounting_lines",
    "transaction_links",
)
DELETES = ("deleted_records", "transaction_history")
RESUMED = [*GROUPS, *DELETES, "customers", "accounting_period_calendars"]


@pytest.fixture
def loaded(sandbox, run_quickly, warehouse):
    """A warehouse after the first run."""
    warehouse.load(run_quickly(sandbox.netsuite.config()))
    sandbox.advance(3600)
    return warehouse


def test_an_idle_run_repeats_only_the_look_back(sandbox: Sandbox, run_quickly, loaded):
    output = run_quickly(sandbox.netsuite.config(), state=loaded.state)

    assert output.records("transactions") == []
    assert output.records("customers") == []


@pytest.mark.histories(3)
def test_after_any_history_the_warehouse_equals_the_account(
    sandbox: Sandbox, run_quickly, warehouse, assert_equals_source, seed
):
    config = sandbox.netsuite.config()

    random_history(
        warehouse,
        lambda state, _: run_quickly(config, state=state),
        seed=seed,
        steps=3,
        mutate=lambda seed: sandbox.netsuite.mutate("random", seed=seed, steps=15),
        advance=sandbox.advance,
        waits=(1, 600, 86_400),
    )

    assert_equals_source(warehouse, sandbox)


@pytest.mark.histories(3)
def test_a_run_killed_anywhere_is_completed_by_the_next(
    sandbox: Sandbox, run_quickly, warehouse, assert_equals_source, seed
):
    config = sandbox.netsuite.config()

    random_history(
        warehouse,
        lambda state, dice: run_quickly(
            config,
            state=state,
            streams=RESUMED,
            page_size=dice.choice([25, 50]),
            records_per_state=1,
        ),
        seed=seed,
        mutate=lambda seed: sandbox.netsuite.mutate("random", seed=seed, steps=10),
        advance=sandbox.advance,
        waits=(0, 1, 900),
        kills=1,
    )

    assert_equals_source(warehouse, sandbox, RESUMED)


@pytest.mark.parametrize("request_number", [3, 12])
def test_a_process_killed_at_a_request_is_completed_by_the_next_run(
    shared_sandbox, run_quickly, catalog, warehouse, assert_equals_source, tmp_path, request_number
):
    config = shared_sandbox.netsuite.config()
    entries = [e for e in catalog["streams"] if e["tap_stream_id"] in RESUMED]
    (tmp_path / "catalog.json").write_text(json.dumps({"streams": entries}))

    def start(url):
        proxied = config["api_url"].replace(shared_sandbox.url, url)
        settings = config | {"api_url": proxied, "page_size": 10}
        (tmp_path / "config.json").write_text(json.dumps(settings))
        options = ["--config", "config.json", "--catalog", "catalog.json"]
        command = [sys.executable, "-m", "tap_netsuite", *options]
        return subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    killed = kill_at_request(shared_sandbox.url, request_number, start)
    assert killed.exit_code == -9
    warehouse.load(killed)
    warehouse.load(run_quickly(config, state=warehouse.state, streams=RESUMED))

    assert_equals_source(warehouse, shared_sandbox, RESUMED)


def test_a_removed_line_is_deleted_downstream(
    sandbox: Sandbox, run_quickly, loaded, assert_equals_source
):
    [line] = sandbox.netsuite.truth(
        "select l.transaction as t, min(l.id) as l from transactionline l join transaction h "
        "on h.id = l.transaction where h.type = 'VendBill' and not l.mainline "
        "and not h.voided and h.foreignamountpaid = 0 "
        "group by l.transaction having count(*) > 2 order by 1 limit 1"
    )
    sandbox.netsuite.mutate("remove_line", transaction=line["t"], line=line["l"])
    assert (line["t"], line["l"]) in loaded.live("transaction_lines")

    loaded.load(run_quickly(sandbox.netsuite.config(), state=loaded.state))

    assert (line["t"], line["l"]) not in loaded.live("transaction_lines")
    assert_equals_source(loaded, sandbox, GROUPS)


def test_rows_changed_while_pages_are_read_are_not_lost(
    sandbox: Sandbox, run_quickly, warehouse, assert_equals_source
):
    sandbox.netsuite.mutate("grow", table="customer", rows=1500)
    config = sandbox.netsuite.config()
    with ThreadPoolExecutor(1) as editor:
        edits = editor.submit(
            lambda: [sandbox.netsuite.mutate("random", seed=n, steps=3) for n in range(20)]
        )
        warehouse.load(run_quickly(config, page_size=100))
        edits.result()
    sandbox.advance(5)

    warehouse.load(run_quickly(config, state=warehouse.state))

    assert_equals_source(warehouse, sandbox)


def test_a_newly_selected_stream_of_transactions_reads_all_groups_again(
    sandbox: Sandbox, run_quickly, warehouse, assert_equals_source
):
    config = sandbox.netsuite.config()
    warehouse.load(run_quickly(config, streams=["transactions", *DELETES]))
    sandbox.advance(60)

    warehouse.load(run_quickly(config, state=warehouse.state, streams=[*GROUPS, *DELETES]))

    assert_equals_source(warehouse, sandbox, GROUPS)


@pytest.mark.parametrize("streams", [GROUPS[1:], GROUPS[:2], ["transaction_lines"]])
def test_a_deselected_stream_of_transactions_does_not_have_the_others_read_again(
    sandbox: Sandbox, run_quickly, loaded, streams
):
    output = run_quickly(sandbox.netsuite.config(), state=loaded.state, streams=streams)

    assert all(output.records(name) == [] for name in streams)


def test_a_connection_test_reads_a_page_of_each_stream(sandbox: Sandbox, catalog, run_command):
    config = sandbox.netsuite.config() | {"page_size": 10}

    output = run_command(TapNetSuite, "--test", config=config, catalog=catalog)

    assert output.exit_code == 0
    assert [len(output.records(stream)) for stream in GROUPS] == [1, 1, 1, 1]
    pages = [entry for entry in sandbox.journal() if entry["path"].endswith("suiteql?limit=10")]
    assert len(pages) == len(catalog["streams"])


def test_a_start_date_excludes_what_did_not_change_since(sandbox: Sandbox, run_quickly):
    [row] = sandbox.netsuite.truth(
        "select strftime(quantile_disc(lastmodifieddate, 0.5), '%Y-%m-%dT%H:%M:%SZ') as s "
        "from transaction"
    )
    config = sandbox.netsuite.config()

    output = run_quickly(config, streams=["transactions"], start_date=row["s"])
    records = output.records("transactions")

    changed = sandbox.netsuite.truth(
        f"select id from transaction where lastmodifieddate >= '{row['s']}'"
    )
    assert {row["id"] for row in changed} <= {record["id"] for record in records}
    [all_rows] = sandbox.netsuite.truth("select count(*) as n from transaction")
    assert len(records) < all_rows["n"]
