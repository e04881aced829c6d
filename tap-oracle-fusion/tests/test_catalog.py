"""The catalog is the reviewed one, whichever description the pod accepts to send.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tap-oracle-fusion/tests/test_catalog.py`.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from singer_erp.errors import ConfigError
from singer_erp.testing import assert_snapshot
from tap_oracle_fusion.tap import TapOracleFusion

CLASSIC = "application/vnd.oracle.adf.description+json"
OPENAPI = "application/vnd.oracle.openapi3+json"


@pytest.mark.parametrize("refused", [[], [CLASSIC, "application/json"]])
def test_the_catalog_is_the_reviewed_one(sandbox, config, refused):
    sandbox.oracle_fusion.set_limits(refused_accept=refused)

    found = TapOracleFusion(config=config).catalog_dict

    assert_snapshot(found, Path(__file__).parent / "snapshots" / "catalog.json")


def test_without_formats_dates_are_known_by_their_names(sandbox, config, catalog):
    sandbox.oracle_fusion.set_limits(refused_accept=[OPENAPI])

    found = TapOracleFusion(config=config).catalog_dict

    def columns(of, stream):
        [entry] = [entry for entry in of["streams"] if entry["tap_stream_id"] == stream]
        return entry["schema"]["properties"]

    for stream in ("ap_invoices", "ap_payments", "gl_journal_lines", "gl_accounts"):
        own, reviewed = columns(found, stream), columns(catalog, stream)
        known = [name for name in own if not name.startswith(("dff_", "gdf_"))]
        assert {name: own[name] for name in known} == {name: reviewed[name] for name in known}


def test_bank_details_are_columns_only_when_they_are_wanted(config):
    streams = TapOracleFusion(config=config | {"bank_details": True}).streams

    assert {"bank_account", "supplier_iban"} <= streams["ap_invoices"].schema["properties"].keys()
    plain = TapOracleFusion(config=config).streams["ap_invoices"].schema["properties"]
    assert not {"bank_account", "supplier_iban"} & plain.keys()


def test_bank_details_of_an_earlier_catalog_are_not_read(config, run):
    wanted = TapOracleFusion(config=config | {"bank_details": True}).catalog_dict
    columns = {"bank_account", "supplier_iban"}

    output = run(given=wanted, streams=["ap_invoices"], bank_details=False)

    [schema] = [one["schema"]["properties"] for one in output.of_type("SCHEMA")]
    assert not columns & schema.keys()
    assert not any(columns & row.keys() for row in output.records("ap_invoices"))
    rows = run(given=wanted, streams=["ap_invoices"], bank_details=True).records("ap_invoices")
    assert all(columns <= row.keys() for row in rows)


def test_the_mark_of_deleted_rows_cannot_be_deselected(sandbox, run, catalog, warehouse):
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        for one in entry["metadata"]:
            if one["breadcrumb"][-1:] in (["is_deleted"], ["set_read_at"]):
                one["metadata"] = {"inclusion": "available", "selected": False}
    streams = ["gl_journal_batches", "gl_journal_headers"]
    sandbox.oracle_fusion.mutate("journal")
    warehouse.load(run(given=catalog, streams=streams))
    newest = max(sandbox.oracle_fusion.truth("journalBatches"), key=lambda one: one["JeBatchId"])
    sandbox.oracle_fusion.mutate("delete", resource="journalBatches", key=newest["@key"])

    output = run(given=catalog, streams=streams, state=warehouse.state)

    [deleted] = [row for row in output.records(streams[0]) if row["is_deleted"]]
    assert deleted["je_batch_id"] == newest["JeBatchId"]
    headers = run(given=catalog, streams=streams).records(streams[1])
    assert all(row["set_read_at"] for row in headers)


def test_an_attribute_that_cannot_be_filtered_by_is_not_followed(run, catalog, warehouse):
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] == "suppliers":
            time = entry["schema"]["properties"]["last_update_date"]
            time["description"] = "not queryable"
            entry["replication_method"] = "FULL_TABLE"

    output = run(given=catalog, streams=["suppliers"])

    assert len(output.of_type("ACTIVATE_VERSION")) == 1
    assert output.records("suppliers")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda entry: entry.update(tap_stream_id="invoices", stream=None), "does not know"),
        (lambda entry: entry["schema"]["properties"].pop("invoice_id"), "no key invoice_id"),
        (
            lambda entry: entry["schema"]["properties"]["payee"].update(title="a b"),
            "no field of column 'payee'",
        ),
        (
            lambda entry: entry["schema"]["properties"]["payee"].pop("title"),
            "no field of column 'payee'",
        ),
        (
            lambda entry: entry["schema"]["properties"]["payee"].update(title=5),
            "column 'payee': Expected `str \\| null`, got `int`",
        ),
    ],
)
def test_a_catalog_of_something_else_is_an_error(config, catalog, change, text):
    catalog = copy.deepcopy(catalog)
    [entry] = [e for e in catalog["streams"] if e["tap_stream_id"] == "ap_invoices"]
    entry["schema"]["properties"]["payee"] = {"type": ["string", "null"], "title": "Payee"}
    change(entry)

    with pytest.raises(ConfigError, match=text):
        TapOracleFusion(config=config, catalog=catalog).streams  # noqa: B018
