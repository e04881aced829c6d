# ruff: noqa: E501  # a query per line reads best
import pytest


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("SELECT Transaction.ID FROM Transaction WHERE Transaction.Id = 1", ["1"], id="table-qualifier"),
        pytest.param('SELECT "t"."id" FROM transaction "t" WHERE t.id = 1', ["1"], id="quoted-on-top"),
        pytest.param("SELECT DISTINCT entity FROM transaction WHERE entity > 0 ORDER BY entity", ["1", "2"], id="distinct"),
        pytest.param("SELECT id FROM entity WHERE id IN (1, 3) ORDER BY id", ["1", "3"], id="in"),
        pytest.param("SELECT id FROM entity WHERE id IN ('1', '3') ORDER BY id", ["1", "3"], id="in-texts-for-numbers"),
        pytest.param("SELECT id FROM entity WHERE id NOT IN (1, 3)", ["2"], id="not-in"),
        pytest.param("SELECT id FROM entity WHERE entityid IN ('Acme', 'Bolt') ORDER BY 1", ["1", "2"], id="in-texts"),
        pytest.param("SELECT id FROM transaction WHERE foreigntotal IN (0.5, -100)", ["2", "3"], id="in-decimals"),
        pytest.param("SELECT id FROM transaction WHERE posting IN ('T', 'X') ORDER BY id", ["1", "3"], id="in-flags"),
        pytest.param("SELECT id FROM entity WHERE id IN (SELECT entity FROM transaction) ORDER BY id", ["1", "2"], id="in-sub-select"),
        pytest.param("SELECT id FROM entity WHERE (id, entityid) IN ((1, 'Acme'), (2, 'Acme'))", ["1"], id="tuple-in"),
        pytest.param("SELECT id FROM entity WHERE (id, entityid) IN (SELECT id, entityid FROM entity WHERE id = 3)", ["3"], id="tuple-in-sub-select"),
        pytest.param("SELECT id FROM entity WHERE id BETWEEN 2 AND 3 ORDER BY id", ["2", "3"], id="between"),
        pytest.param("SELECT id FROM entity WHERE id NOT BETWEEN 2 AND 3", ["1"], id="not-between"),
        pytest.param("SELECT id FROM entity WHERE entityid LIKE '_r%'", ["3"], id="like"),
        pytest.param("SELECT id FROM entity WHERE entityid NOT LIKE '%e' ORDER BY id", ["2"], id="not-like"),
        pytest.param("SELECT id FROM entity WHERE 'a_b' LIKE 'a!_b' ESCAPE '!' AND id = 1", ["1"], id="like-escape"),
        pytest.param("SELECT id FROM entity WHERE REGEXP_LIKE(entityid, '^[AB]') ORDER BY id", ["1", "2"], id="regexp-like"),
        pytest.param("SELECT id FROM entity e WHERE EXISTS (SELECT 1 FROM transaction t WHERE t.entity = e.id) ORDER BY id", ["1", "2"], id="exists"),
        pytest.param("SELECT id FROM entity e WHERE NOT EXISTS (SELECT 1 FROM transaction t WHERE t.entity = e.id)", ["3"], id="not-exists"),
        pytest.param("SELECT id FROM transaction WHERE tranid IS NULL", ["2"], id="is-null"),
        pytest.param("SELECT id FROM transaction WHERE tranid IS NOT NULL AND id < 3", ["1"], id="is-not-null"),
        pytest.param("SELECT id FROM transaction WHERE tranid = ''", [], id="empty-text-is-null"),
        pytest.param("SELECT id FROM transaction WHERE posting = 'F'", ["2"], id="flag-is-text"),
        pytest.param("SELECT id FROM transaction WHERE posting <> 'F' ORDER BY id", ["1", "3"], id="flag-differs"),
        pytest.param("SELECT id FROM transaction WHERE posting = 'true'", [], id="flag-is-not-a-word"),
        pytest.param("SELECT id FROM entity WHERE id != 1 AND id ^= 2 AND NOT id <> 3", ["3"], id="differs"),
        pytest.param("SELECT id FROM entity WHERE id = (SELECT MAX(entity) FROM transaction)", ["2"], id="scalar-sub-select"),
        pytest.param("SELECT (SELECT e.entityid FROM entity e WHERE e.id = t.entity) n FROM transaction t WHERE t.id = 1", ["Acme"], id="correlated-value"),
        pytest.param("SELECT x.total FROM (SELECT entity, SUM(foreigntotal) total FROM transaction GROUP BY entity) x WHERE x.entity = 1", ["1150.5"], id="sub-select-in-from"),
        pytest.param("SELECT id FROM entity UNION SELECT id FROM transaction ORDER BY 1", ["1", "2", "3", "4"], id="union"),
        pytest.param("SELECT id FROM entity UNION ALL SELECT id FROM currency ORDER BY id DESC", ["3", "2", "1", "1"], id="union-all"),
        pytest.param("SELECT entity FROM transaction GROUP BY entity HAVING COUNT(*) > 1", ["1"], id="having"),
        pytest.param("SELECT COUNT(*) FROM transaction, entity", ["12"], id="comma-join"),
        pytest.param("SELECT COUNT(*) FROM transaction CROSS JOIN entity", ["12"], id="cross-join"),
        pytest.param("SELECT COUNT(*) n FROM transaction t LEFT OUTER JOIN entity e ON e.id = t.entity", ["4"], id="left-join"),
        pytest.param("SELECT COUNT(*) n FROM transaction t RIGHT JOIN entity e ON e.id = t.entity", ["4"], id="right-join"),
        pytest.param("SELECT COUNT(*) n FROM transaction t FULL JOIN entity e ON e.id = t.entity", ["5"], id="full-join"),
        pytest.param("SELECT COUNT(*) n FROM transaction t INNER JOIN entity e ON e.id = t.entity", ["3"], id="inner-join"),
        pytest.param("SELECT SUM(netamount) OVER (PARTITION BY transaction) s FROM transactionline WHERE id = 0 ORDER BY uniquekey", ["-1250.5", "-0.5", "100"], id="window-sum"),
        pytest.param("SELECT ROW_NUMBER() OVER (ORDER BY id DESC) n FROM entity ORDER BY id", ["3", "2", "1"], id="row-number"),
        pytest.param("SELECT RANK() OVER (ORDER BY type) r FROM transaction ORDER BY 1, id", ["1", "1", "3", "3"], id="rank"),
        pytest.param("SELECT DENSE_RANK() OVER (ORDER BY type) r FROM transaction ORDER BY 1", ["1", "1", "2", "2"], id="dense-rank"),
        pytest.param("SELECT r.id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) n FROM entity) r WHERE r.n BETWEEN 2 AND 3 ORDER BY r.n", ["2", "3"], id="row-number-window"),
        pytest.param("SELECT BUILTIN.DF(entity) e FROM transaction WHERE id = 2", ["Bolt"], id="display"),
        pytest.param("SELECT BUILTIN.DF(status) s FROM transaction WHERE entity = 1 ORDER BY id", ["Bill : Open", "Invoice : Open"], id="display-status-by-type"),
        pytest.param("SELECT COUNT(*) FROM transaction WHERE entity > 0 GROUP BY BUILTIN.DF(entity) ORDER BY BUILTIN.DF(entity)", ["2", "1"], id="grouped-display"),
    ],
)  # fmt: skip
def test_query(column, query, expected):
    assert column(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM many WHERE ROWNUM <= 3",
        "SELECT id FROM many WHERE ROWNUM < 4",
        "SELECT id FROM many WHERE ROWNUM BETWEEN 1 AND 3",
        "SELECT id FROM many WHERE 3 >= ROWNUM AND remainder = 2",
        "SELECT TOP 3 id FROM many",
        "SELECT id FROM many FETCH FIRST 3 ROWS ONLY",
        "SELECT id FROM many FETCH NEXT 3 ROWS ONLY",
    ],
)
def test_the_query_limits_itself(run, query):
    page = run(query)
    assert (len(page.items), page.total) == (3, 3)


