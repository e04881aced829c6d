import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_erp.errors import ConfigError
from singer_erp.timestamps import as_utc, extracted_now, format_timestamp, parse_timestamp


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T13:05:00Z", "2026-01-31T13:05:00Z"),
        ("2026-01-31T13:05:00", "2026-01-31T13:05:00Z"),
        ("2026-01-31T13:05:00.5+02:00", "2026-01-31T11:05:00.500000Z"),
    ],
)
def test_a_timestamp_is_read_as_utc(text, written):
    assert format_timestamp(parse_timestamp(text)) == written


@pytest.mark.parametrize(
    "text", ["", "yesterday", "31.01.2026", "0001-01-01T00:00:00+05:00", 5, None]
)
def test_an_invalid_timestamp_names_the_setting(text):
    with pytest.raises(ConfigError, match="`start_date`"):
        parse_timestamp(text)


# Far enough from the calendar's ends for any offset; hypothesis takes them without a zone.
_FIRST = dt.datetime(2, 1, 1)  # noqa: DTZ001
_LAST = dt.datetime(9998, 1, 1)  # noqa: DTZ001


@given(value=st.datetimes(_FIRST, _LAST), minutes=st.integers(-14 * 60, 14 * 60))
def test_a_timestamp_of_any_offset_stays_the_same(value, minutes):
    value = value.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))

    assert as_utc(value) == value
    assert parse_timestamp(format_timestamp(value)) == value


def test_responses_are_extracted_at_a_whole_second_of_utc():
    now = extracted_now()

    assert (now.microsecond, now.tzinfo) == (0, dt.UTC)
