"""The SDK's target tests, each with a look at what is in the database afterwards."""

from __future__ import annotations

import importlib.resources
import json

import pytest
from singer_sdk.testing import get_target_test_class, target_test_streams
from singer_sdk.testing import target_tests as sdk
from singer_sdk.testing.suites import SingerTestSuite
from target_duckdb.target import TargetDuckDB

SUITE = SingerTestSuite(
    kind="target",
    tests=[
        sdk.TargetArrayData,
        sdk.TargetCamelcaseComplexSchema,
        sdk.TargetCamelcaseTest,
        sdk.TargetCliPrintsTest,
        sdk.TargetDuplicateRecords,
        sdk.TargetEncodedStringData,
        sdk.TargetInvalidSchemaTest,
        # TargetMultipleStateMessages wants three of the four states of its file, by the SDK's own
        # batches of records; here a state follows each commit (test_state.py).
        sdk.TargetNoPrimaryKeys,
        sdk.TargetOptionalAttributes,
        sdk.TargetPrimaryKeyUpdates,
        sdk.TargetRecordBeforeSchemaTest,
        sdk.TargetRecordMissingKeyProperty,
        sdk.TargetRecordMissingOptionalFields,
        sdk.TargetRecordMissingRequiredProperty,
        sdk.TargetSchemaNoProperties,
        sdk.TargetSchemaUpdates,
        sdk.TargetSpecialCharsInAttributes,
    ],
)

TestStandard = get_target_test_class(
    TargetDuckDB,
    config={"filepath": ":memory:"},
    custom_suites=[SUITE],
    include_target_tests=False,
)


@pytest.fixture
def load_sdk_file(warehouse):
    def load(name):
        file = importlib.resources.files(target_test_streams) / f"{name}.singer"
        return warehouse.load(file.read_bytes().splitlines())

    return load


@pytest.mark.parametrize(
    ("name", "types", "sql", "rows"),
    [
        (
            "array_data",
            {"id": "BIGINT", "fruits": "JSON"},
            "SELECT count(*), sum(json_array_length(fruits)) FROM test_array_data",
            [(4, 10)],
        ),
        (
            "camelcase",
            {"Id": "VARCHAR", "clientName": "VARCHAR"},
            "SELECT id, clientname FROM testcamelcase ORDER BY id",
            [("1", "Gitter Windows Desktop App"), ("2", "Gitter iOS App")],
        ),
        (
            "duplicate_records",
            {"id": "BIGINT", "metric": "BIGINT"},
            "SELECT * FROM test_duplicate_records ORDER BY id",
            [(1, 100), (2, 20)],
        ),
        (
            "encoded_string_data",
            {"id": "BIGINT", "info": "JSON"},
            "SELECT count(*), count(DISTINCT id) FROM test_strings_in_objects",
            [(11, 11)],
        ),
        (
            "no_primary_keys",
            {"id": "BIGINT", "metric": "BIGINT"},
            "SELECT count(*), sum(metric) FROM test_no_pk",
            [(3, 66)],
        ),
        (
            "optional_attributes",
            {"id": "BIGINT", "optional": "VARCHAR"},
            "SELECT * FROM test_optional_attributes ORDER BY id",
            [(1, "This is optional"), (2, None), (3, "Also optional"), (4, None)],
        ),
        (
            "schema_no_properties",
            {"object_store": "JSON"},
            "SELECT count(*) FROM test_object_schema_no_properties",
            [(2,)],
        ),
        (
            "schema_updates",
            {
                "id": "BIGINT",
                "a1": "DECIMAL(38,9)",
                "a2": "VARCHAR",
                "a3": "BOOLEAN",
                "a4": "JSON",
                "a5": "JSON",
                "a6": "BIGINT",
            },
            "SELECT id, a1, a3, a4->>'value', a6 FROM test_schema_updates ORDER BY id",
            [
                (1, 101, None, None, None),
                (2, 102, True, None, None),
                (3, 103, False, "1", None),
                (4, 104, True, "22", None),
                (5, 105, False, "33", 985),
                (6, 106, True, "444", 341),
            ],
        ),
        (
            "special_chars_in_attributes",
            {"_id": "VARCHAR", "d": "JSON", "_sdc_table_version": "BIGINT"},
            """SELECT _id, d->>'agent:type' FROM "test:SpecialChars!in?attributes" """,
            [("a2e98886", "desktop")],
        ),
    ],
)
def test_sdk_file_arrives_as_it_should(warehouse, load_sdk_file, name, types, sql, rows):
    assert load_sdk_file(name).exit_code == 0
    found = [warehouse.types(table.split(".", 1)[1]) for table in warehouse.tables()]
    assert types in found
    assert warehouse.rows(sql) == rows


def test_nested_strings_are_the_same_after_parsing(warehouse, load_sdk_file):
    load_sdk_file("encoded_string_data")
    file = importlib.resources.files(target_test_streams) / "encoded_string_data.singer"
    sent = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    infos = {
        message["record"]["id"]: message["record"]["info"]
        for message in sent
        if message.get("stream") == "test_strings_in_objects" and message["type"] == "RECORD"
    }
    stored = dict(warehouse.rows("SELECT id, info FROM test_strings_in_objects"))
    assert {key: json.loads(text) for key, text in stored.items()} == infos
