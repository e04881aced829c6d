from __future__ import annotations

SCHEMA = {"id": {"type": "integer"}, "v": {"type": "integer"}}


def lines_of(singer, count, *, every=2, bad=None):
    yield singer.schema("s", SCHEMA, ["id"])
    for i in range(1, count + 1):
        yield singer.record("s", {"id": i, "v": "bad" if i == bad else i})
        if i % every == 0:
            yield singer.state({"id": i})


def test_state_follows_each_committed_batch(warehouse, singer):
    outcome = warehouse.load(list(lines_of(singer, 10)), batch_size_rows=5)
    # A batch of 5 ends after record 5: the state of record 4 was the last before it.
    assert outcome.states == [{"id": 4}, {"id": 8}, {"id": 10}]


def test_state_is_not_advanced_past_a_failed_batch(warehouse, singer):
    outcome = warehouse.load(list(lines_of(singer, 20, bad=13)), batch_size_rows=5)
    assert (outcome.exit_code, outcome.states) == (1, [{"id": 4}, {"id": 8}])
    assert warehouse.rows("SELECT max(id), count(*) FROM s") == [(10, 10)]


def test_state_waits_for_the_rows_of_every_stream(warehouse, singer):
    lines = [
        singer.schema("few", SCHEMA, ["id"]),
        singer.schema("many", SCHEMA, ["id"]),
        singer.record("few", {"id": 1, "v": "bad"}),
        singer.state({"few": 1}),
        *(singer.record("many", {"id": i}) for i in range(10)),
    ]
    outcome = warehouse.load(lines, batch_size_rows=5)
    assert (outcome.exit_code, outcome.states) == (1, [])
    assert warehouse.rows("SELECT count(*) FROM many") == [(0,)]


def test_batches_are_bounded_in_bytes(warehouse, singer):
    outcome = warehouse.load(list(lines_of(singer, 40_000, every=100)), batch_size_bytes=1_000_000)
    assert len(outcome.states) > 1
    assert outcome.states[-1] == {"id": 40_000}
    assert warehouse.rows("SELECT count(*), sum(v) FROM s") == [(40_000, 800_020_000)]


def test_state_keeps_its_digits(warehouse, singer, capsys):
    warehouse.load([b'{"type":"STATE","value":{"n":12345678901234567.890}}'])
    outcome = warehouse.load([b'{"type":"STATE","value":{"n":0.10}}', singer.state({"n": 1})])
    assert outcome.states == [{"n": 1}]


def test_state_without_new_rows_is_passed_on(warehouse, singer):
    assert warehouse.load([singer.state({"a": 1}), singer.state({"b": 2})]).states == [{"b": 2}]


def test_rerun_after_a_failure_completes_the_table(warehouse, singer):
    warehouse.load(list(lines_of(singer, 20, bad=13)), batch_size_rows=5)
    warehouse.load(list(lines_of(singer, 20)))
    assert warehouse.rows("SELECT count(*), sum(v) FROM s") == [(20, 210)]
