"""What runs cost: requests, and the rows that NetSuite reads for them."""

from __future__ import annotations

import math

import pytest
from erp_sandbox.testing import Sandbox
from tap_netsuite.tap import TapNetSuite

GROUP = (
    "transactions",
    "transaction_lines",
    "transaction_accounting_lines",
    "transaction_links",
)
TABLES = (
    "transaction",
    "transactionline",
    "transactionaccountingline",
    "nexttransactionlinelink",
)


@pytest.fixture
def measured(sandbox):
    """Count the rows that queries read, and return the queries of a run."""
    sandbox.netsuite.set_limits(rows_per_second=1_000_000)

    def measure(run):
        sandbox.clear_journal()
        output = run()
        return output, [entry for entry in sandbox.journal() if entry["query"]]

    return measure


def _stored(sandbox):
    counts = ", ".join(f"(select count(*) from {table}) as {table}" for table in TABLES)
    [row] = sandbox.netsuite.truth(f"select {counts}")
    return {table: int(count) for table, count in row.items()}


def _pages(output, page_size):
    """Pages that the rows of the group fill at least."""
    return sum(math.ceil(len(output.records(stream)) / page_size) for stream in GROUP)


def test_changes_of_all_transactions_cost_little_more_than_their_pages(
    sandbox: Sandbox, run_quickly, measured
):
    sandbox.netsuite.mutate("grow", table="transaction", rows=550)
    config = sandbox.netsuite.config() | {"page_size": 50}
    first, full = measured(lambda: run_quickly(config, streams=GROUP))
    sandbox.advance(86_400)
    sandbox.netsuite.mutate("touch", table="transaction", rows=10_000)

    second, changed = measured(lambda: run_quickly(config, state=first.state, streams=GROUP))

    assert len(second.records("transactions")) == len(first.records("transactions")) > 600
    assert len(changed) < len(full) / 3 + _pages(second, 50)
    search = [entry for entry in changed if "UNION ALL" in entry["query"]]
    assert len(search) <= 1 + len(second.records("transactions")) / 1000 + 1
    # Links are found by either document.
    stored = _stored(sandbox)
    assert sum(entry["rows_read"] for entry in search) <= 2 * (
        sum(stored.values()) + stored["nexttransactionlinelink"]
    )


def test_changes_that_fill_pages_of_ids_are_searched_once(sandbox: Sandbox, run_quickly, measured):
    sandbox.netsuite.mutate("grow", table="transaction", rows=2500)
    config = sandbox.netsuite.config()
    first = run_quickly(config, streams=["transactions"])
    sandbox.advance(86_400)
    sandbox.netsuite.mutate("touch", table="transaction", rows=10_000)

    second, queries = measured(
        lambda: run_quickly(config, state=first.state, streams=["transactions"])
    )

    changed = len(second.records("transactions"))
    assert changed > 2500
    search = [entry for entry in queries if "UNION ALL" in entry["query"]]
    assert len(search) == 1 + math.ceil(changed / 1000)


def test_a_start_date_costs_the_same_search(sandbox: Sandbox, run_quickly, measured):
    config = sandbox.netsuite.config()

    _, queries = measured(
        lambda: run_quickly(config, streams=GROUP, start_date="2020-01-01T00:00:00Z")
    )

    assert len([entry for entry in queries if "UNION ALL" in entry["query"]]) == 2


def test_an_idle_run_costs_two_queries_for_all_transactions(
    sandbox: Sandbox, run_quickly, measured
):
    config = sandbox.netsuite.config()
    first = run_quickly(config, streams=GROUP)
    sandbox.advance(86_400)

    _, queries = measured(lambda: run_quickly(config, state=first.state, streams=GROUP))

    assert len(queries) == 3  # the third is the clock's


def test_a_killed_run_does_not_search_again_what_it_has_written(sandbox: Sandbox, run_quickly):
    config, streams = sandbox.netsuite.config() | {"page_size": 5}, ("transactions",)
    first = run_quickly(config, streams=streams)
    sandbox.advance(86_400)
    sandbox.netsuite.mutate("touch", table="transaction", rows=10_000)
    complete = run_quickly(config, state=first.state, streams=streams, records_per_state=1)
    headers = [n for n, line in enumerate(complete.lines) if '"stream":"transactions"' in line]
    killed = complete.until(headers[40])

    rest = run_quickly(config, state=killed.state, streams=streams)

    ids = [record["id"] for record in complete.records("transactions")]
    resumed = rest.records("transactions")
    # A sync of its own reads what has changed since the first; it starts where the ids fall.
    starts = [n for n, record in enumerate(resumed[1:], 1) if record["id"] < resumed[n - 1]["id"]]
    assert len(starts) == 1
    assert resumed[0]["id"] > ids[20]


def test_pages_are_limited_inside_their_queries(sandbox: Sandbox, run_quickly, measured):
    sandbox.netsuite.mutate("grow", table="customer", rows=500)
    config = sandbox.netsuite.config() | {"page_size": 50}
    streams = ("customers", "transactions", "transaction_lines", "transaction_accounting_lines")

    output, queries = measured(lambda: run_quickly(config, streams=streams))

    assert len(output.records("customers")) > 500
    first_pages = [e for e in queries if "FETCH FIRST" in e["query"] and " >" not in e["query"]]
    assert [entry["rows_read"] for entry in first_pages] == [51] * 4
    last_keys = [entry for entry in queries if "MAX(" in entry["query"]]
    assert [entry["rows_read"] for entry in last_keys] == [1] * 4


def test_probes_read_a_row(sandbox: Sandbox, measured):
    _, queries = measured(
        lambda: TapNetSuite(config=sandbox.netsuite.config(), sleep=lambda _: None).streams
    )

    probes = [
        entry
        for entry in queries
        if "ROWNUM <= 1" in entry["query"] and "FROM (" not in entry["query"] and entry["rows"]
    ]
    assert len(probes) > 40
    assert {entry["rows_read"] for entry in probes} == {1}


def test_pages_of_a_table_that_takes_fifteen_minutes_are_read(sandbox: Sandbox, run_quickly):
    sandbox.netsuite.mutate("grow", table="vendor", rows=900)
    # 900 seconds are 700 rows: the whole table takes longer.
    sandbox.netsuite.set_limits(rows_per_second=700 / 900)
    config = sandbox.netsuite.config() | {"page_size": 500}

    output = run_quickly(config, streams=["vendors"], max_concurrency=1)

    assert len(output.records("vendors")) > 900
