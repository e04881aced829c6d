import pytest


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("UPPER('abc')", "ABC"),
        ("LOWER('ABC')", "abc"),
        ("INITCAP('hello wORLD-x')", "Hello World-X"),
        ("LENGTH('abc')", "3"),
        ("LENGTH('')", None),
        ("SUBSTR('abcdef', 2, 3)", "bcd"),
        ("SUBSTR('abcdef', 0, 2)", "ab"),
        ("SUBSTR('abcdef', -2)", "ef"),
        ("SUBSTR('abc', 5)", None),
        ("SUBSTR('abc', 1, 0)", None),
        ("INSTR('hello', 'l')", "3"),
        ("INSTR('hello', 'l', 4)", "4"),
        ("INSTR('hello', 'z')", "0"),
        ("LPAD('7', 3, '0')", "007"),
        ("RPAD('7', 3) || '|'", "7  |"),
        ("TRIM('  a ') || '|'", "a|"),
        ("TRIM(LEADING '0' FROM '007')", "7"),
        ("LTRIM('xxa', 'x')", "a"),
        ("RTRIM('axx', 'x')", "a"),
        ("REPLACE('aba', 'a')", "b"),
        ("REPLACE('aba', 'a', 'c')", "cbc"),
        ("CONCAT('a', 'b')", "ab"),
        ("CHR(65)", "A"),
        ("'a' || NULL || 'b'", "ab"),
        ("'a' || 1 || 0.5", "a1.5"),
        ("'it''s'", "it's"),
        ("REGEXP_REPLACE('a1b2', '[0-9]', '#')", "a#b#"),
        ("REGEXP_SUBSTR('a1b22', '[0-9]+', 1, 2)", "22"),
        ("REGEXP_COUNT('a1b2', '[0-9]')", "2"),
        ("REGEXP_INSTR('ab1', '[0-9]')", "3"),
        ("NVL(NULL, 'x')", "x"),
        ("NVL('a', 1)", "a"),
        ("NVL2(NULL, 1, 2)", "2"),
        ("NVL2('a', 1, 2)", "1"),
        ("COALESCE(NULL, NULL, 3)", "3"),
        ("NULLIF(1, 1)", None),
        ("NULLIF(1, 2)", "1"),
        ("DECODE(2, 1, 'one', 2, 'two', 'many')", "two"),
        ("DECODE(3, 1, 'one', 2, 'two')", None),
        ("DECODE(NULL, NULL, 'none', 'some')", "none"),
        ("GREATEST(1, 3, 2)", "3"),
        ("GREATEST(1, NULL)", None),
        ("LEAST('b', 'a')", "a"),
        ("CAST('5' AS INTEGER)", "5"),
        ("CAST(5 AS VARCHAR2(10))", "5"),
    ],
)
def test_text_and_choice(value, expression, expected):
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 / 2", "0.5"),
        ("1 / 3", "0.333333333333"),
        ("-7 / 2", "-3.5"),
        ("10.10 / 100", "0.101"),
        ("0.1 + 0.2", "0.3"),
        ("100000 * 100000", "10000000000"),
        ("1.50", "1.5"),
        ("-0.50", "-0.5"),
        ("1e3", "1000"),
        ("0.00", "0"),
        ("99999999999999999999", "99999999999999999999"),
        ("ROUND(2.5)", "3"),
        ("ROUND(-2.5)", "-3"),
        ("ROUND(1250.555, 2)", "1250.56"),
        ("ROUND(1255, -1)", "1260"),
        ("TRUNC(1250.559, 2)", "1250.55"),
        ("TRUNC(-7 / 2)", "-3"),
        ("FLOOR(-1.5)", "-2"),
        ("CEIL(1.2)", "2"),
        ("MOD(-7, 3)", "-1"),
        ("MOD(5, 0)", "5"),
        ("SIGN(-4.5)", "-1"),
        ("ABS(-1.5)", "1.5"),
        ("POWER(2, 10)", "1024"),
        ("TO_NUMBER('12.5')", "12.5"),
        ("TO_NUMBER('1,234.5', '9,999.99')", "1234.5"),
        ("TO_CHAR(0.5)", ".5"),
        ("TO_CHAR(-12.50)", "-12.5"),
        ("TO_CHAR(1234567.891, '9,999,999.99')", " 1,234,567.89"),
        ("TO_CHAR(0, '990.00')", "   0.00"),
        ("TO_CHAR(0.5, '999.99')", "    .50"),
        ("TO_CHAR(-5, 'FM000')", "-005"),
        ("TO_CHAR(12345, '999')", "####"),
        ("TO_CHAR(1250.5, 'FM9990.99')", "1250.5"),
    ],
)
def test_numbers(value, expression, expected):
    assert value(expression) == expected


def test_amounts_stay_exact(items):
    query = (
        "SELECT SUM(foreigntotal) s, SUM(foreigntotal * exchangerate) x, AVG(foreigntotal) a, "
        "MEDIAN(foreigntotal) m, MIN(foreigntotal) lo, MAX(foreigntotal) hi FROM transaction"
    )
    assert items(query) == [
        {
            "s": "1151",
            "x": "1158.55",
            "a": "383.666666666667",
            "m": "0.5",
            "lo": "-100",
            "hi": "1250.5",
        }
    ]


def test_sum_of_many_cents_does_not_drift(column):
    assert column("SELECT SUM(id * 0.01 + 0.1) FROM many") == ["125475"]
    assert column("SELECT SUM(0.1) FROM many") == ["500"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("COUNT(*)", "4"),
        ("COUNT(tranid)", "3"),
        ("COUNT(DISTINCT type)", "2"),
        ("APPROX_COUNT_DISTINCT(type)", "2"),
        ("SUM(entity)", "4"),
        ("AVG(entity)", "1.333333333333"),
        ("AVG(DISTINCT entity)", "1.5"),
        ("MEDIAN(id)", "2.5"),
        ("MIN(posting)", "F"),
        ("MAX(tranid)", "INV-4"),
        ("SUM(foreigntotal) / COUNT(foreigntotal)", "383.666666666667"),
    ],
)
def test_aggregates(column, call, expected):
    assert column(f"SELECT {call} FROM transaction") == [expected]


def test_large_amounts_divide_by_products_of_rates(column):
    query = (
        "SELECT 987654321.12 * foreigntotal / (exchangerate * exchangerate) "
        "FROM transaction WHERE id = 1"
    )
    assert column(query) == ["1235061728560.56"]


def test_an_aggregate_over_no_rows_is_null_but_count_is_zero(items):
    assert items("SELECT SUM(id) s, AVG(id) a, COUNT(id) n FROM entity WHERE id < 0") == [
        {"n": "0"}
    ]


def test_display_of_flags_and_plain_columns(items):
    query = "SELECT BUILTIN.DF(posting) p, BUILTIN.DF(tranid) t FROM transaction WHERE id = 1"
    assert items(query) == [{"p": "Yes", "t": "BILL-1"}]
