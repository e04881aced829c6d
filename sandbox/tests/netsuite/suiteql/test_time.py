# ruff: noqa: E501  # a query per line reads best
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from erp_sandbox.netsuite.suiteql import DATE_FORMATS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SECONDS = "'YYYY-MM-DD HH24:MI:SS'"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("TO_CHAR(TO_DATE('2026-03-05','YYYY-MM-DD'),'DD/MM/YY')", "05/03/26"),
        ("TO_CHAR(TO_DATE('2026-03-05','YYYY-MM-DD'),'Month|MON|Mon|mon')", "March    |MAR|Mar|mar"),
        ("TO_CHAR(TO_DATE('2026-03-05','YYYY-MM-DD'),'Day|DY|D|DDD|Q')", "Thursday |THU|5|064|1"),
        ("TO_CHAR(TO_DATE('2026-03-05','YYYY-MM-DD'),'FMMonth DD, YYYY')", "March 5, 2026"),
        ("TO_CHAR(TO_DATE('2026-03-05','YYYY-MM-DD'),'YYYY\"%Y{0}\"')", "2026%Y{0}"),
        ("TO_CHAR(TO_TIMESTAMP('2026-03-05 14:05:09'," + SECONDS + "),'HH12:MI:SS PM')", "02:05:09 PM"),
        ("TO_CHAR(TO_TIMESTAMP('2026-03-05 00:05:09'," + SECONDS + "),'HH:MI AM')", "12:05 AM"),
        ("TO_CHAR(TO_TIMESTAMP('2026-03-05 14:05:09'," + SECONDS + "),'SS.FF3 SSSSS')", "09.000 50709"),
        ("TO_CHAR(TO_TIMESTAMP('09:30 PM','HH:MI PM'),'HH24:MI')", "21:30"),
        ("TO_CHAR(TO_DATE('20260131','YYYYMMDD'),'YYYY-MM-DD')", "2026-01-31"),
        ("TO_CHAR(TO_DATE('31-JAN-26','DD-MON-YY'),'YYYY-MM-DD')", "2026-01-31"),
        ("TO_CHAR(TO_DATE('31 January 2026','DD Month YYYY'),'YYYY-MM-DD')", "2026-01-31"),
        ("TO_CHAR(TO_DATE('2026-01-31T10:00:00Z','YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),'HH24')", "10"),
        ("TO_CHAR(TO_DATE('2026/1/31','YYYY-MM-DD HH24:MI:SS'),'DD HH24')", "31 00"),
        ("TO_CHAR(TO_TIMESTAMP_TZ('2026-03-05 14:05 +02:00','YYYY-MM-DD HH24:MI TZH:TZM'),'HH24:MI')", "04:05"),
        ("TO_CHAR(SYS_EXTRACT_UTC(FROM_TZ(TO_TIMESTAMP('2026-07-05 14:05:00'," + SECONDS + "),'Europe/Berlin')),'HH24:MI')", "12:05"),
        ("TZ_OFFSET('Europe/Berlin')", "+02:00"),
        ("TO_CHAR(ADD_MONTHS(TO_DATE('2026-01-31','YYYY-MM-DD'),1),'MM-DD')", "02-28"),
        ("TO_CHAR(ADD_MONTHS(TO_DATE('2026-02-28','YYYY-MM-DD'),1),'MM-DD')", "03-31"),
        ("TO_CHAR(LAST_DAY(TO_DATE('2028-02-03','YYYY-MM-DD')),'MM-DD')", "02-29"),
        ("MONTHS_BETWEEN(TO_DATE('2026-03-31','YYYY-MM-DD'),TO_DATE('2026-02-28','YYYY-MM-DD'))", "1"),
        ("MONTHS_BETWEEN(TO_DATE('2026-03-15','YYYY-MM-DD'),TO_DATE('2026-02-28','YYYY-MM-DD'))", "0.58064516129"),
        ("TO_CHAR(TRUNC(SYSDATE,'MM'),'YYYY-MM-DD HH24')", "2026-07-01 00"),
        ("TO_CHAR(TRUNC(SYSDATE,'Q'),'MM-DD')", "07-01"),
        ("TO_CHAR(TRUNC(SYSDATE,'D'),'DY')", "SUN"),
        ("TO_CHAR(ROUND(TO_DATE('2026-06-16','YYYY-MM-DD'),'MM'),'MM-DD')", "07-01"),
        ("TO_CHAR(SYSDATE + 1/24,'HH24:MI')", "06:00"),
        ("TO_CHAR(SYSDATE - 30,'YYYY-MM-DD')", "2026-06-01"),
        ("TRUNC(SYSDATE) - TO_DATE('2026-06-01','YYYY-MM-DD')", "30"),
        ("EXTRACT(YEAR FROM SYSDATE)", "2026"),
    ],
)  # fmt: skip
def test_masks_and_date_functions(value, expression, expected):
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("UTC", "2026-07-01 12:00:00"),
        ("America/Los_Angeles", "2026-07-01 05:00:00"),
        ("Australia/Sydney", "2026-07-01 22:00:00"),
    ],
)
def test_the_clock_probe_shows_local_time_and_utc(items, zone, local):
    query = (
        f"SELECT TO_CHAR(CURRENT_TIMESTAMP,{SECONDS}) AS local_now, "
        f"TO_CHAR(SYS_EXTRACT_UTC(CURRENT_TIMESTAMP),{SECONDS}) AS utc_now FROM DUAL"
    )
    assert items(query, time_zone=zone) == [{"local_now": local, "utc_now": "2026-07-01 12:00:00"}]


