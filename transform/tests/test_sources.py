"""Warehouses with some of the sources, and several in one warehouse."""

from __future__ import annotations

import json

import pytest


def test_a_warehouse_without_netsuite_has_no_company_ledger_or_period_of_it(duckdb_marts):
    marts = duckdb_marts("quickbooks")
    assert marts.failures() == []
    for dimension in ("dim_company", "dim_ledger", "dim_period"):
        assert set(marts.of(dimension, "source_system")) == {("quickbooks",)}


def test_a_warehouse_without_quickbooks_has_no_ledger_of_it(bare_marts):
    assert bare_marts.of("dim_ledger", "source_system") == [("netsuite",)]


def test_a_target_with_a_schema_of_its_own_starts_the_names_of_all_schemas(parse_project):
    manifest = parse_project({"SINGER_ERP_SCHEMA": "acme"})
    models = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    schemas = {node.schema for node in models}
    assert schemas == {"acme_staging", "acme_intermediate", "acme_finance"}


@pytest.fixture
def listings(all_marts, marts_folder):
    """Schemas that dbt has listed the tables of, and in which thread."""
    return json.loads((marts_folder / "results.json").read_text(encoding="utf-8"))["listings"]


def test_raw_tables_are_listed_before_models_run_in_threads(listings):
    """In a thread, dbt takes tables for missing that another one has not put in its cache yet."""
    raw = {"netsuite", "quickbooks", "acumatica", "oracle_fusion", "reference"}
    threads = {(schema, thread) for schema, thread in listings if schema in raw}
    assert threads == {(schema, "MainThread") for schema in raw}
