import duckdb
import pytest
from erp_sandbox.netsuite.catalog import Column, Kind, Table

PREFIX = "Invalid search query. Detailed unprocessed description follows. Search error occurred: "


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("WITH x AS (SELECT 1 FROM DUAL) SELECT * FROM x", id="cte"),
        pytest.param("SELECT id FROM entity LIMIT 5", id="limit"),
        pytest.param("SELECT id FROM entity OFFSET 5 ROWS", id="offset"),
        pytest.param("SELECT id FROM entity ORDER BY id LIMIT 5 OFFSET 5", id="limit-offset"),
        pytest.param("SELECT TO_CHAR(DATE '2026-01-31','YYYY') FROM DUAL", id="date-literal"),
        pytest.param("SELECT TIMESTAMP '2026-01-31 00:00:00' FROM DUAL", id="timestamp-literal"),
        pytest.param("SELECT SYSDATE - INTERVAL '1' DAY FROM DUAL", id="interval-literal"),
        pytest.param("SELECT 'a' + 'b' FROM DUAL", id="plus-joins-literals"),
        pytest.param("SELECT tranid + type FROM transaction", id="plus-joins-columns"),
        pytest.param(
            "SELECT e.id FROM entity e, transaction t WHERE t.entity = e.id(+)", id="plus-outer"
        ),
        pytest.param('SELECT id FROM (SELECT "id" FROM entity) x', id="quoted-in-sub-select"),
        pytest.param("INSERT INTO entity (id) VALUES (1)", id="insert"),
        pytest.param("UPDATE entity SET id = 1", id="update"),
        pytest.param("DELETE FROM entity", id="delete"),
        pytest.param("DROP TABLE entity", id="drop"),
        pytest.param("CREATE TABLE x (id NUMBER)", id="create"),
        pytest.param("SELECT id FROM entity; SELECT id FROM entity", id="two-statements"),
        pytest.param("SELECT id FROM entity;", id="semicolon"),
        pytest.param("SELECT id FROM entity WHERE id = ?", id="bind-marker"),
        pytest.param("SELECT id FROM entity WHERE id = :id", id="named-bind-marker"),
        pytest.param("SELECT BUILTIN.NOSUCH(id) FROM entity", id="unknown-builtin"),
        pytest.param("SELECT id FROM entity WHERE id == 1", id="double-equals"),
        pytest.param("SELECT id, FROM entity", id="trailing-comma"),
        pytest.param("SELECT id FROM entity WHERE id IN (1, 2,)", id="trailing-comma-in-list"),
        pytest.param("SELECT 1", id="no-from"),
        pytest.param("SELECT id FROM entity WHERE TRUE", id="true"),
        pytest.param("SELECT id FROM transaction WHERE posting", id="flag-as-condition"),
        pytest.param("SELECT id = 1 FROM entity", id="condition-as-value"),
        pytest.param("SELECT id FROM entity WHERE id ~ 'a'", id="regex-operator"),
        pytest.param("SELECT id::text FROM entity", id="postgres-cast"),
        pytest.param("SELECT id FROM entity WHERE entityid ILIKE 'a%'", id="ilike"),
        pytest.param("SELECT id % 2 FROM entity", id="modulo-operator"),
        pytest.param("SELECT id FROM entity MINUS SELECT id FROM currency", id="minus"),
        pytest.param("SELECT id FROM entity FOR UPDATE", id="for-update"),
        pytest.param("SELECT e.id FROM entity e NATURAL JOIN currency c", id="natural-join"),
        pytest.param("SELECT e.id FROM entity e JOIN currency c USING (id)", id="using"),
        pytest.param("SELECT e.id FROM entity e JOIN currency c", id="join-without-on"),
        pytest.param(
            "SELECT e.id FROM entity e, currency c LEFT JOIN entity f ON f.id = e.id",
            id="mixed-join-styles",
        ),
        pytest.param("SELECT id FROM entity TABLESAMPLE (10)", id="sample"),
        pytest.param("SELECT id FROM entity FETCH FIRST 10 PERCENT ROWS ONLY", id="percent"),
        pytest.param("SELECT DISTINCT entity FROM transaction ORDER BY id", id="distinct-order"),
        pytest.param("SELECT entity, id FROM transaction GROUP BY entity", id="not-grouped"),
        pytest.param("SELECT id FROM entity WHERE MAX(id) = 1", id="aggregate-in-where"),
        pytest.param("SELECT id FROM entity ORDER BY 2", id="order-position-past-end"),
        pytest.param("SELECT id FROM entity e JOIN currency c ON c.id = e.id", id="ambiguous"),
        pytest.param("SELECT id FROM entity UNION SELECT entityid FROM entity", id="union-kinds"),
        pytest.param("SELECT id FROM entity UNION SELECT id, 1 FROM entity", id="union-width"),
        pytest.param("SELECT CASE 1 WHEN 1 THEN 'a' ELSE 1 END FROM DUAL", id="case-kinds"),
        pytest.param("SELECT 1 / 0 FROM DUAL", id="zero-divisor"),
        pytest.param("SELECT TO_NUMBER('abc') FROM DUAL", id="no-number"),
        pytest.param("SELECT id FROM entity WHERE entityid = 1", id="text-column-no-number"),
        pytest.param("SELECT TO_CHAR(SYSDATE, 'YYYY-XX') FROM DUAL", id="unknown-mask"),
        pytest.param("SELECT TO_CHAR(SYSDATE, 'YYYY-MM-DDTHH24') FROM DUAL", id="unquoted-t"),
        pytest.param("SELECT SYS_EXTRACT_UTC(trandate) FROM transaction", id="utc-of-a-date"),
        pytest.param("SELECT id FROM entity WHERE (id, entityid) > (1, 'a')", id="tuple-order"),
        pytest.param("SELECT id FROM entity WHERE ROWNUM < 2 OR id = 1", id="rownum-in-or"),
        pytest.param("", id="empty"),
    ],
)
def test_outside_the_dialect_is_rejected(refusal, query):
    error = refusal(query)
    assert (error.status, error.code) == (400, "INVALID_PARAMETER")
    assert error.detail == PREFIX + "Invalid or unsupported search."


