from __future__ import annotations

import pytest

TOO_LONG = "The value is too long."
_NOT_LISTED = "has a value that is not in the list."


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


def missing(label):
    return f"'{label}' cannot be found in the system."


@pytest.fixture
def customer(put):
    put("Customer", wrapped(CustomerID="BUYER", CustomerName="Buyer"))


@pytest.fixture
def supplier(put):
    put("Vendor", wrapped(VendorID="ACME", VendorName="Acme"))


@pytest.mark.parametrize(
    ("entity", "field", "label"),
    [
        ("Account", "AccountClass", "Account Class"),
        ("Account", "AccountGroup", "Account Group"),
        ("Vendor", "TaxZone", "Tax Zone"),
        ("Vendor", "PaymentMethod", "Payment Method"),
        ("Vendor", "CashAccount", "Cash Account"),
        ("Customer", "ParentRecord", "Parent Account"),
        ("Invoice", "Customer", "Customer"),
        ("Payment", "CustomerID", "Customer"),
        ("Check", "Vendor", "Vendor"),
        ("PurchaseOrder", "VendorID", "Vendor"),
        ("Project", "Customer", "Customer"),
        ("ProjectTask", "ProjectID", "Project"),
    ],
)
def test_a_record_refers_to_others_that_exist(put, entity, field, label):
    status, record = put(entity, wrapped(**{field: "NOBODY"}))
    assert (status, record[field]["error"]) == (422, missing(label))


@pytest.mark.usefixtures("customer", "supplier")
@pytest.mark.parametrize(
    ("entity", "party", "field", "label"),
    [
        ("JournalTransaction", {}, "Account", "Account"),
        ("JournalTransaction", {}, "UOM", "UOM"),
        ("JournalTransaction", {}, "CostCode", "Cost Code"),
        ("JournalTransaction", {}, "VendorOrCustomer", "Customer/Vendor"),
        ("Bill", {"Vendor": "ACME"}, "TaxCategory", "Tax Category"),
        ("Invoice", {"Customer": "BUYER"}, "Account", "Account"),
        ("Invoice", {"Customer": "BUYER"}, "InventoryID", "Inventory ID"),
        ("PurchaseOrder", {"VendorID": "ACME"}, "WarehouseID", "Warehouse"),
        ("PurchaseOrder", {"VendorID": "ACME"}, "Subaccount", "Subaccount"),
    ],
)
def test_a_line_refers_to_records_that_exist(put, entity, party, field, label):
    line = wrapped(**{"Account": "6040", field: "00000"})
    status, record = put(entity, {**wrapped(**party), "Details": [line]})
    assert (status, record["Details"][0][field]["error"]) == (422, missing(label))


@pytest.mark.usefixtures("customer", "supplier")
@pytest.mark.parametrize(
    ("entity", "key", "field", "label"),
    [
        ("Vendor", {"VendorID": "ACME"}, "PaymentBy", "Payment By"),
        ("Vendor", {"VendorID": "ACME"}, "TaxCalculationMode", "Tax Calculation Mode"),
        ("Customer", {"CustomerID": "BUYER"}, "StatementType", "Statement Type"),
        ("Account", {"AccountCD": "6040"}, "PostOption", "Post Option"),
        ("StockItem", {"InventoryID": "X"}, "ValuationMethod", "Valuation Method"),
        ("Invoice", {"Customer": "BUYER"}, "Type", "Type"),
        ("Payment", {"CustomerID": "BUYER"}, "Type", "Type"),
        ("Check", {"Vendor": "ACME"}, "Type", "Type"),
        ("PurchaseOrder", {"VendorID": "ACME"}, "Type", "Type"),
    ],
)
def test_a_list_has_only_its_values(put, entity, key, field, label):
    status, record = put(entity, wrapped(**key, **{field: "Whatever"}))
    assert (status, record[field]["error"]) == (422, f"'{label}' {_NOT_LISTED}")


def test_a_cash_account_is_marked_as_one(put):
    status, record = put("Vendor", wrapped(VendorID="X", VendorName="X", CashAccount="6040"))
    assert (status, record["CashAccount"]["error"]) == (422, missing("Cash Account"))


def test_a_reference_is_shown_as_its_record_has_it(api, put):
    made = put("Account", wrapped(AccountCD="6040", AccountClass="cogs", CurrencyID="usd"))[1]
    assert api.values(made, "AccountClass", "CurrencyID") == ("COGS", "USD")


def test_a_key_that_is_too_long_is_refused(api, put):
    api.sandbox.acumatica.mutate("preferences", too_long="truncate")
    for entity, key in (("Currency", "CurrencyID"), ("Account", "AccountCD")):
        status, record = put(entity, wrapped(**{key: "TOOLONGTOOLONG"}))
        assert (status, record[key]["error"]) == (422, TOO_LONG)


def test_another_text_that_is_too_long_is_refused_or_truncated(api, put):
    lines = [wrapped(Account=code, ReferenceNbr="R" * 16) for code in ("6040", "2100")]
    body = {**wrapped(Description="D" * 300), "Details": lines}
    refused = put("JournalTransaction", body, expand="Details")[1]
    api.sandbox.acumatica.mutate("preferences", too_long="truncate")
    made = put("JournalTransaction", body, expand="Details")[1]

    assert refused["Description"]["error"] == TOO_LONG
    assert refused["Details"][0]["ReferenceNbr"]["error"] == TOO_LONG
    assert made["Description"] == {"value": "D" * 255}
    assert made["Details"][0]["ReferenceNbr"] == {"value": "R" * 15}
