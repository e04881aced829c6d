import pytest
from erp_sandbox.netsuite.mutations import MutationError


@pytest.fixture
def timestamps(books):
    """Stamps of a transaction: header, lines by number, primary accounting lines by number."""

    def ask(number):
        head = books.truth(f"select lastmodifieddate as s from transaction where id = {number}")
        lines = books.truth(
            "select id, linelastmodifieddate as s from transactionline"
            f" where transaction = {number}"
        )
        accounting = books.truth(
            "select transactionline as id, lastmodifieddate as s from transactionaccountingline"
            f" where transaction = {number} and accountingbook = 1"
        )
        return (
            head[0]["s"],
            {row["id"]: row["s"] for row in lines},
            {row["id"]: row["s"] for row in accounting},
        )

    return ask


@pytest.fixture
def key(one):
    return lambda number, line: one(
        f"select uniquekey from transactionline where transaction = {number} and id = {line}"
    )["uniquekey"]


def test_a_removed_line_changes_only_the_headers_timestamp(
    books, one, header, timestamps, bill, now
):
    deleted = one("select count(*) as n from deletedrecord")
    books.mutate("remove_line", transaction=bill, line=1)
    assert one("select count(*) as n from deletedrecord") == deleted
    head, lines, accounting = timestamps(bill)
    assert head == now
    assert set(lines) == set(accounting) == {0, 2}
    assert lines[2] < now
    assert header(bill)["foreigntotal"] == "-32.50"
    assert header(bill)["foreignamountunpaid"] == "32.50"


def test_the_last_line_of_a_document_stays(books, bill):
    books.mutate("remove_line", transaction=bill)
    with pytest.raises(MutationError, match="no line to spare"):
        books.mutate("remove_line", transaction=bill)


def test_an_added_line_moves_header_main_line_and_total(books, header, timestamps, bill, now):
    values = {"amount": "7.50", "memo": "third", "department": 2, "custcol_hours": "1.5"}
    line = books.mutate("add_line", transaction=bill, values=values)["line"]
    head, lines, accounting = timestamps(bill)
    assert (head, lines[0], lines[line], accounting[line]) == (now, now, now, now)
    assert lines[1] < now
    assert header(bill)["foreigntotal"] == "-50.00"


def test_a_changed_line_can_leave_the_header_alone(books, timestamps, key, bill, now):
    books.mutate("change", record="transactionline", id=key(bill, 1), values={"memo": "new"})
    head, lines, accounting = timestamps(bill)
    assert head < now
    assert lines[1] == now
    assert lines[0] < now
    assert accounting[1] < now


def test_a_changed_line_can_move_the_header(books, timestamps, key, bill, now):
    books.mutate(
        "change",
        record="transactionline",
        id=key(bill, 1),
        values={"memo": "new"},
        move_header=True,
    )
    assert timestamps(bill)[0] == now


def test_a_changed_amount_moves_total_and_accounting(books, header, timestamps, bill, now):
    books.mutate(
        "change",
        record="transactionline",
        key={"transaction": bill, "id": 1},
        values={"foreignamount": "20.00"},
    )
    assert header(bill)["foreigntotal"] == "-52.50"
    _, lines, accounting = timestamps(bill)
    assert accounting[1] == accounting[0] == lines[0] == now
    assert accounting[2] < now


def test_a_recoded_line_moves_its_accounting_lines_in_every_book(books, bill, key, one):
    rent = one("select id from account where acctnumber = '6020'")["id"]
    books.mutate("change", record="transactionline", id=key(bill, 1), values={"account": rent})
    rows = books.truth(
        "select c.acctnumber from transactionaccountingline a join account c on c.id = a.account"
        f" where a.transaction = {bill} and a.transactionline = 1 order by a.accountingbook"
    )
    assert [row["acctnumber"] for row in rows] in (["6020"], ["6020", "1510"])


@pytest.mark.parametrize("column", ["netamount", "transaction", "uniquekey", "mainline"])
def test_columns_of_postings_cannot_be_set(books, key, bill, column):
    with pytest.raises(MutationError, match=r"follows from|the key"):
        books.mutate("change", record="transactionline", id=key(bill, 1), values={column: 1})


def test_settled_documents_keep_their_lines(books, bill):
    payment = books.mutate("apply_payment", document=bill, amount="1.00")["payment"]
    for number in (bill, payment):
        with pytest.raises(MutationError, match=r"settled|applied to"):
            books.mutate("remove_line", transaction=number)


