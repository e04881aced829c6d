"""The catalog is the reviewed one, whichever document the instance serves; odd ones are named.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-acumatica/tests/test_catalog.py`.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from singer_erp.errors import ConfigError
from singer_erp.testing import assert_snapshot, run_tap
from tap_acumatica.tap import TapAcumatica


@pytest.mark.parametrize("swagger", ["3.0.1", "2.0"])
def test_the_catalog_is_the_reviewed_one(shared_sandbox, swagger):
    shared_sandbox.acumatica.set_limits(swagger=swagger)
    try:
        found = TapAcumatica(config=shared_sandbox.acumatica.config()).catalog_dict
    finally:
        shared_sandbox.acumatica.set_limits(swagger="3.0.1")

    assert_snapshot(found, Path(__file__).parent / "snapshots" / "catalog.json")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda entry: entry.update(schema=5), "malformed"),
        (lambda entry: _properties(entry).update(description=None), "malformed"),
        (lambda entry: _properties(entry)["description"].update(title=5), "malformed"),
        (lambda entry: _properties(entry)["account_cd"].pop("title"), "no field of column"),
        (lambda entry: _properties(entry).pop("account_cd"), "no key account_cd"),
    ],
)
def test_a_catalog_in_an_odd_shape_is_an_error_in_one_line(shared_sandbox, catalog, change, text):
    catalog = copy.deepcopy(catalog)
    [entry] = [entry for entry in catalog["streams"] if entry["tap_stream_id"] == "accounts"]
    change(entry)

    with pytest.raises(ConfigError, match=text):
        run_tap(
            TapAcumatica,
            shared_sandbox.acumatica.config(),
            catalog=catalog,
            streams=["accounts"],
        )


def test_deletions_and_the_time_of_reading_cannot_be_deselected(sandbox, run, catalog):
    """A deletion would be a row of nulls, and a line that was removed would look like a live one.

    Catalogs of earlier versions offer the columns.
    """
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        for one in entry["metadata"]:
            if one["breadcrumb"] and one["breadcrumb"][1] in {"is_deleted", "set_read_at"}:
                one["metadata"] = {"inclusion": "available", "selected": False}
    streams = ["bills", "bill_lines"]
    first = run(given=catalog, streams=streams)
    [bill, *_] = sandbox.acumatica.truth("Bill")
    sandbox.acumatica.set_limits(hidden=[bill["id"]])

    later = run(given=catalog, streams=streams, state=first.state).records("bills")

    assert all(row["set_read_at"] for row in first.records("bill_lines"))
    [deleted] = [row for row in later if row["reference_nbr"] == bill["ReferenceNbr"]]
    assert deleted["is_deleted"] is True


@pytest.mark.parametrize(
    ("stream", "column"),
    [("bills", "is_deleted"), ("bills", "set_read_at"), ("bill_lines", "set_read_at")],
)
def test_a_catalog_without_a_column_that_is_always_written_is_an_error(
    run, catalog, stream, column
):
    """A deletion would be a row of nulls that replaces the record; a removed line a live one."""
    catalog = copy.deepcopy(catalog)
    [entry] = [one for one in catalog["streams"] if one["tap_stream_id"] == stream]
    del entry["schema"]["properties"][column]

    with pytest.raises(ConfigError, match=f"'{stream}' has no column {column}"):
        run(given=catalog, streams=["bills", "bill_lines"])


def _properties(entry):
    return entry["schema"]["properties"]