@pytest.mark.parametrize("condition", ["ROWNUM = 2", "ROWNUM > 1", "ROWNUM BETWEEN 2 AND 3"])
def test_rownum_never_reaches_two_without_one(run, condition):
    assert run(f"SELECT id FROM entity WHERE {condition}").total == 0


def test_rownum_is_given_before_order_by(items):
    rows = items("SELECT ROWNUM AS n, id FROM many WHERE ROWNUM <= 50 ORDER BY id")
    assert [int(row["id"]) for row in rows] != list(range(50))
    assert sorted(int(row["n"]) for row in rows) == list(range(1, 51))
    assert [row["n"] for row in rows] != sorted((row["n"] for row in rows), key=int)


def test_rownum_over_an_ordered_sub_select_takes_its_first_rows(column):
    query = "SELECT id FROM (SELECT id FROM many ORDER BY id DESC) WHERE ROWNUM <= 3"
    assert sorted(column(query)) == ["4997", "4998", "4999"]


def test_keyset_chain(column):
    query = """
        SELECT t.uniquekey FROM transactionline t
        WHERE (t.transaction > 2 OR (t.transaction = 2 AND t.id > 0)
               OR (t.transaction = 1 AND t.id = 1 AND t.uniquekey > 10))
        ORDER BY t.transaction, t.id
    """
    assert column(query) == ["12", "22", "31"]


