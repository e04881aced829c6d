"""Result formats, and errors inside a response with status 200."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal

import pytest

FIELDS = ["accounts.account_type", "gl.is_posted", "gl.total_debit"]
SORTS = ["accounts.account_type", "gl.is_posted"]
EXPECTED = """
    SELECT account_type, if(is_posted, 'Yes', 'No'), sum(debit)
    FROM gl_lines JOIN accounts USING (account_id) GROUP BY ALL ORDER BY 1, 2
    """
TEXTS = ["csv", "txt", "html", "md"]


def _text(api, result_format, **query):
    body = {"model": "finance", "view": "gl", "limit": "-1", "fields": FIELDS, "sorts": SORTS}
    path = f"queries/run/{result_format}?cache=false"
    return api("POST", path, json=body | query)


@pytest.mark.parametrize(("result_format", "delimiter"), [("csv", ","), ("txt", "\t")])
def test_separated_text_has_a_header_of_labels(api, result_format, delimiter):
    response = _text(api, result_format)

    header, *rows = csv.reader(io.StringIO(response.text), delimiter=delimiter)
    assert "\r" not in response.text
    assert header == ["Accounts Account Type", "GL Is Posted", "GL Total Debit"]
    assert [[*row[:2], Decimal(row[2])] for row in rows] == api.control.rows(EXPECTED)


def test_json_bi_has_metadata_and_a_totals_row(api):
    found = api.run(FIELDS, "json_bi", sorts=SORTS, total=True)

    metadata, *_ = found["metadata"], None
    *rows, total = found["rows"]
    assert [[cell["value"] for cell in row.values()] for row in rows] == api.control.rows(EXPECTED)
    [[debit]] = api.control.rows("SELECT sum(debit) FROM gl_lines")
    assert [cell["value"] for cell in total.values()] == [None, None, debit]
    assert metadata["has_totals"] is True
    assert metadata["columns_truncated"] == "no"
    assert [f["name"] for f in metadata["fields"]["dimensions"]] == FIELDS[:2]
    assert [f["name"] for f in metadata["fields"]["measures"]] == FIELDS[2:]


def test_json_bi_is_valid(api, contract):
    for query in ({}, {"pivots": ["gl.is_posted"], "row_total": "right"}):
        found = api.run(FIELDS, "json_bi", sorts=SORTS, **query)
        found["metadata"]["big_query_metadata"] = {
            "total_bytes_processed": 0,
            "backend_cache_hit": False,
        }

        contract.validate({"$ref": "#/components/schemas/JsonBi"}, found, "json_bi")


def test_json_detail_says_how_the_query_ran(api):
    found = api.run(FIELDS, "json_detail", sorts=SORTS, total=True)

    assert [[c["value"] for c in row.values()] for row in found["data"]] == api.control.rows(
        EXPECTED
    )
    assert found["totals_data"]["gl.total_debit"]["value"] > 0
    assert found["status"] == "complete"
    assert found["timezone"] == "UTC"
    assert found["added_params"] == {"sorts": SORTS}
    assert found["fields"]["measures"][0]["is_numeric"] is True


def test_a_pivot_has_cells_by_key(api):
    query = {"sorts": SORTS, "pivots": ["gl.is_posted"], "row_total": "right"}
    long = api.run(FIELDS, sorts=SORTS)
    found = api.run(FIELDS, "json_bi", **query)

    keys = [pivot["key"] for pivot in found["metadata"]["pivots"]]
    assert keys == ["No", "Yes", "$$$_row_total_$$$"]
    assert [p["is_total"] for p in found["metadata"]["pivots"]] == [False, False, True]
    cells = {
        (row["accounts.account_type"]["value"], key): row["gl.total_debit"][key]["value"]
        for row in found["rows"]
        for key in keys
    }
    for row in long:
        name = row["accounts.account_type"]
        assert cells[name, row["gl.is_posted"]] == row["gl.total_debit"]
        parts = (cells[name, "No"], cells[name, "Yes"])
        assert cells[name, "$$$_row_total_$$$"] == sum(filter(None, parts))
    [first, *_] = api.run(FIELDS, **query)
    assert set(first["gl.total_debit"]) == {"gl.is_posted"}


def test_more_pivots_than_the_limit_are_left_out(api):
    query = {"pivots": ["accounts.account_number"], "column_limit": "2"}
    found = api.run(["accounts.account_number", "gl.total_debit"], "json_bi", **query)

    assert len(found["metadata"]["pivots"]) == 2
    assert found["metadata"]["columns_truncated"] == "yes"


def test_table_calculations_are_columns(api):
    fields = json.dumps(
        [
            {
                "table_calculation": "double",
                "label": "Double",
                "expression": "${gl.total_debit} * 2",
            }
        ]
    )
    query = {"sorts": SORTS, "dynamic_fields": fields}
    rows = api.run([*FIELDS, "double"], **query)
    metadata = api.run([*FIELDS, "double"], "json_bi", **query)["metadata"]

    assert all(row["double"] == 2 * row["gl.total_debit"] for row in rows)
    assert [c["name"] for c in metadata["fields"]["table_calculations"]] == ["double"]


def test_formatted_values_are_texts(api):
    [plain] = api.run(["gl.total_debit"])
    api.control.set_limits(formatted=True)
    [formatted] = api.run(["gl.total_debit"])

    assert formatted["gl.total_debit"] == f"{plain['gl.total_debit']:,.2f}"


def test_the_statement_is_compiled_only(api):
    response = _text(api, "sql")

    assert response.text.startswith("SELECT")
    assert api.control.rows(response.text) == api.control.rows(EXPECTED)


def test_workbooks_and_images_are_files(api):
    with zipfile.ZipFile(io.BytesIO(_text(api, "xlsx").content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    assert _text(api, "png").content.startswith(b"\x89PNG")
    assert _text(api, "jpg").content.startswith(b"\xff\xd8\xff")


def test_other_formats_are_not_found(api):
    body = {"model": "finance", "view": "gl", "fields": FIELDS}
    assert api.error("POST", "queries/run/odc", json=body)[0] == 404


def test_an_error_of_the_database_is_inside_a_200(api):
    error = "SQL Error: the ledger is gone"
    api.control.set_limits(sql_errors=8, sql_error="the ledger is gone")

    assert api.run(FIELDS) == [{"looker_error": error}]
    assert api.run(FIELDS, "json_bi")["rows"] == [{"looker_error": error}]
    detail = api.run(FIELDS, "json_detail")
    assert detail["data"] == []
    assert detail["status"] == "error"
    assert [each["message_details"] for each in detail["errors"]] == [error]
    for result_format in TEXTS:
        response = _text(api, result_format)
        assert response.status_code == 200
        assert error in response.text
        assert "Accounts" not in response.text


@pytest.mark.parametrize("result_format", ["json", "json_bi", "json_detail", "csv"])
def test_an_error_can_come_after_rows(api, result_format):
    api.control.set_limits(sql_errors=1, sql_error="gone", sql_error_after=2)
    response = _text(api, result_format, fields=["gl.line_id"], sorts=[])

    assert response.status_code == 200
    assert "SQL Error: gone" in response.text
    if result_format == "json":
        assert len(response.json()) == 3


def test_a_truncated_response_is_not_valid_json(api):
    api.sandbox.fault("truncate", path="queries/run")
    body = {"model": "finance", "view": "gl", "fields": ["gl.line_id"], "limit": "-1"}
    url = f"{api.config['api_url']}/api/4.0/queries/run/json"

    try:
        text = api.session.post(url, json=body, timeout=900).text
    except OSError:
        return
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
