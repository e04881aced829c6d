# ruff: noqa: DTZ001 - TIMESTAMP columns hold naive UTC

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from target_duckdb.decode import BulkReader, RecordDecoder
from target_duckdb.errors import ValueRefusedError
from target_duckdb.schema import Column, Kind, columns_for_schema
from target_duckdb.values import ExactReader

PRECISION_AND_SCALE = st.sampled_from([(38, 9), (38, 2), (38, 0), (38, 30), (12, 2), (5, 4)])
NUMBERS = st.one_of(
    st.from_regex(r"\A-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?\Z"),
    st.from_regex(r"\A-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,6})?\Z"),
)


@settings(max_examples=300, deadline=None)
@given(number=NUMBERS, limits=PRECISION_AND_SCALE, quoted=st.booleans())
def test_number_is_stored_exactly_or_refused(number, limits, quoted):
    decoder = RecordDecoder("s", [Column("v", Kind.NUMBER, *limits)], [])
    text = f'{{"v": {json.dumps(number) if quoted else number}}}'.encode()
    precision, scale = limits
    with localcontext(prec=200):
        value = Decimal(number)
        fits = abs(value) < 10 ** (precision - scale)
        fits = fits and value == round(value, scale)
    if not fits:
        with pytest.raises(ValueRefusedError):
            decoder.decode([text])
        return
    stored = decoder.decode([text]).column("v")
    stored.validate(full=True)
    assert stored.to_pylist() == [value]


SCHEMA = {
    "properties": {
        "i": {"type": "integer"},
        "n": {"type": "number"},
        "b": {"type": "boolean"},
        "s": {"type": "string"},
        "d": {"type": "string", "format": "date"},
        "t": {"type": "string", "format": "date-time"},
        "h": {"type": "string", "format": "time"},
        "j": {"type": "object"},
        "x": {"type": ["string", "integer"]},
    },
}
ZONES = st.sampled_from(["", "Z", "+00:00", "-05:30", "+14:00"])
DATETIMES = st.datetimes(
    min_value=dt.datetime(2, 1, 1),
    max_value=dt.datetime(9998, 12, 31),
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "i": st.none() | st.integers(-(2**63), 2**63 - 1),
        "n": st.none() | st.integers(-(10**20), 10**20),
        "b": st.none() | st.booleans(),
        "s": st.none() | st.text(),
        "d": st.none() | st.dates().map(str),
        "t": st.none() | st.builds(lambda at, zone: at.isoformat() + zone, DATETIMES, ZONES),
        "h": st.none() | st.times().map(lambda time: time.isoformat()),
        "j": st.none() | st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
        "x": st.none() | st.text(max_size=5) | st.integers(),
        "other": st.integers(),
    },
)


@settings(max_examples=100, deadline=None)
@given(records=st.lists(RECORDS, min_size=1, max_size=8))
def test_bulk_reader_agrees_with_the_rules(records):
    columns = columns_for_schema(SCHEMA, decimal_scale=9)
    texts = [json.dumps(record, separators=(",", ":")).encode() for record in records]
    bulk = BulkReader(columns).read(texts).to_pylist()
    exact = ExactReader("s", columns, []).read(texts).to_pylist()
    for row in (*bulk, *exact):
        row["j"] = row["j"] and json.loads(row["j"])
    assert bulk == exact


def test_wide_records_are_read_whole():
    decoder = RecordDecoder("s", columns_for_schema(SCHEMA, decimal_scale=9), [])
    texts = [json.dumps({"i": n, "s": "x" * 3_000_000}).encode() for n in range(3)]
    assert decoder.decode(texts).column("i").to_pylist() == [0, 1, 2]
