"""Records in the org after a delivery, and records that are sent again."""

from __future__ import annotations

import pytest

_THRESHOLDS = pytest.mark.parametrize("threshold", [2000, 1], ids=["collections", "bulk"])


@_THRESHOLDS
def test_children_received_before_their_parents_are_linked(delivery, messages, threshold):
    input_ = messages().contact(10, 1).contact(11, 2).customer(2, parent=1).customer(1).state()

    run = delivery.run(input_, bulk_threshold=threshold)

    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    assert run.code == 0
    assert run.states == [{"run": 1}]
    assert contacts["10"]["AccountId"] == accounts["1"]["Id"]
    assert contacts["11"]["AccountId"] == accounts["2"]["Id"]
    assert accounts["2"]["ParentId"] == accounts["1"]["Id"]


def test_unchanged_input_writes_nothing(delivery, messages):
    input_ = messages().customer(1).customer(2, parent=1).contact(10, 1).vendor(5).state()
    delivery.run(input_)
    delivery.sandbox.clear_journal()

    run = delivery.run(input_)

    assert delivery.writes() == []
    assert run.states == [{"run": 1}]
    assert "0 created, 0 updated, 3 unchanged" in run.log


def test_force_update_sends_unchanged_records(delivery, messages):
    delivery.run(messages().customer(1))
    delivery.sandbox.clear_journal()

    delivery.run(messages().customer(1), force_update=True)

    assert len(delivery.writes()) == 1


def test_renamed_and_moved_records_update_the_same_rows(delivery, messages):
    delivery.run(messages().customer(1).customer(2).contact(10, 1, phone="1"))
    before = delivery.by_key("Contact")["10"]["Id"]

    delivery.run(messages().customer(1, companyname="Renamed").contact(10, 2, phone="2"))

    accounts, contacts = delivery.by_key("Account"), delivery.by_key("Contact")
    assert accounts["1"]["Name"] == "Renamed"
    assert contacts["10"]["Id"] == before
    assert contacts["10"]["AccountId"] == accounts["2"]["Id"]
    assert contacts["10"]["Phone"] == "2"
    assert len(delivery.sandbox.salesforce.truth("Contact")) == 1


def test_addresses_update_the_account_of_their_entity(delivery, messages):
    address = {"addr1": "1 Main St", "addr2": "Floor 2", "city": "Berlin", "country": "DE"}
    input_ = messages().record("customer_billing_addresses", entity=1, **address).customer(1)

    delivery.run(input_)
    moved = messages().record("customer_billing_addresses", entity=1, **address | {"city": "Bonn"})
    delivery.run(moved)

    account = delivery.by_key("Account")["1"]
    assert account["BillingStreet"] == "1 Main St\nFloor 2"
    assert account["BillingCity"] == "Bonn"
    assert account["Name"] == "Customer 1"
    assert len(delivery.sandbox.salesforce.truth("Account")) == 1


@_THRESHOLDS
def test_null_clears_mapped_fields_and_keeps_unmapped_ones(delivery, messages, threshold):
    delivery.run(messages().customer(1, phone="1", parent=2).customer(2))
    account = delivery.by_key("Account")["1"]
    delivery.sandbox.salesforce.mutate(
        "edit", sobject="Account", id=account["Id"], values={"Site": "kept"}
    )

    delivery.run(messages().customer(1), bulk_threshold=threshold)

    account = delivery.by_key("Account")["1"]
    assert account["Phone"] is None
    assert account["ParentId"] is None
    assert account["Site"] == "kept"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stream_maps": {"customers": {"phone": "phone or fax"}}},
        {"flattening_enabled": True, "flattening_max_depth": 1},
    ],
    ids=["plain", "stream map", "flattened"],
)
def test_a_property_that_a_record_omits_is_null(delivery, messages, settings):
    delivery.run(messages().customer(1, phone="1", fax="2"))
    omitting = messages().customer(1)
    record = omitting.lines[1]["record"]
    for name in [name for name, value in record.items() if value is None]:
        del record[name]

    run = delivery.run(omitting, **settings)

    account = delivery.by_key("Account")["1"]
    assert run.code == 0
    assert (account["Name"], account["Phone"], account["Fax"]) == ("Customer 1", None, None)


