import threading
from datetime import timedelta

import pytest

STAMPED = (
    ("transaction", "lastmodifieddate"),
    ("transactionline", "linelastmodifieddate"),
    ("transactionaccountingline", "lastmodifieddate"),
    ("nexttransactionlinelink", "lastmodifieddate"),
)


@pytest.fixture(scope="module")
def books(make_books):
    """Books of this file: a random history changes any row."""
    return make_books(documents=100)


def test_books_stay_sound_through_a_random_history(books):
    done = books.mutate("random", seed=1, steps=50)
    assert sum(done["happened"].values()) == 50
    assert done["happened"].get("refused", 0) < 20
    assert books.check() == []


def test_the_same_history_gives_the_same_rows(make_books):
    pair = [make_books(documents=40) for _ in "ab"]
    done = [books.mutate("random", seed=5, steps=20) for books in pair]
    assert done[0] == done[1]
    for name, table in pair[0].account.tables.items():
        keys = ", ".join(f'"{key}"' for key in table.key)
        query = f'select * from "{name}" order by {keys}'
        assert pair[0].truth(query) == pair[1].truth(query), name


def test_late_commits_lie_no_further_back_than_allowed(books):
    since = books.clock.now().replace(tzinfo=None)
    books.clock.advance(86_400)
    now = books.clock.now().replace(tzinfo=None)
    books.mutate("random", seed=3, steps=20, late_seconds=200)
    changed = 0
    for table, timestamp in STAMPED:
        rows = books.truth(f"select {timestamp} as s from {table} where {timestamp} > '{since}'")
        changed += len(rows)
        oldest = (now - timedelta(seconds=200)).isoformat() + "Z"
        assert all(oldest <= row["s"] <= now.isoformat() + "Z" for row in rows)
    assert changed


def test_readers_never_see_half_a_mutation(books):
    stop, seen = threading.Event(), []

    def read():
        cursor = books.cursor()
        query = (
            "select count(*) from (select transaction from transactionaccountingline"
            " group by transaction, accountingbook having sum(amount) <> 0)"
        )
        while not stop.is_set():
            seen.append(cursor.execute(query).fetchone()[0])

    reader = threading.Thread(target=read)
    reader.start()
    try:
        books.mutate("random", seed=9, steps=8)
    finally:
        stop.set()
        reader.join()
    assert seen
    assert set(seen) == {0}


def test_a_failed_action_leaves_the_books_as_they_were(books):
    tables = books.account.tables
    with pytest.raises(TypeError):
        books.mutate("grow", record="vendor", rows=5, color="red")
    assert books.account.tables == tables
    assert books.mutate("grow", record="vendor", rows=5)["rows"] == 5


def test_the_checker_finds_broken_books(make_books):
    books = make_books(documents=60)
    cursor = books.cursor()
    cursor.execute(
        "update transactionaccountingline set debit = debit + 0.01 where transaction = 3"
    )
    cursor.execute("update transaction set entity = 999999 where id = 5")
    cursor.execute("delete from transactionline where transaction = 7 and id = 1")
    found = "\n".join(books.check())
    assert "debits equal credits" in found
    assert "transaction.entity is a entity" in found
    assert "every accounting line belongs to a line" in found
