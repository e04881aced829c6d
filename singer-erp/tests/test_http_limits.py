"""Limits on requests in flight, per period and per run, alone and as a server sees them."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from singer_erp.errors import BudgetError, ConfigError
from singer_erp.http.limits import CallBudget, ConcurrencyLimit, Limits
from singer_erp.http.rates import Rate, RateLimiter


def _generation(limit):
    with limit.acquire() as generation:
        return generation


@pytest.mark.parametrize(
    ("maximum", "afterwards"), [(1, [1, 1]), (2, [1, 1]), (5, [2, 1]), (16, [8, 4])]
)
def test_a_throttle_halves_the_limit_down_to_one(maximum, afterwards):
    limit = ConcurrencyLimit(maximum)

    assert [limit.throttled(_generation(limit)) for _ in afterwards] == afterwards


def test_requests_throttled_together_halve_the_limit_once():
    limit = ConcurrencyLimit(16)
    generations = [_generation(limit) for _ in range(16)]

    assert {limit.throttled(number) for number in generations} == {8}
    assert limit.throttled(_generation(limit)) == 4


def test_fifty_successes_add_one_slot_up_to_the_maximum():
    limit = ConcurrencyLimit(4)
    limit.throttled(_generation(limit))
    grown = []
    for _ in range(150):
        limit.succeeded()
        grown.append(limit.current)

    assert grown == [2] * 49 + [3] * 50 + [4] * 51


def test_a_throttle_resets_the_count_of_successes():
    limit = ConcurrencyLimit(4)
    limit.throttled(_generation(limit))
    for _ in range(49):
        limit.succeeded()
    limit.throttled(_generation(limit))
    for _ in range(49):
        limit.succeeded()

    assert limit.current == 1


def test_a_failed_request_releases_its_slot():
    limit = ConcurrencyLimit(1)
    with pytest.raises(ZeroDivisionError), limit.acquire():
        raise ZeroDivisionError

    with limit.acquire():
        pass


def test_a_lower_limit_applies_to_requests_that_wait():
    limit = ConcurrencyLimit(3)
    events = []

    def take():
        with limit.acquire():
            events.append("taken")

    thread = threading.Thread(target=take)
    with limit.acquire() as generation:
        with limit.acquire():
            assert limit.throttled(generation) == 1
            thread.start()
            events.append("two in flight")
        events.append("one in flight")
    thread.join(30)

    assert events == ["two in flight", "one in flight", "taken"]


def test_the_server_sees_the_maximum_in_flight_and_no_more(vendor, make_client):
    # The server responds once four requests are in flight, and would never with fewer. It delays
    # the first four, so that a fifth request could arrive.
    round_of_four, fifth = threading.Barrier(4), threading.Barrier(5)

    def choose(headers, path):
        with contextlib.suppress(threading.BrokenBarrierError):
            fifth.wait(0.2)
        round_of_four.wait(30)

    vendor.choose = choose
    client = make_client(limits=Limits(ConcurrencyLimit(4)))

    with ThreadPoolExecutor(16) as executor:
        responses = list(executor.map(lambda _: client.send("GET", vendor.url), range(40)))

    assert len(responses) == 40
    assert vendor.most_in_flight == 4


def test_the_wait_before_a_retry_holds_no_slot(vendor, make_client):
    limit = ConcurrencyLimit(1)
    free = []

    def sleep(_):
        with limit.acquire():
            free.append(True)

    vendor.will(503)

    make_client(limits=Limits(limit), sleep=sleep).send("GET", vendor.url)

    assert free == [True]


def test_429_lowers_the_limit_and_successes_raise_it(vendor, make_client):
    limit = ConcurrencyLimit(8)
    client = make_client(limits=Limits(limit))
    vendor.will(429)
    client.send("GET", vendor.url)
    assert limit.current == 4

    for _ in range(49):
        client.send("GET", vendor.url)
    assert limit.current == 5


def test_a_burst_of_429_halves_once(vendor, make_client, in_threads):
    limit = ConcurrencyLimit(8)
    client = make_client(limits=Limits(limit))
    throttled = iter([True] * 8)
    all_in = threading.Barrier(8)
    lock = threading.Lock()

    def choose(headers, path):
        with lock:
            throttle = next(throttled, False)
        if throttle:
            all_in.wait(30)
            return vendor.Reply(429)
        return None

    vendor.choose = choose

    in_threads(8, lambda: client.send("GET", vendor.url))

    assert limit.current == 4
    assert client.calls["throttled"] == 8


class Clock:
    """A clock on which time passes only by `sleep`."""

    def __init__(self):
        self.now = 1000.0
        self.sleeps = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += seconds


RATES = (Rate(9, 1), Rate(36, 60, "batch"), Rate(450, 60))


def _times(count, rates=RATES, group=None):
    """The times at which that many calls are allowed, one after the other."""
    clock = Clock()
    limiter = RateLimiter(rates, clock=clock, sleep=clock.sleep)
    times = []
    for _ in range(count):
        limiter.acquire(group)
        times.append(clock.now - 1000)
    return times


def _maximum_within(times, seconds):
    return max(sum(start <= time < start + seconds for time in times) for start in times)


def test_no_period_has_more_calls_than_its_rate():
    times = _times(1000)

    assert _maximum_within(times, 1) == 9
    assert _maximum_within(times, 60) == 450


def test_a_group_has_a_rate_of_its_own_as_well():
    times = _times(100, group="batch")

    assert _maximum_within(times, 60) == 36
    assert _maximum_within(times, 1) == 9


def test_calls_within_all_rates_do_not_wait():
    assert _times(9) == [0.0] * 9


def test_a_group_that_waits_does_not_delay_other_calls():
    clock = Clock()
    limiter = RateLimiter([Rate(1, 60, "batch"), Rate(9, 1)], clock=clock, sleep=clock.sleep)
    limiter.acquire("batch")
    waiting = threading.Event()
    released = threading.Event()

    def sleep(_):
        waiting.set()
        released.wait(900)

    slow = RateLimiter([Rate(1, 60, "batch"), Rate(9, 1)], clock=clock, sleep=sleep)
    slow.acquire("batch")
    thread = threading.Thread(target=slow.acquire, args=("batch",))
    thread.start()
    waiting.wait(900)
    slow.acquire()
    released.set()
    thread.join(900)

    assert clock.sleeps == []


def test_a_rate_that_a_longer_period_makes_redundant_is_no_error():
    times = _times(12, [Rate(9, 1), Rate(5, 60)])

    assert _maximum_within(times, 60) == 5


def test_threads_get_one_turn_each(in_threads):
    clock = Clock()
    limiter = RateLimiter([Rate(5, 10)], clock=lambda: 1000.0, sleep=clock.sleeps.append)

    in_threads(20, limiter.acquire)

    assert [round(seconds) for seconds in sorted(clock.sleeps)] == [10] * 5 + [20] * 5 + [30] * 5


def test_processes_that_name_the_same_file_share_the_rates(tmp_path):
    clock = Clock()
    first, second, other = (
        RateLimiter(
            [Rate(3, 60), Rate(2, 60, "batch")],
            path=str(tmp_path / "new" / "rates.sqlite"),
            name=name,
            clock=clock,
            sleep=clock.sleep,
        )
        for name in ("4620816365001", "4620816365001", "4620816365002")
    )

    for limiter in (first, second, first, other):
        limiter.acquire()
    assert clock.sleeps == []

    second.acquire("batch")
    assert [round(seconds) for seconds in clock.sleeps] == [60]


def test_a_rate_file_that_cannot_be_used_names_the_setting(tmp_path):
    with pytest.raises(ConfigError, match="`rate_limit_path`"):
        RateLimiter([Rate(3, 60)], path=str(tmp_path))


def test_a_used_budget_is_an_error_that_names_the_setting():
    budget = CallBudget(2)
    budget.acquire()
    budget.acquire()

    with pytest.raises(BudgetError, match="2 of the 2 calls of `call_budget`"):
        budget.acquire()


def test_retries_count_against_the_budget(vendor, make_client):
    vendor.will(503, 503, 503)

    with pytest.raises(BudgetError):
        make_client(limits=Limits(budget=CallBudget(2))).send("GET", vendor.url)

    assert len(vendor.requests) == 2


def test_every_try_waits_for_its_rate(vendor, make_client, waits):
    clock = Clock()
    rates = RateLimiter([Rate(1, 10, "batch")], clock=clock, sleep=clock.sleep)
    vendor.will(503, 200, 200)
    client = make_client(limits=Limits(rates=rates))

    client.send("GET", vendor.url, rate_group="batch")
    client.send("GET", vendor.url)

    assert [round(seconds) for seconds in clock.sleeps] == [10]
    assert len(waits) == 1
