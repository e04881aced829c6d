"""Primary keys: every row has one, and no other row has it."""

from __future__ import annotations

import json

import pytest
from singer_erp.errors import ConfigError, StreamError

_ROWS = {"name": "saved", "model": "finance", "explore": "gl"}
FORMATS = ["json", "json_bi", "json_detail", "csv"]


@pytest.mark.parametrize("result_format", FORMATS)
def test_a_row_without_a_value_of_its_key_is_an_error(result_format, run, sandbox):
    sandbox.looker.mutate("execute", sql="UPDATE gl_lines SET memo = NULL WHERE line_id % 2 = 0")
    query = _ROWS | {"fields": ["gl.memo", "gl.count"], "primary_keys": ["gl.memo"]}

    with pytest.raises(StreamError, match=r"'saved' has a row without a value.*\(gl__memo\)"):
        run("saved", queries=[query], result_format=result_format)


@pytest.mark.parametrize("result_format", FORMATS)
@pytest.mark.parametrize("more", [{}, {"slice_by": "gl.line_id"}])
def test_rows_of_one_key_are_an_error(more, result_format, run):
    """A loader would keep one of them."""
    fields = ["gl.posting_month", "gl.line_id", "gl.debit"]
    query = _ROWS | {"fields": fields, "primary_keys": ["gl.posting_month"]} | more

    with pytest.raises(StreamError, match=r"'saved' has several rows.*\(gl__posting_month\)"):
        run("saved", queries=[query], result_format=result_format)


@pytest.mark.parametrize("page_size", [7, 1000])
def test_a_key_that_a_row_has_alone_may_be_any_field(page_size, run, sandbox):
    sandbox.looker.mutate("execute", sql="UPDATE gl_lines SET memo = 'Line ' || line_id")
    query = _ROWS | {"fields": ["gl.memo", "gl.line_id"], "primary_keys": ["gl.memo"]}

    found = run("saved", queries=[query | {"slice_by": "gl.line_id"}], page_size=page_size)

    [[lines]] = sandbox.looker.rows("SELECT count(*) FROM gl_lines")
    assert len(found.records("saved")) == lines


@pytest.mark.parametrize("keys", [["nope"], ["gl__line_id", "gl__nope"]])
def test_a_key_of_the_catalog_that_is_not_a_column_is_an_error(keys, run, catalog):
    shown = json.loads(json.dumps(catalog))
    [entry] = [one for one in shown["streams"] if one["tap_stream_id"] == "gl_lines"]
    entry["key_properties"] = keys

    with pytest.raises(ConfigError, match=rf"'gl_lines' has the primary key {keys[-1]}, which"):
        run("gl_lines", given=shown)
