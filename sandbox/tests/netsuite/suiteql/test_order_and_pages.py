import pytest


def numbers(page):
    return [int(row["id"]) for row in page.items]


def test_without_order_by_rows_come_shuffled(run):
    page = numbers(run("SELECT id FROM many", limit=100))
    assert page != sorted(page)


def test_the_same_seed_gives_the_same_order(run):
    query = "SELECT id FROM many"
    assert numbers(run(query, seed=7)) == numbers(run(query, seed=7))
    assert numbers(run(query, seed=7)) != numbers(run(query, seed=8))


def test_ties_are_shuffled_within_their_order(run):
    first = run("SELECT id, stamp FROM many ORDER BY stamp", seed=1)
    second = run("SELECT id, stamp FROM many ORDER BY stamp", seed=2)
    assert [row["stamp"] for row in first.items] == [row["stamp"] for row in second.items]
    assert numbers(first) != numbers(second)
    assert set(numbers(first)) == set(numbers(second)) == set(range(1000))


def test_an_unambiguous_order_does_not_depend_on_the_seed(run):
    query = "SELECT id FROM many ORDER BY stamp DESC, id"
    assert numbers(run(query, seed=1)) == numbers(run(query, seed=2))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM many ORDER BY id",
        "SELECT id FROM many",
        "SELECT DISTINCT id FROM many",
        "SELECT id FROM many UNION SELECT id FROM many",
        "SELECT id FROM many GROUP BY id",
        "SELECT a.id FROM many a JOIN many b ON a.id = b.id",
        "SELECT x.id FROM (SELECT id FROM many) x",
    ],
)
def test_pages_of_one_seed_cover_every_row_once(run, query):
    pages = [run(query, limit=1000, offset=offset, seed=3) for offset in range(0, 5000, 1000)]
    assert {page.total for page in pages} == {5000}
    assert sorted(number for page in pages for number in numbers(page)) == list(range(5000))


@pytest.mark.parametrize(
    ("limit", "offset", "rows", "total"),
    [
        (1000, 0, 1000, 5000),
        (1000, 4000, 1000, 5000),
        (1000, 5000, 0, 5000),
        (3000, 3000, 2000, 5000),
    ],
)
def test_total_counts_the_whole_query(run, limit, offset, rows, total):
    page = run("SELECT id FROM many ORDER BY id", limit=limit, offset=offset)
    assert (len(page.items), page.total) == (rows, total)


def test_a_self_limited_query_is_paged_within_its_limit(run):
    query = "SELECT id FROM many ORDER BY id FETCH FIRST 15 ROWS ONLY"
    first, second, third = (run(query, limit=10, offset=offset) for offset in (0, 10, 20))
    assert (numbers(first), first.total) == (list(range(10)), 15)
    assert (numbers(second), second.total) == (list(range(10, 15)), 15)
    assert (numbers(third), third.total) == ([], 15)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("foreigntotal", ["3", "2", "1", "4"]),
        ("foreigntotal DESC", ["4", "1", "2", "3"]),
        ("foreigntotal NULLS FIRST", ["4", "3", "2", "1"]),
        ("foreigntotal DESC NULLS LAST", ["1", "2", "3", "4"]),
    ],
)
def test_nulls_are_largest_by_default(column, order, expected):
    assert column(f"SELECT id FROM transaction ORDER BY {order}") == expected
    assert (
        column(f"SELECT id FROM transaction GROUP BY id, foreigntotal ORDER BY {order}") == expected
    )


@pytest.mark.parametrize("term", ["n", "2", "LENGTH(entityid) * -1 + id"])
def test_order_by_alias_position_or_expression(column, term):
    query = f"SELECT id, LENGTH(entityid) * -1 + id AS n FROM entity ORDER BY {term} DESC"
    *tied, last = column(query)
    assert (set(tied), last) == ({"2", "3"}, "1")
