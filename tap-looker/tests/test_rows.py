"""Rows of JSON bodies, cut in parts at the ends of rows."""

from __future__ import annotations

import io
import json
import random

import msgspec
import pytest
from tap_looker import rows as module
from tap_looker.rows import JsonRows

_TEXTS = ["plain", 'a "quote"', "}, {", '"},{"', "[{}]", "\\", "é € \u2028", "", '"rows":[', None]


def _read(text, member="", part=None, monkeypatch=None):
    if part:
        monkeypatch.setattr(module, "_PART", part)
    body = JsonRows(io.BytesIO(text.encode()), member, msgspec.json.decode)
    return [row for found in body for row in found], body.envelope


def _rows(number, seed):
    dice = random.Random(seed)
    return [
        {"a": dice.choice(_TEXTS), "b": {"value": dice.choice(_TEXTS), "links": [{}, {"c": 1}]}}
        for _ in range(number)
    ]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("separator", [",", ",\n", " ,\r\n  "])
@pytest.mark.parametrize("member", ["", "rows"])
def test_parts_are_the_rows(member, separator, seed, monkeypatch):
    """Whatever texts contain, and wherever a part ends."""
    expected = _rows(seed, seed)
    array = f"[{separator.join(json.dumps(row) for row in expected)}]"
    before = {"metadata": {"pivots": [{"a": 1}, {"a": 2}], "note": '"rows":[{},{}]'}}
    after = {"errors": [{"message": "},{"}, {"message": ""}]}
    text = array
    if member:
        text = f'{json.dumps(before)[:-1]}, "rows": {array}, {json.dumps(after)[1:]}'

    found, envelope = _read(text, member, 17 + seed, monkeypatch)

    assert found == expected
    assert envelope == (before | after if member else {})


@pytest.mark.parametrize("member", ["", "rows"])
def test_a_body_cut_anywhere_is_not_complete(member, monkeypatch):
    array = json.dumps(_rows(4, 7))
    text = f'{{"metadata": {{"a": [{{}}]}}, "rows": {array}}}' if member else array
    for end in range(len(text)):
        with pytest.raises(msgspec.DecodeError):
            _read(text[:end], member, 19, monkeypatch)


@pytest.mark.parametrize("text", ["[]", " [ ] \n"])
def test_a_body_without_rows_is_complete(text):
    assert _read(text) == ([], {})


def test_an_envelope_without_rows_is_complete():
    assert _read('{"metadata":{},"rows":[],"x":1}', "rows") == ([], {"metadata": {}, "x": 1})


def test_memory_does_not_grow_with_the_body(monkeypatch):
    monkeypatch.setattr(module, "_PART", 1000)
    text = json.dumps([{"a": "x" * 50}] * 5000)
    parts = list(JsonRows(io.BytesIO(text.encode()), "", msgspec.json.decode))

    assert max(map(len, parts)) < 60
    assert sum(map(len, parts)) == 5000
