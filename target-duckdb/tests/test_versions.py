from __future__ import annotations

import pytest

SCHEMA = {"id": {"type": "integer"}}


@pytest.fixture
def messages(singer):
    """Spell a history: s schema, digits rows of the version, a/A activation, t state."""

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
    ("history", "left"),
    [
        ("s12at", {1, 2}),
        ("s12a", {1, 2}),
        ("s1t2a", {1, 2}),
        ("sat", set()),
        ("sa", {1, 2, 3}),
        ("sa12at", {1, 2}),
        ("sa12a", {1, 2, 3}),
        ("sa1a2t", {1, 2, 3}),
        ("sa12t", {1, 2, 3}),
        ("s12t", {1, 2, 3}),
    ],
    ids=[
        "after the rows",
        "after the rows, no state",
        "after rows and states",
        "empty source",
        "cut short before the first row",
        "before and after",
        "cut short in the next parent",
        "rows after the last one",
        "before only",
        "none",
    ],
)
def test_older_rows_go_only_after_a_complete_read(
    warehouse,
    messages,
    history,
    left,
):
    warehouse.load(messages("s123at", 1))
    # One row a batch: every intermediate state of the table is committed.
    outcome = warehouse.load(messages(history, 2), hard_delete=True, batch_size_rows=1)
    assert outcome.exit_code == 0
    assert {row[0] for row in warehouse.rows("SELECT id FROM s")} == left
    assert outcome.tallies["s"]["deleted"] == 3 - len(left)


def test_before_only_is_warned_of_and_can_be_trusted(warehouse, messages):
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


def test_nothing_is_retired_when_the_input_is_cut_short(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    lines = [*messages("s12at", 2), b'{"type": "RECORD", "stream": "s", "rec']
    outcome = warehouse.load(lines, newline_at_end=False, hard_delete=True)
    assert outcome.exit_code == 1
    assert warehouse.rows("SELECT count(*) FROM s") == [(3,)]
