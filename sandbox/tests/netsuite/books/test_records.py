import pytest
from erp_sandbox.netsuite.mutations import MutationError


@pytest.mark.parametrize(
    ("record", "values"),
    [
        ("vendor", {"entityid": "Née & Søn", "creditlimit": "10.50"}),
        ("customer", {"entityid": 'The "Customer"', "custentity_key_account": True}),
        ("contact", {"entityid": "A B", "email": None}),
        ("department", {"name": "Légal"}),
        ("item", {"itemid": "X-1"}),
        ("account", {"acctnumber": "6999"}),
        ("customrecord_cost_driver", {"name": "n", "custrecord_cd_effective": "2026-01-31"}),
    ],
)
def test_records_are_created_with_values_and_timestamp(books, one, now, record, values):
    made = books.mutate("create", record=record, values=values)
    row = one(f"select * from {record} where id = {made['id']}")
    assert {name: row[name] for name in values} == values
    assert row[books.account.tables[record].timestamp] == now


def test_entities_share_one_number_space(books):
    ids = [books.mutate("create", record=r)["id"] for r in ("vendor", "customer", "contact")]
    assert ids == list(range(ids[0], ids[0] + 3))


def test_the_number_of_a_deleted_record_is_never_given_again(books, one):
    books.mutate("grow", table="transaction", rows=1)
    last = one("select max(id) as id from transaction")["id"]
    books.mutate("delete", record="transaction", id=last)

    books.mutate("grow", table="transaction", rows=1)

    assert one("select max(id) as id from transaction") == {"id": last + 1}


def test_a_change_moves_the_timestamp_by_default(books, one, now):
    before = one("select lastmodifieddate as s from vendor where id = (select min(id) from vendor)")
    number = one("select min(id) as id from vendor")["id"]
    books.mutate("change", record="vendor", id=number, values={"phone": "1"}, timestamp=False)
    row = one(f"select phone, lastmodifieddate as s from vendor where id = {number}")
    assert row == {"phone": "1", **before}
    books.mutate("change", record="vendor", id=number, values={"phone": "2"})
    assert one(f"select lastmodifieddate as s from vendor where id = {number}") == {"s": now}


def test_entity_shows_the_change(books, one):
    number = one("select max(id) as id from customer")["id"]
    books.mutate("change", record="customer", id=number, values={"entityid": "Renamed"})
    row = one(f"select entityid, type, customer, vendor from entity where id = {number}")
    assert row == {"entityid": "Renamed", "type": "CustJob", "customer": number, "vendor": None}


def test_rows_without_a_single_key_are_named_by_key(books, one):
    key = one(
        "select accountingbook, subsidiary from accountingbooksubsidiaries order by all limit 1"
    )
    books.mutate(
        "change", record="accountingbooksubsidiaries", key=key, values={"status": "CLOSED"}
    )
    assert one("select count(*) as n from accountingbooksubsidiaries where status = 'CLOSED'") == {
        "n": 1
    }


def test_a_deleted_record_is_gone_with_what_it_owned(books, one, now):
    made = books.mutate("create", record="contact", values={"entityid": "Short Lived"})["id"]
    books.mutate("delete", record="contact", id=made)
    assert one(f"select count(*) as n from contact where id = {made}") == {"n": 0}
    query = f"select count(*) as n from companycontactrelationship where contact = {made}"
    assert one(query) == {"n": 0}
    note = one(f"select * from deletedrecord where recordid = {made}")
    assert (note["type"], note["scriptid"], note["recordtypeid"]) == ("Contact", "CONTACT", -6)
    assert (note["name"], note["deleteddate"]) == ("Short Lived", now)


def test_a_record_others_depend_on_is_not_deleted(books, one):
    number = one("select min(entity) as id from transaction where type = 'VendBill'")["id"]
    with pytest.raises(MutationError, match="cannot be deleted"):
        books.mutate("delete", record="vendor", id=number)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"record": "vendor", "id": 10**9, "values": {}}, "There is no vendor"),
        ({"record": "vendor", "values": {}}, "Name the row by key"),
        ({"record": "vendor", "id": 30, "values": {"id": 3}}, "the key"),
        ({"record": "vendor", "id": 30, "values": {"nosuch": 3}}, "no column"),
        ({"record": "vendor", "id": 30, "values": {"creditlimit": 1.5}}, "floats"),
        ({"record": "vendor", "id": 30, "values": {"isinactive": "T"}}, "true or false"),
        ({"record": "entity", "id": 30, "values": {}}, "only shows rows"),
    ],
)
def test_impossible_changes_are_rejected(books, arguments, why):
    with pytest.raises(MutationError, match=why):
        books.mutate("change", **arguments)


def test_an_unknown_action_names_the_known_ones(books):
    with pytest.raises(MutationError, match="create"):
        books.mutate("explode")


def test_actions_explain_themselves(books):
    assert set(books.actions) == {
        "create",
        "change",
        "delete",
        "void",
        "add_line",
        "remove_line",
        "apply_payment",
        "unapply_payment",
        "backdate",
        "touch",
        "grow",
        "random",
        "break_column",
        "hide_column",
        "refuse_utc",
        "add_custom_field",
        "remove_custom_field",
    }
    assert all(text.endswith(".") and len(text) < 100 for text in books.actions.values())
