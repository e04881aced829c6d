"""First and later runs: the warehouse equals the tenant, whatever happens to it."""

from __future__ import annotations

import pytest
from singer_erp.testing import random_history


def test_a_first_run_loads_every_record_of_every_entity(run, warehouse, assert_equals_source):
    warehouse.load(run())

    assert_equals_source(warehouse)


@pytest.mark.parametrize("order", ["fixed", "shuffled", "keys"])
@pytest.mark.parametrize("page_size", [1, 7])
def test_any_page_size_and_order_reads_the_same(
    sandbox, run, warehouse, assert_equals_source, page_size, order
):
    sandbox.acumatica.set_limits(order=order, offsets=[0, -480, 330])
    streams = ["bills", "bill_lines", "ledgers", "ledger_branches", "subaccounts"]

    warehouse.load(run(page_size=page_size, streams=streams))

    assert_equals_source(warehouse)


@pytest.mark.histories(6)
def test_after_any_history_the_warehouse_equals_the_tenant(
    sandbox, run, warehouse, assert_equals_source, seed
):
    site = sandbox.acumatica
    site.set_limits(order="shuffled", offsets=[0, -240, 330])

    random_history(
        warehouse,
        lambda state, dice: run(state=state, page_size=dice.choice([5, 20, 500])),
        seed=seed,
        mutate=lambda seed: site.mutate("random", seed=seed, steps=12),
        advance=sandbox.advance,
    )

    assert_equals_source(warehouse)


@pytest.mark.histories(4)
def test_a_run_killed_anywhere_is_completed_by_the_next(
    sandbox, run, warehouse, assert_equals_source, seed
):
    random_history(
        warehouse,
        lambda state, _: run(state=state, page_size=5, records_per_state=1),
        seed=seed,
        mutate=lambda seed: sandbox.acumatica.mutate("random", seed=seed, steps=8),
        advance=sandbox.advance,
        waits=(0, 1, 900),
        kills=1,
    )

    assert_equals_source(warehouse)
