"""The license: requests at once, the queue, and requests of a minute."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

import pytest
from erp_sandbox.acumatica.limits import DeclinedError, Limits


class _Clock:
    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return _Clock()


def test_from_half_of_the_minute_on_each_request_is_delayed(clock):
    limits = Limits(per_minute=50, now=clock)
    delays = [limits.delay() for _ in range(25)]
    clock.seconds += 40

    # "License Restrictions for API Users": 20 s are left for 25 requests.
    assert delays == [0] * 25
    assert limits.delay() == pytest.approx(0.8)
    assert limits.delay() == pytest.approx(20 / 24)


def test_over_the_limit_the_rest_of_the_minute_is_waited(clock):
    limits = Limits(per_minute=4, now=clock)
    delays = [limits.delay() for _ in range(6)]

    assert delays == [0, 0, 30, 60, 60, 60]


def test_after_a_minute_there_is_no_delay(clock):
    limits = Limits(per_minute=2, now=clock)
    for _ in range(5):
        limits.delay()
    clock.seconds += 60

    assert limits.delay() == 0


def test_without_a_limit_nothing_is_delayed(clock):
    assert [Limits(now=clock).delay() for _ in range(100)] == [0] * 100


def test_requests_over_the_concurrent_ones_wait_in_a_queue_of_twenty():
    limits = Limits(concurrent=1)
    order = []

    async def request(number):
        async with limits.slot():
            order.append(number)

    async def run():
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(limits.slot())
            waiting = [asyncio.create_task(request(number)) for number in range(20)]
            await asyncio.sleep(0)
            with pytest.raises(DeclinedError):
                await request(21)
            assert order == []
        await asyncio.gather(*waiting)

    asyncio.run(run())

    assert order == list(range(20))
    assert limits.declined == 1


def test_a_declined_request_is_a_429_without_retry_after(api):
    api.sandbox.fault("status", status=429)

    response = api("GET", "Account")

    assert response.status_code == 429
    assert "Retry-After" not in response.headers
    assert "exceeded the limit imposed by the license" in response.text


def test_requests_of_a_busy_minute_are_answered_late(api):
    api.sandbox.acumatica.set_limits(per_minute=4, time_scale=0)
    for _ in range(3):
        api.get("Account", top=1)

    assert api.sandbox.acumatica.limits()["delayed"] == pytest.approx(30, abs=1)


def test_requests_of_one_session_wait_for_each_other(api):
    api.sandbox.acumatica.set_limits(latency=0.1)
    started = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: api("GET", "Account?$top=1"), range(3)))

    # One after the other takes three times the latency, however slow the machine is.
    assert time.monotonic() - started >= 0.3


def test_requests_are_counted(api):
    api.get("Account", top=1)

    limits = api.sandbox.acumatica.limits()
    assert limits["used"] == 1
    assert limits["api_users"] == 2


@pytest.mark.parametrize(
    ("shape", "status", "text"),
    [("", 302, ""), ("text", 429, "error module"), ("json", 500, "API Login Limit")],
)
def test_a_data_call_without_a_seat_is_refused_in_three_forms(another, shape, status, text):
    one, two = another(), another()
    one.sandbox.acumatica.set_limits(api_users=1, over_limit=shape)
    one.sign_in()
    one.logout()  # the token stays valid, and opens a session with its next use
    two.login()

    response = one("GET", "Account")

    assert (response.status_code, text in response.text) == (status, True)
