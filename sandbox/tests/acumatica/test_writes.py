from __future__ import annotations

from decimal import Decimal

import pytest


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


MASK = "The subaccount does not have the segments of its mask."
NOT_LISTED = "has a value that is not in the list."


def missing(label):
    return f"'{label}' cannot be found in the system."


def vendor(**values):
    return wrapped(VendorID="ACME", VendorName="Acme") | wrapped(**values)


def test_put_inserts_what_its_keys_do_not_find_and_updates_what_they_find(api, put):
    status, made = put("Vendor", vendor())
    again = put("Vendor", wrapped(VendorID="acme", Status="On Hold"))[1]

    assert status == 200
    assert made["LegalName"] == {"value": "Acme"}
    assert again["id"] == made["id"]
    assert api.values(again, "VendorID", "VendorName", "Status") == ("ACME", "Acme", "On Hold")


def test_a_put_of_equal_values_changes_no_timestamp(api, put):
    body = {**vendor(), "MainContact": wrapped(Email="a@example.com")}
    first = put("Vendor", body)[1]
    api.sandbox.advance(60)
    equal, other = put("Vendor", body)[1], put("Vendor", vendor(Terms="N30"))[1]

    assert equal["LastModifiedDateTime"] == first["LastModifiedDateTime"]
    assert other["LastModifiedDateTime"] != first["LastModifiedDateTime"]


def test_put_finds_a_record_by_its_id_or_a_filter(api, put):
    made = put("Vendor", vendor())[1]

    by_id = put("Vendor", {"id": made["id"], **wrapped(VendorName="By id")})[1]
    by_filter = put("Vendor", wrapped(Status="Inactive"), filter="VendorName eq 'By id'")[1]

    assert by_id["id"] == by_filter["id"] == made["id"]
    assert api.values(by_filter, "VendorName", "Status") == ("By id", "Inactive")


def test_an_unknown_id_finds_no_record(api, put):
    unknown = {"id": "00000000-0000-0000-0000-000000000001", **vendor()}

    assert api("PATCH", "Vendor", json=unknown).status_code == 404
    assert put("Vendor", unknown, headers={"If-Match": "*"})[0] == 412
    status, made = put("Vendor", unknown)
    assert (status, made["VendorID"]) == (200, {"value": "ACME"})
    assert put("Vendor", unknown)[1]["id"] == made["id"] != unknown["id"]


def test_a_record_that_a_restriction_group_hides_cannot_be_written(api, put):
    made = put("Vendor", vendor())[1]
    api.sandbox.acumatica.set_limits(hidden=[made["id"]])

    for body in (vendor(Status="Inactive"), {"id": made["id"], **wrapped(Status="Inactive")}):
        assert put("Vendor", body)[1]["exceptionMessage"] == "No entity satisfies the condition."
        assert api("PATCH", "Vendor", json=body).status_code == 500
    assert put("Vendor", wrapped(Status="Inactive"), filter="VendorID eq 'ACME'")[0] == 422
    api.sandbox.acumatica.set_limits(hidden=[])
    assert api.values(api.get("Vendor/ACME"), "Status") == "Active"


def test_conditions_restrict_put_to_inserting_or_updating(put):
    def status(header):
        return put("Vendor", vendor(), headers={header: "*"})[0]

    assert status("If-Match") == 412
    assert status("If-None-Match") == 200
    assert status("If-None-Match") == 412
    assert status("If-Match") == 200


def test_patch_never_inserts(api):
    body = wrapped(VendorID="NOBODY", VendorName="Nobody")
    assert api("PATCH", "Vendor", json=body).status_code == 404


def test_lines_without_an_id_are_appended_and_others_changed_or_removed(api, put):
    def lines(*entries):
        return put("StockItem", {**item, "VendorDetails": list(entries)}, expand="VendorDetails")[1]

    item = wrapped(InventoryID="WIDGET", Description="Widget")
    vendors = [row["VendorID"] for row in api.sandbox.acumatica.truth("Vendor")][:3]
    first, second = lines(*(wrapped(VendorID=v, Location="MAIN") for v in vendors[:2]))[
        "VendorDetails"
    ]
    changed = {"id": first["id"], **wrapped(MinOrderQty=5)}
    removed = {"id": second["id"], "delete": True}
    after = lines(changed, removed, wrapped(VendorID=vendors[2]))["VendorDetails"]

    assert [line["VendorID"]["value"] for line in after] == [vendors[0], vendors[2]]
    assert after[0]["MinOrderQty"] == {"value": 5}
    assert after[1]["id"] not in {first["id"], second["id"]}


