"""Bad input: one clear line, exit code 1, no traceback, no content; data and state as they were."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PROPERTIES = {
    "id": {"type": "integer"},
    "i": {"type": "integer"},
    "n": {"type": "number"},
    "b": {"type": "boolean"},
    "s": {"type": "string"},
    "d": {"type": "string", "format": "date"},
    "t": {"type": "string", "format": "date-time"},
    "h": {"type": "string", "format": "time"},
    "j": {"type": "object"},
    "x": {"type": ["integer", "string"]},
    "m": {"type": "string", "format": "decimal", "precision": 5, "scale": 2},
}
DEEP, LONG = "[" * 5000 + "]" * 5000, "9" * 5000
HALF = '"\\ud800"'

# JSON texts that no column takes, or not that of the kind.
VALUES = {
    "i": ['"1"', "1.5", "true", "{}", "[]", "1e38", LONG, "1e" + LONG, "NaN", "01"],
    "n": ['"hush"', '"1_000"', '"NaN"', '"Infinity"', '"1e"', '""', "1e29", "1e400", "0." + LONG],
    "b": ["1", '"true"', '"hush"', "{}", "[]"],
    "s": ["5", "true", "{}", '["hush"]', HALF, '"\\q"', '"unfinished'],
    "d": ['"hush"', '"1987-02-30"', '"0000-01-01"', '""', "19870101", '"10000-01-01"'],
    "t": ['"hush"', '"1987-13-01T00:00:00Z"', '"9999-12-31T23:59:59-05:00"', '""', "0", "{}"],
    "h": ['"hush"', '"25:00:00"', '"24:00:01"', '""', "0"],
    "j": ['"hush"', "5", '["hush"]', DEEP, '{"a": ' + DEEP + "}", '{"a": hush}'],
    "x": ['{"a": "hush"}', '["hush"]', DEEP],
    "m": ["1000", "0.001", '"hush"', "1e" + LONG, f'"1e{LONG}"'],
}
RECORDS = [
    *("null", "5", '"hush"', "true", "[]", '["hush"]', "NaN", "{", '{"id": 1', '{"s": "hush"}'),
    *('{"id": null, "s": "hush"}', '{"id": {}, "s": "hush"}', DEEP, "", '{"id": 1}}', "hush"),
]
MESSAGES = [
    b"hush",
    b"[]",
    b"7",
    b'"hush"',
    b"null",
    b"\xff\xfe",
    b"{}",
    b'{"type": null}',
    b'{"type": "HUSH"}',
    b'{"type": "RECORD", "stream": "s"}',
    b'{"type": "RECORD", "record": {"s": "hush"}}',
    b'{"type": "RECORD", "stream": null, "record": {"s": "hush"}}',
    b'{"type": "RECORD", "stream": "other", "record": {"s": "hush"}}',
    b'{"type": "RECORD", "stream": "s", "record": {"id": 1}, "version": "hush"}',
    b'{"type": "RECORD", "stream": "s", "record": {"id": 1}, "version": 9223372036854775808}',
    b'{"type": "RECORD", "stream": "s", "record": {"id": 1}, "version": -1}',
    b'{"type": "RECORD", "stream": "s", "record": {"id": 1}, "version": 1.5}',
    b'{"type": "RECORD", "stream": "s", "record": {"id": 1}, "time_extracted": 5}',
    b'{"type": "ACTIVATE_VERSION", "stream": "s"}',
    b'{"type": "ACTIVATE_VERSION", "stream": "s", "version": 99999999999999999999}',
    b'{"type": "ACTIVATE_VERSION", "stream": "other", "version": 1}',
    b'{"type": "STATE"}',
    b'{"type": "STATE", "value": "hush"}',
    b'{"type": "STATE", "value": %s}' % DEEP.encode(),
    b'{"type": "STATE", "value": {"n": %s}}' % LONG.encode(),
    b'{"type": "STATE", "value": {"n": 1e%s}}' % LONG.encode(),
    b'{"type": "BATCH", "stream": "s"}',
    b'{"type": "BATCH", "stream": "s", "encoding": "hush", "manifest": []}',
    b'{"type": "BATCH", "stream": "s", "encoding": {"format": "jsonl"}, "manifest": "hush"}',
    b'{"type": "BATCH", "stream": "s", "encoding": {"format": "jsonl"}, "manifest": [5]}',
    b'{"type": "BATCH", "stream": "s", "encoding": {"format": [5]}, "manifest": ["x"]}',
    b'{"type": "BATCH", "stream": "s", "encoding": {"format": "jsonl"}, "manifest": ["no/url"]}',
    b'{"type": "BATCH", "stream": "s", "encoding": {"format": "jsonl"}, "manifest": ["hm://x/y"]}',
]


def _property(text):
    return f'{{"properties": {{"id": {text}}}}}'


def _decimal(text):
    return _property(f'{{"type": "string", "format": "decimal", {text}}}')


SCHEMAS = [
    *("null", "5", '"hush"', "[]", "{}", '{"properties": null}', '{"properties": ["hush"]}'),
    *('{"properties": {}}', '{"properties": {"ID": {}, "id": {}}}', '{"properties": {"": {}}}'),
    *map(_property, (
        '{"type": 5}', '{"type": [5]}', '{"type": {"a": "hush"}}', '{"anyOf": "hush"}',
        '{"oneOf": {"a": 1}}', '{"enum": "hush"}', '{"type": "object", "enum": ' + DEEP + "}",
        '{"anyOf": [' * 400 + "{}" + "]}" * 400,
    )),
    *map(_decimal, (
        '"precision": "hush"', '"precision": 39', '"precision": 0', '"precision": 5, "scale": 6',
        '"precision": 5, "scale": -1', '"precision": 5.5', '"precision": true',
        '"precision": 5, "scale": [1]',
    )),
]  # fmt: skip
KEYS = ["5", '"hush"', "[5]", '["missing"]', "[null]", "{}"]


def _schema(text, keys='["id"]'):
    return (
        f'{{"type": "SCHEMA", "stream": "s", "schema": {text}, "key_properties": {keys}}}'
    ).encode()


def _record(text):
    return f'{{"type": "RECORD", "stream": "s", "record": {text}}}'.encode()


VALUE_LINES = [
    pytest.param([_record(f'{{"id": 2, "s": "hush", "{name}": {text}}}')], id=f"{name} {text:.20}")
    for name, texts in VALUES.items()
    for text in texts
]
RECORD_LINES = [pytest.param([_record(text)], id=f"record {text:.20}") for text in RECORDS]
MESSAGE_LINES = [pytest.param([line], id=f"message {line[:90]!r}") for line in MESSAGES]
SCHEMA_LINES = [
    *(pytest.param([_schema(text)], id=f"schema {text:.70}") for text in SCHEMAS),
    *(pytest.param([_schema('{"properties": {"id": {}}}', k)], id=f"keys {k}") for k in KEYS),
]


@pytest.fixture(scope="module")
def loaded():
    """The bytes of a warehouse with a row, once the first test has loaded it."""
    return []


@pytest.fixture
def assert_is_refused(warehouse, singer, loaded):
    """Load bad lines among good ones into a warehouse with a row; nothing may have changed."""

    def check(lines, *, schema=None, before=(), **config):
        old = singer.schema("s", PROPERTIES, ["id"])
        if not loaded:
            assert warehouse.load([old, _record('{"id": 1, "s": "old"}')]).exit_code == 0
            loaded.append(warehouse.path.read_bytes())
        warehouse.path.write_bytes(loaded[0])
        good = _record('{"id": 1, "s": "new"}')
        lines = [schema or old, *before, *lines, good, singer.state({"n": 1})]
        outcome = warehouse.load(lines, **config)
        assert (outcome.exit_code, outcome.states) == (1, [])
        assert warehouse.rows("SELECT id, s FROM s") == [(1, "old")]
        [error] = outcome.errors
        for content in ("hush", "1987", "9999999", "[[["):
            assert content not in error + str(outcome.warnings)
        assert "Traceback" not in error
        assert "\n" not in error
        assert len(error) < 600

    return check


@pytest.mark.parametrize("lines", [*VALUE_LINES, *RECORD_LINES, *MESSAGE_LINES, *SCHEMA_LINES])
def test_bad_messages_are_refused_without_a_trace_of_their_content(assert_is_refused, lines):
    assert_is_refused(lines)


@pytest.mark.parametrize("line", [*VALUE_LINES[::9], *MESSAGE_LINES[::9]])
def test_rows_before_a_bad_message_are_not_loaded_alone(assert_is_refused, line):
    assert_is_refused(line, before=[_record('{"id": 1, "s": "new"}')])


def _parquet(path, **columns):
    pq.write_table(pa.table(columns), path)


def _halved(path, write):
    write(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


LINES = b'{"id": 2, "s": "hush"}\n' * 50
BATCH_FILES = {
    "directory": (lambda path: path.mkdir(), {}),
    "missing": (lambda _: None, {}),
    "not gzip": (lambda path: path.write_bytes(LINES), {"compression": "gzip"}),
    "half gzip": (
        lambda path: _halved(path, lambda p: p.write_bytes(gzip.compress(LINES))),
        {"compression": "gzip"},
    ),
    "not plain": (lambda path: path.write_bytes(gzip.compress(LINES)), {}),
    "broken gzip": (
        lambda path: path.write_bytes(gzip.compress(LINES)[:-20] + b"x" * 20),
        {"compression": "gzip"},
    ),
    "zip": (lambda path: path.write_bytes(LINES), {"compression": "zip"}),
    "not UTF-8": (lambda path: path.write_bytes(b'{"id": 2, "s": "\xff"}'), {}),
    "not JSON": (lambda path: path.write_bytes(b"hush"), {}),
    "half JSON": (lambda path: path.write_bytes(LINES[:-10]), {}),
    "null": (lambda path: path.write_bytes(b"null\nnull"), {}),
    "array": (lambda path: path.write_bytes(b'[{"s": "hush"}]'), {}),
    "deep": (lambda path: path.write_bytes(b'{"id": 2, "j": %s}' % DEEP.encode()), {}),
    "no key": (lambda path: path.write_bytes(b'{"s": "hush"}'), {}),
    "wrong value": (lambda path: path.write_bytes(b'{"id": 2, "i": "hush"}'), {}),
    "not parquet": (lambda path: path.write_bytes(LINES), {"format": "parquet"}),
    "empty parquet": (lambda path: path.write_bytes(b""), {"format": "parquet"}),
    "half parquet": (
        lambda path: _halved(path, lambda p: _parquet(p, id=[2], s=["hush"])),
        {"format": "parquet"},
    ),
    "parquet of other types": (
        lambda path: _parquet(path, id=[2], i=[["hush"]]),
        {"format": "parquet"},
    ),
    "csv": (lambda path: path.write_bytes(LINES), {"format": "csv"}),
    "no format": (lambda path: path.write_bytes(LINES), {"format": None}),
}


@pytest.mark.parametrize("name", BATCH_FILES)
def test_broken_batch_files_are_refused(assert_is_refused, singer, tmp_path, name):
    write, encoding = BATCH_FILES[name]
    write(tmp_path / "part")
    assert_is_refused([singer.batch("s", tmp_path / "part", **encoding)])


MAPS = [
    {"y": "int(s)"},
    {"y": "float(s)"},
    {"y": "s + 1"},
    {"y": "s['a']"},
    {"y": "s.nothing"},
    {"y": "nothing"},
    {"y": "json.loads(s)"},
    {"y": "1 / 0"},
    {"y": "datetime.date.fromisoformat(s)"},
    {"y": "datetime"},
    {"__filter__": "int(s) > 1"},
]


@pytest.mark.parametrize("rules", MAPS, ids=str)
def test_failing_stream_maps_do_not_quote_the_record(assert_is_refused, rules):
    assert_is_refused([_record('{"id": 2, "s": "hush"}')], stream_maps={"s": rules})


RULES = [
    {"pattern": "("},
    {"$ref": "#/nothing"},
    {"$ref": "http://127.0.0.1:9/schema.json"},
    {"$ref": "#/properties/s"},
    {"type": "hush"},
    {"maxLength": 2},
    {"const": "other"},
    {"enum": ["other"]},
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_records_and_schemas_that_do_not_validate_are_refused(assert_is_refused, singer, rule):
    schema = singer.schema("s", PROPERTIES | {"s": {"type": "string"} | rule}, ["id"])
    record = _record('{"id": 2, "s": "hush"}')
    assert_is_refused([record], schema=schema, validate_records=True)
