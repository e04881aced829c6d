from __future__ import annotations

import pytest


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


@pytest.mark.parametrize("entity", ["Bill", "Check", "Invoice", "Payment", "PurchaseOrder"])
def test_a_released_document_cannot_be_deleted(api, entity):
    [row, *_] = api.get(entity, filter="Status eq 'Closed'", top=1)
    assert api("DELETE", f"{entity}/{row['id']}").status_code == 422


def test_a_document_that_is_not_released_can_be_deleted(api, put):
    put("Customer", wrapped(CustomerID="BUYER", CustomerName="Buyer"))
    made = put("Invoice", wrapped(Customer="BUYER"))[1]

    assert api("DELETE", "Customer/BUYER").status_code == 422
    assert api("DELETE", f"Invoice/{made['id']}").status_code == 204
    assert api("DELETE", "Customer/BUYER").status_code == 204


@pytest.mark.parametrize(
    "path",
    ["Currency/USD", "Account/1010", "Ledger/ACTUAL", "Subaccount/000000", "VendorClass/DEFAULT"],
)
def test_a_record_that_others_refer_to_cannot_be_deleted(api, path):
    error = api("DELETE", path)
    assert error.status_code == 422
    assert "refers to it" in error.json()["exceptionMessage"]


def test_a_year_in_use_cannot_be_deleted(api):
    year = api.sandbox.now().year
    for path in (f"FinancialPeriod/{year}", f"CompanyFinancialPeriod/ALDUS/{year}"):
        assert api("DELETE", path).status_code == 422


def test_a_record_that_nothing_refers_to_can_be_deleted(api, put):
    put("Currency", wrapped(CurrencyID="KWD", Description="Dinar"))
    put("Account", wrapped(AccountCD="6999", Type="Expense"))

    assert api("DELETE", "Currency/KWD").status_code == 204
    assert api("DELETE", "Account/6999").status_code == 204


def test_a_task_of_one_project_is_not_in_use_by_another(api, put):
    lines = [
        wrapped(Account="6040", DebitAmount=1, Project="PR00001", ProjectTask="PLAN"),
        wrapped(Account="2100", CreditAmount=1),
    ]
    put("Project", wrapped(ProjectID="NEWONE"))
    put("ProjectTask", wrapped(ProjectID="NEWONE", ProjectTaskID="PLAN"))
    assert put("JournalTransaction", {"Details": lines})[0] == 200

    assert api("DELETE", "ProjectTask/PR00001/PLAN").status_code == 422
    assert api("DELETE", "ProjectTask/NEWONE/PLAN").status_code == 204
