"""Odd records: each one is rejected alone, and its contents are in no error.

All of them are delivered in one run, beside a valid one that must arrive.
"""

from __future__ import annotations

import contextlib
import io
import json

import pytest

_MAPPINGS = {
    "things": {
        "object": "Vendor__c",
        "external_id": "NetSuite_Id__c",
        "key": "id",
        "fields": {
            "Name": "name",
            "Credit_Limit__c": "amount",
            "Inactive__c": "flag",
            "Email__c": "email",
            "Category__c": "text",
            "Phone__c": "phone[0] if phone else None",
        },
    },
    "people": {
        "object": "Contact",
        "external_id": "NetSuite_Id__c",
        "key": "id",
        "fields": {"LastName": "name", "Birthdate": "date"},
        "lookups": {
            "ReportsToId": {"object": "Contact", "external_id": "NetSuite_Id__c", "key": "boss"}
        },
    },
}
_PROPERTIES = ("id", "name", "amount", "flag", "email", "text", "phone", "date", "boss", "other")
_TYPE, _RANGE, _DATE = (
    "INVALID_TYPE_ON_FIELD_IN_RECORD",
    "NUMBER_OUTSIDE_VALID_RANGE",
    "FIELD_INTEGRITY_EXCEPTION",
)
# Property, its JSON as the tap writes it, and the code of the rejection; None: it is delivered.
_VALUES = [
    ("name", '""', "REQUIRED_FIELD_MISSING"),
    ("name", "null", "REQUIRED_FIELD_MISSING"),
    ("name", '"\\u0000\\u0007"', "REQUIRED_FIELD_MISSING"),
    ("name", '"   "', "REQUIRED_FIELD_MISSING"),
    ("name", f'"{"canary" * 20}"', "STRING_TOO_LONG"),
    ("name", f'"{"é" * 81}"', "STRING_TOO_LONG"),
    ("name", '{"first": "canary"}', "MAPPING"),
    ("name", '["canary"]', _TYPE),
    ("name", "1E+999999999", _RANGE),
    ("name", "-1E-999999999", _RANGE),
    ("name", "1E+99999999999999999999", "MAPPING"),
    ("name", "1" * 4200, "STRING_TOO_LONG"),
    ("name", "1" * 5000, "MAPPING"),
    ("name", "[" * 700 + "]" * 700, _TYPE),
    ("name", "true", None),
    ("name", '"canary \\ud800"', "MAPPING"),
    ("name", '"\\udc00\\ud83d\\ude00"', "MAPPING"),
    ("other", '"\\uDBFF"', "MAPPING"),
    ("name", r'"\\ud800"', None),
    ("name", '"\\ud83d\\ude00 \\"#N/A\\" \\r\\n"', None),
    ("amount", '"canary"', _TYPE),
    ("amount", '"NaN"', _TYPE),
    ("amount", '"-Infinity"', _TYPE),
    ("amount", '"1,000.00"', _TYPE),
    ("amount", '"1_000"', _TYPE),
    ("amount", '"٤٢"', _TYPE),
    ("amount", '"0x1F"', _TYPE),
    ("amount", '"1e"', _TYPE),
    ("amount", "true", _TYPE),
    ("amount", "[4711]", _TYPE),
    ("amount", '{"external_id": "Name", "key": 4711}', "MAPPING"),
    ("amount", "1E+999999999", _RANGE),
    ("amount", "1E-999999999", _RANGE),
    ("amount", '"1E+999999999"', _RANGE),
    ("amount", '"1E+99999999999999999999"', _TYPE),
    ("amount", "4711.001", _RANGE),
    ("amount", "0." + "0" * 40 + "1", _RANGE),
    ("amount", "12345678901234567", _RANGE),
    ("amount", "9" * 4200, _RANGE),
    ("amount", "0E+999999999", _RANGE),
    ("amount", "9999999999999.990", None),
    ("amount", '" 12.50 "', None),
    ("flag", '"canary"', _TYPE),
    ("flag", "2", _TYPE),
    ("flag", "[]", _TYPE),
    ("flag", "1E+999999999", _TYPE),
    ("flag", "null", None),
    ("email", '"canary"', "INVALID_EMAIL_ADDRESS"),
    ("email", '"canary@canary"', "INVALID_EMAIL_ADDRESS"),
    ("email", f'"{"canary" * 20}@example.com"', "STRING_TOO_LONG"),
    ("email", "4711", "INVALID_EMAIL_ADDRESS"),
    ("phone", '"canary"', None),
    ("phone", "4711", "MAPPING"),
    ("phone", '{"canary": 1}', "MAPPING"),
    ("phone", "[[4711]]", _TYPE),
    ("id", '" "', "MISSING_ARGUMENT"),
    ("id", f'"{"canary" * 20}"', "STRING_TOO_LONG"),
    ("id", '{"canary": 1}', "MAPPING"),
    ("id", "[4711]", "MAPPING"),
    ("other", "1" * 5000, "MAPPING"),
    ("date", '"0001-01-01"', _DATE),
    ("date", '"0001-01-01T00:00:00+14:00"', _DATE),
    ("date", '"1699-12-31"', _DATE),
    ("date", '"4001-01-01"', _DATE),
    ("date", '"9999-12-31T23:59:59-12:00"', _DATE),
    ("date", '"10000-01-01"', _TYPE),
    ("date", '"0000-00-00"', _TYPE),
    ("date", '"2026-02-30"', _TYPE),
    ("date", '"2026-01-31canary"', _TYPE),
    ("date", '"31.01.2026"', _TYPE),
    ("date", "20260131", _TYPE),
    ("date", "1E+999999999", _TYPE),
    ("date", "true", _TYPE),
    ("date", '{"year": 2026}', "MAPPING"),
    ("date", '"1700-01-01"', None),
    ("date", '"2026-01-31T23:59:59.999999+14:00"', None),
    ("boss", "[4711]", "MAPPING"),
    ("boss", '"nobody"', "INVALID_FIELD"),
]
_OF_PEOPLE = {"date", "boss"}
_FIELDS = {
    "id": "NetSuite_Id__c",
    "name": "Name",
    "amount": "Credit_Limit__c",
    "flag": "Inactive__c",
    "email": "Email__c",
    "phone": "Phone__c",
    "date": "Birthdate",
}


