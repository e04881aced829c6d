from __future__ import annotations

import pytest

SCHEMA = {"id": {"type": "integer"}}


@pytest.fixture
def messages(singer):
    """Return a history's messages.

    s is the schema, digits are rows of the version, a an activation, c one that says complete, t a
    state, n and i states that name a stream being read and none.
    """

    def spell(history, version):
        words = {
            "s": singer.schema("s", SCHEMA, ["id"]),
            "a": singer.activate("s", version),
            "c": singer.activate("s", version, complete=True),
            "t": singer.state({"version": version, "at": len(history)}),
            "n": singer.state({"currently_syncing": "s"}),
            "i": singer.state({"currently_syncing": None}),
        }
        return [
            words.get(c) or singer.record("s", {"id": int(c)}, version=version) for c in history
        ]

    return spell


HISTORIES = [
    pytest.param("s12at", {1, 2}, id="after the rows"),
    pytest.param("s12a", {1, 2}, id="after the rows, no state"),
    pytest.param("s1t2a", {1, 2}, id="after rows and states"),
    pytest.param("s12aat", {1, 2}, id="twice after the rows"),
    pytest.param("s12ct", {1, 2}, id="says complete"),
    pytest.param("sc", set(), id="says complete, empty source"),
    pytest.param("sa12c", {1, 2}, id="before, and after as complete"),
    pytest.param("sc1", {1, 2, 3}, id="row after complete"),
    pytest.param("sat", {1, 2, 3}, id="no rows: perhaps a parent without children"),
    pytest.param("sa", {1, 2, 3}, id="cut short before the first row"),
    pytest.param("sa12t", {1, 2, 3}, id="before the rows only"),
    pytest.param("sa12sat", {1, 2, 3}, id="SDK child: cut short after a parent without children"),
    pytest.param("sa12at", {1, 2, 3}, id="before and after: perhaps such a child"),
    pytest.param("s1a2at", {1, 2, 3}, id="after each parent"),
    pytest.param("sa1a2t", {1, 2, 3}, id="rows after the last one"),
    pytest.param("snsa12ai", {1, 2}, id="before and after, then no stream is read"),
    pytest.param("snsa1i2at", {1, 2, 3}, id="rows after no stream is read"),
    pytest.param("sa12ai", {1, 2, 3}, id="no stream was named before"),
    pytest.param("s12t", {1, 2, 3}, id="none"),
]


@pytest.mark.parametrize(("history", "left"), HISTORIES)
def test_older_rows_are_removed_only_when_the_read_is_proved_complete(
    warehouse, messages, history, left
):
    warehouse.load(messages("s123at", 1))
    # One row a batch: every intermediate state of the table is committed.
    outcome = warehouse.load(messages(history, 2), hard_delete=True, batch_size_rows=1)
    assert outcome.exit_code == 0
    assert {row[0] for row in warehouse.rows("SELECT id FROM s")} == left
    assert outcome.tallies["s"]["deleted"] == 3 - len(left)
    kept = bool(set(history) & set("ac")) and len(left) == 3
    assert len(outcome.warnings) == kept


def test_a_child_stream_of_an_sdk_tap_that_dies_keeps_the_rows_of_its_last_parents(
    warehouse, singer
):
    def parent(number, children, version):
        yield singer.schema("c", SCHEMA, ["id"])
        yield singer.activate("c", version)
        for child in children:
            yield singer.record("c", {"id": child}, version=version)
        yield singer.state({"bookmarks": {"c": {"parent": number}}})

    warehouse.load([*parent(1, [11, 12], 1), *parent(2, [21], 1), *parent(3, [31], 1)])
    for children in ([11], []):
        lines = [*parent(1, children, 2), *parent(2, [], 2)]
        for end in range(4, len(lines) + 1):
            outcome = warehouse.load(lines[:end], hard_delete=True)
            assert outcome.exit_code == 0
            assert warehouse.rows("SELECT count(*) FROM c") == [(4,)]


def test_a_resumed_read_with_only_its_end_left_says_that_it_is_complete(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    warehouse.load(messages("s12t", 2))
    warehouse.load(messages("sct", 2), hard_delete=True)
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(1,), (2,)]