def test_a_payment_updates_the_timestamps_of_lines_but_not_of_the_bills_header(
    books, one, header, timestamps, bill, now
):
    payment = books.mutate("apply_payment", document=bill, amount="40.00")["payment"]
    head, lines, accounting = timestamps(bill)
    assert head < now
    assert lines[0] == accounting[0] == now
    assert lines[1] < now
    link = one(f"select * from nexttransactionlinelink where previousdoc = {bill}")
    assert (link["nextdoc"], link["linktype"], link["foreignamount"], link["lastmodifieddate"]) == (
        payment,
        "Payment",
        "40.00",
        now,
    )
    assert header(bill)["foreignamountunpaid"] == "2.50"
    assert header(bill)["status"] == "A"
    row = one(
        "select amountpaid, amountunpaid from transactionaccountingline"
        f" where transaction = {bill} and transactionline = 0 and accountingbook = 1"
    )
    assert row["amountunpaid"] != "0.00"


def test_paying_the_rest_closes_the_bill(books, header, timestamps, bill, now):
    books.mutate("apply_payment", document=bill, amount="40.00")
    books.mutate("apply_payment", document=bill, move_header=True)
    head = header(bill)
    assert (head["status"], head["foreignamountunpaid"], head["closedate"]) == (
        "B",
        "0.00",
        now[:10],
    )
    assert timestamps(bill)[0] == now


def test_an_unapplied_payment_removes_the_link_and_reopens_the_bill(books, header, one, bill):
    payment = books.mutate("apply_payment", document=bill)["payment"]
    books.mutate("unapply_payment", document=bill)
    assert header(bill)["foreignamountunpaid"] == "42.50"
    assert header(payment)["foreignpaymentamountunused"] == "42.50"
    query = f"select count(*) as n from nexttransactionlinelink where previousdoc = {bill}"
    assert one(query) == {"n": 0}


def test_one_payment_settles_several_bills(books, header):
    bills = [
        books.mutate("create", record="vendorbill", values={"amount": "5"})["id"] for _ in "ab"
    ]
    payment = books.mutate("apply_payment", documents=bills)["payment"]
    assert header(payment)["foreigntotal"] == "-10.00"
    assert [header(number)["status"] for number in bills] == ["B", "B"]


def test_a_credit_settles_a_bill_and_keeps_the_rest(books, header, bill):
    vendor = header(bill)["entity"]
    values = {"entity": vendor, "amount": "50"}
    credit = books.mutate("create", record="vendorcredit", values=values)["id"]
    books.mutate("apply_payment", document=bill, payment=credit)
    assert header(bill)["status"] == "B"
    assert header(credit)["foreignpaymentamountunused"] == "7.50"


def test_a_bill_payment_reimburses_an_expense_report(books, header):
    report = books.mutate("create", record="expensereport", values={"amount": "80"})["id"]
    payment = books.mutate("apply_payment", document=report)["payment"]
    assert header(report)["status"] == "I"
    assert header(payment)["entity"] == header(report)["entity"]
    books.mutate("unapply_payment", payment=payment)
    assert header(report)["status"] == "F"
    books.mutate("void", id=report)
    assert header(report)["status"] == "V"


def test_a_vendor_credit_settles_no_expense_report(books):
    report = books.mutate("create", record="expensereport")["id"]
    credit = books.mutate("create", record="vendorcredit")["id"]
    with pytest.raises(MutationError, match="does not settle"):
        books.mutate("apply_payment", document=report, payment=credit)


def test_payments_at_another_rate_book_the_exchange_difference(books, one, header):
    vendor = one("select min(id) as id from vendor where subsidiary = 1")["id"]
    values = {"entity": vendor, "currency": 3, "amount": "1000", "trandate": "2025-06-02"}
    bill = books.mutate("create", record="vendorbill", values=values)["id"]
    payment = books.mutate("apply_payment", document=bill)["payment"]
    row = one(f"select id from transactionline where transaction = {payment} and isfxvariance")
    assert row["id"] == 2
    books.mutate("unapply_payment", payment=payment)
    assert books.truth(f"select id from transactionline where transaction = {payment}") == [
        {"id": 0},
        {"id": 1},
    ]


@pytest.mark.parametrize("amount", ["100.00", "-1"])
def test_no_more_is_paid_than_is_open(books, bill, amount):
    payment = books.mutate("create", record="vendorpayment", values={"amount": "20"})["id"]
    with pytest.raises(MutationError, match=r"cannot be applied|nothing open"):
        books.mutate("apply_payment", document=bill, payment=payment, amount=amount)


def test_invoices_are_not_settled_by_bill_payments(books):
    invoice = books.mutate("create", record="invoice")["id"]
    payment = books.mutate("create", record="vendorpayment")["id"]
    with pytest.raises(MutationError, match="does not settle"):
        books.mutate("apply_payment", document=invoice, payment=payment)
