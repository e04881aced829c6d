"""A change of a schema is a visible difference in review.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-looker/tests/test_catalog.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from singer_erp.errors import StreamError
from singer_erp.testing import assert_snapshot
from tap_looker.tap import TapLooker

SNAPSHOT = Path(__file__).parent / "snapshots" / "catalog.json"


@pytest.fixture(scope="module")
def discover(shared_sandbox):
    """Return the streams of discovery by name: `discover(queries=[...])`."""

    def discover(**settings):
        tap = TapLooker(config=shared_sandbox.looker.config() | settings)
        return {entry["tap_stream_id"]: entry for entry in tap.catalog_dict["streams"]}

    return discover


def test_the_catalog_is_the_reviewed_one(discover, queries):
    found = discover(queries=queries)
    assert_snapshot({"streams": [found[name] for name in sorted(found)]}, SNAPSHOT)


def test_types_are_those_of_the_explore(discover, queries):
    properties = discover(queries=queries)["gl_lines"]["schema"]["properties"]

    def kind(name):
        return properties[name]["type"], properties[name].get("format")

    assert kind("gl__line_id") == (["number"], None)
    assert kind("gl__debit") == (["number", "null"], None)
    assert kind("gl__is_posted") == (["boolean", "null"], None)
    assert kind("gl__posting_date") == (["string", "null"], "date")
    assert kind("gl__posting_month") == (["string", "null"], None)
    assert kind("gl__modified_time") == (["string", "null"], "date-time")
    assert properties["gl__debit"]["title"] == "gl.debit"
    assert properties["gl__debit"]["description"] == "Debit in the company's currency"


def test_the_primary_key_is_that_of_the_base_view(discover, queries):
    assert list(discover(queries=queries)["gl_lines"]["key_properties"]) == ["gl__line_id"]


def test_a_view_that_is_joined_to_many_leaves_no_primary_key(discover):
    query = {
        "name": "applied",
        "model": "finance",
        "explore": "gl",
        "fields": ["gl.line_id", "applications.applied_time"],
    }
    assert not discover(queries=[query])["applied"]["key_properties"]


def test_without_fields_the_visible_dimensions_of_the_base_view_are_read(discover):
    query = {"name": "lines", "model": "finance", "explore": "gl"}
    found = discover(queries=[query])["lines"]["schema"]["properties"]
    assert "gl__memo" in found
    assert not {"gl__account_id", "gl__net_amount", "accounts__account_number"} & found.keys()


def test_columns_may_be_named_after_the_field_alone(discover):
    query = {
        "name": "lines",
        "model": "finance",
        "explore": "gl",
        "fields": ["gl.net_amount", "accounts.account_number"],
    }
    found = discover(queries=[query], column_names="field")["lines"]["schema"]["properties"]
    assert set(found) == {"net_amount", "account_number", "_other"}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"model": "finance", "explore": "gl", "fields": ["gl.gone"]}, "no field gl.gone"),
        (
            {"model": "finance", "explore": "gl", "filters": {"gl.gone": "1"}},
            "no field gl.gone, which the query filters by",
        ),
        ({"model": "finance", "explore": "nowhere"}, "404"),
        ({"look_id": "4711"}, "404"),
        ({"query_id": "17"}, "404"),  # numbers are no longer ids of queries
    ],
)
def test_a_query_that_is_not_there_fails_discovery(discover, query, reason):
    with pytest.raises(StreamError, match=reason):
        discover(queries=[{"name": "one", **query}])
