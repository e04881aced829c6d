"""Random histories: runs, kills, faults and changes of the warehouse alternate."""

from __future__ import annotations

import pytest
from erp_sandbox.testing import Sandbox
from singer_erp.testing import assert_same, random_history

LINES = "gl_lines"


@pytest.fixture(scope="module")
def sandbox():
    """One instance: each history reads what the ones before have left."""
    with Sandbox.start("looker", documents=20, content=4) as sandbox:
        yield sandbox


@pytest.mark.histories(20)
def test_random_histories_equal_the_source(seed, run, sandbox, catalog, warehouse, expected_lines):
    lines = {"streams": [e for e in catalog["streams"] if e["tap_stream_id"] == LINES]}

    def run_with_a_fault(state, dice):
        fault = dice.choice(["reset", "truncate", "drop_response", "status", "html"])
        sandbox.fault(fault, path="/api/", after=dice.randrange(8))
        found = run(
            LINES,
            given=lines,
            state=state,
            records_per_state=1,
            page_size=dice.choice([40, 150, 1000]),
            lookback_seconds=dice.choice([60, 900, 90_000]),
            result_format=dice.choice(["json", "json_bi", "json_detail", "csv"]),
        )
        sandbox.clear_faults()
        return found

    random_history(
        warehouse,
        run_with_a_fault,
        seed=seed,
        mutate=lambda number: sandbox.looker.mutate("load", steps=4, seed=number),
        advance=sandbox.advance,
        steps=2,
        kills=0.4,
    )

    assert_same(expected_lines(), warehouse.live(LINES), stream=LINES)
