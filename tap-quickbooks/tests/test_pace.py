"""Calls keep to Intuit's limits in any stretch of time."""

from __future__ import annotations

import pytest
from tap_quickbooks.pace import BudgetError, Meter


class _Clock:
    """Time passes only while somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def sleep(self, seconds):
        self.now += seconds


def _turns(number, *, batch=False, per_minute=450):
    clock = _Clock()
    meter = Meter(per_minute, None, clock=lambda: clock.now, sleep=clock.sleep)
    turns = []
    for _ in range(number):
        meter.spend(batch=batch)
        turns.append(clock.now)
    return turns


def _most_within(turns, seconds):
    return max(sum(1 for other in turns if turn <= other < turn + seconds) for turn in turns)


def test_never_more_than_nine_calls_a_second_and_so_many_a_minute():
    turns = _turns(1000)
    assert _most_within(turns, 1) == 9
    assert _most_within(turns, 60) == 450


def test_never_more_than_36_batches_a_minute():
    assert _most_within(_turns(100, batch=True), 60) == 36


def test_a_short_run_does_not_wait_for_a_minutes_share():
    assert _turns(9) == [0.0] * 9


def test_a_spent_budget_is_an_error_that_names_the_setting():
    meter = Meter(450, 2, clock=lambda: 0.0, sleep=lambda _: None)
    meter.spend()
    meter.spend()
    with pytest.raises(BudgetError, match="2 calls of `call_budget`"):
        meter.spend()
