import threading
from contextlib import closing
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_erp.sync.prefetch import read_in_order, started

HANG = 900  # seconds


def _page(part):
    return f"page {part}", None


class Reads:
    """Records which ranges were read, and waits for reads."""

    def __init__(self, read=_page):
        self.parts = []
        self.taken = 0
        self.max_ahead = 0
        self._read = read
        self._changed = threading.Condition()

    def __call__(self, part):
        with self._changed:
            self.parts.append(part)
            self.max_ahead = max(self.max_ahead, len(self.parts) - self.taken)
            self._changed.notify_all()
        return self._read(part)

    def wait_for(self, number):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.parts) >= number, HANG)


@pytest.fixture
def name():
    """A prefix of thread names; afterwards no thread with it may be left."""
    prefix = f"prefetch-{uuid4()}"
    yield prefix
    for thread in threading.enumerate():
        if thread.name.startswith(prefix):
            thread.join(HANG)
            assert not thread.is_alive()


@settings(max_examples=25)
@given(st.permutations(range(6)))
def test_pages_come_in_order_whatever_order_they_are_read_in(finishing):
    finished = [threading.Event() for _ in range(6)]

    def read(part):
        position = finishing.index(part)
        if position:
            finished[finishing[position - 1]].wait(HANG)
        finished[part].set()
        return _page(part)

    pages = list(read_in_order(range(6), read, ahead=6))

    assert pages == [f"page {part}" for part in range(6)]


@pytest.mark.parametrize("ahead", [1, 3, 20])
def test_no_more_pages_are_read_ahead_than_allowed(ahead, name):
    read = Reads()

    for taken, _ in enumerate(read_in_order(range(10), read, ahead=ahead, name=name), start=1):
        read.wait_for(min(taken - 1 + ahead, 10))
        read.taken = taken

    assert read.parts == sorted(read.parts)
    assert read.max_ahead <= ahead


@pytest.mark.parametrize("ahead", [1, 2, 5])
def test_the_rest_of_a_range_follows_its_first_page(ahead, name):
    def read(part):
        letter, page = part
        return f"{letter}{page}", (letter, page + 1) if letter == "b" and page < 3 else None

    parts = [("a", 1), ("b", 1), ("c", 1)]

    pages = list(read_in_order(parts, read, ahead=ahead, name=name))

    assert pages == ["a1", "b1", "b2", "b3", "c1"]


def test_the_rest_is_requested_before_the_first_page_is_used(name):
    read = Reads(lambda part: (part, "rest" if part == "b" else None))
    pages = read_in_order(["b"], read, ahead=1, name=name)

    assert next(pages) == "b"
    read.wait_for(2)
    assert read.parts == ["b", "rest"]


def test_no_ranges_have_no_pages(name):
    assert list(read_in_order([], _page, ahead=3, name=name)) == []


def test_an_error_comes_after_the_pages_before_it_and_ends_the_reading(name):
    def fail(part):
        if part == 1:
            raise LookupError(part)
        return _page(part)

    read, taken = Reads(fail), []
    with pytest.raises(LookupError):
        taken.extend(read_in_order(range(9), read, ahead=3, name=name))

    # extend() keeps what came before the error
    assert taken == ["page 0"]
    assert set(read.parts) <= {0, 1, 2, 3}


@pytest.mark.parametrize("end", ["error", "close"])
def test_nobody_waits_for_pages_that_are_no_longer_needed(end, name):
    released = threading.Event()

    def read(part):
        if part == 0 and end == "error":
            raise LookupError
        if part > 0:
            released.wait(HANG)
        return _page(part)

    with closing(read_in_order(range(9), read, ahead=4, name=name)) as pages:
        if end == "error":
            with pytest.raises(LookupError):
                next(pages)
        else:
            next(pages)

    assert not released.is_set()
    released.set()


def test_an_error_of_the_ranges_ends_the_reading(name):
    def parts():
        yield 0
        yield 1
        raise LookupError

    with pytest.raises(LookupError):
        next(read_in_order(parts(), _page, ahead=5, name=name))


@pytest.mark.parametrize("is_started", [False, True])
def test_a_consumer_that_forgets_the_pages_leaves_no_thread(is_started, name):
    pages = read_in_order(range(9), _page, ahead=4, name=name)
    if is_started:
        next(pages)

    del pages


def test_what_is_started_has_its_first_element_before_it_is_asked_for(name):
    computed = []

    def elements():
        for number in range(3):
            computed.append(number)
            yield number

    found = started(elements(), name=name)
    for thread in threading.enumerate():
        if thread.name.startswith(name):
            thread.join(HANG)

    assert computed == [0]
    assert list(found) == [0, 1, 2]


def test_an_error_of_what_is_started_is_raised_at_its_turn(name):
    def elements():
        raise OSError("the first")
        yield

    found = started(elements(), name=name)

    with pytest.raises(OSError, match="the first"):
        next(found)


def test_what_is_started_may_be_empty(name):
    assert list(started(iter(()), name=name)) == []
