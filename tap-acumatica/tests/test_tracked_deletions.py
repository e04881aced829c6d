"""Tracked deletions that begin, fail and end: keys find what they do not report."""

from __future__ import annotations

import pytest

TRACKED = {"tracked_deletions": ["JournalTransaction"]}
OPTIONS = {"given": None, "streams": ["journal_transactions", "deletions"]}


@pytest.fixture
def untracked(sandbox, run, warehouse):
    """Have two runs track deletions and a third one, in which a record has changed, not."""

    def untracked(**options):
        sandbox.acumatica.set_limits(tracked=["*"])
        warehouse.load(run(**OPTIONS, **TRACKED))
        sandbox.advance(3600)
        warehouse.load(run(state=warehouse.state, **OPTIONS, **TRACKED))
        changed = sandbox.acumatica.mutate("journal")
        sandbox.advance(60)
        output = run(state=warehouse.state, **OPTIONS, **options)
        warehouse.load(output)
        sandbox.advance(24 * 3600)
        return changed, output

    return untracked


@pytest.mark.parametrize("reconcile_hours", [0, 20])
def test_records_are_not_read_again_because_deletions_are_tracked_no_more(
    run, warehouse, untracked, reconcile_hours
):
    """All were read; in requests of twenty keys it takes hours."""
    options = {"reconcile_hours": reconcile_hours}
    changed, first = untracked(**options)

    second = run(state=warehouse.state, **OPTIONS, **options)

    rows = [*first.records("journal_transactions"), *second.records("journal_transactions")]
    assert {row["batch_nbr"] for row in rows} == {changed["BatchNbr"]}


def test_what_is_deleted_after_the_first_run_that_does_not_track_is_found_by_keys(
    sandbox, run, warehouse, untracked
):
    """Nothing is seen of what was deleted before that run only."""
    touched = sandbox.acumatica.mutate("journal", status="On Hold")
    sandbox.advance(3600)
    untracked(reconcile_hours=20)
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=touched["id"])

    warehouse.load(run(state=warehouse.state, **OPTIONS, reconcile_hours=20))

    live = {row["batch_nbr"] for row in warehouse.live("journal_transactions").values()}
    assert touched["BatchNbr"] not in live
