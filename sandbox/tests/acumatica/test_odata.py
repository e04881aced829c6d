"""OData: generic inquiries, data access classes, and what they show of deleted records."""

from __future__ import annotations

import requests


def _rows(response):
    assert response.status_code == 200, response.text
    return response.json()["value"]


def test_data_classes_are_ordered_by_key_and_show_what_is_stored(visitor):
    truth = visitor.sandbox.acumatica.truth("JournalTransaction")

    rows = _rows(visitor.odata("dac/PX_Objects_GL_Batch"))

    keys = [(row["Module"], row["BatchNbr"]) for row in rows]
    assert keys == sorted((row["Module"], row["BatchNbr"]) for row in truth)
    stored = {row["id"]: row for row in truth}
    codes = {(stored[row["NoteID"]]["Status"], row["Status"]) for row in rows}
    assert codes <= {("On Hold", "H"), ("Balanced", "B"), ("Unposted", "U"), ("Posted", "P")}
    for row in rows:
        period = stored[row["NoteID"]]["PostPeriod"]
        assert row["FinPeriodID"] == period[2:] + period[:2]


def test_pages_of_lines_hold_every_line_once(visitor):
    truth = visitor.sandbox.acumatica.truth("JournalTransaction")
    lines, skip = [], 0
    while page := _rows(visitor.odata(f"dac/GLTran?$top=50&$skip={skip}")):
        lines += page
        skip += len(page)

    keys = [(row["Module"], row["BatchNbr"], row["LineNbr"]) for row in lines]
    assert keys == sorted(
        (row["Module"], row["BatchNbr"], line["LineNbr"])
        for row in truth
        for line in row["Details"]
    )
    accounts = {
        row["AccountCD"]: row["AccountID"] for row in visitor.sandbox.acumatica.truth("Account")
    }
    assert {row["AccountID"] for row in lines} <= set(accounts.values())


def test_filters_are_those_of_odata_4(visitor):
    text = (
        "LastModifiedDateTime gt 2026-01-01T00:00:00Z and Status eq 'P' and contains(BatchNbr,'0')"
    )
    truth = visitor.sandbox.acumatica.truth("JournalTransaction")

    rows = _rows(visitor.odata("dac/Batch", params={"$filter": text, "$orderby": "BatchNbr desc"}))

    expected = {
        row["BatchNbr"]
        for row in truth
        if row["LastModifiedDateTime"] > "2026-01-01" and row["Status"] == "Posted"
    }
    assert [row["BatchNbr"] for row in rows] == sorted(expected, reverse=True)
    for wrong in ("BatchNbr eq 1", "Nothing eq 1", "substringof('x',BatchNbr)", "BatchNbr eq"):
        assert visitor.odata("dac/Batch", params={"$filter": wrong}).status_code == 400


def test_a_key_addresses_one_row(visitor):
    [row] = _rows(visitor.odata("dac/Batch?$top=1"))
    path = f"dac/Batch(Module='{row['Module']}',BatchNbr='{row['BatchNbr']}')"

    assert visitor.odata(path).json() == row
    assert visitor.odata("dac/Batch(Module='GL',BatchNbr='none')").status_code == 404
    assert visitor.odata("dac/Nothing").status_code == 404


def test_the_older_address_still_answers(visitor):
    auth = (visitor.config["username"], visitor.config["password"])

    response = requests.get(f"{visitor.url}/ODatav4/Acme/Batch?$top=1", auth=auth, timeout=900)

    assert _rows(response) == _rows(visitor.odata("dac/Batch?$top=1"))


