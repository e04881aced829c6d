import pytest
from erp_sandbox.netsuite.catalog import Kind
from erp_sandbox.netsuite.tables import VIEWS, standard_tables
from erp_sandbox.netsuite.tables.spec import table

TABLES = standard_tables()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_key_and_timestamp_are_columns_and_names_are_unique(name):
    described = TABLES[name]
    names = [column.name for column in described.columns]
    assert len(set(names)) == len(names)
    assert set(described.key) <= set(names)
    assert (
        described.timestamp is None or described.column(described.timestamp).kind is Kind.DATETIME
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_references_name_tables(name):
    for column in TABLES[name].columns:
        assert column.references is None or column.references in TABLES


def test_header_subsidiary_is_not_exposed():
    assert not TABLES["transaction"].column("subsidiary").exposed
    assert TABLES["transactionline"].column("subsidiary").exposed


def test_custom_records_have_the_timestamp_lastmodified():
    for name, described in TABLES.items():
        if name.startswith("customrecord"):
            assert described.timestamp == "lastmodified"


def test_custom_columns_are_marked_by_prefix():
    assert TABLES["transaction"].column("custbody_batch").custom
    assert TABLES["transaction"].column("cseg_channel").custom
    assert not TABLES["transaction"].column("memo").custom


def test_a_timestamp_is_added_where_the_names_lack_it():
    made = table("thing", id="id owner>employee", text="name")
    assert [column.name for column in made.columns] == ["id", "owner", "name", "lastmodifieddate"]
    assert made.column("owner").references == "employee"


def test_views_are_tables_too():
    assert set(TABLES) >= VIEWS


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        ("subsidiary", "one_world"),
        ("consolidatedexchangerate", "one_world"),
        ("currency", "multi_currency"),
        ("accountingbook", "multi_book"),
        ("transaction", None),
    ],
)
def test_tables_say_which_feature_they_need(name, feature):
    assert TABLES[name].feature == feature
