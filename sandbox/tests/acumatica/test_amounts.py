from __future__ import annotations

from decimal import Decimal

import pytest

_NO_RATE = "Currency Rate is not defined."


def wrapped(**values):
    return {name: {"value": value} for name, value in values.items()}


def journal(amount, **header):
    details = [
        wrapped(Account="6040", DebitAmount=amount),
        wrapped(Account="2100", CreditAmount=amount),
    ]
    return {**wrapped(**header), "Details": details}


@pytest.fixture
def bill(put):
    """Enters a bill of one line; returns the status and the body."""

    def bill(cost, **header):
        put("Vendor", wrapped(VendorID="ACME", VendorName="Acme"))
        lines = [wrapped(Account="6040", UnitCost=cost)]
        return put("Bill", {**wrapped(Vendor="ACME", **header), "Details": lines}, expand="Details")

    return bill


@pytest.mark.parametrize(
    ("precision", "journal_amount", "bill_amount"),
    [(0, "1.00", "1.00"), (2, "1.23", "1.23"), (3, "1.235", "1.235"), (4, "1.2346", "1.2346")],
)
def test_amounts_have_the_precision_that_the_currency_is_given(
    put, bill, precision, journal_amount, bill_amount
):
    put("Currency", wrapped(CurrencyID="USD", DecimalPrecision=precision))

    made = put("JournalTransaction", journal("1.2346"), expand="Details")[1]
    entered = bill("1.2346")[1]

    assert made["Details"][0]["DebitAmount"] == {"value": Decimal(journal_amount)}
    assert made["Details"][1]["CreditAmount"] == {"value": Decimal(journal_amount)}
    assert entered["Amount"] == {"value": Decimal(bill_amount)}


def test_an_invoice_is_refused_in_a_currency_without_a_rate(put):
    put("Currency", wrapped(CurrencyID="KWD", Description="Dinar"))
    put("Customer", wrapped(CustomerID="BUYER", CustomerName="Buyer", CurrencyID="KWD"))

    status, record = put("Invoice", wrapped(Customer="BUYER"))

    assert (status, record["error"]) == (422, _NO_RATE)


def test_a_journal_and_a_bill_in_a_currency_without_a_rate_are_refused(put, bill):
    put("Currency", wrapped(CurrencyID="KWD", Description="Dinar", DecimalPrecision=3))

    for status, record in (
        put("JournalTransaction", journal(1, CurrencyID="KWD")),
        bill(1, CurrencyID="KWD"),
    ):
        assert (status, record["CurrencyID"]) == (422, {"value": "KWD", "error": _NO_RATE})