def test_a_chain_of_thousands_of_conditions_is_no_problem(run):
    chain = " OR ".join(f"id = {number}" for number in range(3000))
    assert run(f"SELECT id FROM many WHERE {chain}").total == 3000


def test_unnamed_columns_are_numbered_expressions(items):
    assert items("SELECT 1 + 1, id, UPPER('a') FROM entity WHERE id = 1") == [
        {"expr1": "2", "id": "1", "expr2": "A"}
    ]


def test_case_without_default_is_null(items):
    query = (
        "SELECT id, CASE posting WHEN 'T' THEN 'true' WHEN 'F' THEN 'false' END AS posting "
        "FROM transaction ORDER BY id"
    )
    assert items(query) == [
        {"id": "1", "posting": "true"},
        {"id": "2", "posting": "false"},
        {"id": "3", "posting": "true"},
        {"id": "4"},
    ]


def test_gl_join_of_three_tables(items):
    query = """
        SELECT t.type, e.entityid, SUM(tl.netamount) AS net
        FROM transactionline tl
        JOIN transaction t ON t.id = tl.transaction
        LEFT JOIN entity e ON e.id = t.entity
        WHERE tl.id > 0
        GROUP BY t.type, e.entityid
        ORDER BY net DESC
    """
    assert items(query) == [
        {"type": "VendBill", "entityid": "Acme", "net": "1250.5"},
        {"type": "VendBill", "entityid": "Bolt", "net": "0.5"},
    ]


def test_id_buckets(items):
    query = (
        "SELECT TRUNC(t.id/1000) AS bucket, COUNT(*) AS n FROM many t WHERE t.id >= 500 "
        "GROUP BY TRUNC(t.id/1000) ORDER BY TRUNC(t.id/1000)"
    )
    assert items(query) == [
        {"bucket": "0", "n": "500"},
        *({"bucket": str(bucket), "n": "1000"} for bucket in range(1, 5)),
    ]


def test_the_same_shape_with_other_literals_gives_other_rows(column):
    query = "SELECT id FROM entity WHERE entityid = '{}' OR id = {}"
    assert column(query.format("Acme", 9)) == ["1"]
    assert column(query.format("Bolt", 9)) == ["2"]
    assert column(query.format("O''Hara", 3)) == ["3"]
