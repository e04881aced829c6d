"""Later runs: what changed arrives, nothing is lost to a kill, removals are seen."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from erp_sandbox.testing import Sandbox

SETS = (
    "transactions",
    "transaction_lines",
    "transaction_accounting_lines",
    "transaction_links",
)
DELETES = ("deleted_records", "transaction_history")


@pytest.fixture
def loaded(sandbox, run_tap, make_warehouse):
    """A warehouse after the first run."""
    warehouse = make_warehouse()
    warehouse.load(run_tap(sandbox.netsuite.config()))
    sandbox.advance(3600)
    return warehouse


def test_an_idle_run_repeats_only_the_look_back(sandbox: Sandbox, run_tap, loaded):
    output = run_tap(sandbox.netsuite.config(), state=loaded.state)

    assert output.records("transactions") == []
    assert output.records("customers") == []


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_warehouse_equals_the_books(
    sandbox: Sandbox, run_tap, loaded, warehouse_equals_truth, seed
):
    for step in range(3):
        sandbox.netsuite.mutate("random", seed=seed * 100 + step, steps=15)
        sandbox.advance(random.Random(seed).choice([1, 600, 86_400]))
        loaded.load(run_tap(sandbox.netsuite.config(), state=loaded.state))

    warehouse_equals_truth(loaded, sandbox)


@pytest.mark.parametrize("seed", range(8))
def test_a_run_killed_anywhere_is_completed_by_the_next(
    sandbox: Sandbox, run_tap, make_warehouse, warehouse_equals_truth, seed
):
    dice = random.Random(seed)
    warehouse = make_warehouse()
    config = sandbox.netsuite.config()
    for step in range(4):
        output = run_tap(config, state=warehouse.state, streams=[*SETS, *DELETES], page_size=50)
        warehouse.load(output.until_kill(dice.randrange(len(output.messages))))
        sandbox.netsuite.mutate("random", seed=seed * 100 + step, steps=10)
        sandbox.advance(dice.choice([0, 1, 900]))

    warehouse.load(run_tap(config, state=warehouse.state, streams=[*SETS, *DELETES]))

    warehouse_equals_truth(warehouse, sandbox, [*SETS, *DELETES])


def test_a_removed_line_is_dead_downstream(
    sandbox: Sandbox, run_tap, loaded, warehouse_equals_truth
):
    [line] = sandbox.netsuite.truth(
        "select l.transaction as t, min(l.id) as l from transactionline l join transaction h "
        "on h.id = l.transaction where h.type = 'VendBill' and not l.mainline "
        "and not h.voided and h.foreignamountpaid = 0 "
        "group by l.transaction having count(*) > 2 order by 1 limit 1"
    )
    sandbox.netsuite.mutate("remove_line", transaction=line["t"], line=line["l"])
    assert (line["t"], line["l"]) in loaded.live("transaction_lines")

    loaded.load(run_tap(sandbox.netsuite.config(), state=loaded.state))

    assert (line["t"], line["l"]) not in loaded.live("transaction_lines")
    warehouse_equals_truth(loaded, sandbox, SETS)


def test_rows_changed_while_pages_are_read_are_not_lost(
    sandbox: Sandbox, run_tap, make_warehouse, warehouse_equals_truth
):
    sandbox.netsuite.mutate("grow", table="customer", rows=3000)
    warehouse = make_warehouse()
    config = sandbox.netsuite.config()
    with ThreadPoolExecutor(1) as editor:
        edits = editor.submit(
            lambda: [sandbox.netsuite.mutate("random", seed=n, steps=3) for n in range(20)]
        )
        warehouse.load(run_tap(config, page_size=100))
        edits.result()
    sandbox.advance(5)

    warehouse.load(run_tap(config, state=warehouse.state))

    warehouse_equals_truth(warehouse, sandbox)


def test_a_newly_selected_stream_of_transactions_has_all_sets_read_again(
    sandbox: Sandbox, run_tap, make_warehouse, warehouse_equals_truth
):
    warehouse = make_warehouse()
    config = sandbox.netsuite.config()
    warehouse.load(run_tap(config, streams=["transactions", *DELETES]))
    sandbox.advance(60)

    warehouse.load(run_tap(config, state=warehouse.state, streams=[*SETS, *DELETES]))

    warehouse_equals_truth(warehouse, sandbox, SETS)


def test_a_start_date_leaves_out_what_did_not_change_since(sandbox: Sandbox, run_tap):
    [row] = sandbox.netsuite.truth(
        "select strftime(quantile_disc(lastmodifieddate, 0.5), '%Y-%m-%dT%H:%M:%SZ') as s "
        "from transaction"
    )
    config = sandbox.netsuite.config()

    records = run_tap(config, streams=["transactions"], start_date=row["s"]).records("transactions")

    changed = sandbox.netsuite.truth(
        f"select id from transaction where lastmodifieddate >= '{row['s']}'"
    )
    assert {row["id"] for row in changed} <= {record["id"] for record in records}
    [all_rows] = sandbox.netsuite.truth("select count(*) as n from transaction")
    assert len(records) < all_rows["n"]
