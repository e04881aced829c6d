from __future__ import annotations

from decimal import Decimal

import pytest

MISSING = "'Reference Nbr.' cannot be found in the system."


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


@pytest.fixture(autouse=True)
def _parties(put):
    put("Customer", wrapped(CustomerID="BUYER", CustomerName="Buyer", Terms="N30"))
    put("Vendor", wrapped(VendorID="ACME", VendorName="Acme"))


PARTIES = {
    "Invoice": {"Customer": "BUYER"},
    "Payment": {"CustomerID": "BUYER"},
    "Check": {"Vendor": "ACME"},
    "PurchaseOrder": {"VendorID": "ACME"},
}


@pytest.mark.parametrize("entity", PARTIES)
def test_a_document_is_numbered_by_the_site(put, entity):
    number = "OrderNbr" if entity == "PurchaseOrder" else "ReferenceNbr"
    status, made = put(entity, wrapped(**PARTIES[entity], **{number: "MYNUM1"}))

    assert status == 200
    assert made[number]["value"] not in {"MYNUM1", "<NEW>"}
    assert made["Status"] == {"value": "On Hold"}
    found = put(entity, wrapped(Type=made["Type"]["value"], **{number: made[number]["value"]}))[1]
    assert found["id"] == made["id"]


@pytest.mark.parametrize("entity", PARTIES)
def test_the_status_of_a_document_cannot_be_sent(api, put, entity):
    made = put(entity, wrapped(**PARTIES[entity], Hold=False, Status="Closed"))[1]
    assert api.values(made, "Status") == ("Open" if entity == "PurchaseOrder" else "Balanced")


def test_an_invoice_is_the_sum_of_its_lines(api, put):
    lines = [
        wrapped(Account="4010", Qty=3, UnitPrice="2.50", DiscountAmount="0.50"),
        wrapped(Account="4010", ExtendedPrice="1.005"),
    ]
    body = {**wrapped(Customer="BUYER", Amount=999), "Details": lines}
    made = put("Invoice", body, expand="Details")[1]

    assert api.values(made, "Type", "Amount", "Balance", "Terms") == (
        "Invoice",
        Decimal("8.01"),
        Decimal("8.01"),
        "N30",
    )
    assert [line["LineNbr"]["value"] for line in made["Details"]] == [1, 2]


def test_an_order_is_the_sum_of_its_lines(api, put):
    lines = [wrapped(Account="6040", OrderQty=4, UnitCost="2.50")]
    made = put("PurchaseOrder", {**wrapped(VendorID="ACME"), "Details": lines})[1]
    assert api.values(made, "OrderTotal", "BaseCurrencyID") == (Decimal(10), "USD")


def test_a_payment_is_applied_to_open_documents_of_its_customer(api, put):
    [invoice, *_] = api.get("Invoice", filter="Status eq 'Open' and Type eq 'Invoice'")
    owner, number, balance = api.values(invoice, "Customer", "ReferenceNbr", "Balance")

    def pay(customer, amount):
        line = wrapped(DocType="Invoice", ReferenceNbr=number, AmountPaid=str(amount))
        body = wrapped(CustomerID=customer, PaymentAmount=str(balance))
        return put("Payment", {**body, "DocumentsToApply": [line]})

    status, made = pay(owner, balance - 1)
    assert status == 200
    assert api.values(made, "AppliedToDocuments", "AvailableBalance") == (balance - 1, 1)
    refused = pay("BUYER", 1)[1]["DocumentsToApply"][0]
    assert refused["ReferenceNbr"]["error"] == MISSING
    too_much = pay(owner, balance + 1)[1]["DocumentsToApply"][0]
    assert "greater than the balance" in too_much["AmountPaid"]["error"]


def test_a_document_in_a_closed_period_is_refused(put):
    body = wrapped(Customer="BUYER", PostPeriod="012001")
    status, record = put("Invoice", body)
    assert (status, "does not exist" in record["PostPeriod"]["error"]) == (422, True)


def test_a_released_document_cannot_be_changed(api, put):
    for entity in ("Invoice", "Payment", "Check"):
        [row, *_] = api.get(entity, filter="Status eq 'Closed'", top=1)
        status, record = put(entity, {"id": row["id"], **wrapped(Description="Changed")})
        assert (status, record["error"]) == (
            422,
            "The document is released and cannot be changed.",
        )


def test_a_currency_has_at_most_four_decimals(put):
    status, record = put("Currency", wrapped(CurrencyID="USD", DecimalPrecision=99))
    assert (status, "error" in record["DecimalPrecision"]) == (422, True)


def test_financial_years_are_not_entered(put):
    status, record = put("FinancialPeriod", wrapped(FinancialYear="1950"))
    assert status == 422
    assert record["FinancialYear"]["error"] == "'Financial Year' cannot be found in the system."


def test_a_new_project_is_in_planning_until_it_is_taken_off_hold(api, put):
    made = put("Project", wrapped(ProjectID="NEWONE", Status="Completed"))[1]
    free = put("Project", wrapped(ProjectID="NEWONE", Hold=False))[1]
    statuses = (api.values(made, "Status"), api.values(free, "Status"))
    assert statuses == ("In Planning", "Active")
