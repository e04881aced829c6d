"""Memory does not grow with the result."""

from __future__ import annotations

import tempfile
import tracemalloc

import msgspec
import pytest
from tap_looker.decoder import RowDecoder
from tap_looker.results import read_rows
from tap_looker.schema import FieldColumn

_COLUMNS = [
    FieldColumn("id", "number", "gl.id"),
    FieldColumn("memo", "string", "gl.memo"),
    FieldColumn("at", "timestamp", "gl.at"),
]


def _peak(rows, result_format):
    decoder = RowDecoder(
        "s",
        _COLUMNS,
        {"id", "memo", "at"},
        sliced_by="",
        zones={},
        clean=str,
    )
    values = {"gl.id": 1, "gl.memo": "x" * 40, "gl.at": "2026-01-31 10:00:00"}
    if result_format == "json":
        row, before, after = msgspec.json.encode(values), b"[", b"]"
    else:
        cells = {name: {"value": value} for name, value in values.items()}
        row, before, after = msgspec.json.encode(cells), b'{"metadata":{},"rows":[', b"]}"
    with tempfile.TemporaryFile() as file:
        file.write(before + row)
        for _ in range(rows - 1):
            file.write(b"," + row)
        file.write(after)
        file.seek(0)
        tracemalloc.start()
        found = read_rows(file, result_format, decoder, labels={}, clean=str)
        count = sum(len(part.records) for part in found)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == rows
    return peak


@pytest.mark.parametrize("result_format", ["json", "json_bi"])
def test_four_times_the_rows_take_no_more_memory(result_format):
    assert _peak(100_000, result_format) < 1.2 * _peak(25_000, result_format)
