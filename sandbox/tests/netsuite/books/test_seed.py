from decimal import Decimal

import pytest
from erp_sandbox.netsuite.catalog import Kind, Role
from erp_sandbox.netsuite.tables import VIEWS


def test_books_are_sound_after_seeding(seeded):
    assert seeded.check() == []


def test_no_table_is_empty(seeded):
    for name in seeded.account.tables:
        assert seeded.truth(f'select count(*) as n from "{name}"')[0]["n"] > 0, name


def test_same_seed_and_clock_fill_the_same_rows(seeded, make_books):
    again = make_books(documents=600)
    for name, table in seeded.account.tables.items():
        keys = ", ".join(f'"{key}"' for key in table.key)
        query = f'select * from "{name}" order by {keys}'
        assert seeded.truth(query) == again.truth(query), name


def test_stored_types_are_those_of_the_catalog(seeded):
    for name, table in seeded.account.tables.items():
        if name in VIEWS:
            continue
        stored = {row["column_name"]: row["column_type"] for row in describe(seeded, name)}
        for column in table.columns:
            assert stored[column.name] == column.kind.sql_type.replace(" ", "").replace(
                "DECIMAL(28,", "DECIMAL(28,"
            ), (name, column.name)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_views_show_the_columns_of_the_catalog(seeded, name):
    shown = {row["column_name"] for row in describe(seeded, name)}
    assert shown >= {column.name for column in seeded.account.tables[name].columns}


def describe(books, name):
    return books.truth(
        "select column_name, replace(data_type, ' ', '') as column_type from duckdb_columns()"
        f" where table_name = '{name}'"
    )


def test_amounts_are_booked_in_the_subsidiarys_currency(seeded):
    rows = seeded.truth(
        "select t.exchangerate, l.foreignamount, a.amount from transaction t"
        " join transactionline l on l.transaction = t.id and l.id = 1"
        " join transactionaccountingline a on a.transaction = t.id and a.transactionline = 1"
        " and a.accountingbook = 1 join subsidiary s on s.id = t.subsidiary"
        " where t.currency <> s.currency and t.type = 'VendBill' and s.currency <> 4"
    )
    assert rows
    for row in rows:
        exact = Decimal(row["foreignamount"]) * Decimal(row["exchangerate"])
        assert abs(exact - Decimal(row["amount"])) <= Decimal("0.005")


def test_orders_do_not_post(seeded):
    rows = seeded.truth(
        "select distinct t.type, a.posting from transaction t join transactionaccountingline a"
        " on a.transaction = t.id where t.type in ('PurchOrd', 'SalesOrd')"
    )
    assert rows
    assert not any(row["posting"] for row in rows)


def test_one_subsidiary_keeps_no_second_book(seeded):
    rows = seeded.truth(
        "select l.subsidiary, count(distinct a.accountingbook) as books from transactionline l"
        " join transaction t on t.id = l.transaction join transactionaccountingline a"
        " on a.transaction = l.transaction and a.transactionline = l.id"
        " where t.type not in ('PurchOrd', 'SalesOrd') group by 1 order by 1"
    )
    assert [(row["subsidiary"], row["books"]) for row in rows] == [(1, 2), (2, 2), (3, 2), (4, 1)]


def test_the_second_book_codes_rent_differently(seeded):
    rows = seeded.truth(
        "select distinct a.accountingbook, c.acctnumber from transactionaccountingline a"
        " join account c on c.id = a.account where (a.transaction, a.transactionline) in"
        " (select (a2.transaction, a2.transactionline) from transactionaccountingline a2"
        "  join account c2 on c2.id = a2.account where c2.acctnumber = '6020') order by all"
    )
    assert [(row["accountingbook"], row["acctnumber"]) for row in rows] == [
        (1, "6020"),
        (2, "1510"),
    ]


def test_links_join_orders_bills_and_payments(seeded):
    rows = seeded.truth(
        "select distinct linktype, previoustype, nexttype from nexttransactionlinelink"
    )
    found = {(row["linktype"], row["previoustype"], row["nexttype"]) for row in rows}
    assert found >= {
        ("OrdBill", "PurchOrd", "VendBill"),
        ("ShipRcpt", "PurchOrd", "ItemRcpt"),
        ("OrdBill", "SalesOrd", "CustInvc"),
        ("Payment", "VendBill", "VendPymt"),
        ("Payment", "VendBill", "VendCred"),
        ("Payment", "ExpRept", "VendPymt"),
        ("Payment", "CustInvc", "CustPymt"),
        ("Payment", "CustInvc", "CustCred"),
    }


