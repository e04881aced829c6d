from __future__ import annotations

import gzip
import hashlib
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SCHEMA = {"id": {"type": "integer"}, "amount": {"type": "number"}}


@pytest.mark.parametrize(
    ("compression", "batch_size_rows"), [("gzip", 2), ("none", 100), (None, 2)]
)
def test_jsonl_files_are_loaded_exactly(warehouse, singer, tmp_path, compression, batch_size_rows):
    rows = b"".join(b'{"id":%d,"amount":12345678901234567.8%d}\n' % (i, i) for i in range(5))
    path = tmp_path / "part.jsonl"
    path.write_bytes(gzip.compress(rows) if compression == "gzip" else rows)
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        singer.batch("s", path, format="jsonl", compression=compression),
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
    lines = [singer.schema("s", SCHEMA, ["id"]), singer.batch("s", path, format="parquet")]
    assert warehouse.load(lines).exit_code == 0
    assert warehouse.rows("FROM s ORDER BY id") == [(1, Decimal("0.10")), (2, None)]


def test_unknown_format_is_refused(warehouse, singer, tmp_path):
    lines = [
        singer.schema("s", SCHEMA, ["id"]),
        singer.batch("s", tmp_path / "x.csv", format="csv"),
    ]
    assert "format 'csv'" in warehouse.load(lines).errors[0]


MAPS = {"s": {"__filter__": "id > 1", "amount": None, "name": "md5(name)", "twice": "int(id * 2)"}}


@pytest.mark.parametrize("file_format", ["jsonl", "parquet"])
def test_stream_maps_apply_to_batch_files(warehouse, singer, tmp_path, file_format):
    path = tmp_path / "part"
    rows = {"id": [1, 2], "amount": [0.5, 1.5], "name": ["hush", "hush"]}
    if file_format == "parquet":
        pq.write_table(pa.table(rows), path)
    else:
        path.write_text("\n".join(json.dumps(row) for row in pa.table(rows).to_pylist()))
    properties = SCHEMA | {"name": {"type": "string"}}
    lines = [
        singer.schema("s", properties, ["id"]),
        singer.batch("s", path, format=file_format),
    ]
    assert warehouse.load(lines, stream_maps=MAPS).exit_code == 0
    masked = hashlib.md5(b"hush").hexdigest()
    assert warehouse.rows("SELECT id, name, twice FROM s") == [(2, masked, 4)]
    assert "amount" not in warehouse.types("s")


def test_batch_files_are_validated_and_flattened(warehouse, singer, tmp_path):
    path = tmp_path / "part"
    path.write_text('{"id": 1, "buyer": {"name": "x"}}')
    buyer = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 3}}}
    lines = [singer.schema("s", SCHEMA | {"buyer": buyer}, ["id"]), singer.batch("s", path)]
    assert warehouse.load(lines, flattening_enabled=True, flattening_max_depth=1).exit_code == 0
    assert warehouse.rows("SELECT buyer__name FROM s") == [("x",)]
    path.write_text('{"id": 1, "buyer": {"name": "hush"}}')
    outcome = warehouse.load(lines, validate_records=True)
    assert "$.buyer.name breaks `maxLength`" in outcome.errors[0]