@pytest.mark.parametrize("now", ["SYSDATE", "CURRENT_DATE", "LOCALTIMESTAMP", "SYSTIMESTAMP"])
def test_every_spelling_of_now_is_local(value, now):
    assert value(f"TO_CHAR({now},{SECONDS})") == "2026-07-01 05:00:00"


def test_a_datetime_is_shown_in_the_session_zone_whatever_the_mask_claims(column):
    query = 'SELECT TO_CHAR(lastmodifieddate,\'YYYY-MM-DD"T"HH24:MI:SS"Z"\') FROM transaction WHERE id = 1'
    assert column(query) == ["2026-01-31T05:05:00Z"]
    assert column(query, time_zone="Europe/Berlin") == ["2026-01-31T14:05:00Z"]


def test_sys_extract_utc_gives_utc(column):
    query = (
        f"SELECT TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate),{SECONDS}) FROM transaction WHERE id = 1"
    )
    assert column(query, time_zone="Asia/Kolkata") == ["2026-01-31 13:05:00"]


def test_a_utc_value_compares_with_a_literal_as_it_stands(column):
    query = (
        "SELECT id FROM transaction WHERE SYS_EXTRACT_UTC(lastmodifieddate) >= "
        f"TO_TIMESTAMP('2026-02-01 07:59:59',{SECONDS}) ORDER BY id"
    )
    assert column(query) == column(query, time_zone="Asia/Tokyo") == ["2", "3"]


def test_a_bare_datetime_compares_with_a_literal_in_the_session_zone(column):
    query = (
        "SELECT id FROM transaction WHERE lastmodifieddate >= "
        f"TO_TIMESTAMP('2026-02-01 00:00:00',{SECONDS}) ORDER BY id"
    )
    assert column(query) == ["3"]
    assert column(query, time_zone="UTC") == ["2", "3"]
    assert column(query, time_zone="Asia/Tokyo") == ["2", "3"]


def test_a_datetime_compared_with_a_date_means_local_midnight(column):
    query = "SELECT id FROM transaction WHERE lastmodifieddate < TO_DATE('2026-02-01','YYYY-MM-DD') ORDER BY id"
    assert column(query) == ["1", "2"]


def test_a_date_column_has_no_zone(column):
    query = (
        "SELECT id FROM transaction WHERE trandate = TO_DATE('2026-02-01','YYYY-MM-DD') ORDER BY id"
    )
    assert column(query) == column(query, time_zone="Asia/Tokyo") == ["2", "3"]


