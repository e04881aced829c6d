"""A run that is killed at any request, before or after it is served, is completed by the next."""

from __future__ import annotations

import pytest
from singer_erp.testing import kill_at_request


@pytest.mark.parametrize("sync", ["full", "incremental"])
@pytest.mark.histories(2)
def test_a_run_killed_at_any_request_is_completed_by_the_next(
    sandbox, boundary, start, run, warehouse, changing, assert_equals_source, sync, seed
):
    """The tenant changes before the next run."""
    site, options = sandbox.acumatica, {"streams": changing, "page_size": 15}
    site.set_limits(api_users=None)  # what a killed run leaves open is another test's
    if sync == "incremental":
        warehouse.load(run(streams=changing))
        site.mutate("random", seed=0, steps=12)
        sandbox.advance(900)
    options["state"] = warehouse.state
    number, served = boundary(seed, **options)

    killed = kill_at_request(sandbox.url, number, lambda url: start(url, **options), served=served)
    assert killed.exit_code in {-9, 0}  # it may end first, with a request less or the last served
    warehouse.load(killed)
    site.mutate("random", seed=seed, steps=8, late_seconds=300)
    sandbox.advance(600)
    warehouse.load(run(**options | {"state": warehouse.state}))

    assert_equals_source(warehouse)
