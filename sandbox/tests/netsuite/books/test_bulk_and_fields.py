import pytest
from erp_sandbox.netsuite.mutations import MutationError


def test_a_late_commit_has_a_past_timestamp_with_its_lines(books, one, bill):
    made = books.mutate("create", record="vendorbill")["id"]
    at = books.mutate("backdate", record="transaction", id=made, seconds=120)["timestamp"]
    assert at < books.clock.now().replace(tzinfo=None).isoformat() + "Z"
    row = one(
        "select t.lastmodifieddate as h, max(l.linelastmodifieddate) as l from transaction t"
        f" join transactionline l on l.transaction = t.id where t.id = {made} group by 1"
    )
    assert row == {"h": at, "l": at}


def test_only_the_header_is_backdated_on_request(books, one, now):
    made = books.mutate("create", record="vendorbill")["id"]
    books.mutate("backdate", record="transaction", id=made, seconds=120, lines=False)
    query = f"select max(linelastmodifieddate) as s from transactionline where transaction = {made}"
    assert one(query) == {"s": now}


def test_touching_sets_many_rows_to_one_second(books, one, now):
    done = books.mutate("touch", table="transactionline", rows=300)
    assert done == {"record": "transactionline", "rows": 300, "timestamp": now}
    query = f"select count(*) as n from transactionline where linelastmodifieddate = '{now}'"
    assert one(query) == {"n": 300}


def test_tables_without_timestamps_cannot_be_touched(books):
    with pytest.raises(MutationError, match="has no timestamp"):
        books.mutate("touch", table="nexus")


@pytest.mark.parametrize(
    ("record", "rows"),
    [("transaction", 500), ("transactionline", 500), ("customer", 300), ("item", 50)],
)
def test_grown_rows_are_valid(books, one, now, record, rows):
    before = one(f"select count(*) as n from {record}")["n"]
    books.mutate("grow", table=record, rows=rows)
    assert one(f"select count(*) as n from {record}")["n"] == before + rows
    timestamp = books.account.tables[record].timestamp
    assert one(f"select count(*) as n from {record} where {timestamp} = '{now}'")["n"] == rows


def test_grown_numbers_are_not_given_out_again(books):
    grown = books.mutate("grow", table="vendor", rows=10)
    assert books.mutate("create", record="customer")["id"] == grown["last"] + 1


def test_rows_that_do_not_stand_alone_are_not_grown(books):
    with pytest.raises(MutationError, match="do not stand alone"):
        books.mutate("grow", table="companycontactrelationship", rows=10)


def test_a_broken_column_can_be_healed(books):
    books.mutate("break_column", table="vendor", column="comments")
    assert books.account.tables["vendor"].column("comments").broken
    books.mutate("break_column", table="vendor", column="comments", broken=False)
    assert not books.account.tables["vendor"].column("comments").broken


def test_a_hidden_column_can_be_shown_again(books):
    books.mutate("hide_column", table="entity", column="phone")
    assert not books.account.tables["entity"].column("phone").exposed
    books.mutate("hide_column", table="entity", column="phone", hidden=False)
    assert books.account.tables["entity"].column("phone").exposed


def test_a_new_custom_field_is_a_column_and_announced(books, one):
    books.mutate(
        "add_custom_field", table="vendor", name="custentity_rating", kind="amount", value="1.50"
    )
    column = books.account.tables["vendor"].column("custentity_rating")
    assert column.custom
    assert one("select count(*) as n from vendor where custentity_rating <> 1.5") == {"n": 0}
    row = one("select * from customfield where scriptid = 'CUSTENTITY_RATING'")
    assert (row["fieldtype"], row["fieldvaluetype"]) == ("ENTITY", "Currency")
    made = books.mutate("create", record="vendor", values={"custentity_rating": "2.25"})["id"]
    assert one(f"select custentity_rating as r from vendor where id = {made}") == {"r": "2.25"}
    books.mutate("remove_custom_field", table="vendor", name="custentity_rating")
    assert books.account.tables["vendor"].column("custentity_rating") is None
    assert one("select count(*) as n from customfield where scriptid = 'CUSTENTITY_RATING'") == {
        "n": 0
    }
    assert "custentity_rating" not in books.truth("select * from vendor limit 1")[0]


def test_documents_are_written_after_a_field_was_added(books):
    books.mutate("add_custom_field", table="transaction", name="custbody_late", kind="date")
    values = {"custbody_late": "2026-02-28"}
    made = books.mutate("create", record="invoice", values=values)["id"]
    row = books.truth(f"select custbody_late from transaction where id = {made}")
    assert row == [{"custbody_late": "2026-02-28"}]


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("rating", "text", "prefixes"),
        ("custbody_x; drop table vendor", "text", "prefixes"),
        ("custbody_x", "color", "no kind"),
        ("custentity_vat_number", "text", "already"),
    ],
)
def test_impossible_fields_are_rejected(books, name, kind, why):
    with pytest.raises(MutationError, match=why):
        books.mutate("add_custom_field", table="vendor", name=name, kind=kind)


def test_standard_columns_are_not_removed(books):
    with pytest.raises(MutationError, match="no custom field"):
        books.mutate("remove_custom_field", table="vendor", name="phone")
