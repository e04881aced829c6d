"""What transactions post, in the general ledger report: rates, settlements, stock."""

from __future__ import annotations

from decimal import Decimal

import pytest

EVER = {"start_date": "2018-01-01", "end_date": "2028-12-31"}


@pytest.fixture
def sandbox(serve):
    sandbox = serve("quickbooks", documents=120, multicurrency=True)
    sandbox.quickbooks.set_limits(per_second=1000, per_minute=100_000)
    return sandbox


@pytest.fixture
def company(call, sandbox):
    return Company(call, sandbox)


class Company:
    """Documents entered through the API; accounts by their numbers."""

    def __init__(self, call, sandbox):
        self._call = call
        self.control = sandbox.quickbooks
        accounts = self.control.truth("Account")
        self._accounts = {account["AcctNum"]: account["Id"] for account in accounts}
        self._numbers = {account["Id"]: account["AcctNum"] for account in accounts}
        [self.stocked, _] = [
            i["Id"] for i in self.control.truth("Item") if i["Type"] == "Inventory"
        ]

    def enter(self, entity, rate=None, day="2026-05-01", **values):
        currency = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": rate} if rate else {}
        response = self._call("POST", entity, json={"TxnDate": day, **currency, **values})
        assert response.status_code == 200, response.text
        [record] = [value for value in response.json().values() if isinstance(value, dict)]
        return record["Id"]

    def account(self, number):
        return {"value": self._accounts[number]}

    def expense(self, amount, number="6000"):
        kind = "AccountBasedExpenseLineDetail"
        return {"Amount": amount, "DetailType": kind, kind: {"AccountRef": self.account(number)}}

    def journal_line(self, side, amount, number, vendor=None):
        kind = "JournalEntryLineDetail"
        detail = {"PostingType": side, "AccountRef": self.account(number)}
        if vendor:
            detail["Entity"] = {"Type": "Vendor", "EntityRef": {"value": vendor}}
        return {"Amount": amount, "DetailType": kind, kind: detail}

    def sale(self, *amounts, item="1", quantity=1):
        kind = "SalesItemLineDetail"
        detail = {"ItemRef": {"value": item}, "Qty": quantity}
        return [{"Amount": amount, "DetailType": kind, kind: detail} for amount in amounts]

    def posted(self, record_id):
        """Return what a transaction posts to accounts, from the report."""
        found = {}
        for section in self.control.report("GeneralLedger", **EVER)["Rows"]["Row"]:
            account = section["Header"]["ColData"][0]["id"]
            for row in section["Rows"]["Row"]:
                if row["ColData"][1].get("id") == record_id:
                    found[self._numbers[account]] = Decimal(row["ColData"][3]["value"])
        return found


def _linked(*links):
    return [
        {"Amount": amount, "LinkedTxn": [{"TxnId": record_id, "TxnType": kind}]}
        for amount, record_id, kind in links
    ]


def _amounts(**amounts):
    return {number.removeprefix("a"): Decimal(amount) for number, amount in amounts.items()}


def test_a_payment_relieves_receivables_at_the_invoices_rate(company):
    customer = {"CustomerRef": {"value": "13"}}
    invoice = company.enter("invoice", 1.1, **customer, Line=company.sale(100))
    paid = {"TotalAmt": 100, "Line": _linked((100, invoice, "Invoice"))}
    payment = company.enter("payment", 1.2, **customer, **paid)

    assert company.posted(invoice) == _amounts(a1110="110", a4000="-110")
    assert company.posted(payment) == _amounts(a1110="-110", a1200="120", a9000="-10")


def test_the_payment_that_settles_an_invoice_takes_its_last_cent(company):
    customer = {"CustomerRef": {"value": "13"}}
    invoice = company.enter("invoice", 1.105, **customer, Line=company.sale(0.3))
    shares = []
    for day in ("2026-05-02", "2026-05-03", "2026-05-04"):
        paid = {"TotalAmt": 0.1, "Line": _linked((0.1, invoice, "Invoice"))}
        shares.append(company.enter("payment", 1.105, day, **customer, **paid))

    assert company.posted(invoice)["1110"] == Decimal("0.33")
    relieved = [company.posted(payment)["1110"] for payment in shares]
    assert relieved == [Decimal("-0.11")] * 3


def test_every_line_of_a_foreign_bill_is_rounded_and_the_rest_is_exchange(company):
    vendor = {"VendorRef": {"value": "9"}, "APAccountRef": company.account("2010")}
    lines = [company.expense(0.33), company.expense(0.33, "6100"), company.expense(0.33, "6200")]
    bill = company.enter("bill", 1.115, **vendor, Line=lines)

    posted = company.posted(bill)

    assert posted == _amounts(a2010="-1.10", a6000=".37", a6100=".37", a6200=".37", a9000="-.01")