def test_bill_lines_match_the_predicates_that_connectors_use(seeded):
    def count(condition):
        query = (
            "select count(*) as n from transactionline l join transaction t on t.id = l.transaction"
            f" where not l.mainline and {condition}"
        )
        return seeded.truth(query)[0]["n"]

    items = "(l.hascostline or l.accountinglinetype = 'EXPENSE')"
    assert count(f"t.type = 'VendBill' and {items} and l.item is null") == 0
    assert count(f"t.type = 'VendBill' and {items}") > 0
    assert count("t.type = 'VendBill' and l.accountinglinetype is null") > 0
    assert count("t.type = 'VendBill' and l.accountinglinetype is null and l.item is not null") == 0
    assert count("l.taxline") > 0
    assert count("t.type = 'CustInvc' and l.accountinglinetype = 'INCOME'") > 0


def test_subsidiaries_have_fiscal_years_of_their_own_over_shared_months(seeded):
    rows = seeded.truth(
        "select s.fiscalcalendar, f.fiscalmonth, min(y.periodname) as year from subsidiary s"
        " join fiscalcalendar f on f.id = s.fiscalcalendar"
        " join accountingperiod m on m.periodname = 'Mar 2026'"
        " join accountingperiodfiscalcalendars q on q.accountingperiod = m.id"
        " and q.fiscalcalendar = f.id"
        " join accountingperiodfiscalcalendars p on p.accountingperiod = q.parent"
        " and p.fiscalcalendar = f.id join accountingperiod y on y.id = p.parent and y.isyear"
        " group by all order by 1"
    )
    assert rows == [
        {"fiscalcalendar": 1, "fiscalmonth": "JAN", "year": "FY 2026"},
        {"fiscalcalendar": 2, "fiscalmonth": "APR", "year": "FY 2025/26"},
    ]


def test_expense_reports_owe_employees(seeded):
    rows = seeded.truth(
        "select distinct e.type, c.accttype, t.status, t.foreignamountunpaid = 0 as paid"
        " from transaction t join entity e on e.id = t.entity"
        " join transactionaccountingline a on a.transaction = t.id and a.transactionline = 0"
        " join account c on c.id = a.account where t.type = 'ExpRept' order by status"
    )
    assert rows == [
        {"type": "Employee", "accttype": "AcctPay", "status": "F", "paid": False},
        {"type": "Employee", "accttype": "AcctPay", "status": "I", "paid": True},
    ]


def test_journals_to_control_accounts_name_the_party_on_the_line(seeded):
    rows = seeded.truth(
        "select distinct c.accttype, e.type from transaction t join transactionline l"
        " on l.transaction = t.id join transactionaccountingline a on a.transaction = t.id"
        " and a.transactionline = l.id join account c on c.id = a.account"
        " join entity e on e.id = l.entity where t.type = 'Journal' and t.entity is null"
        " and c.accttype in ('AcctPay', 'AcctRec') order by all"
    )
    assert rows == [
        {"accttype": "AcctPay", "type": "Vendor"},
        {"accttype": "AcctRec", "type": "CustJob"},
    ]


def test_small_tables_have_rows_without_a_timestamp(seeded):
    for name in ("account", "department", "term", "customrecord_cost_driver"):
        timestamp = seeded.account.tables[name].timestamp
        rows = seeded.truth(f"select count(*) filter ({timestamp} is null) as n from {name}")
        assert rows[0]["n"] > 0, name


def test_texts_are_awkward(seeded):
    memos = "".join(
        row["memo"] for row in seeded.truth("select memo from transaction") if row["memo"]
    )
    names = "".join(row["entityid"] for row in seeded.truth("select entityid from entity"))
    assert "\n" in memos
    assert '"' in memos
    assert "'" in names
    assert "株式会社" in names


def test_every_custom_column_is_announced_once(seeded):
    announced = [
        row["scriptid"].lower() for row in seeded.truth("select scriptid from customfield")
    ]
    columns = {
        column.name
        for table in seeded.account.tables.values()
        for column in table.columns
        if column.custom and not column.name.startswith("cseg")
    }
    assert sorted(announced) == sorted(columns)


