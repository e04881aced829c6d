"""`max_concurrency`: as many calls in flight as the setting allows, and no more."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("maximum", [1, 4])
def test_as_many_calls_are_in_flight_as_the_setting_allows(sandbox, run, maximum):
    sandbox.quickbooks.mutate("grow", invoices=200, days=5)
    sandbox.quickbooks.set_limits(latency=0.3)
    sandbox.clear_journal()

    run(streams=["invoices"], page_size=5, queries_per_batch=2, max_concurrency=maximum)

    batches = [entry for entry in sandbox.journal() if "/batch" in entry["path"]]
    assert max(entry["in_progress"] for entry in batches) == maximum


def test_the_edges_of_windows_are_read_concurrently(sandbox, run):
    sandbox.quickbooks.mutate("grow", invoices=200, days=5)
    sandbox.quickbooks.set_limits(latency=1.5)
    sandbox.clear_journal()

    run(streams=["invoices"], page_size=5, queries_per_batch=2, max_concurrency=4)

    # The first call counts; those of the edges take 30 queries each.
    _, *edges = [entry for entry in sandbox.journal() if "/batch" in entry["path"]][:3]
    assert max(entry["in_progress"] for entry in edges) == len(edges) == 2