def test_a_complete_version_counts_although_the_next_has_begun(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    lines = [*messages("s12a", 2), *messages("a1t", 3)]
    warehouse.load(lines, hard_delete=True)
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(1,), (2,)]


@pytest.mark.parametrize("config", [{}, {"add_record_metadata": True}], ids=["plain", "metadata"])
@pytest.mark.parametrize("is_batch", [False, True], ids=["records", "batch"])
def test_rows_without_version_are_of_the_read_that_sends_them(
    warehouse, singer, tmp_path, config, is_batch
):
    def load(version, ids, order):
        path = tmp_path / f"{version}.jsonl"
        path.write_text("".join(f'{{"id":{i}}}\n' for i in ids))
        rows = (
            [singer.batch("s", path)] if is_batch else [singer.record("s", {"id": i}) for i in ids]
        )
        activation = singer.activate("s", version)
        parts = {"rows": rows, "activate": [activation], "state": [singer.state({"v": version})]}
        lines = [singer.schema("s", SCHEMA, ["id"])]
        lines += [line for part in order for line in parts[part]]
        outcome = warehouse.load(
            lines, hard_delete=True, batch_size_rows=1, trust_early_activate_version=True, **config
        )
        assert outcome.exit_code == 0
        return [row for (row,) in warehouse.rows("SELECT id FROM s ORDER BY id")]

    late, early = ("rows", "activate", "state"), ("activate", "rows", "state")
    assert load(1, [1, 2, 3], late) == [1, 2, 3]
    assert load(2, [1, 2], late) == [1, 2]
    assert load(3, [2, 4], early) == [2, 4]
    assert load(4, [4], ("rows",)) == [2, 4]  # without ACTIVATE_VERSION
    assert load(5, [4, 5], late) == [4, 5]


def test_first_version_of_a_table_without_any_keeps_the_rows_it_cannot_tell_apart(
    warehouse, singer
):
    def load(version, ids):
        return warehouse.load(
            [
                singer.schema("s", SCHEMA, ["id"]),
                *(singer.record("s", {"id": i}) for i in ids),
                *([singer.activate("s", version)] if version else []),
            ],
            hard_delete=True,
        )

    load(None, [1, 2, 3])
    assert "were kept" in load(1, [1, 2]).warnings[0]
    assert warehouse.rows("SELECT count(*) FROM s") == [(3,)]
    assert load(2, [1, 2]).warnings == []
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(1,), (2,)]


def test_rows_that_a_filter_excludes_were_sent_all_the_same(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    maps = {"s": {"__filter__": "id > 2"}}
    warehouse.load(messages("s12at", 2), stream_maps=maps, hard_delete=True)
    assert warehouse.rows("FROM s") == []


def test_streams_that_share_a_table_do_not_remove_each_others_rows(warehouse, singer):
    maps = {name: {"__alias__": "all"} for name in ("east", "west")}
    lines = []
    for version, (name, key) in enumerate([("east", 1), ("west", 2)], 1):
        lines += [
            singer.schema(name, SCHEMA, ["id"]),
            singer.record(name, {"id": key}, version=version),
            singer.activate(name, version, complete=True),
        ]
    warehouse.load(lines, stream_maps=maps, hard_delete=True)
    assert warehouse.rows('SELECT id FROM "all" ORDER BY id') == [(1,), (2,)]


def test_an_activation_before_the_rows_only_is_warned_of_and_can_be_trusted(warehouse, messages):
    warehouse.load(messages("s123at", 1))
    outcome = warehouse.load(messages("sa12t", 2))
    assert "trust_early_activate_version" in outcome.warnings[0]
    trusting = {"hard_delete": True, "trust_early_activate_version": True}
    warehouse.load(messages("sa1", 3), **trusting)
    assert warehouse.rows("SELECT count(*) FROM s") == [(3,)]
    warehouse.load(messages("sa12t", 4), **trusting)
    assert warehouse.rows("SELECT id FROM s ORDER BY id") == [(1,), (2,)]
    warehouse.load(messages("sat", 5), **trusting)
    assert warehouse.rows("FROM s") == []


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
