"""Names of columns: no field takes the place of another one, whatever administrators call it."""

from __future__ import annotations

import copy
import json

import pytest
from singer_erp.errors import ConfigError
from tap_acumatica.columns import FieldColumn
from tap_acumatica.schema import line_columns
from tap_acumatica.streams import Details
from tap_acumatica.tap import TapAcumatica

CLASSES = {"entity": "VendorClass", "stream": "vendor_classes", "keys": ["ClassID"]}
ENDPOINT = {"endpoint_name": "SingerERP", "endpoint_version": "1.0", "entities": [CLASSES]}


@pytest.fixture
def with_fields(sandbox, config):
    """Add fields to the endpoint's vendor classes, which administrators name as they like."""

    def with_fields(**values):
        tap = TapAcumatica(config=config | ENDPOINT, catalog={"streams": []})
        document = tap.site.get("swagger.json", lambda response: response.json()).body
        tap.close()
        schemas = document["components"]["schemas"]
        [fields] = [
            part["properties"] for part in schemas["VendorClass"]["allOf"] if "properties" in part
        ]
        for name in values:
            fields[name] = {"$ref": "#/components/schemas/StringValue"}
        sandbox.fault("status", path="swagger", status=200, text=json.dumps(document), times=None)
        record = {"id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "custom": {}}
        record |= {"ClassID": {"value": "SERVICES"}}
        record["LastModifiedDateTime"] = {"value": "2026-01-31T10:00:00+00:00"}
        record |= {name: {"value": value} for name, value in values.items()}
        text = json.dumps([record])
        sandbox.fault("status", path="/VendorClass[?]", status=200, text=text, times=None)

    return with_fields


def test_a_field_named_tenant_does_not_replace_the_tenant(with_fields, run):
    with_fields(Tenant="Ground floor")

    [row] = run(given=None, streams=["vendor_classes"], **ENDPOINT).records("vendor_classes")

    assert row["tenant"] == "Acme"
    assert "Ground floor" in row.values()


def test_fields_whose_names_differ_in_case_are_columns_of_their_own(with_fields, run):
    with_fields(TaxID="first", TaxId="second")

    [row] = run(given=None, streams=["vendor_classes"], **ENDPOINT).records("vendor_classes")

    assert {"first", "second"} <= set(map(str, row.values()))


def test_fields_do_not_replace_the_columns_that_every_row_has(with_fields, run):
    values = {"ID": "an id", "Note": "a note", "IsDeleted": "no", "_Other": "others"}
    with_fields(**values)

    [row] = run(given=None, streams=["vendor_classes"], **ENDPOINT).records("vendor_classes")

    names = {"ID": "id_2", "Note": "note_2", "IsDeleted": "is_deleted_2", "_Other": "_other_2"}
    assert {row[names[name]]: name for name in values} == {v: name for name, v in values.items()}
    assert (row["id"], row["is_deleted"]) == ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", False)


def test_the_key_and_the_time_of_change_keep_their_names(with_fields, run):
    """They are the key and the replication key of the stream."""
    with_fields(ClassId="other", LASTModifiedDateTime="never")

    [row] = run(given=None, streams=["vendor_classes"], **ENDPOINT).records("vendor_classes")

    assert (row["class_id"], row["class_id_2"]) == ("SERVICES", "other")
    assert row["last_modified_date_time"] == "2026-01-31T10:00:00Z"
    assert row["last_modified_date_time_2"] == "never"


@pytest.mark.parametrize("keys", [["Tenant"], ["ClassID", "ClassId"]])
def test_a_key_with_the_name_of_another_column_is_an_error(with_fields, config, keys):
    with_fields(Tenant="Ground floor", ClassId="other")
    settings = ENDPOINT | {"entities": [CLASSES | {"keys": keys}]}

    with pytest.raises(ConfigError, match=f"{keys[-1]} of VendorClass would be the column"):
        TapAcumatica(config=config | settings).streams  # noqa: B018


def test_a_field_of_a_line_is_not_called_like_another_one_of_it():
    """Components of KitAssembly have both fields."""
    details = Details("StockComponents", "kit_assembly_components")
    fields = [FieldColumn("component_qty", "number", "ComponentQty")]
    fields.append(FieldColumn("qty", "number", "Qty"))

    columns = line_columns(details, [FieldColumn("qty", "number", "Qty")], fields)

    paths = {column.path: column.name for column in columns if column.path}
    assert paths == {"parent.Qty": "qty", "ComponentQty": "component_qty", "Qty": "component_qty_2"}


def test_a_catalog_whose_tenant_is_a_field_is_an_error(catalog, run):
    """Catalogs of earlier versions have such columns."""
    catalog = copy.deepcopy(catalog)
    for entry in catalog["streams"]:
        entry["schema"]["properties"]["tenant"]["title"] = "Tenant"

    with pytest.raises(ConfigError, match="has no key tenant"):
        run(given=catalog, streams=["accounts"])
