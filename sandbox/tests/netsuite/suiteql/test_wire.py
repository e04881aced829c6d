# ruff: noqa: E501  # a query per line reads best
def test_values_are_texts_and_nulls_are_omitted(items):
    query = "SELECT id, tranid, posting, foreigntotal, exchangerate, entity FROM transaction ORDER BY id"
    assert items(query) == [
        {"id": "1", "tranid": "BILL-1", "posting": "T", "foreigntotal": "1250.5", "exchangerate": "1", "entity": "1"},
        {"id": "2", "posting": "F", "foreigntotal": "0.5", "exchangerate": "1.1", "entity": "2"},
        {"id": "3", "tranid": "INV-3", "posting": "T", "foreigntotal": "-100", "exchangerate": "0.925", "entity": "1"},
        {"id": "4", "tranid": "INV-4"},
    ]  # fmt: skip


def test_keys_are_lower_case(items):
    assert items('SELECT ID AS MyId, EntityId AS "The Name" FROM Entity WHERE Id = 1') == [
        {"myid": "1", "the name": "Acme"}
    ]


def test_a_row_of_nulls_is_an_empty_item(run):
    page = run("SELECT tranid FROM transaction WHERE id = 2")
    assert (page.items, page.total) == ([{}], 1)


def test_no_rows_is_an_empty_page(run):
    page = run("SELECT id FROM entity WHERE id < 0")
    assert (page.items, page.total) == ([], 0)


def test_an_empty_text_is_null(items):
    assert items("SELECT '' AS a, TRIM(' ') AS b, SUBSTR('x', 9) AS c, 1 AS d FROM DUAL") == [
        {"d": "1"}
    ]


def test_of_two_columns_of_one_name_the_last_is_sent(items):
    query = "SELECT e.id, t.id FROM entity e JOIN transaction t ON t.entity = e.id WHERE t.id = 3"
    assert items(query) == [{"id": "3"}]
