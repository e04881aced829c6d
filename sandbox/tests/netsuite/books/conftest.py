from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from erp_sandbox.netsuite.store import AccountStore, Profile


class FakeClock:
    """A clock that stands still until it is advanced."""

    def __init__(self, at):
        self.at = at

    def now(self):
        return self.at

    def advance(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def start():
    return datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def make_books(start):
    def make(**profile):
        return AccountStore.build(Profile(**{"documents": 150, **profile}), FakeClock(start))

    return make


@pytest.fixture(scope="session")
def seeded(make_books):
    """Books nobody may change."""
    return make_books(documents=600)


@pytest.fixture(scope="session")
def books(make_books):
    """Books of all test files, which have to be sound after all tests.

    The tests change what they create or pick themselves.
    """
    made = make_books()
    yield made
    assert made.check() == []


@pytest.fixture(autouse=True)
def _later(request):
    """Every test of changes happens an hour after the one before."""
    if "books" in request.fixturenames:
        request.getfixturevalue("books").clock.advance(3600)


@pytest.fixture
def one(books):
    """The only row of a query."""

    def ask(sql):
        rows = books.truth(sql)
        assert len(rows) == 1, sql
        return rows[0]

    return ask


@pytest.fixture
def header(one):
    return lambda number: one(f"select * from transaction where id = {number}")


@pytest.fixture
def now(books):
    """The timestamp of what happens now, as `truth` shows it."""
    return books.clock.now().replace(tzinfo=None).isoformat() + "Z"


@pytest.fixture
def bill(books):
    """A new bill of two lines, 10.00 and 32.50, written ten minutes ago."""
    made = books.mutate(
        "create",
        record="vendorbill",
        values={"memo": "two lines"},
        lines=[{"amount": "10.00", "memo": "first"}, {"amount": "32.50", "memo": "second"}],
    )
    books.clock.advance(600)
    return made["id"]


@pytest.fixture
def total():
    """Sums decimal texts."""
    return lambda values: sum((Decimal(value) for value in values if value), Decimal(0))