def test_custom_fields_of_every_value_type_exist_and_hold_values(seeded):
    types = {
        row["t"] for row in seeded.truth("select distinct fieldvaluetype as t from customfield")
    }
    assert types >= {
        "Free-Form Text",
        "Long Text",
        "Check Box",
        "Decimal Number",
        "Percent",
        "Integer Number",
        "Currency",
        "Date",
        "Date/Time",
        "List/Record",
        "Multiple Select",
        "Hyperlink",
    }
    for table in seeded.account.tables.values():
        for column in table.columns:
            if column.custom and table.name not in VIEWS:
                query = f'select count("{column.name}") as n, count(*) as all_ from "{table.name}"'
                row = seeded.truth(query)[0]
                assert row["n"] > 0, (table.name, column.name)


def test_old_deletions_are_recorded(seeded):
    rows = seeded.truth("select scriptid, iscustomrecord from deletedrecord")
    assert {row["scriptid"] for row in rows} >= {"CUSTOMER", "VENDOR"}
    assert any(row["iscustomrecord"] for row in rows)
    actions = seeded.truth("select distinct action from transactionhistory order by 1")
    assert [row["action"] for row in actions] == ["CREATE", "DELETE"]


def test_consolidated_rates_cover_every_pair_of_subsidiaries(seeded):
    rows = seeded.truth(
        "select count(distinct (fromsubsidiary, tosubsidiary)) as pairs,"
        " count(*) filter (currentrate <= 0) as bad from consolidatedexchangerate"
        " where accountingbook = 1"
    )
    assert rows == [{"pairs": 12, "bad": 0}]


@pytest.mark.parametrize(
    ("feature", "tables", "columns"),
    [
        (
            "one_world",
            {"subsidiary", "vendorsubsidiaryrelationship"},
            {("transactionline", "subsidiary")},
        ),
        ("multi_currency", {"currency", "currencyrate"}, {("transaction", "currency")}),
        ("multi_book", {"accountingbook", "accountingbooksubsidiaries"}, set()),
    ],
)
def test_a_feature_that_is_off_hides_its_tables_and_columns(make_books, feature, tables, columns):
    books = make_books(documents=20, **{feature: False})
    assert books.check() == []
    assert books.account.role.hidden_tables >= tables
    assert books.account.role.hidden_columns >= columns
    books.set_role(Role(hidden_tables=frozenset({"vendor"})))
    assert books.account.role.hidden_tables >= tables | {"vendor"}
    assert books.mutate("random", seed=1, steps=5)["steps"] == 5
    assert books.check() == []


def test_all_features_hide_nothing(seeded):
    assert seeded.account.role == Role()


def test_single_company_accounts_have_one_subsidiary_currency_and_book(make_books):
    books = make_books(documents=20, one_world=False, multi_currency=False, multi_book=False)
    row = books.truth("select count(distinct subsidiary) as s from transactionline")[0]
    assert row == {"s": 1}
    used = books.truth("select distinct currency, exchangerate from transaction")
    assert used == [{"currency": 1, "exchangerate": "1.00000000"}]
    kept = books.truth("select distinct accountingbook as b from transactionaccountingline")
    assert kept == [{"b": 1}]


def test_kinds_of_money_are_exact(seeded):
    money = {
        column.name
        for column in seeded.account.tables["transactionaccountingline"].columns
        if column.kind is Kind.AMOUNT
    }
    assert money >= {"amount", "debit", "credit", "amountunpaid"}
    floats = seeded.truth(
        "select table_name from duckdb_columns() where data_type in ('DOUBLE', 'FLOAT')"
    )
    assert not {row["table_name"] for row in floats} & set(seeded.account.tables)


def test_stored_rows_are_read_only(seeded):
    for statement in ("delete from vendor", "select 1; select 2", "drop table vendor"):
        with pytest.raises(ValueError, match="read-only"):
            seeded.truth(statement)


def test_stored_rows_are_json(seeded):
    row = seeded.truth(
        "select 1.50::decimal(28, 2) as money, date '2026-01-31' as day,"
        " timestamp '2026-01-31 13:05:00' as at, true as yes, [date '2026-01-01'] as days"
    )
    assert row == [
        {
            "money": "1.50",
            "day": "2026-01-31",
            "at": "2026-01-31T13:05:00Z",
            "yes": True,
            "days": ["2026-01-01"],
        }
    ]
