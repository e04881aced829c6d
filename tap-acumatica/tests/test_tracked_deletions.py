"""Tracked deletions that begin, fail and end: keys find what they do not report."""

from __future__ import annotations

import pytest
from singer_erp.testing import Output
from tap_acumatica.tap import TapAcumatica

STREAMS = ["journal_transactions", "deletions"]
TRACKED = {"tracked_deletions": ["JournalTransaction"]}
DAILY = {"reconcile_hours": 20}


@pytest.fixture
def catalog(config):
    """The catalog of a run with the setting, which has the stream `deletions`."""
    return TapAcumatica(config=config | TRACKED).catalog_dict


@pytest.fixture
def load(run, warehouse):
    """Load the output of the next run."""

    def load(streams=STREAMS, **settings):
        output = run(state=warehouse.state, streams=streams, **settings)
        warehouse.load(output)
        return output

    return load


@pytest.fixture
def load_failed(start, warehouse):
    """Load the output of the next run, whose stream `deletions` fails."""

    def load_failed():
        process = start(state=warehouse.state, streams=STREAMS, **TRACKED)
        warehouse.load(Output(process.stdout.read().decode()))
        assert process.wait() == 1

    return load_failed


@pytest.fixture
def is_live(warehouse):
    """Return whether the warehouse has a journal."""

    def is_live(journal):
        rows = warehouse.live("journal_transactions").values()
        return journal["BatchNbr"] in {row["batch_nbr"] for row in rows}

    return is_live


@pytest.fixture
def untracked(sandbox, load):
    """Have two runs track deletions and a third one, in which a record has changed, not."""

    def untracked(**options):
        sandbox.acumatica.set_limits(tracked=["*"])
        load(**TRACKED)
        sandbox.advance(3600)
        load(**TRACKED)
        changed = sandbox.acumatica.mutate("journal")
        sandbox.advance(60)
        output = load(**options)
        sandbox.advance(24 * 3600)
        return changed, output

    return untracked


@pytest.mark.parametrize("reconcile_hours", [0, 20])
def test_records_are_not_read_again_because_deletions_are_tracked_no_more(
    load, untracked, reconcile_hours
):
    """All were read; in requests of twenty keys it takes hours."""
    options = {"reconcile_hours": reconcile_hours}
    changed, first = untracked(**options)

    second = load(**options)

    rows = [*first.records("journal_transactions"), *second.records("journal_transactions")]
    assert {row["batch_nbr"] for row in rows} == {changed["BatchNbr"]}


def test_what_is_deleted_after_the_first_run_that_does_not_track_is_found_by_keys(
    sandbox, load, untracked, is_live
):
    """Nothing is seen of what was deleted before that run only."""
    journal = sandbox.acumatica.mutate("journal", status="On Hold")
    sandbox.advance(3600)
    untracked(**DAILY)
    assert is_live(journal)
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=journal["id"])

    load(**DAILY)

    assert not is_live(journal)


@pytest.mark.parametrize("status", [None, 403])
@pytest.mark.parametrize("is_first", [False, True])
def test_keys_are_kept_until_tracked_deletions_have_been_read(
    sandbox, load, load_failed, is_live, is_first, status
):
    """Of a table that is not tracked, or that the user may not read, nothing is reported."""
    journal = sandbox.acumatica.mutate("journal", status="On Hold")
    if not is_first:
        load(STREAMS[:1])
        sandbox.advance(3600)
    if status:
        sandbox.fault("status", path="GetDeletedRecords", status=status, text="{}", times=None)
    load_failed()
    assert is_live(journal)
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=journal["id"])
    sandbox.advance(3600)
    load_failed()

    load(STREAMS[:1])

    assert not is_live(journal)


def test_keys_are_kept_until_deletions_that_are_tracked_again_have_been_read(
    sandbox, load, load_failed, is_live
):
    """That they were read before the setting was removed does not count."""
    journal = sandbox.acumatica.mutate("journal", status="On Hold")
    sandbox.acumatica.set_limits(tracked=["*"])
    load(**TRACKED)
    sandbox.advance(3600)
    load(STREAMS[:1])
    sandbox.advance(3600)
    sandbox.acumatica.set_limits(tracked=[])
    load_failed()
    sandbox.acumatica.mutate("delete", entity="JournalTransaction", id=journal["id"])

    load(STREAMS[:1])

    assert not is_live(journal)


@pytest.mark.parametrize("entity", ["Bill", "JournalTransaction"])
@pytest.mark.parametrize("is_first", [False, True])
def test_keys_are_compared_no_more_once_tracked_deletions_have_been_read(
    sandbox, load, entity, is_first
):
    """In the same run, or in the next one if the stream comes before `deletions`."""
    sandbox.acumatica.set_limits(tracked=["*"])
    streams = ["bills", *STREAMS]
    if not is_first:
        load(streams[:2])
    for _ in range(2):
        sandbox.advance(3600)
        load(streams, tracked_deletions=[entity])
    sandbox.advance(3600)
    sandbox.clear_journal()

    load(streams, tracked_deletions=[entity])

    assert len([e for e in sandbox.journal() if f"/{entity}?" in e["path"]]) == 1