def test_the_number_of_a_removed_line_is_not_given_again(put):
    def lines(*entries, **header):
        body = {**wrapped(Hold=True), **header, "Details": list(entries)}
        return put("JournalTransaction", body, expand="Details")[1]

    made = lines(*(wrapped(Account=code) for code in ("6040", "6050")))
    last = made["Details"][1]["id"]
    lines({"id": last, "delete": True}, id=made["id"])
    after = lines(wrapped(Account="6060"), id=made["id"])["Details"]

    assert [line["LineNbr"]["value"] for line in after] == [1, 3]
    assert last not in {line["id"] for line in after}


def test_ids_of_lines_may_be_of_the_session_that_read_them(api, put):
    """A line without a note id has another id in each session."""
    api.sandbox.acumatica.set_limits(line_ids="session")
    body = {**wrapped(Hold=True), "Details": [wrapped(Account="6040"), wrapped(Account="6050")]}
    made = put("JournalTransaction", body, expand="Details")[1]
    first, second = (line["id"] for line in made["Details"])

    def remove(line):
        lines = [{"id": line, "delete": True}]
        body = {"id": made["id"], "Details": lines}
        return put("JournalTransaction", body, expand="Details")[1]["Details"]

    [kept] = remove(first)
    api.logout()
    api.sign_in()
    [same] = remove(second)

    assert kept["id"] == second
    assert same["id"] != second
    assert remove(same["id"]) == []


def test_a_put_returns_the_fields_that_were_sent_if_the_site_does(api, put):
    api.sandbox.acumatica.set_limits(put_response="sent")

    made = put("Vendor", vendor())[1]
    more = put("Vendor", vendor(), select="Status")[1]

    system = {"id", "rowNumber", "note", "custom", "_links"}
    assert made.keys() - system == {"VendorID", "VendorName"}
    assert more.keys() - system == {"VendorID", "VendorName", "Status"}


def test_linked_objects_are_merged(api, put):
    put("Vendor", {**vendor(), "MainContact": wrapped(Email="a@example.com", Phone1="1")})
    address = {"Address": wrapped(City="Rome")}
    put("Vendor", {**vendor(), "MainContact": wrapped(Phone1="2") | address})

    [row] = [r for r in api.sandbox.acumatica.truth("Vendor") if r["VendorID"] == "ACME"]
    contact = row["MainContact"]
    assert (contact["Email"], contact["Phone1"], contact["Address"]["City"]) == (
        "a@example.com",
        "2",
        "Rome",
    )


def test_notes_are_saved_with_a_record_and_its_lines(api, put):
    lines = [
        {**wrapped(Account="6040", DebitAmount=1), "note": {"value": "Line"}},
        wrapped(Account="2100", CreditAmount=1),
    ]
    body = {"note": {"value": "Header"}, "Details": lines}
    made = put("JournalTransaction", body, expand="Details")[1]
    put("JournalTransaction", {"id": made["id"], **wrapped(Description="Kept")})
    read = api.get(f"JournalTransaction/{made['id']}", expand="Details,Details/files,files")

    for record in (made, read):
        assert record["note"] == {"value": "Header"}
        assert [line["note"] for line in record["Details"]] == [{"value": "Line"}, None]
    assert [line["files"] for line in read["Details"]] == [[], []]
    changed = put("JournalTransaction", {"id": made["id"], "note": {"value": "New"}})[1]
    assert changed["note"] == {"value": "New"}


def test_read_only_fields_are_ignored(api, put):
    made = put("Account", wrapped(AccountCD="6999", Type="Expense", CashAccount=True))[1]
    assert api.values(made, "CashAccount", "Active") == (False, True)


def test_the_ids_of_vendors_can_be_assigned(api, put):
    api.sandbox.acumatica.mutate("preferences", vendor_numbering=True)
    first, second = (put("Vendor", vendor())[1]["VendorID"]["value"] for _ in range(2))
    assert first != second
    assert "ACME" not in {first, second}


def test_a_site_can_refuse_two_bills_with_one_reference(api, put):
    put("Vendor", vendor())
    body = wrapped(Vendor="ACME", VendorRef="R-1")
    assert put("Bill", body)[0] == 200
    assert put("Bill", body)[0] == 200
    api.sandbox.acumatica.mutate("preferences", duplicate_references=False)
    status, bill = put("Bill", body)
    assert status == 422
    assert bill["VendorRef"]["error"] == "Document with the vendor ref. R-1 already exists."


def test_companies_of_a_ledger_are_silently_dropped(api, put):
    body = wrapped(LedgerID="NEW", Type="Actual", Currency="USD")
    status, _ = put("Ledger", {**body, "Companies": [wrapped(Company="ALDUS")]})
    [ledger] = [r for r in api.sandbox.acumatica.truth("Ledger") if r["LedgerID"] == "NEW"]
    assert (status, ledger["Companies"]) == (200, [])


