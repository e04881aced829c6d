from datetime import UTC, datetime, timedelta

import pytest
from erp_sandbox.core.clock import Clock

NOON = datetime(2026, 2, 1, 12, 0, 0, 999_999, tzinfo=UTC)


def test_now_is_aware_utc_in_whole_seconds():
    now = Clock().now()

    assert now.utcoffset() == timedelta(0)
    assert now.microsecond == 0


def test_a_frozen_clock_stands_still_until_advanced():
    clock = Clock(frozen_at=NOON)

    assert clock.now() == NOON.replace(microsecond=0)

    clock.advance(90)

    assert clock.now() == datetime(2026, 2, 1, 12, 1, 30, tzinfo=UTC)


def test_advancing_leaves_the_wall_clock_alone():
    clock = Clock()
    clock.advance(86_400)

    assert abs(clock.wall() - datetime.now(UTC)) < timedelta(seconds=10)
    assert clock.now() - clock.wall() > timedelta(hours=23)


def test_drift_moves_the_wall_clock_only():
    clock = Clock(frozen_at=NOON)
    clock.drift(-600)

    assert clock.wall() < datetime.now(UTC) - timedelta(minutes=9)
    assert clock.now() == NOON.replace(microsecond=0)


def test_the_clock_does_not_run_backwards():
    with pytest.raises(ValueError, match="cannot go back"):
        Clock().advance(-1)


def test_a_timestamp_without_zone_is_rejected():
    with pytest.raises(ValueError, match="no zone"):
        Clock(frozen_at=datetime(2026, 2, 1))  # noqa: DTZ001 - the point


def test_time_held_at_a_timestamp_continues_afterwards_as_before():
    clock = Clock()
    clock.advance(3600)

    with clock.held_at(NOON):
        assert clock.now() == NOON.replace(microsecond=0)

    assert clock.offset == timedelta(hours=1)
    assert not clock.frozen
