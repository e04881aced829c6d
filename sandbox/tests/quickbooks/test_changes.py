"""Change data capture, effects on other records, limits, and the ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest


def _since(call, seconds):
    """An instant so long before the vendor's now."""
    now = dt.datetime.fromisoformat(call("GET", "companyinfo/1").json()["time"])
    return (now - dt.timedelta(seconds=seconds)).isoformat(timespec="seconds")


def _capture(call, entities, since):
    response = call("GET", "cdc", params={"entities": entities, "changedSince": since})
    assert response.status_code == 200, response.text
    return response.json()["CDCResponse"][0]["QueryResponse"]


def test_a_deleted_transaction_leaves_a_stub_after_the_records(call, sandbox):
    sandbox.advance(1800)
    sandbox.quickbooks.mutate("documents", number=30)
    [bill, *_] = sandbox.quickbooks.truth("Bill")
    sandbox.quickbooks.mutate("delete", entity="Bill", id=bill["Id"])

    [answer] = _capture(call, "Bill", _since(call, 600))

    assert set(answer["Bill"][-1]) == {"domain", "status", "Id", "MetaData"}
    assert answer["Bill"][-1]["Id"] == bill["Id"]
    assert len(answer["Bill"]) > 1
    response = call("GET", f"bill/{bill['Id']}")
    assert (response.status_code, response.json()["Fault"]["Error"][0]["code"]) == (400, "610")


def test_objects_over_a_thousand_are_silently_truncated(call, sandbox):
    sandbox.quickbooks.mutate("grow", invoices=1500, days=1)

    [invoices, bills] = _capture(call, "Invoice,Bill", _since(call, 200_000))

    assert len(invoices["Invoice"]) == 1000
    assert bills == {}


@pytest.mark.parametrize("days", [29, 31])
def test_the_look_back_ends_after_thirty_days(call, days):
    since = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat()
    response = call("GET", "cdc", params={"entities": "Bill", "changedSince": since})

    assert response.status_code == (200 if days < 30 else 400)


def test_a_payment_changes_the_document_it_pays_and_the_accounts_without_their_tokens(
    call, sandbox
):
    sandbox.advance(1800)
    invoice = next(r for r in sandbox.quickbooks.truth("Invoice") if r["Balance"] > 0)
    body = {
        "CustomerRef": invoice["CustomerRef"],
        "TotalAmt": 1,
        "Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}],
    }
    before = {r["Id"]: r for r in sandbox.quickbooks.truth("Account")}
    assert call("POST", "payment", json=body).status_code == 200

    [paid] = [r for r in sandbox.quickbooks.truth("Invoice") if r["Id"] == invoice["Id"]]
    assert paid["Balance"] == pytest.approx(invoice["Balance"] - 1)
    assert int(paid["SyncToken"]) == int(invoice["SyncToken"]) + 1
    moved = [
        r
        for r in sandbox.quickbooks.truth("Account")
        if r["MetaData"] != before[r["Id"]]["MetaData"]
    ]
    assert len(moved) == 2
    assert {r["SyncToken"] for r in moved} == {"0"}


def test_a_void_sets_amounts_to_zero_and_a_note(call, sandbox):
    invoice = next(r for r in sandbox.quickbooks.truth("Invoice") if not r.get("LinkedTxn"))
    body = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}

    voided = call("POST", "invoice", params={"operation": "void"}, json=body).json()["Invoice"]

    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided")
    assert {line["Amount"] for line in voided["Line"]} == {0}
    stale = call("POST", "invoice", params={"operation": "void"}, json=body)
    assert stale.json()["Fault"]["Error"][0]["code"] == "5010"


@pytest.mark.parametrize(
    ("entity", "document", "paths"),
    [
        ("Customer", "Invoice", [["CustomerRef"]]),
        ("Vendor", "Bill", [["VendorRef"]]),
        ("Account", "Item", [["IncomeAccountRef"], ["ExpenseAccountRef"]]),
        ("Item", "Invoice", [["Line", 0, "SalesItemLineDetail", "ItemRef"]]),
        ("Class", "Invoice", [["Line", 0, "SalesItemLineDetail", "ClassRef"]]),
    ],
)
def test_a_merge_moves_references_and_touches_only_the_loser(
    call, sandbox, entity, document, paths
):
    sandbox.advance(1800)
    before = {r["Id"]: r for r in sandbox.quickbooks.truth(document)}
    path = paths[0]
    loser = _at(next(iter(before.values())), path)["value"]
    kinds = {r["Id"]: r.get("AccountType") for r in sandbox.quickbooks.truth(entity)}
    winner = next(i for i, kind in kinds.items() if i != loser and kind == kinds[loser])

    sandbox.quickbooks.mutate("merge", entity=entity, loser=loser, winner=winner)

    for record in sandbox.quickbooks.truth(document):
        old = before[record["Id"]]
        assert (record["MetaData"], record["SyncToken"]) == (old["MetaData"], old["SyncToken"])
        for one in paths:
            named = _at(old, one)["value"]
            assert _at(record, one)["value"] == (winner if named == loser else named)
    [gone] = [r for r in sandbox.quickbooks.truth(entity) if r["Id"] == loser]
    assert gone["Active"] is False
    [answer] = _capture(call, entity, _since(call, 600))
    assert loser in {record["Id"] for record in answer[entity]}


