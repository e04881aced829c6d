import pytest
from erp_sandbox.netsuite.mutations import MutationError


@pytest.mark.parametrize(
    ("record", "type_", "posting"),
    [
        ("vendorbill", "VendBill", True),
        ("VendCred", "VendCred", True),
        ("vendorpayment", "VendPymt", True),
        ("purchaseorder", "PurchOrd", False),
        ("salesorder", "SalesOrd", False),
        ("invoice", "CustInvc", True),
        ("creditmemo", "CustCred", True),
        ("customerpayment", "CustPymt", True),
        ("journalentry", "Journal", True),
    ],
)
def test_every_type_can_be_written(books, header, now, record, type_, posting):
    made = books.mutate("create", record=record, values={"amount": "12.50"})
    head = header(made["id"])
    assert head["type"] == type_
    assert head["posting"] is posting
    assert head["lastmodifieddate"] == head["createddate"] == now
    assert head["foreigntotal"].lstrip("-") == "12.50"


def test_a_new_document_takes_values_lines_and_custom_fields(books, header):
    made = books.mutate(
        "create",
        record="vendorbill",
        values={"memo": 'Ünïcode\n"quoted"', "custbody_surcharge": "1.25", "otherrefnum": "X1"},
        lines=[{"amount": "0.01", "department": 4}, {"amount": "99.99", "item": 1, "quantity": 3}],
    )
    head = header(made["id"])
    assert head["foreigntotal"] == "-100.00"
    assert head["foreignamountunpaid"] == "100.00"
    assert (head["memo"], head["custbody_surcharge"], head["otherrefnum"]) == (
        'Ünïcode\n"quoted"',
        "1.25",
        "X1",
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"record": "vendorbill", "values": {"amount": 12.5}}, "floats"),
        ({"record": "vendorbill", "values": {"amount": "1.005"}}, "fractions of a cent"),
        ({"record": "vendorbill", "values": {"amount": "0"}}, "other than zero"),
        ({"record": "vendorbill", "values": {"entity": 1}}, "no vendor 1"),
        ({"record": "vendorbill", "values": {"foreigntotal": "1"}}, "follows from"),
        ({"record": "vendorbill", "values": {"color": "1"}}, "no column"),
        ({"record": "vendorbill", "lines": [{"color": "1"}]}, "no color"),
        ({"record": "vendorbill", "values": {"trandate": "1999-01-01"}}, "no accounting period"),
        ({"record": "transaction"}, "Say which"),
        ({"record": "entity"}, "only shows rows"),
        ({"record": "nosuch"}, "no table"),
    ],
)
def test_impossible_documents_are_rejected_and_leave_nothing(books, one, arguments, why):
    before = one("select count(*) as n from transaction")
    with pytest.raises(MutationError, match=why):
        books.mutate("create", **arguments)
    assert one("select count(*) as n from transaction") == before


def test_deleting_removes_all_rows_and_records_the_deletion_twice(books, one, bill, now):
    books.mutate("delete", record="vendorbill", id=bill)
    for table, column in (
        ("transaction", "id"),
        ("transactionline", "transaction"),
        ("transactionaccountingline", "transaction"),
    ):
        assert one(f"select count(*) as n from {table} where {column} = {bill}") == {"n": 0}
    note = one(f"select * from deletedrecord where recordid = {bill} and recordtypeid = -30")
    assert (note["type"], note["scriptid"], note["deleteddate"]) == ("Bill", "VENDBILL", now)
    entry = one(f"select * from transactionhistory where transaction = {bill}")
    assert (entry["action"], entry["datetime"], entry["amount"]) == ("DELETE", now, "-42.50")


def test_ids_of_deleted_records_are_not_given_out_again(books, bill):
    books.mutate("delete", record="transaction", id=bill)
    assert books.mutate("create", record="vendorbill")["id"] > bill


def test_deleting_a_paid_bill_needs_cascade(books, header, bill):
    payment = books.mutate("apply_payment", document=bill)["payment"]
    with pytest.raises(MutationError, match="cascade"):
        books.mutate("delete", record="transaction", id=bill)
    assert books.mutate("delete", record="transaction", id=bill, cascade=True)["touched"] == [
        payment
    ]
    assert header(payment)["foreignpaymentamountunused"] == "42.50"


def test_deleting_a_bill_gives_its_lines_back_to_the_order(books, one):
    link = books.truth("select * from nexttransactionlinelink where nexttype = 'VendBill' limit 1")[
        0
    ]
    books.mutate("delete", record="transaction", id=link["nextdoc"], cascade=True)
    line = one(
        f"select * from transactionline where transaction = {link['previousdoc']}"
        f" and id = {link['previousline']}"
    )
    assert line["quantitybilled"] == "0.00000000"


def test_voiding_keeps_the_row_and_reverses_every_posting(books, header, total, bill, now):
    payment = books.mutate("apply_payment", document=bill)["payment"]
    done = books.mutate("void", id=bill)
    head, journal = header(bill), header(done["journal"])
    assert (head["voided"], head["status"], head["lastmodifieddate"]) == (True, "V", now)
    assert head["foreignamountunpaid"] == "0.00"
    assert (journal["type"], journal["isreversal"], journal["reversal"]) == ("Journal", True, bill)
    assert header(payment)["foreignpaymentamountunused"] == "42.50"
    rows = books.truth(
        "select account, accountingbook, sum(amount) as s from transactionaccountingline"
        f" where transaction in ({bill}, {done['journal']}) group by all"
    )
    assert total(row["s"] for row in rows) == 0
    assert all(row["s"] == "0.00" for row in rows)


def test_voiding_a_payment_makes_its_bills_unpaid(books, header, bill):
    payment = books.mutate("apply_payment", document=bill)["payment"]
    books.mutate("void", id=payment)
    assert header(bill)["foreignamountunpaid"] == "42.50"
    assert header(payment)["foreignpaymentamountunused"] == "0.00"


def test_voiding_twice_and_voiding_orders_is_rejected(books, bill):
    books.mutate("void", id=bill)
    order = books.mutate("create", record="purchaseorder")["id"]
    for number in (bill, order):
        with pytest.raises(MutationError, match="cannot be voided"):
            books.mutate("void", id=number)


def test_approving_a_pending_bill_posts_it(books, header):
    pending = books.mutate("create", record="vendorbill", values={"approvalstatus": 1})["id"]
    assert (header(pending)["posting"], header(pending)["status"]) == (False, "D")
    books.mutate("change", record="vendorbill", id=pending, values={"approvalstatus": 2})
    assert (header(pending)["posting"], header(pending)["status"]) == (True, "A")


def test_foreign_documents_post_at_the_rate_of_their_day(books, one):
    vendor = one("select min(id) as id from vendor where subsidiary = 1")["id"]
    made = books.mutate(
        "create", record="vendorbill", values={"entity": vendor, "currency": 2, "amount": "100"}
    )["id"]
    row = one(
        "select t.exchangerate, a.amount, l.foreignamount from transaction t"
        " join transactionline l on l.transaction = t.id and l.id = 1"
        " join transactionaccountingline a on a.transaction = t.id and a.transactionline = 1"
        f" and a.accountingbook = 1 where t.id = {made}"
    )
    assert row["foreignamount"] == "100.00"
    assert row["amount"] != "100.00"
    assert row["exchangerate"] != "1.00000000"