def _schema(stream):
    properties = {name: {} for name in (*_PROPERTIES, "number")}
    schema = {"type": "object", "properties": properties}
    return {"type": "SCHEMA", "stream": stream, "key_properties": ["number"], "schema": schema}


def _record(number):
    """Return the RECORD message of a case; properties that it does not name are omitted."""
    name, value, _ = _VALUES[number]
    parts = {"id": json.dumps(f"k{number}"), "name": '"Fine"', "number": str(number), name: value}
    record = ", ".join(f'"{name}": {text}' for name, text in parts.items())
    stream = "people" if name in _OF_PEOPLE else "things"
    return f'{{"type": "RECORD", "stream": "{stream}", "record": {{{record}}}}}'


@pytest.fixture(scope="module")
def run(module_delivery):
    """One run with all records, by Collections."""
    lines = [json.dumps(_schema(stream)) for stream in _MAPPINGS]
    lines += [_record(number) for number in range(len(_VALUES))]
    text = io.StringIO("\n".join([*lines, '{"type": "STATE", "value": {"run": 1}}', ""]))
    module_delivery.settings = {"mappings": _MAPPINGS, "on_reject": "dead_letter"}
    return module_delivery.run(text)


def test_the_run_is_complete(run):
    assert run.code == 0
    assert run.states == [{"run": 1}]
    assert "Traceback" not in run.log


@pytest.mark.parametrize("number", range(len(_VALUES)))
def test_an_odd_value_rejects_its_record_alone(module_delivery, run, number):
    name, _, code = _VALUES[number]

    rows = [row for row in module_delivery.audit() if row["source_key"] == str(number)]

    expected = ("rejected", code) if code else ("created", None)
    assert [(row["action"], row["error_code"]) for row in rows][-1:] == [expected]
    if code not in {None, "MAPPING", "INVALID_FIELD"}:
        assert rows[0]["fields"] == _FIELDS[name]
    for quoted in ("canary", "4711", "éé", "999999999", "1" * 20):
        assert quoted not in f"{rows[0]['error']}{run.log}"


def test_dead_letters_hold_the_records_as_they_were_received(module_delivery, run):
    folder = module_delivery.folder / "dead-letters"
    [path] = folder.glob("*.jsonl")
    lines = [line for line in path.read_text().splitlines() if '"RECORD"' in line[:20]]
    rejected = [number for number, (_, _, code) in enumerate(_VALUES) if code]

    assert len(lines) == len(rejected)
    for line in lines:
        with contextlib.suppress(ValueError):  # 5,000 digits
            number = json.loads(line)["record"]["number"]
            name, value, code = _VALUES[number]
            assert f'"{name}": {value}' in line
            assert json.loads(line)["rejected"]["code"] == code
