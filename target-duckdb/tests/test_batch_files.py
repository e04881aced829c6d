from __future__ import annotations

import gzip
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SCHEMA = {"id": {"type": "integer"}, "amount": {"type": "number"}}


def batch(path, **encoding):
    message = {"type": "BATCH", "stream": "s", "encoding": encoding, "manifest": [path.as_uri()]}
    return json.dumps(message).encode()


@pytest.mark.parametrize(
    ("compression", "batch_size_rows"), [("gzip", 2), ("none", 100), (None, 2)]
)
def test_jsonl_files_are_loaded_exactly(warehouse, singer, tmp_path, compression, batch_size_rows):
    rows = b"".join(b'{"id":%d,"amount":12345678901234567.8%d}\n' % (i, i) for i in range(5))
    path = tmp_path / "part.jsonl"
    path.write_bytes(gzip.compress(rows) if compression == "gzip" else rows)
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        batch(path, format="jsonl", compression=compression),
        singer.state({"done": 1}),
    ]
    outcome = warehouse.load(lines, batch_size_rows=batch_size_rows)
    assert (outcome.exit_code, outcome.states[-1]) == (0, {"done": 1})
    assert outcome.tallies["s"]["received"] == 5
    assert warehouse.rows("SELECT sum(amount) FROM s") == [(Decimal("61728394506172839.10"),)]


def test_parquet_files_are_loaded_exactly(warehouse, singer, tmp_path):
    amounts = pa.array([Decimal("0.10"), None], pa.decimal128(20, 2))
    path = tmp_path / "part.parquet"
    pq.write_table(pa.table({"id": [1, 2], "amount": amounts}), path)
    lines = [singer.schema("s", SCHEMA, ["id"]), batch(path, format="parquet")]
    assert warehouse.load(lines).exit_code == 0
    assert warehouse.rows("FROM s ORDER BY id") == [(1, Decimal("0.10")), (2, None)]


def test_unknown_format_is_refused(warehouse, singer, tmp_path):
    lines = [singer.schema("s", SCHEMA, ["id"]), batch(tmp_path / "x.csv", format="csv")]
    assert "format 'csv'" in warehouse.load(lines).errors[0]
