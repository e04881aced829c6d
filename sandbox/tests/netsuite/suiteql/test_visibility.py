# ruff: noqa: E501  # a query per line reads best
import pytest
from erp_sandbox.netsuite.catalog import Role


def test_an_unknown_table_is_an_invalid_search_type(refusal):
    assert refusal("SELECT id FROM nosuchtable").detail.endswith(
        "Search error occurred: Invalid search type: nosuchtable."
    )


def test_a_table_the_role_may_not_see_was_not_found(refusal):
    role = Role(hidden_tables=frozenset({"currency"}))
    assert refusal("SELECT id FROM currency", role=role).detail.endswith(
        "Search error occurred: Record 'currency' was not found."
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT nosuch FROM transaction t",
        "SELECT t.nosuch FROM transaction t",
        "SELECT t.id FROM transaction t WHERE t.nosuch = 1",
        "SELECT t.id FROM transaction t ORDER BY t.nosuch",
        "SELECT COUNT(*) FROM transaction t GROUP BY t.nosuch",
        "SELECT COUNT(*) FROM transaction t HAVING MAX(t.nosuch) = 1",
        "SELECT NVL(t.nosuch, 1) FROM transaction t",
        "SELECT t.id FROM transaction t WHERE EXISTS (SELECT 1 FROM DUAL WHERE t.nosuch = 1)",
    ],
)
def test_an_unknown_column_is_rejected_wherever_it_stands(refusal, query):
    detail = refusal(query).detail
    assert "Unknown identifier 'nosuch'. Available identifiers are: {" in detail
    assert "t=transaction" in detail


def test_available_identifiers_name_every_alias(refusal):
    query = "SELECT x.id FROM transaction t JOIN entity e ON e.id = t.entity"
    assert refusal(query).detail.endswith(
        "Unknown identifier 'x'. Available identifiers are: {t=transaction, e=entity}."
    )


def test_without_an_alias_the_table_name_is_the_alias(refusal):
    assert refusal("SELECT subsidiaryx FROM transaction").detail.endswith(
        "Unknown identifier 'subsidiaryx'. Available identifiers are: {transaction=transaction}."
    )


def test_an_alias_hides_the_table_name(refusal):
    assert "Unknown identifier 'entity'" in refusal("SELECT entity.id FROM entity e").detail


def test_a_hidden_column_is_unknown(refusal):
    role = Role(hidden_columns=frozenset({("entity", "entityid")}))
    assert (
        "Unknown identifier 'entityid'" in refusal("SELECT entityid FROM entity", role=role).detail
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT t.subsidiary FROM transaction t",
        "SELECT t.id FROM transaction t WHERE t.subsidiary = 1",
        "SELECT t.id FROM transaction t ORDER BY t.subsidiary",
        "SELECT e.id FROM entity e WHERE e.id IN (SELECT t.subsidiary FROM transaction t)",
    ],
)
def test_a_column_that_is_not_exposed_says_so(refusal, query):
    error = refusal(query)
    assert error.status == 400
    assert (
        "Search error occurred: Field 'subsidiary' for record 'transaction' was not found. "
        "Reason: NOT_EXPOSED - " in error.detail
    )


@pytest.mark.parametrize("place", ["SELECT {}", "SELECT id FROM transaction WHERE {} = 'x' AND id"])
def test_a_broken_column_is_a_server_failure(refusal, place):
    query = place.format("custbody_formula")
    query += " FROM transaction" if "FROM" not in query else " = 1"
    error = refusal(query)
    assert (error.status, error.code) == (500, "UNEXPECTED_ERROR")
    assert error.detail.startswith("An unexpected error occurred. Error ID: ")


def test_every_server_failure_has_its_own_error_id(refusal):
    query = "SELECT custbody_formula FROM transaction"
    assert refusal(query).detail != refusal(query).detail


def test_star_shows_exposed_and_visible_columns_only(items):
    role = Role(hidden_columns=frozenset({("transactionline", "memo")}))
    (row,) = items("SELECT * FROM transactionline WHERE uniquekey = 12", role=role)
    assert row == {
        "uniquekey": "12",
        "transaction": "1",
        "id": "1",
        "netamount": "1000.5",
        "subsidiary": "1",
    }


def test_star_over_a_broken_column_fails(refusal):
    assert refusal("SELECT * FROM transaction").status == 500


def test_star_of_one_alias(items):
    query = "SELECT e.*, t.id AS bill FROM entity e JOIN transaction t ON t.entity = e.id WHERE t.id = 2"
    assert items(query) == [{"id": "2", "entityid": "Bolt", "bill": "2"}]


def test_a_select_alias_is_unknown_to_where_and_group_by(refusal):
    assert "Unknown identifier 'x'" in refusal("SELECT id x FROM entity WHERE x = 1").detail
    assert "Unknown identifier 'x'" in refusal("SELECT id x FROM entity GROUP BY x").detail


def test_a_sub_select_in_from_sees_no_outer_alias(refusal):
    query = "SELECT e.id FROM entity e, (SELECT t.id FROM transaction t WHERE t.entity = e.id) x"
    assert "Unknown identifier 'e'" in refusal(query).detail


def test_a_sub_select_offers_its_own_columns_only(refusal):
    query = "SELECT x.entityid FROM (SELECT id FROM entity) x"
    assert "Unknown identifier 'entityid'" in refusal(query).detail