def test_a_journal_entry_that_paid_a_bill_is_applied_by_a_bill_payment_of_zero(company):
    vendor = {"VendorRef": {"value": "9"}, "APAccountRef": company.account("2010")}
    bill = company.enter("bill", 1.1, **vendor, DueDate="2026-05-01", Line=[company.expense(100)])
    lines = [
        company.journal_line("Debit", 100, "2010", vendor="9"),
        company.journal_line("Credit", 100, "1000"),
    ]
    journal = company.enter("journalentry", 1.2, Line=lines)
    before = company.control.report("AgedPayables", **EVER)
    payment = company.enter(
        "billpayment",
        1.3,
        **vendor,
        TotalAmt=0,
        PayType="Check",
        CheckPayment={"BankAccountRef": company.account("1000")},
        Line=_linked((100, bill, "Bill"), (100, journal, "JournalEntry")),
    )

    assert company.posted(journal) == _amounts(a2010="120", a1000="-120")
    assert company.posted(payment) == _amounts(a2010="-10", a9000="10")
    [paid] = [row for row in company.control.truth("Bill") if row["Id"] == bill]
    assert paid["Balance"] == paid["HomeBalance"] == 0
    assert paid["LinkedTxn"] == [{"TxnId": payment, "TxnType": "BillPaymentCheck"}]
    assert _total(company.control.report("AgedPayables", **EVER)) == _total(before) + 10


def _total(report):
    return Decimal(report["Rows"]["Row"][-1]["Summary"]["ColData"][-1]["value"])


def test_a_deposit_on_an_invoice_is_received_and_not_owed(company):
    invoice = company.enter(
        "invoice", CustomerRef={"value": "1"}, Deposit=25, Line=company.sale(100), Balance=75
    )

    assert company.posted(invoice) == _amounts(a1100="75", a1200="25", a4000="-100")


def test_a_deposit_line_without_account_is_from_undeposited_funds(company):
    kind = "DepositLineDetail"
    deposit = company.enter(
        "deposit",
        DepositToAccountRef=company.account("1000"),
        Line=[{"Amount": 40, "DetailType": kind, kind: {"CheckNum": "7"}}],
    )

    assert company.posted(deposit) == _amounts(a1000="40", a1200="-40")


def _buy(company, day, quantity, amount):
    kind = "ItemBasedExpenseLineDetail"
    detail = {"ItemRef": {"value": company.stocked}, "Qty": quantity}
    line = {"Amount": amount, "DetailType": kind, kind: detail}
    company.enter("bill", day=day, VendorRef={"value": "1"}, DueDate=day, Line=[line])


def _sell(company, day, quantity):
    lines = company.sale(1000, item=company.stocked, quantity=quantity)
    return company.enter("invoice", day=day, CustomerRef={"value": "1"}, DueDate=day, Line=lines)


def test_goods_are_valued_first_in_first_out(company, sandbox):
    before = _on_hand(company)
    _buy(company, "2019-01-01", 20, 120)
    _buy(company, "2019-01-02", 30, 210)
    first = _sell(company, "2019-01-03", 15)
    second = _sell(company, "2019-01-03", 20)

    assert company.posted(first)["5000"] == 90
    assert company.posted(second)["5000"] == 135
    assert company.posted(second)["1300"] == -135
    assert _on_hand(company) == before + 15


def test_goods_sold_before_they_are_bought_take_the_cost_of_the_next_purchase(company):
    sale = _sell(company, "2019-01-01", 2)
    _buy(company, "2019-01-02", 3, 10)

    assert company.posted(sale)["5000"] == Decimal("6.67")


def _on_hand(company):
    [item] = [row for row in company.control.truth("Item") if row["Id"] == company.stocked]
    return item["QtyOnHand"]


def test_a_transaction_out_of_balance_is_rejected_and_leaves_no_trace(call, company):
    before = company.control.report("TrialBalance", **EVER)["Rows"]
    lines = [company.journal_line("Debit", 5, "6000"), company.journal_line("Credit", 4, "1000")]

    response = call("POST", "journalentry", json={"TxnDate": "2026-05-01", "Line": lines})

    assert response.json()["Fault"]["Error"][0]["code"] == "6000"
    assert company.control.report("TrialBalance", **EVER)["Rows"] == before
    company.enter("journalentry", Line=[company.journal_line("Debit", 0, "6000")])


@pytest.mark.parametrize("seed", range(3))
def test_aging_equals_the_control_accounts_on_any_day_of_any_history(sandbox, seed):
    sandbox.quickbooks.mutate("documents", number=100, seed=seed)
    sandbox.quickbooks.mutate("random", steps=60, seed=seed)

    for day in ("2026-02-01", "2026-08-01", "2027-12-31"):
        balances = {
            row["ColData"][0]["value"]: Decimal(row["ColData"][1]["value"] or 0)
            - Decimal(row["ColData"][2]["value"] or 0)
            for row in sandbox.quickbooks.report("TrialBalance", end_date=day)["Rows"]["Row"]
            if "ColData" in row
        }
        for report, sign in (("AgedReceivables", 1), ("AgedPayables", -1)):
            control = f"Accounts {report[4:-1]}"
            expected = sum(b for name, b in balances.items() if name.startswith(control))
            aged = sandbox.quickbooks.report(report, end_date=day)
            total = _total(aged) if aged["Rows"].get("Row") else 0
            assert total == sign * expected, (report, day)
