"""A run that is killed at any request, before or after it is served, is completed by the next."""

from __future__ import annotations

import pytest
from singer_erp.testing import kill_at_request, pick_boundary


@pytest.mark.parametrize("sync", ["full", "incremental"])
@pytest.mark.parametrize("extraction", ["rest", "bicc"])
@pytest.mark.histories(1)
def test_a_run_killed_at_any_request_is_completed_by_the_next(
    sandbox, start, run, warehouse, changing, assert_equals_source, sync, extraction, seed
):
    """The pod changes before the next run."""
    pod = sandbox.oracle_fusion
    pod.set_user(bicc=True)
    options = {"streams": changing, "page_size": 15, "extraction": extraction}
    options["bicc_settle_seconds"] = 0
    if sync == "incremental":
        warehouse.load(run(**options))
        pod.mutate("random", seed=0, steps=12)
        sandbox.advance(900)
    options["state"] = warehouse.state
    sandbox.clear_journal()
    run(**options)
    requests = [call for call in sandbox.journal() if "/oauth2/" not in call["path"]]
    number, served = pick_boundary(len(requests), seed)

    killed = kill_at_request(sandbox.url, number, lambda url: start(url, **options), served=served)
    assert killed.exit_code in {-9, 0}  # it may end first, with a request less or the last served
    warehouse.load(killed)
    pod.mutate("random", seed=seed, steps=8, late_seconds=300)
    sandbox.advance(600)
    warehouse.load(run(**options | {"state": warehouse.state}))

    assert_equals_source(warehouse)
