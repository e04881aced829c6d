"""The limit on requests in flight, by itself and as a server sees it."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from singer_erp.http.limits import ConcurrencyLimit


def _begun(limit):
    with limit.slot() as begun:
        return begun


@pytest.mark.parametrize(
    ("maximum", "afterwards"), [(1, [1, 1]), (2, [1, 1]), (5, [2, 1]), (16, [8, 4])]
)
def test_a_throttle_halves_the_limit_down_to_one(maximum, afterwards):
    limit = ConcurrencyLimit(maximum)

    assert [limit.throttled(_begun(limit)) for _ in afterwards] == afterwards


def test_requests_refused_together_halve_it_once():
    limit = ConcurrencyLimit(16)
    begun = [_begun(limit) for _ in range(16)]

    assert {limit.throttled(number) for number in begun} == {8}
    assert limit.throttled(_begun(limit)) == 4


def test_fifty_answers_give_one_slot_back_up_to_the_maximum():
    limit = ConcurrencyLimit(4)
    limit.throttled(_begun(limit))
    grown = []
    for _ in range(150):
        limit.answered()
        grown.append(limit.current)

    assert grown == [2] * 49 + [3] * 50 + [4] * 51


def test_a_throttle_starts_the_count_again():
    limit = ConcurrencyLimit(4)
    limit.throttled(_begun(limit))
    for _ in range(49):
        limit.answered()
    limit.throttled(_begun(limit))
    for _ in range(49):
        limit.answered()

    assert limit.current == 1


def test_a_slot_is_given_back_when_the_request_fails():
    limit = ConcurrencyLimit(1)
    with pytest.raises(ZeroDivisionError), limit.slot():
        raise ZeroDivisionError

    with limit.slot():
        pass


def test_a_lower_limit_holds_for_requests_that_wait():
    limit = ConcurrencyLimit(3)
    events = []

    def take():
        with limit.slot():
            events.append("taken")

    thread = threading.Thread(target=take)
    with limit.slot() as begun:
        with limit.slot():
            assert limit.throttled(begun) == 1
            thread.start()
            events.append("two in flight")
        events.append("one in flight")
    thread.join(30)

    assert events == ["two in flight", "one in flight", "taken"]


def test_the_server_sees_as_many_requests_as_the_maximum_and_no_more(vendor, make_client):
    # A round is answered when four are in flight: were there fewer, it would never be. The first
    # round is held for a moment, in which a fifth request could turn up.
    round_of_four, a_fifth = threading.Barrier(4), threading.Barrier(5)

    def choose(headers, path):
        with contextlib.suppress(threading.BrokenBarrierError):
            a_fifth.wait(0.2)
        round_of_four.wait(30)

    vendor.choose = choose
    client = make_client(limit=ConcurrencyLimit(4))

    with ThreadPoolExecutor(16) as executor:
        answers = list(executor.map(lambda _: client.send("GET", vendor.url), range(40)))

    assert len(answers) == 40
    assert vendor.most_in_flight == 4


def test_waiting_for_the_next_try_holds_no_slot(vendor, make_client):
    limit = ConcurrencyLimit(1)
    free = []

    def sleep(_):
        with limit.slot():
            free.append(True)

    vendor.will(503)

    make_client(limit=limit, sleep=sleep).send("GET", vendor.url)

    assert free == [True]


def test_429_lowers_the_limit_and_answers_raise_it(vendor, make_client):
    limit = ConcurrencyLimit(8)
    client = make_client(limit=limit)
    vendor.will(429)
    client.send("GET", vendor.url)
    assert limit.current == 4

    for _ in range(49):
        client.send("GET", vendor.url)
    assert limit.current == 5


def test_a_burst_of_429_halves_once(vendor, make_client, in_threads):
    limit = ConcurrencyLimit(8)
    client = make_client(limit=limit)
    refused = iter([True] * 8)
    all_in = threading.Barrier(8)
    lock = threading.Lock()

    def choose(headers, path):
        with lock:
            refuse = next(refused, False)
        if refuse:
            all_in.wait(30)
            return vendor.Reply(429)
        return None

    vendor.choose = choose

    in_threads(8, lambda: client.send("GET", vendor.url))

    assert limit.current == 4
    assert client.calls["throttled"] == 8
