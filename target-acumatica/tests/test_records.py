"""Records with natural keys: vendors, accounts, items, bills, and their lines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import StringIO

import pytest
from target_acumatica.records import RecordChannel
from target_acumatica.target import TargetAcumatica

_BILL = {
    "object": "Bill",
    "key": "batch",
    "keys": ["Vendor", "VendorRef"],
    "fields": {
        "Type": "'Bill'",
        "Vendor": "branch",
        "VendorRef": "batch",
        "Date": "date",
        "Description": "memo",
    },
    "lines": {
        "Details": {
            "Account": "account",
            "Amount": "amount",
            "ExtendedCost": "amount",
            "Qty": "1",
            "UnitCost": "amount",
            "TransactionDescription": "text",
        }
    },
}


_BILL_OF_STREAM = _BILL | {
    "fields": {name: text for name, text in _BILL["fields"].items() if name != "Vendor"},
    "lookups": {"Vendor": {"object": "Vendor", "external_id": "VendorID", "key": "branch"}},
}


def _rows(delivery, entity, key, *values):
    rows = delivery.sandbox.acumatica.truth(entity)
    return [row for row in rows if row[key] in values]


def _vendor(delivery):
    return delivery.sandbox.acumatica.truth("Vendor")[0]


def test_vendors_are_created_and_updated_by_their_id(delivery, messages):
    known = _vendor(delivery)
    input_ = messages().vendor("NEWCO", email="a@new.example").vendor(known["VendorID"].lower())

    run = delivery.run(input_.state())
    again = delivery.run(input_)
    changed = delivery.run(messages().vendor("newco", name="New name", kind="DEFAULT"))

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert "Vendor: 1 created, 1 updated, 0 unchanged, 0 rejected" in run.log
    assert "0 created, 0 updated, 2 unchanged" in again.log
    assert "0 created, 1 updated" in changed.log
    [new] = _rows(delivery, "Vendor", "VendorID", "NEWCO")
    [other] = _rows(delivery, "Vendor", "VendorID", known["VendorID"])
    assert (new["VendorName"], new["VendorClass"]) == ("New name", "DEFAULT")
    assert new["MainContact"]["Email"] is None  # null clears a field
    assert other["VendorName"] == f"Vendor {known['VendorID'].lower()}"
    assert {row["destination_id"] for row in delivery.audit()} == {"NEWCO", known["VendorID"]}


def test_a_vendor_that_exists_twice_by_its_key_is_rejected_by_name(delivery, messages):
    control = delivery.sandbox.acumatica
    one, other = (row["id"] for row in control.truth("Vendor")[:2])
    for id_ in (one, other):
        control.mutate("change", entity="Vendor", id=id_, values={"VendorName": "Twin Ltd"})
    mapping = {
        "object": "Vendor",
        "key": "name",
        "keys": ["VendorName"],
        "fields": {"VendorClass": "kind"},
    }

    run = delivery.run(messages().vendor("X", name="Twin Ltd"), mappings={"vendors": mapping})
    control.mutate("change", entity="Vendor", id=other, values={"VendorName": "Other Ltd"})
    replay = delivery.run(delivery.dead_letter_text(), mappings={"vendors": mapping})

    assert (run.code, replay.code) == (1, 0)
    reason = "2 records of Vendor have the same VendorName"
    assert delivery.rejects() == [("DUPLICATE", reason)]


def test_two_records_of_the_input_with_one_natural_key_are_not_both_written(delivery, messages):
    mapping = {
        "object": "Vendor",
        "key": "id",
        "keys": ["VendorID"],
        "fields": {"VendorID": "kind", "VendorName": "name"},
    }
    input_ = messages().vendor("1", kind="NEWCO").vendor("2", kind="newco ")

    assert delivery.run(input_, mappings={"vendors": mapping}).code == 1
    assert [code for code, _ in delivery.rejects()] == ["DUPLICATE_KEY"]
    assert len(_rows(delivery, "Vendor", "VendorID", "NEWCO")) == 1


def test_what_acumatica_rejects_is_rejected_by_field(delivery, messages):
    run = delivery.run(messages().vendor("NEWCO", kind="NOPE").vendor("OTHER").state())

    assert (run.code, run.states) == (1, [])
    assert delivery.rejects() == [
        ("Validation", "VendorClass: 'Vendor Class' cannot be found in the system.")
    ] or delivery.rejects()[0][1].startswith("VendorClass: 'Vendor Class' cannot be found")
    assert len(_rows(delivery, "Vendor", "VendorID", "OTHER")) == 1


def test_accounts_subaccounts_and_items_are_written(delivery, messages):
    mappings = {
        "vendors": {
            "object": "Account",
            "key": "id",
            "fields": {"Description": "name", "Type": "'Expense'", "Active": "True"},
        },
        "accruals": {"object": "Subaccount", "key": "sub", "fields": {"Description": "memo"}},
    }
    input_ = messages().vendor("6999", name="Test").line("A", "1", "1", sub="999999")

    run = delivery.run(input_, mappings=mappings)
    item = {"object": "NonStockItem", "key": "id", "fields": {"Description": "name"}}
    delivery.run(messages().vendor("SRV-1", name="Service"), mappings={"vendors": item})

    assert run.code == 0, run.log
    [account] = _rows(delivery, "Account", "AccountCD", "6999")
    assert (account["Description"], account["Type"], account["Active"]) == ("Test", "Expense", True)
    [sub] = _rows(delivery, "Subaccount", "SubaccountCD", "999999")
    assert sub["Description"] == "Accrual A"


@pytest.mark.parametrize("number", [6000, 6000.0])
def test_a_number_is_the_code_without_decimals(delivery, messages, number):
    vendor = _vendor(delivery)["VendorID"]
    account = {"object": "Account", "key": "id", "fields": {"Description": "name"}}
    bill = messages().line("77", number, "10.50", branch=vendor)
    for line in bill.lines[1:]:
        line["record"]["batch"] = number

    renamed = delivery.run(messages().vendor(number, name="Renamed"), mappings={"vendors": account})
    billed = delivery.run(bill, mappings={"accruals": _BILL})

    assert (renamed.code, billed.code) == (0, 0), delivery.rejects()
    accounts = delivery.sandbox.acumatica.truth("Account")
    assert [a["AccountCD"] for a in accounts if a["AccountCD"].startswith("6000")] == ["6000"]
    [saved] = _rows(delivery, "Bill", "VendorRef", "6000")
    assert [line["Account"] for line in saved["Details"]] == ["6000"]


def test_bills_with_lines_are_written_once_by_vendor_and_reference(delivery, messages):
    vendor = _vendor(delivery)["VendorID"]
    mappings = {"accruals": _BILL}
    lines = messages().line("INV-7", "6000", "10.50", branch=vendor)
    lines.line("INV-7", "6010", "2", branch=vendor)
    fewer = messages().line("INV-7", "6000", "11", branch=vendor)

    run = delivery.run(lines, mappings=mappings)
    again = delivery.run(lines, mappings=mappings, force_update=True)
    [bill] = _rows(delivery, "Bill", "VendorRef", "INV-7")
    amounts = [line["Amount"] for line in bill["Details"]]
    changed = delivery.run(fewer, mappings=mappings)

    assert (run.code, again.code, changed.code) == (0, 0, 0), delivery.rejects()
    assert amounts == [Decimal("10.50"), Decimal(2)]
    [bill] = _rows(delivery, "Bill", "VendorRef", "INV-7")
    assert [line["Amount"] for line in bill["Details"]] == [Decimal(11)]


def test_lines_are_replaced_when_the_session_ends_in_between(delivery, messages):
    """Acumatica ignores the removal of a line by the id of another session."""
    vendor = _vendor(delivery)["VendorID"]
    mappings = {"accruals": _BILL}
    before = messages().line("INV-7", "6000", "10", branch=vendor)
    before.line("INV-7", "6010", "2", branch=vendor)
    after = messages().line("INV-7", "6000", "11", branch=vendor)
    after.line("INV-7", "6010", "3", branch=vendor)
    delivery.sandbox.acumatica.set_limits(line_ids="session")
    delivery.run(before, mappings=mappings)
    delivery.sandbox.fault("status", method="PUT", path="/Bill", status=401)

    run = delivery.run(after, mappings=mappings)

    assert (run.code, delivery.rejects()) == (0, [])
    [bill] = _rows(delivery, "Bill", "VendorRef", "INV-7")
    assert [line["Amount"] for line in bill["Details"]] == [Decimal(11), Decimal(3)]


def test_two_targets_at_once_create_one_vendor(delivery, messages, tmp_path):
    delivery.sandbox.acumatica.set_limits(api_users=2, latency=0.03)
    text = messages().vendor("NEWCO").vendor("OTHER").text()
    audit = {"audit_url": f"sqlite:///{tmp_path}/other.sqlite"}
    configs = [delivery.config, delivery.config | audit]

    def run(config):
        return TargetAcumatica(config=config, sleep=lambda _: None).run(StringIO(text))

    with ThreadPoolExecutor(2) as pool:
        codes = [*pool.map(run, configs)]

    assert codes == [0, 0]
    assert len(_rows(delivery, "Vendor", "VendorID", "NEWCO", "OTHER")) == 2


def test_a_vendor_whose_creation_has_no_response_is_created_once(delivery, messages):
    delivery.sandbox.fault("drop_response", method="PUT", path="/Vendor$")

    run = delivery.run(messages().vendor("NEWCO"))

    assert "Vendor: 1 created, 0 updated" in run.log
    assert len(_rows(delivery, "Vendor", "VendorID", "NEWCO")) == 1


def test_a_bill_waits_for_the_vendor_that_another_stream_writes(delivery, messages):
    mappings = delivery.config["mappings"] | {"accruals": _BILL_OF_STREAM}
    input_ = messages().line("INV-8", "6000", "3", branch="NEWCO").vendor("NEWCO")

    run = delivery.run(input_, mappings=mappings)

    assert run.code == 0, delivery.rejects()
    assert [bill["Vendor"] for bill in _rows(delivery, "Bill", "VendorRef", "INV-8")] == ["NEWCO"]


def test_a_bill_whose_amount_is_rounded_is_rejected(delivery, messages):
    vendor = _vendor(delivery)["VendorID"]
    lines = {"Details": {"Account": "account", "Amount": "amount"}}
    input_ = messages().line("INV-9", "6000", "0.005", branch=vendor)

    run = delivery.run(input_, mappings={"accruals": _BILL | {"lines": lines}})

    [(code, reason)] = delivery.rejects()
    assert (run.code, code) == (1, "SAVED_DIFFERENTLY")
    assert "Acumatica saved other numbers in Details.Amount" in reason


def test_a_bill_that_two_targets_created_is_rejected(delivery, messages, tmp_path, monkeypatch):
    delivery.sandbox.acumatica.set_limits(api_users=2)
    text = messages().line("INV-7", "6000", "1", branch=_vendor(delivery)["VendorID"]).text()
    other = delivery.config | {"mappings": {"accruals": _BILL}}
    other["audit_url"] = f"sqlite:///{tmp_path}/other.sqlite"
    put = RecordChannel._put

    def put_after_the_other(self, *arguments):
        monkeypatch.undo()
        assert TargetAcumatica(config=other).run(StringIO(text)) == 0
        return put(self, *arguments)

    monkeypatch.setattr(RecordChannel, "_put", put_after_the_other)
    run = delivery.run(text, mappings={"accruals": _BILL})

    assert (run.code, [code for code, _ in delivery.rejects()]) == (1, ["DUPLICATE"])


def test_a_bill_is_deferred_until_its_vendor_exists(delivery, messages):
    settings = {"mappings": delivery.config["mappings"] | {"accruals": _BILL_OF_STREAM}}
    settings["on_missing_parent"] = "defer"

    first = delivery.run(messages().line("INV-8", "6000", "3", branch="NEWCO"), **settings)
    second = delivery.run(messages().vendor("NEWCO"), **settings)

    assert (first.code, second.code) == (0, 0)
    assert "Bill: 0 created, 0 updated, 0 unchanged, 0 rejected, 1 deferred" in first.log
    assert len(_rows(delivery, "Bill", "VendorRef", "INV-8")) == 1


def test_a_record_that_refers_to_its_own_entity_is_written_by_its_keys(delivery, messages):
    """The reference is set in a second request, which has the keys as well."""
    mapping = {
        "object": "Vendor",
        "key": "id",
        "fields": {"VendorID": "id", "VendorName": "name"},
        "lookups": {
            "ParentAccount": {"object": "Vendor", "external_id": "VendorID", "key": "terms"}
        },
    }
    settings = {"mappings": {"vendors": mapping}}
    input_ = messages().vendor("CHILD", terms="PARENT").vendor("PARENT").state()

    run = delivery.run(input_, **settings)
    again = delivery.run(input_, **settings)
    changed = delivery.run(messages().vendor("CHILD", name="New name", terms="PARENT"), **settings)

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    assert "Vendor: 0 created, 0 updated, 2 unchanged" in again.log
    assert "Vendor: 0 created, 1 updated, 0 unchanged" in changed.log
    [child] = _rows(delivery, "Vendor", "VendorID", "CHILD")
    assert (child["VendorName"], child["ParentAccount"]) == ("New name", "PARENT")
    [parent] = _rows(delivery, "Vendor", "VendorID", "PARENT")
    assert not parent.get("ParentAccount")


def test_a_vendor_that_acumatica_numbers_itself_is_not_created_in_every_run(delivery, messages):
    delivery.sandbox.acumatica.mutate("preferences", vendor_numbering=True)
    before = delivery.sandbox.acumatica.truth("Vendor")
    input_ = messages().vendor("NEWCO").vendor("NEWCO2").state()

    runs = [delivery.run(input_) for _ in range(2)]

    assert [(run.code, run.states) for run in runs] == [(1, [])] * 2
    assert "Acumatica has numbered a record of Vendor itself" in runs[0].log
    assert delivery.sandbox.acumatica.truth("Vendor") == before


@pytest.mark.parametrize("key", ["MainContact/Email", "CurrentVendor.UsrRegion"])
def test_keys_are_fields_of_the_entity_itself(delivery, messages, key):
    """No list is looked up by others: every run would create the record again."""
    delivery.sandbox.acumatica.mutate("preferences", vendor_numbering=True)
    fields = {"VendorName": "name", "VendorClass": "'DEFAULT'", key: "email"}
    mapping = {"object": "Vendor", "key": "id", "keys": [key], "fields": fields}
    before = delivery.sandbox.acumatica.truth("Vendor")
    input_ = messages().vendor("A1", email="a@new.example").state()

    runs = [delivery.run(input_, mappings={"vendors": mapping}) for _ in range(2)]

    assert [(run.code, run.states) for run in runs] == [(1, [])] * 2
    assert f"`mappings.vendors.keys` names {key}, which is not a field of Vendor itself" in (
        runs[0].log
    )
    assert delivery.sandbox.acumatica.truth("Vendor") == before


def test_keys_are_no_dates(delivery, messages):
    mapping = _BILL | {"keys": ["VendorRef", "Date"]}

    run = delivery.run(messages().line("INV-7", "6000", "1"), mappings={"accruals": mapping})

    assert run.code == 1
    assert "`mappings.accruals.keys` names Date, a date" in run.log


def test_lines_of_two_streams_may_have_different_fields(delivery, messages):
    """Those without the keys of the others' lines are matched by the keys that they have."""
    [item] = delivery.sandbox.acumatica.truth("StockItem")[:1]
    base = {"object": "StockItem", "key": "id", "fields": {}}
    first = {"UOMConversions": {"FromUOM": "kind", "ToUOM": "terms", "ConversionFactor": "name"}}
    second = {"UOMConversions": {"FromUOM": "memo", "ConversionFactor": "amount"}}
    mappings = {"vendors": base | {"lines": first}, "accruals": base | {"lines": second}}
    input_ = messages().vendor(item["InventoryID"], kind="BOX", terms="EA", name="2")
    input_.line("A", "1", "4", id=item["InventoryID"], memo="BAG")

    run = delivery.run(input_.state(), mappings=mappings)

    assert (run.code, run.states) == (0, [{"run": 1}]), run.log
    [saved] = _rows(delivery, "StockItem", "InventoryID", item["InventoryID"])
    units = {(line["FromUOM"], line.get("ToUOM")) for line in saved["UOMConversions"]}
    assert {("BOX", "EA"), ("BAG", None)} <= units
