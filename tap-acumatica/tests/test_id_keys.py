"""Entities that are identified by an id: activities, tasks and events have no other key."""

from __future__ import annotations

import pytest
from singer_erp.errors import StreamError
from tap_acumatica.tap import TapAcumatica

ITEMS = {"entity": "StockItem", "stream": "items", "keys": ["NoteID"]}
SETTINGS = {"entities": [ITEMS], "page_size": 1}


@pytest.fixture
def catalog(config):
    return TapAcumatica(config=config | SETTINGS).catalog_dict


@pytest.fixture
def entry(catalog):
    [entry] = [one for one in catalog["streams"] if one["tap_stream_id"] == "items"]
    return entry


def _ids(sandbox):
    return {item["NoteID"] for item in sandbox.acumatica.truth("StockItem")}


def test_records_are_read_in_parts(sandbox, run, catalog, entry):
    """An id is no text in a filter."""
    entry["replication_method"] = "FULL_TABLE"

    rows = run(given=catalog, streams=["items"], **SETTINGS).records("items")

    assert {row["note_id"] for row in rows} == _ids(sandbox)


def test_records_are_read_by_key(sandbox, run, catalog, warehouse):
    """As key reconciliation reads those that were missed."""
    options = {"given": catalog, "streams": ["items"], **SETTINGS}
    hidden = sandbox.acumatica.truth("StockItem")[0]
    sandbox.acumatica.set_limits(hidden=[hidden["id"]])
    first = run(**options)
    sandbox.acumatica.set_limits(hidden=[])
    sandbox.advance(3600)

    rows = run(state=first.state, **options).records("items")

    assert hidden["NoteID"] not in {row["note_id"] for row in first.records("items")}
    assert hidden["NoteID"] in {row["note_id"] for row in rows}


def test_the_column_of_an_id_is_text_to_loaders(entry):
    """Tables of earlier versions have it as text, which a `format` would change."""
    definition = entry["schema"]["properties"]["note_id"]

    assert definition["type"] == ["string"]
    assert "format" not in definition


def test_a_catalog_that_does_not_say_that_a_key_is_an_id_is_to_be_written_anew(run, catalog, entry):
    """One of an earlier version."""
    entry["replication_method"] = "FULL_TABLE"
    del entry["schema"]["properties"]["note_id"]["pattern"]

    with pytest.raises(StreamError, match="Run discovery again"):
        run(given=catalog, streams=["items"], **SETTINGS)