def test_what_is_wrong_is_said_at_its_field(api, put):
    customer = wrapped(CustomerID="C", CustomerName="C", CurrencyID="QQQ")
    cases = [
        ("Vendor", wrapped(VendorID="X"), "VendorName", "'Vendor Name' cannot be empty."),
        ("Vendor", vendor(VendorClass="NONE"), "VendorClass", missing("Vendor Class")),
        ("Vendor", vendor(APAccount="9100"), "APAccount", "AP Account is inactive."),
        ("Vendor", vendor(Terms="SOON"), "Terms", missing("Terms")),
        ("Account", wrapped(AccountCD="1", Type="Equity"), "Type", "'Type' " + NOT_LISTED),
        ("Subaccount", wrapped(SubaccountCD="12"), "SubaccountCD", MASK),
        ("Bill", wrapped(Vendor="NONE"), "Vendor", missing("Vendor")),
        ("Customer", customer, "CurrencyID", missing("Currency")),
    ]
    before = {entity: len(api.sandbox.acumatica.truth(entity)) for entity, *_ in cases}
    for entity, body, field, error in cases:
        status, record = put(entity, body)
        assert (status, record[field]["error"]) == (422, error)
        assert record["error"].startswith("Inserting  '")
    assert {entity: len(api.sandbox.acumatica.truth(entity)) for entity in before} == before


@pytest.mark.parametrize("expected", [422, 500])
def test_errors_can_come_within_an_http_error(api, put, expected):
    switches = {"error_body": "http_error", "error_status": expected}
    api.sandbox.acumatica.mutate("preferences", **switches)
    status, error = put("Vendor", wrapped(VendorID="X"))

    assert status == expected
    assert error["exceptionType"].endswith("OutcomeEntityHasErrorsException")
    assert error["entity"]["VendorName"]["error"] == "'Vendor Name' cannot be empty."


def test_a_body_of_another_shape_is_not_valid(put):
    known = wrapped(VendorID="ACME")
    for body in (
        {"VendorID": "ACME"},
        {**known, "Contacts": {}},
        {**known, **wrapped(LeadTimedays="soon")},
        {**known, **wrapped(MaxReceipt=1e30)},
        {"id": "not a GUID"},
    ):
        status, error = put("Vendor", body)
        assert (status, error["message"]) == (400, "The request is invalid.")


def test_unknown_fields_are_ignored_unless_the_site_refuses_them(api, put):
    assert put("Vendor", vendor(Shoe="9"))[0] == 200
    api.sandbox.acumatica.mutate("preferences", unknown_fields="reject")
    assert put("Vendor", vendor(Shoe="9"))[0] == 400


def test_a_bill_is_the_sum_of_its_lines_and_posts_when_it_is_released(api, put):
    put("Vendor", vendor())
    lines = [
        wrapped(Account="6040", Qty=3, UnitCost="2.50"),
        wrapped(Account="6050", ExtendedCost="1.005"),
    ]
    bill = put("Bill", {**wrapped(Vendor="ACME", Hold=False), "Details": lines})[1]
    started = api("POST", "Bill/ReleaseBill", json={"entity": {"id": bill["id"]}})

    assert api.values(bill, "Type", "Amount", "Status") == ("Bill", Decimal("8.51"), "Balanced")
    assert started.status_code == 202
    [stored] = [r for r in api.sandbox.acumatica.truth("Bill") if r["id"] == bill["id"]]
    batch = next(
        batch
        for batch in api.sandbox.acumatica.truth("JournalTransaction")
        if batch["BatchNbr"] == stored["custom"]["Document.BatchNbr"]
    )
    assert stored["Status"] == "Open"
    assert [
        (line["Account"], str(line["DebitAmount"]), str(line["CreditAmount"]))
        for line in batch["Details"]
    ] == [("6040", "7.50", "0.00"), ("6050", "1.01", "0.00"), ("2000", "0.00", "8.51")]


def test_what_others_refer_to_cannot_be_deleted(api, put):
    made = put("Vendor", vendor())[1]
    put("Bill", wrapped(Vendor="ACME"))

    assert api("DELETE", f"Vendor/{made['id']}").status_code == 422
    assert api("DELETE", "Account/6040").status_code == 422
    put("Vendor", wrapped(VendorID="FREE", VendorName="Free"))
    assert api("DELETE", "Vendor/FREE").status_code == 204
    assert api.refused("Vendor/FREE") == (500, "No entity satisfies the condition.")
