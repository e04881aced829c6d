from __future__ import annotations

import pytest
from target_duckdb.versions import VersionWatches

SCHEMA = {"id": {"type": "integer"}}


@pytest.fixture
def messages(singer):
    """Return a history's messages: s schema, digits rows of the version, a activation, t state."""

    def spell(history, version):
        words = {
            "s": singer.schema("s", SCHEMA, ["id"]),
            "a": singer.activate("s", version),
            "t": singer.state({"version": version, "at": len(history)}),
        }
        return [
            words.get(c) or singer.record("s", {"id": int(c)}, version=version) for c in history
        ]

    return spell


@pytest.mark.parametrize(
    ("history", "is_complete"),
    [
        pytest.param("12at", True, id="after the rows"),
        pytest.param("12a", True, id="after the rows, no state"),
        pytest.param("1t2a", True, id="after rows and states"),
        pytest.param("at", True, id="empty source"),
        pytest.param("a", False, id="cut short before the first row"),
        pytest.param("a12at", True, id="before and after"),
        pytest.param("a12a", False, id="cut short in the next parent"),
        pytest.param("a1a2t", False, id="rows after the last one"),
        pytest.param("a12t", False, id="before only"),
        pytest.param("12t", False, id="none"),
    ],
)
def test_only_a_complete_read_is_taken_as_complete(history, is_complete):
    watches = VersionWatches(trust_early=False)
    for message in history:
        if message == "a":
            watches.of("s").saw_activation(2)
        elif message == "t":
            watches.saw_state()
        else:
            watches.of("s").saw_rows()
    assert list(watches.complete()) == ([("s", 2)] if is_complete else [])


@pytest.mark.parametrize(
    ("history", "left"),
    [("s12at", {1, 2}), ("sat", set()), ("sa12at", {1, 2}), ("sa12t", {1, 2, 3})],
)
def test_older_rows_are_removed_after_a_complete_read_only(warehouse, messages, history, left):
    warehouse.load(messages("s123at", 1))
    # One row a batch: every intermediate state of the table is committed.
    outcome = warehouse.load(messages(history, 2), hard_delete=True, batch_size_rows=1)
    assert outcome.exit_code == 0
    assert {row[0] for row in warehouse.rows("SELECT id FROM s")} == left
    assert outcome.tallies["s"]["deleted"] == 3 - len(left)


def test_an_activation_before_the_rows_only_is_warned_of_and_can_be_trusted(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    outcome = warehouse.load(messages("sa12t", 2))
    assert "trust_early_activate_version" in outcome.warnings[0]
    trusting = {"hard_delete": True, "trust_early_activate_version": True}
    warehouse.load(messages("sa1", 3), **trusting)
    assert warehouse.rows("SELECT count(*) FROM s") == [(3,)]
    warehouse.load(messages("sa12t", 4), **trusting)
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(1,), (2,)]


def test_rows_are_marked_without_hard_delete_and_revived_when_they_return(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    tally = warehouse.load(messages("s12at", 2)).tallies["s"]
    assert (tally["marked"], tally["deleted"]) == (1, 0)
    marked = "SELECT id FROM s WHERE _sdc_deleted_at IS NOT NULL"
    assert warehouse.rows(marked) == [(3,)]
    warehouse.load(messages("s123at", 3))
    assert warehouse.rows(marked) == []


def test_rows_without_version_are_older(warehouse, singer, messages):
    warehouse.load([singer.schema("s", SCHEMA, ["id"]), singer.record("s", {"id": 9})])
    warehouse.load(messages("s12at", 1), hard_delete=True)
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(1,), (2,)]


def test_activation_can_be_switched_off(warehouse, messages):
    for version in (1, 2):
        history = "s123at" if version == 1 else "s1at"
        warehouse.load(messages(history, version), process_activate_version_messages=False)
    assert warehouse.types("s") == {"id": "BIGINT"}
    assert warehouse.rows("SELECT count(*) FROM s") == [(3,)]


def test_nothing_is_removed_when_the_input_is_truncated(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    lines = [*messages("s12at", 2), b'{"type": "RECORD", "stream": "s", "rec']
    outcome = warehouse.load(lines, newline_at_end=False, hard_delete=True)
    assert outcome.exit_code == 1
    assert warehouse.rows("SELECT count(*) FROM s") == [(3,)]