def test_deleted_records_are_listed_where_they_are_tracked(visitor):
    """Only those since tracking was switched on."""
    acumatica = visitor.sandbox.acumatica
    earlier, made = (acumatica.mutate("journal", status="On Hold") for _ in range(2))
    acumatica.mutate("delete", entity="JournalTransaction", id=earlier["id"])
    visitor.sandbox.advance(60)
    url = "dac/PX_Objects_GL_Batch/px.GetDeletedRecords()"

    assert visitor.odata(url).status_code == 400
    acumatica.set_limits(tracked=["Batch"])
    acumatica.mutate("delete", entity="JournalTransaction", id=made["id"])
    [row] = _rows(visitor.odata(url, params={"$filter": "DeleteDate ge 2020-01-01T00:00:00Z"}))
    assert row["RefNoteID"] == made["id"]
    late = {"$filter": "DeleteDate gt 2099-01-01T00:00:00Z"}
    assert _rows(visitor.odata(url, params=late)) == []


def test_deleted_rows_of_business_accounts_are_shown_on_demand(visitor):
    acumatica = visitor.sandbox.acumatica
    before = len(_rows(visitor.odata("dac/Vendor")))
    vendor = acumatica.truth("Vendor")[-1]["id"]
    acumatica.mutate("delete", entity="Vendor", id=vendor)

    shown = _rows(visitor.odata("dac/Vendor", headers={"PX-ApiDeleted": "SHOW"}))

    assert len(_rows(visitor.odata("dac/Vendor"))) == before - 1
    assert [row["NoteID"] for row in shown if row["DeletedDatabaseRecord"]] == [vendor]


def test_basic_credentials_take_no_seat_and_tokens_take_one(visitor, api):
    api.sandbox.acumatica.end_sessions()
    assert visitor.odata("dac/Batch?$top=1").status_code == 200
    assert api.sandbox.acumatica.sessions()["open"] == 0

    url = f"{api.url}/t/Acme/api/odata/dac/Batch"
    assert api.session.get(url, params={"$top": 1}, timeout=900).status_code == 200
    assert api.sandbox.acumatica.sessions()["open"] == 1
    assert requests.get(url, auth=("api-user", "wrong"), timeout=900).status_code == 401


def test_an_inquiry_shows_labels_and_is_not_counted(visitor):
    active = _rows(visitor.odata("gi/Vendors", params={"$filter": "VendorStatus eq 'Active'"}))

    truth = visitor.sandbox.acumatica.truth("Vendor")
    assert {row["VendorID"] for row in active} == {
        row["VendorID"] for row in truth if row["Status"] == "Active"
    }
    assert visitor.odata("gi/Vendors?$count=true").status_code == 400


def test_an_inquiry_with_parameters_returns_nothing_without_them(visitor):
    truth = visitor.sandbox.acumatica.truth("JournalTransaction")
    period = truth[0]["PostPeriod"]
    title = "gi/GL Transactions by Period"

    assert _rows(visitor.odata(title)) == []
    rows = _rows(visitor.odata(f"{title}_WithParameters(Period='{period}')"))
    assert {row["BatchNbr"] for row in rows} == {
        row["BatchNbr"] for row in truth if row["PostPeriod"] == period
    }


def test_a_filter_on_a_formula_is_a_200_without_a_body(visitor):
    response = visitor.odata("gi/GL Transactions", params={"$filter": "Net gt 0"})

    assert (response.status_code, response.content) == (200, b"")
    assert "Net" in _rows(visitor.odata("gi/GL Transactions?$top=1"))[0]


def test_an_inquiry_that_is_not_exposed_is_a_403_and_missing_from_the_metadata(visitor):
    assert visitor.odata("gi/Bank Accounts").status_code == 403
    assert visitor.odata("gi/Nothing").status_code == 404
    metadata = visitor.odata("gi/$metadata").text
    assert 'Name="GL Batches"' in metadata
    assert "Bank Accounts" not in metadata
    assert 'Name="PX_Objects_GL_GLTran"' in visitor.odata("dac/$metadata").text


def test_an_unknown_navigation_property_cannot_be_expanded(visitor):
    for path in ("dac/Batch", "dac/Batch(Module='GL',BatchNbr='GL00000001')"):
        response = visitor.odata(path, params={"$expand": "Nothing"})
        assert response.status_code == 400
        assert "'Nothing'" in response.json()["error"]["message"]