def test_a_repeated_hour_means_its_first_occurrence(column):
    query = f"SELECT id FROM moment WHERE at = TO_TIMESTAMP('2026-11-01 01:30:00',{SECONDS})"
    assert column(query) == ["3"]
    shown = f"SELECT TO_CHAR(at,{SECONDS}) FROM moment WHERE id >= 3"
    assert column(shown) == ["2026-11-01 01:30:00"] * 2


def test_a_skipped_hour_is_shifted_forward(column):
    query = f"SELECT id FROM moment WHERE at >= TO_TIMESTAMP('2026-03-08 02:00:00',{SECONDS}) ORDER BY id"
    assert column(query) == ["2", "3", "4"]
    assert column(query.replace("02:00", "02:30")) == ["3", "4"]
    shown = f"SELECT TO_CHAR(at,{SECONDS}) FROM moment WHERE id <= 2 ORDER BY id"
    assert column(shown) == ["2026-03-08 01:59:59", "2026-03-08 03:00:00"]


def test_a_column_read_in_the_session_zone_follows_the_same_rules(column):
    query = "SELECT id FROM moment WHERE at >= day + 1.5/24 AND at < day + 2.5/24 ORDER BY id"
    assert column(query) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("date_format", "expected"),
    [
        ("M/D/YYYY", "1/31/2026"),
        ("D/M/YYYY", "31/1/2026"),
        ("D.M.YYYY", "31.1.2026"),
        ("YYYY-M-D", "2026-1-31"),
        ("D-Mon-YYYY", "31-Jan-2026"),
    ],
)
def test_a_bare_date_is_text_in_the_users_format(items, date_format, expected):
    query = "SELECT trandate, MAX(lastmodifieddate) AS latest FROM transaction WHERE id = 1 GROUP BY trandate"
    assert date_format in DATE_FORMATS
    assert items(query, date_format=date_format) == [{"trandate": expected, "latest": expected}]


def test_a_bare_datetime_shows_the_local_day(column):
    query = "SELECT lastmodifieddate FROM transaction WHERE id = 2"
    assert column(query) == ["1/31/2026"]
    assert column(query, time_zone="UTC") == ["2/1/2026"]


def test_a_one_argument_to_date_reads_the_users_format(value):
    read = "TO_CHAR(TO_DATE('1/2/2026'),'YYYY-MM-DD')"
    assert value(read) == "2026-01-02"
    assert value(read, date_format="D/M/YYYY") == "2026-02-01"


def test_an_account_may_reject_utc_of_stored_datetimes(refusal, value):
    query = "SELECT SYS_EXTRACT_UTC(lastmodifieddate) FROM transaction"
    assert refusal(query, utc_on_dates=False).detail.endswith("Invalid or unsupported search.")
    probe = "TO_CHAR(SYS_EXTRACT_UTC(CURRENT_TIMESTAMP),'HH24')"
    assert value(probe, utc_on_dates=False) == "12"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    instant=st.integers(631152000, 2208988800).map(
        lambda second: datetime.fromtimestamp(second, UTC)
    ),
    zone=st.sampled_from(
        ["America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland"]
    ),
)
def test_local_time_round_trips(items, instant, zone):
    local = instant.astimezone(ZoneInfo(zone))
    wanted = local.strftime("%Y-%m-%d %H:%M:%S")
    read = f"TO_TIMESTAMP('{wanted}',{SECONDS})"
    query = (
        f"SELECT TO_CHAR(CURRENT_TIMESTAMP,{SECONDS}) AS shown, "
        f"TO_CHAR(SYS_EXTRACT_UTC({read}),{SECONDS}) AS utc FROM DUAL"
    )
    (row,) = items(query, now=instant, time_zone=zone)
    first = instant - timedelta(hours=local.fold)
    assert row == {"shown": wanted, "utc": first.strftime("%Y-%m-%d %H:%M:%S")}
