"""Requests of the vendor's Integration Development Guide, with records of this company."""

from __future__ import annotations

from urllib.parse import quote

import pytest

JSON = {"Accept": "application/json", "Content-Type": "application/json"}


@pytest.fixture
def guide(visitor):
    """A client that has signed in as the guide does, with its headers."""
    response = visitor.login(company="Acme", branch="HEADOFFICE")
    assert (response.status_code, response.content) == (204, b"")
    visitor.session.headers.update(JSON)
    yield visitor
    assert visitor.logout().status_code == 204


@pytest.fixture
def put(guide):
    """Sends a PUT that succeeds."""

    def put(path, body, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        response = guide("PUT", path, json=body, headers=sent)
        assert response.status_code == 200, response.text
        return response.json()

    return put


def _wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


def test_retrieval_of_the_schema_of_custom_fields(guide):
    schema = guide.get("StockItem/$adHocSchema")

    assert schema["InventoryID"] == {}
    assert isinstance(schema["Attributes"], list)
    assert schema["note"] is None


def test_management_of_account_groups(guide, put):
    changed = put("Account", _wrapped(AccountCD="6010", AccountGroup="ACCG02"))

    assert guide.values(changed, "AccountCD", "AccountGroup", "Type") == (
        "6010",
        "ACCG02",
        "Expense",
    )
    [found] = guide.get("Account", filter="AccountGroup eq 'ACCG02'", select="AccountCD")
    assert found.keys() - {"id", "rowNumber", "note", "custom", "_links"} == {"AccountCD"}


def test_the_response_to_a_put_has_the_fields_that_were_sent_and_selected(put):
    body = _wrapped(AccountCD="6010", Description="Wages")

    shown = put("Account?$select=Type", body)

    system = {"id", "rowNumber", "note", "custom", "_links"}
    assert shown.keys() - system == {"AccountCD", "Description", "Type"}


def test_retrieval_of_records_by_the_time_of_their_last_change(guide):
    [one, *_] = guide.get("StockItem", select="InventoryID,LastModified")
    stamp = quote(guide.values(one, "LastModified"))

    response = guide("GET", f"StockItem?$filter=LastModified ge datetimeoffset'{stamp}'")

    assert one["id"] in {record["id"] for record in response.json()}


def test_creation_of_a_customer_with_its_contact(guide, put):
    body = {
        **_wrapped(CustomerID="JOHNGOOD", CustomerName="John Good"),
        "MainContact": {
            **_wrapped(Email="demo@example.com"),
            "Address": _wrapped(AddressLine1="45610 Helga Springs Suite 705", City="Bellevue"),
        },
    }
    put("Customer?$expand=MainContact,MainContact/Address", body, If_None_Match="*")

    [found] = guide.get(
        "Customer",
        filter="MainContact/Email eq 'demo@example.com' and Status eq 'Active'",
        select="CustomerID,CustomerName,MainContact/Email",
        expand="MainContact",
    )
    assert guide.values(found, "CustomerID", "CustomerName") == ("JOHNGOOD", "John Good")
    assert guide.values(found["MainContact"], "Email") == "demo@example.com"
    again = guide("PUT", "Customer", json=body, headers={"If-None-Match": "*"})
    assert again.status_code == 412


def test_activation_of_a_project_that_is_on_hold(guide, put):
    [one, *_] = guide.get("Project", filter="ProjectID ne 'X'")

    held = put("Project", _wrapped(ProjectID=guide.values(one, "ProjectID"), Hold=True))
    free = put("Project", _wrapped(ProjectID=guide.values(one, "ProjectID"), Hold=False))

    assert (held["id"], guide.values(held, "Hold")) == (one["id"], True)
    assert (free["id"], guide.values(free, "Hold")) == (one["id"], False)


def test_a_journal_is_created_found_released_and_posted(guide, put):
    lines = [
        _wrapped(Account="6010", Subaccount="000000", DebitAmount=125.50, ReferenceNbr="LK-1"),
        _wrapped(Account="2110", Subaccount="000000", CreditAmount=125.50, ReferenceNbr="LK-1"),
    ]
    header = _wrapped(
        Module="GL",
        BranchID="HEADOFFICE",
        LedgerID="ACTUAL",
        Description="Accrual [lk:9f3a]",
        Hold=False,
    )
    made = put("JournalTransaction?$expand=Details", {**header, "Details": lines})
    number = guide.values(made, "BatchNbr")
    assert guide.values(made, "Status") == "Balanced"
    assert [guide.values(line, "LineNbr") for line in made["Details"]] == [1, 2]

    found = guide.get(
        "JournalTransaction", filter="substringof('[lk:9f3a]',Description) and Module eq 'GL'"
    )
    assert [record["id"] for record in found] == [made["id"]]
    action = {"entity": _wrapped(Module="GL", BatchNbr=number), "parameters": {}}
    started = guide("POST", "JournalTransaction/ReleaseJournalTransaction", json=action)
    assert started.status_code == 202
    statuses = []
    while statuses[-1:] != [204]:
        url = guide.sandbox.url + started.headers["Location"]
        statuses.append(guide.session.get(url, timeout=900).status_code)
    assert statuses == [202, 204]
    assert guide.values(guide.get(f"JournalTransaction/GL/{number}"), "Status") == "Posted"


def test_a_journal_whose_answer_was_lost_is_found_by_its_token(guide):
    guide.sandbox.fault("drop_response", method="PUT")
    line = _wrapped(Account="6010", Subaccount="000000", DebitAmount=1)
    other = _wrapped(Account="2110", Subaccount="000000", CreditAmount=1)
    body = {**_wrapped(Module="GL", Description="[lk:lost]"), "Details": [line, other]}

    with pytest.raises(OSError, match=r"Connection|reset|aborted"):
        guide("PUT", "JournalTransaction", json=body)

    assert len(guide.get("JournalTransaction", filter="substringof('[lk:lost]',Description)")) == 1


def test_removal_of_a_line_and_of_a_record(guide, put):
    lines = [
        _wrapped(Account="6010", Subaccount="000000", DebitAmount=5),
        _wrapped(Account="2110", Subaccount="000000", CreditAmount=5),
    ]
    header = {**_wrapped(Module="GL", Hold=True), "Details": lines}
    made = put("JournalTransaction?$expand=Details", header)
    gone = {"id": made["Details"][1]["id"], "delete": True}
    less = put("JournalTransaction?$expand=Details", {"id": made["id"], "Details": [gone]})
    assert [line["id"] for line in less["Details"]] == [made["Details"][0]["id"]]

    path = f"JournalTransaction/GL/{guide.values(made, 'BatchNbr')}"
    assert guide("DELETE", path).status_code == 204
    assert guide.refused(path) == (500, "No entity satisfies the condition.")


def test_retrieval_of_an_inquiry(guide, put):
    found = put("CompaniesStructure?$expand=Results", {})

    assert {"BranchID", "BaseCurrencyID"} <= found["Results"][0].keys()
