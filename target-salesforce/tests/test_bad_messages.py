"""Broken input: one line that says where, exit code 1, and no contents of it in any error."""

from __future__ import annotations

import json

import pytest

_SCHEMA = {
    "type": "SCHEMA",
    "stream": "customers",
    "key_properties": ["id"],
    "schema": {
        "type": "object",
        "properties": {name: {} for name in ("id", "companyname", "altname", "entityid", "parent")},
    },
}
_RECORD = {"type": "RECORD", "stream": "customers", "record": {"id": 1, "companyname": "Canary"}}


def _line(message, **changes):
    return json.dumps(message | changes)


def _after_schema(*lines):
    return "\n".join([_line(_SCHEMA), *lines])


_NO_SCHEMA = "before the stream's SCHEMA message"
_NOT_VALID = "The schema of stream 'customers' is not valid"
_NO_ID = "`mappings.customers.key` uses id, which the stream does not have"
# The input, and what the line says.
_CASES = {
    "no JSON": ("canary", "Line 1 of the input is not a Singer message"),
    "a scalar": ("5", "Line 1 of the input is not a Singer message"),
    "a list": ("[]", "Line 1 of the input is not a Singer message"),
    "no type": ("{}", "Line 1 of the input is not a Singer message"),
    "type null": ('{"type": null}', "Line 1 of the input is not a Singer message"),
    "an unknown type": ('{"type": "RECORDS"}', "unknown message type"),
    "no UTF-8": (b'{"type": "STATE", "value": {"canary": "\xff"}}', "it is not UTF-8"),
    "half a line": ('{"type": "RECORD", "stream": "can', "The input ends in the middle of line 1"),
    "half a last line": (_after_schema(_line(_RECORD)[:-9]), "ends in the middle of line 2"),
    "NaN": (_after_schema(_line(_RECORD, record={"id": float("nan")})), "Line 2 of the input"),
    "an infinity": (_after_schema('{"type":"RECORD","record":{"id":-Infinity}}'), "Line 2"),
    "trailing text": (_line(_SCHEMA) + " canary", "Line 1 of the input is not a Singer message"),
    "two messages in a line": (_line(_SCHEMA) * 2, "Line 1 of the input is not a Singer"),
    "a record without stream": (_after_schema('{"type":"RECORD","record":{}}'), "without `stream`"),
    "a record without record": (
        _after_schema('{"type":"RECORD","stream":"customers"}'),
        "without `record`",
    ),
    "a record before its schema": (_line(_RECORD), _NO_SCHEMA),
    "a record of another stream": (_after_schema(_line(_RECORD, stream="Customers")), _NO_SCHEMA),
    "a stream that is a number": (_after_schema(_line(_RECORD, stream=5)), "Line 2 of the input"),
    "a version that is text": (_after_schema(_line(_RECORD, version="canary")), "Line 2"),
    "time_extracted as number": (_after_schema(_line(_RECORD, time_extracted=5)), "Line 2"),
    "a record that is null": (_after_schema(_line(_RECORD, record=None)), "Line 2 of the input"),
    "a record that is a list": (_after_schema(_line(_RECORD, record=["canary"])), "Line 2"),
    "a record that is text": (_after_schema(_line(_RECORD, record="canary")), "Line 2"),
    "nested too deeply": (
        _after_schema('{"type":"RECORD","stream":"customers","record":{"id":1,"x":%s%s}}')
        % ("[" * 9000, "]" * 9000),
        "Line 2 of the input",
    ),
    "a schema without stream": ('{"type":"SCHEMA","schema":{}}', "without `stream`"),
    "a schema without schema": ('{"type":"SCHEMA","stream":"customers"}', "without `schema`"),
    "a schema that is null": (
        _line(_SCHEMA, schema=None),
        "the `schema` of a SCHEMA message should be",
    ),
    "a schema that is a list": (
        _line(_SCHEMA, schema=["canary"]),
        "the `schema` of a SCHEMA message should be",
    ),
    "a schema that is text": (
        _line(_SCHEMA, schema="canary"),
        "the `schema` of a SCHEMA message should be",
    ),
    "a schema without properties": (_line(_SCHEMA, schema={"type": "object"}), _NO_ID),
    "an empty schema": (_line(_SCHEMA, schema={}), _NO_ID),
    "properties null": (_line(_SCHEMA, schema={"properties": None}), _NOT_VALID),
    "properties as list": (_line(_SCHEMA, schema={"properties": ["id"]}), _NOT_VALID),
    "properties as text": (_line(_SCHEMA, schema={"properties": "id"}), _NOT_VALID),
    "a property as text": (_line(_SCHEMA, schema={"properties": {"id": "string"}}), _NOT_VALID),
    "a property null": (_line(_SCHEMA, schema={"properties": {"id": None}}), _NOT_VALID),
    "keys as text": (_line(_SCHEMA, key_properties="id"), "Line 1 of the input"),
    "keys as numbers": (_line(_SCHEMA, key_properties=[1]), "Line 1 of the input"),
    "a state without value": ('{"type":"STATE"}', "without `value`"),
    "a state of null": ('{"type":"STATE","value":null}', "Line 1 of the input"),
    "a state of text": ('{"type":"STATE","value":"canary"}', "Line 1 of the input"),
    "a state of 5,000 digits": ('{"type":"STATE","value":{"a":%s}}' % ("1" * 5000), "Line 1"),
    "a version without stream": ('{"type":"ACTIVATE_VERSION","version":1}', "without `stream`"),
    "a version without version": (
        '{"type":"ACTIVATE_VERSION","stream":"customers"}',
        "without `version`",
    ),
    "a batch": (
        _after_schema(
            '{"type":"BATCH","stream":"customers","encoding":{},"manifest":["/canary.gz"]}'
        ),
        "Stream 'customers' is sent as BATCH files, which target-salesforce does not support",
    ),
    "a batch without manifest": (
        '{"type":"BATCH","stream":"customers","encoding":{}}',
        "without `manifest`",
    ),
}


@pytest.mark.parametrize("case", _CASES)
def test_broken_input_is_one_line_and_nothing_is_sent(module_delivery, case):
    text, message = _CASES[case]
    module_delivery.sandbox.clear_journal()

    run = module_delivery.command(text)

    [line] = run.errors
    assert message in line
    assert (run.code, run.output) == (1, "")
    assert "canary" not in run.log.lower()
    assert "Traceback" not in run.log
    assert module_delivery.writes() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"key_properties": None},
        {"key_properties": []},
        {"key_properties": ["other"]},
        {"bookmark_properties": 5},
        {"bookmark_properties": "companyname"},
        {"bookmark_properties": [None]},
        {"bookmark_properties": {"a": 1}},
        {"schema": _SCHEMA["schema"] | {"additionalProperties": False, "required": ["other"]}},
        {"unknown": "key"},
    ],
)
def test_an_unusual_schema_is_accepted(module_delivery, changes):
    lines = [
        _line(_SCHEMA, **changes),
        "",
        _line(_RECORD, unknown=1),
        '{"type":"STATE","value":{"a":1}}\r',
    ]

    run = module_delivery.command("\n".join([*lines, ""]))

    assert (run.code, run.output) == (0, '{"a":1}\n')
