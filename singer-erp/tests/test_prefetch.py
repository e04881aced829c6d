import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_erp.sync.prefetch import in_order


class ByHand(Executor):
    """Runs what is submitted when the test says so."""

    def __init__(self):
        self.submitted = []

    def submit(self, function, *args):
        future = Future()
        self.submitted.append((future, function, args))
        return future

    def run(self, position):
        future, function, args = self.submitted[position]
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(function(*args))
            except LookupError as error:
                future.set_exception(error)

    @property
    def places(self):
        return [args[0] for _, _, args in self.submitted]


def _whole(place):
    return f"page {place}", None


@given(st.permutations(range(6)))
def test_pages_come_in_order_whatever_order_they_are_read_in(finishing):
    read_ahead = [threading.Event() for _ in range(6)]

    def read(place):
        position = finishing.index(place)
        if position:
            read_ahead[finishing[position - 1]].wait(30)
        read_ahead[place].set()
        return _whole(place)

    with ThreadPoolExecutor(6) as executor:
        pages = list(in_order(range(6), read, executor, 6))

    assert pages == [f"page {place}" for place in range(6)]


@pytest.mark.parametrize("depth", [1, 3, 20])
def test_no_more_than_depth_pages_are_read_and_not_taken(depth):
    executor = AtOnce()

    for taken, _ in enumerate(in_order(range(10), _whole, executor, depth), start=1):
        ahead = len(executor.places) - (taken - 1)
        assert ahead == min(depth, 10 - (taken - 1))


class AtOnce(ByHand):
    """Runs what is submitted at once."""

    def submit(self, function, *args):
        future = super().submit(function, *args)
        self.run(-1)
        return future


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_the_rest_of_a_place_follows_its_first_page(depth):
    def read(place):
        name, page = place
        return f"{name}{page}", (name, page + 1) if name == "b" and page < 3 else None

    places = [("a", 1), ("b", 1), ("c", 1)]

    assert list(in_order(places, read, AtOnce(), depth)) == ["a1", "b1", "b2", "b3", "c1"]


def test_the_rest_is_asked_for_before_its_first_page_is_used():
    executor = AtOnce()
    pages = in_order(["b"], lambda place: (place, "rest" if place == "b" else None), executor, 1)

    assert next(pages) == "b"
    assert executor.places == ["b", "rest"]


def test_no_places_make_no_pages():
    assert list(in_order([], _whole, AtOnce(), 3)) == []


def test_an_error_comes_after_the_pages_before_it_and_cancels_what_follows():
    executor = AtOnce()

    def read(place):
        if place == 1:
            raise LookupError(place)
        return _whole(place)

    taken = []
    with pytest.raises(LookupError):
        taken.extend(in_order(range(9), read, executor, 3))

    # extend() keeps what came before the error
    assert taken == ["page 0"]
    assert executor.places == [0, 1, 2, 3]


@pytest.mark.parametrize("end", ["error", "close"])
def test_what_has_not_begun_is_cancelled(end):
    executor = ByHand()
    executor.submit = _first_at_once(executor, fails=end == "error")

    with closing(in_order(range(9), _whole, executor, 4)) as pages:
        if end == "error":
            with pytest.raises(LookupError):
                next(pages)
        else:
            next(pages)

    futures = [future for future, _, _ in executor.submitted]
    assert [future.cancelled() for future in futures] == [False, True, True, True]


def _first_at_once(executor, *, fails):
    def fail(place):
        raise LookupError(place)

    def submit(function, *args):
        future = ByHand.submit(executor, fail if fails else function, *args)
        if len(executor.submitted) == 1:
            executor.run(0)
        return future

    return submit


def test_an_error_of_the_places_cancels_too():
    def places():
        yield 0
        yield 1
        raise LookupError

    executor = ByHand()
    with pytest.raises(LookupError):
        next(in_order(places(), _whole, executor, 5))

    assert all(future.cancelled() for future, _, _ in executor.submitted)