def _at(record, path):
    for part in path:
        record = record[part]
    return record


def test_debits_are_credits_after_any_history(call, sandbox):
    sandbox.quickbooks.mutate("random", steps=60, seed=5)

    report = call("GET", "reports/TrialBalance", params={"end_date": "2027-12-31"}).json()

    *rows, total = report["Rows"]["Row"]
    debits = sum(Decimal(row["ColData"][1]["value"] or 0) for row in rows)
    credits_ = sum(Decimal(row["ColData"][2]["value"] or 0) for row in rows)
    assert debits == credits_ == Decimal(total["Summary"]["ColData"][1]["value"])


def test_a_report_that_is_too_large_is_truncated_with_a_cell_that_says_so(call, sandbox):
    sandbox.quickbooks.set_limits(max_cells=50)

    period = {"start_date": "2025-01-01", "end_date": "2027-01-01"}
    response = call("GET", "reports/GeneralLedger", params=period)

    assert response.status_code == 200
    assert "Unable to display more data" in response.text


@pytest.mark.parametrize("as_xml", [False, True])
def test_too_many_calls_are_rejected_in_either_shape(call, sandbox, as_xml):
    sandbox.quickbooks.set_limits(per_second=1, as_xml=as_xml)

    answers = [call("GET", "companyinfo/1") for _ in range(3)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert ("xml" in refused[0].headers["content-type"]) is as_xml
    assert all("3001" in answer.text for answer in refused)


def test_batch_items_fail_alone_and_come_in_no_order(call):
    items = [
        {"bId": f"q{n}", "Query": "SELECT * FROM Bill MAXRESULTS 1" if n else "SELECT nonsense"}
        for n in range(10)
    ]

    answers = call("POST", "batch", json={"BatchItemRequest": items}).json()["BatchItemResponse"]

    assert [a["bId"] for a in answers] != [item["bId"] for item in items]
    assert {a["bId"] for a in answers if "Fault" in a} == {"q0"}
    many = call("POST", "batch", json={"BatchItemRequest": items * 4})
    assert many.status_code == 400


@pytest.mark.parametrize("code", ["4002", "5020", "6000"])
def test_a_fault_of_an_entity_fails_its_queries_and_the_changes_it_is_part_of(call, sandbox, code):
    sandbox.quickbooks.set_limits(faults={"Bill": code})

    assert call.refused("SELECT * FROM Bill")[1] == code
    assert call.refused("SELECT COUNT(*) FROM Bill")[1] == code
    assert call.query("SELECT COUNT(*) FROM Invoice")["totalCount"]
    since = {"entities": "Invoice,Bill", "changedSince": _since(call, 600)}
    assert call("GET", "cdc", params=since).json()["Fault"]["Error"][0]["code"] == code


def test_a_company_may_truncate_batches_and_miscount(call, sandbox):
    sandbox.quickbooks.set_limits(objects_per_batch=7, count_offset=2)
    queries = [f"SELECT * FROM {name} MAXRESULTS 5" for name in ("Bill", "Invoice", "Payment")]
    items = [{"bId": str(n), "Query": query} for n, query in enumerate(queries)]

    answers = call("POST", "batch", json={"BatchItemRequest": items}).json()["BatchItemResponse"]

    assert sorted(answer["QueryResponse"]["maxResults"] for answer in answers) == [0, 2, 5]
    there = len(sandbox.quickbooks.truth("Bill"))
    assert call.query("SELECT COUNT(*) FROM Bill") == {"totalCount": there + 2}
    sandbox.quickbooks.set_limits(count_offset=None)
    assert call.query("SELECT COUNT(*) FROM Bill") == {}


def test_times_of_creation_may_have_milliseconds(call, sandbox):
    sandbox.quickbooks.set_limits(milliseconds=True)
    sandbox.quickbooks.mutate("grow", invoices=5, days=0)

    [*_, last] = sandbox.quickbooks.truth("Invoice")
    at = dt.datetime.fromisoformat(last["MetaData"]["CreateTime"])
    assert at.microsecond
    second = at.replace(microsecond=0).isoformat()
    of_a_second = "SELECT COUNT(*) FROM Invoice WHERE MetaData.CreateTime"
    assert call.query(f"{of_a_second} = '{second}'") == {"totalCount": 0}
    assert call.query(f"{of_a_second} >= '{second}'")["totalCount"] == 5