_TEXTS = [
    'He said "hi"',
    "a,b;c",
    "one\ntwo",
    "one\r\ntwo",
    "one\rtwo",
    "smile \U0001f600 ü",
    "#N/A",
    "'",
]


@_THRESHOLDS
def test_special_characters_arrive_unchanged(delivery, messages, threshold):
    input_ = messages()
    for number, text in enumerate(_TEXTS, 1):
        input_.customer(number, companyname=text)
        input_.record("customer_billing_addresses", entity=number, addr1=text, city="x")

    run = delivery.run(input_, bulk_threshold=threshold)

    accounts = delivery.by_key("Account")
    assert run.code == 0
    for number, text in enumerate(_TEXTS, 1):
        assert accounts[str(number)]["Name"] == text
        assert accounts[str(number)]["BillingStreet"] == text


def test_the_last_record_of_a_key_is_sent_once(delivery, messages):
    delivery.run(messages().customer(1, phone="1").customer(1, phone="2"))

    assert delivery.by_key("Account")["1"]["Phone"] == "2"
    assert len(delivery.writes()) == 1


def test_vendor_object_writes_vendors_to_a_custom_object(delivery, messages):
    delivery.run(messages().vendor(5), vendor_object="Vendor__c")

    assert delivery.by_key("Vendor__c")["5"]["Name"] == "Vendor 5"
    assert delivery.by_key("Account") == {}


def test_vendors_are_accounts_of_type_vendor_by_default(delivery, messages):
    delivery.run(messages().vendor(5).customer(6))

    types = {key: row["Type"] for key, row in delivery.by_key("Account").items()}
    assert types == {"5": "Vendor", "6": "Customer - Direct"}


def test_user_mappings_are_merged_into_the_built_in_ones(delivery, messages):
    own = {"customers": {"fields": {"Fax": None, "Description": "'from ' + entityid"}}}

    delivery.run(messages().customer(1, fax="9"), mappings=own)

    account = delivery.by_key("Account")["1"]
    assert account["Fax"] is None
    assert account["Description"] == "from C-1"


def test_a_stream_without_a_mapping_is_logged_and_skipped(delivery, messages):
    run = delivery.run(messages().customer(1), mappings={"customers": None})

    assert run.code == 0
    assert "'customers' has no mapping" in run.log
    assert delivery.writes() == []


def test_the_audit_log_has_every_record_without_its_contents(delivery, messages, runs):
    delivery.run(
        messages().customer(1, companyname="Secret Name").contact(10, 99), on_reject="dead_letter"
    )

    rows = {row["source_key"]: row for row in delivery.audit()}
    assert rows["1"]["action"] == "created"
    assert rows["1"]["destination_id"] == delivery.by_key("Account")["1"]["Id"]
    assert rows["10"]["action"] == "rejected"
    assert rows["10"]["error_code"] == "INVALID_FIELD"
    assert "Secret Name" not in str(delivery.audit()) + str(delivery.audit(runs))
    [run] = delivery.audit(runs)
    assert (run["result"], run["calls"]) == ("complete", 4)


@_THRESHOLDS
def test_record_types_are_resolved_by_developer_name(delivery, messages, threshold):
    run = delivery.run(
        messages().vendor(5).customer(1), vendor_record_type="vendor", bulk_threshold=threshold
    )

    types = {
        row["DeveloperName"]: row["Id"] for row in delivery.sandbox.salesforce.truth("RecordType")
    }
    accounts = delivery.by_key("Account")
    assert run.code == 0
    assert accounts["5"]["RecordTypeId"] == types["Vendor"]
    assert accounts["1"]["RecordTypeId"] is None


def test_an_unknown_record_type_is_rejected_with_the_available_ones(delivery, messages):
    run = delivery.run(messages().vendor(5), vendor_record_type="Supplier")

    [row] = delivery.audit()
    assert run.code == 1
    assert row["error_code"] == "INVALID_CROSS_REFERENCE_KEY"
    assert "RecordTypeId" in row["error"]
    assert "customer, master, vendor" in row["error"]