@pytest.mark.parametrize(
    "call",
    [
        "ISNULL(1, 2)",
        "IFNULL(1, 2)",
        "NOW()",
        "GETDATE()",
        "SUBSTRING('abc', 1, 2)",
        "DATEADD('day', 1, SYSDATE)",
        "LEN('a')",
        "LEFT('abc', 1)",
        "IF(1, 2, 3)",
        "IIF(1, 2, 3)",
        "DATE_TRUNC('day', SYSDATE)",
        "STRFTIME(SYSDATE, '%Y')",
        "CONCAT('a', 'b', 'c')",
        "NVL(1)",
    ],
)
def test_a_function_oracle_lacks_is_rejected(refusal, call):
    assert refusal(f"SELECT {call} FROM DUAL").detail.endswith("Invalid or unsupported search.")


@pytest.mark.parametrize("items", [("{}",), ("'{}'",)], ids=["numbers", "texts"])
def test_a_list_over_1000_items_is_rejected(refusal, run, items):
    column = "id" if items == ("{}",) else "entityid"

    def query(count):
        listed = ",".join(items[0].format(item) for item in range(count))
        return f"SELECT id FROM entity WHERE {column} IN ({listed})"

    assert run(query(1000)).total in {0, 3}
    assert refusal(query(1001)).detail.endswith("Invalid or unsupported search.")


def test_a_list_over_1000_expressions_is_rejected(refusal):
    listed = ",".join(["id + 1"] * 1001)
    assert refusal(f"SELECT id FROM entity WHERE id IN ({listed})").status == 400


@pytest.mark.parametrize("condition", ["trandate >= '2026-01-31'", "lastmodifieddate = '1/1/2026'"])
def test_a_date_column_compared_with_a_text_is_rejected(refusal, condition):
    text = condition.split("'")[1]
    assert refusal(f"SELECT id FROM transaction WHERE {condition}").detail == (
        f'{PREFIX}Parse of date/time "{text}" failed with date format "M/d/yyyy" '
        "in time zone America/Los_Angeles"
    )


def test_a_text_that_does_not_fit_its_mask_is_rejected(refusal):
    query = "SELECT TO_DATE('2026-13-01', 'YYYY-MM-DD') FROM DUAL"
    assert 'Parse of date/time "2026-13-01" failed' in refusal(query).detail


def test_a_column_as_period_of_consolidate_is_rejected(refusal):
    query = (
        "SELECT BUILTIN.CONSOLIDATE(t.foreigntotal, 'LEDGER', 'DEFAULT', 'DEFAULT', 1, t.id, "
        "'DEFAULT') FROM transaction t"
    )
    assert refusal(query).detail == PREFIX + "Invalid or unsupported search."


def test_what_looks_forbidden_inside_a_text_is_data(column):
    assert column("SELECT 'a;b ? :x -- LIMIT 5' AS v FROM DUAL") == ["a;b ? :x -- LIMIT 5"]


def test_comments_are_skipped(column):
    assert column("SELECT /* all; */ id -- first\nFROM entity WHERE id = 1") == ["1"]


def test_a_table_the_store_lacks_is_not_blamed_on_the_query(run, account):
    account.tables["ghost"] = Table("ghost", (Column("id", Kind.ID),), ("id",))
    with pytest.raises(duckdb.CatalogException):
        run("SELECT id FROM ghost")
