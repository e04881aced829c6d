"""Journals of several streams: what one of them no longer has, or does not send this time."""

from __future__ import annotations

import json

import pytest

_STREAMS = ("accruals", "allocations")


@pytest.fixture
def settings(delivery):
    """Settings that map two streams to the same journals."""
    return {"mappings": dict.fromkeys(_STREAMS, delivery.config["mappings"]["accruals"])}


@pytest.fixture
def input_(messages):
    """An input with the schemas of both streams; a journal has rows of each with an amount."""
    schema = messages().journal("A").lines[0]

    def new(replication_key=None, streams=_STREAMS, batch="A", **amounts):
        keys = [replication_key] if replication_key else []
        added = messages().state()
        added.lines[:0] = [
            schema | {"stream": name, "bookmark_properties": keys} for name in streams
        ]
        for stream, amount in amounts.items():
            rows = messages().journal(batch, amount, text=stream).lines[1:]
            for row in rows:
                row["record"]["id"] = f"{batch}{row['record']['id']}"
            added.lines[-1:-1] = [row | {"stream": stream} for row in rows]
        return added

    return new


def _debits(delivery, batch="A"):
    return [debit for _, debit, _ in delivery.amounts(f"Accrual {batch}") if debit]


def _deleting(input_, stream):
    """Return the text of an input whose rows of a stream are deleted ones."""
    lines = json.loads(json.dumps(input_.lines))
    for line in lines:
        if line["type"] == "SCHEMA":
            line["schema"]["properties"]["_sdc_deleted_at"] = {}
        elif line["type"] == "RECORD" and line["stream"] == stream:
            line["record"]["_sdc_deleted_at"] = "2026-09-21T00:00:00Z"
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_rows_of_a_stream_that_are_gone_are_a_correction(delivery, settings, input_):
    delivery.run(input_(accruals="10", allocations="5"), **settings)
    run = delivery.run(input_(accruals="10"), **settings)
    again = delivery.run(input_(accruals="10"), **settings)

    assert (run.code, _debits(delivery)) == (0, [10])
    assert "0 created, 1 updated, 0 unchanged" in run.log
    assert "0 created, 0 updated, 1 unchanged" in again.log


def test_rows_of_a_stream_that_come_back_are_a_correction(delivery, settings, input_):
    delivery.run(input_(accruals="10", allocations="5"), **settings)
    delivery.run(input_(accruals="11"), **settings)
    delivery.run(input_(accruals="11", allocations="5"), **settings)

    assert sorted(_debits(delivery)) == [5, 11]


def test_a_posted_journal_without_the_rows_of_a_stream_is_an_error(delivery, settings, input_):
    delivery.run(input_(accruals="10", allocations="5"), post_as="released", **settings)
    run = delivery.run(input_(accruals="10"), post_as="released", **settings)

    assert (run.code, run.states) == (1, [])
    assert [code for code, _ in delivery.rejects()] == ["ALREADY_POSTED"] * 2


@pytest.mark.parametrize(
    "partial",
    [
        {"streams": ["accruals"]},
        {"replication_key": "changed"},
    ],
    ids=["the other stream is not in the input", "the streams are incremental"],
)
@pytest.mark.parametrize("amount", ["10", "11"])
def test_a_journal_of_which_the_input_may_lack_a_stream_is_rejected(
    delivery, settings, input_, partial, amount
):
    delivery.run(input_(accruals="10", allocations="5"), **settings)
    run = delivery.run(input_(accruals=amount, **partial), **settings)

    assert (run.code, run.states) == (1, [])
    assert sorted(_debits(delivery)) == [5, 10]
    [reason] = {reason for code, reason in delivery.rejects() if code == "INCOMPLETE"}
    assert reason == (
        "The document was last sent with records of allocations, of which the input has none: send "
        "all its streams in one run or, if these records are gone, run once with `force_update`"
    )


def test_force_update_posts_a_journal_without_the_stream(delivery, settings, input_):
    delivery.run(input_(accruals="10", allocations="5"), **settings)
    partial = input_(accruals="10", streams=["accruals"])
    forced = delivery.run(partial, force_update=True, **settings)
    again = delivery.run(partial, **settings)

    assert (forced.code, _debits(delivery)) == (0, [10])
    assert "0 created, 0 updated, 1 unchanged" in again.log


def test_streams_that_are_sent_one_by_one_do_not_replace_each_other(delivery, settings, input_):
    delivery.run(input_(accruals="10", streams=["accruals"]), **settings)
    run = delivery.run(input_(allocations="5", streams=["allocations"]), **settings)

    assert run.code == 1
    assert _debits(delivery) == [10]
    assert [code for code, _ in delivery.rejects()] == ["INCOMPLETE"] * 2


def test_rows_that_are_all_deleted_are_gone(delivery, settings, input_):
    first = input_("changed", accruals="10", allocations="5")
    delivery.run(first, **settings)
    run = delivery.run(_deleting(first, "allocations"), **settings)

    assert (run.code, _debits(delivery)) == (0, [10])


@pytest.fixture
def close_period(delivery):
    """Open or close the period of the journals."""
    control = delivery.sandbox.acumatica
    return lambda status="Closed": control.mutate("period", period="092026", status=status)


@pytest.mark.parametrize("is_deleted", [False, True], ids=["no rows", "deleted rows"])
def test_a_journal_that_has_lost_a_stream_is_replayed(
    delivery, settings, input_, close_period, is_deleted
):
    """Its dead letters say what they cannot show: which streams have no rows of it any more."""
    delivery.run(input_(accruals="10", allocations="5"), **settings)
    close_period()
    changed = input_(accruals="11")
    if is_deleted:
        changed = _deleting(input_("changed", accruals="11", allocations="5"), "allocations")
    rejected = delivery.run(changed, **settings)
    codes = {code for code, _ in delivery.rejects()}
    replayed_too_soon = delivery.run(delivery.dead_letter_text(), **settings)
    close_period("Open")

    replay = delivery.run(delivery.dead_letter_text(), **settings)

    assert (rejected.code, codes, replayed_too_soon.code) == (1, {"CLOSED_PERIOD"}, 1)
    assert (replay.code, _debits(delivery)) == (0, [11])


def test_a_replay_takes_no_rows_from_journals_of_other_runs(
    delivery, settings, input_, close_period
):
    """A run with both streams rejected A, which has lost one, and C; another run sent one of B."""
    for batch in "AB":
        delivery.run(input_(batch=batch, accruals="10", allocations="5"), **settings)
    delivery.run(input_(batch="B", accruals="11", streams=["accruals"]), **settings)
    close_period()
    full = input_(accruals="11")
    full.lines[2:2] = input_(batch="C", accruals="1", allocations="2").lines[2:-1]
    delivery.run(full, **settings)
    close_period("Open")

    replay = delivery.run(delivery.dead_letter_text(), **settings)

    assert replay.code == 1
    assert {batch: sorted(_debits(delivery, batch)) for batch in "ABC"} == {
        "A": [11],
        "B": [5, 10],
        "C": [1, 2],
    }
