"""Date and time functions, and the masks they take."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import clock, mask_reading, masks, zones
from erp_sandbox.netsuite.suiteql.coerce import as_datetime, as_local, as_number, divide
from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS
from erp_sandbox.netsuite.suiteql.errors import unreadable_date, unsupported
from erp_sandbox.netsuite.suiteql.values import NULL, TEMPORAL, Family, Value, moment, number, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.netsuite.suiteql.context import Context

_UNITS = {
    "YYYY": "year",
    "YYY": "year",
    "YY": "year",
    "Y": "year",
    "YEAR": "year",
    "SYYYY": "year",
    "Q": "quarter",
    "MM": "month",
    "MON": "month",
    "MONTH": "month",
    "RM": "month",
    "IW": "week",
    "DD": "day",
    "DDD": "day",
    "J": "day",
    "HH": "hour",
    "HH24": "hour",
    "HH12": "hour",
    "MI": "minute",
}
_WEEKDAYS = {"D", "DY", "DAY"}
_PARTS = {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"}


def _mask(args: Sequence[Value], context: Context) -> str:
    """Return the mask argument, or the user's date format."""
    if len(args) == 1:
        return DATE_FORMATS[context.account.preferences.date_format].mask
    if not isinstance(args[1].constant, str):
        raise unsupported()
    return args[1].constant


def to_char(args: Sequence[Value], context: Context) -> Value:
    """Translate TO_CHAR(date, mask), datetimes as their zone shows them."""
    value = args[0]
    local = as_local(value, context)
    offset = None
    if value.family is Family.DATETIME:
        offset = f"datediff('minute', {value.sql}, {local.sql})"
    template = masks.renderer(_mask(args, context), offset)
    return Value(template.format(local.sql), Family.TEXT)


def _reader(family: Family) -> Callable[[Sequence[Value], Context], Value]:
    """Return TO_DATE, TO_TIMESTAMP or TO_TIMESTAMP_TZ, by the family it makes."""

    def translate(args: Sequence[Value], context: Context) -> Value:
        value, mask = args[0], _mask(args, context)
        if value.family is Family.NULL:
            return NULL
        if value.family is not Family.TEXT:
            raise unsupported()
        if value.constant is None:
            return _read_column(value, mask, family, context)
        return _read_literal(str(value.constant), mask, family, context)

    return translate


def _read_literal(text: str, mask: str, family: Family, context: Context) -> Value:
    today = zones.to_local(context.now, context.zone)
    try:
        reading = mask_reading.read(text, mask, today)
    except (ValueError, OverflowError) as error:
        raise unreadable_date(text, mask, context.zone) from error
    if family is not Family.DATETIME:
        if reading.offset is not None:
            raise unsupported()
        return moment(reading.moment, family)
    if reading.offset is not None:
        return moment(reading.moment - reading.offset, family)
    return moment(zones.to_utc(reading.moment, context.zone), family)


def _read_column(value: Value, mask: str, family: Family, context: Context) -> Value:
    pattern = masks.strptime(mask)
    parsed = Value(f"strptime({value.sql}, {quote(pattern)})", Family.TIMESTAMP)
    if family is Family.DATETIME:
        return as_datetime(parsed, context)
    return Value(parsed.sql, family)


def _date(value: Value, context: Context) -> Value:
    if value.family is not Family.NULL and value.family not in TEMPORAL:
        raise unsupported()
    return as_local(value, context)


def _add_months(args: Sequence[Value], context: Context) -> Value:
    """Add months; the last day of a month stays the last day."""
    start = _date(args[0], context).sql
    moved = f"({start} + to_months(CAST(trunc({as_number(args[1]).sql}) AS INTEGER)))"
    time = f"({start} - date_trunc('day', {start}))"
    is_last = f"CAST({start} AS DATE) = last_day({start})"
    sql = (
        f"(CASE WHEN {is_last} THEN CAST(last_day({moved}) AS TIMESTAMP) + {time} ELSE {moved} END)"
    )
    return _dated(sql, args[0])


def _last_day(args: Sequence[Value], context: Context) -> Value:
    start = _date(args[0], context).sql
    time = f"({start} - date_trunc('day', {start}))"
    return _dated(f"(CAST(last_day({start}) AS TIMESTAMP) + {time})", args[0])


def _dated(sql: str, origin: Value) -> Value:
    """Keep plain dates plain."""
    if origin.family is Family.DAY:
        return Value(f"CAST({sql} AS DATE)", Family.DAY)
    return Value(sql, Family.DATE)


def _months_between(args: Sequence[Value], context: Context) -> Value:
    """Count months: whole between equal days or two month ends, else days are 31sts."""
    one, two = (_date(value, context).sql for value in args)
    months = f"((year({one}) - year({two})) * 12 + month({one}) - month({two}))"
    ends = " AND ".join(f"CAST({day} AS DATE) = last_day({day})" for day in (one, two))
    whole = f"(day({one}) = day({two}) OR ({ends}))"
    elapsed = " - ".join(
        f"datediff('second', date_trunc('month', {day}), {day})" for day in (one, two)
    )
    seconds = f"(CASE WHEN {whole} THEN {months} * 2678400 ELSE {months} * 2678400 + {elapsed} END)"
    return divide(Value(seconds, Family.NUMBER), number("2678400"))


def truncate(args: Sequence[Value], context: Context) -> Value:
    """Translate TRUNC(date[, unit]); a datetime is truncated in its zone.

    Raises:
        SuiteQLError: For a unit outside Oracle's usual ones.
    """
    value = args[0]
    unit = _unit(args)
    if value.family is Family.DAY:
        if unit in {"day", "hour", "minute"}:
            return Value(value.sql, Family.DAY)
        return Value(f"CAST({_floor(unit, value.sql)} AS DATE)", Family.DAY)
    local = as_local(value, context)
    if isinstance(local.constant, datetime) and unit == "day":
        midnight = local.constant.replace(hour=0, minute=0, second=0, microsecond=0)
        return moment(midnight, Family.DATE)
    return Value(f"CAST({_floor(unit, local.sql)} AS TIMESTAMP)", Family.DATE)


def round_off(args: Sequence[Value], context: Context) -> Value:
    """Translate ROUND(date[, unit]); the 16th rounds to the next month, July to the next year.

    Raises:
        SuiteQLError: For other units.
    """
    local = as_local(args[0], context).sql
    shift = {"day": "INTERVAL 12 HOUR", "month": "INTERVAL 0 DAY", "year": "INTERVAL 6 MONTH"}
    unit = _unit(args)
    if unit == "month":
        half = f"(CASE WHEN day({local}) > 15 THEN INTERVAL 1 MONTH ELSE INTERVAL 0 DAY END)"
        sql = f"(date_trunc('month', {local}) + {half})"
    elif unit in shift:
        sql = f"date_trunc('{unit}', {local} + {shift[unit]})"
    else:
        raise unsupported()
    return Value(f"CAST({sql} AS TIMESTAMP)", Family.DATE)


def _unit(args: Sequence[Value]) -> str:
    if len(args) == 1:
        return "day"
    named = str(args[1].constant or "").upper()
    if named in _WEEKDAYS:
        return "sunday"
    if named not in _UNITS:
        raise unsupported()
    return _UNITS[named]


def _floor(unit: str, sql: str) -> str:
    if unit == "sunday":
        return f"(date_trunc('day', {sql}) - to_days(CAST(dayofweek({sql}) AS INTEGER)))"
    return f"date_trunc('{unit}', {sql})"


def extract(part: str, value: Value, context: Context) -> Value:
    """Translate EXTRACT(YEAR FROM date) and the like.

    Raises:
        SuiteQLError: For other parts.
    """
    if part.upper() not in _PARTS:
        raise unsupported()
    sql = f"CAST({part.lower()}({_date(value, context).sql}) AS BIGINT)"
    return Value(sql, Family.NUMBER)


FUNCTIONS: dict[str, tuple[int, int, Callable[[Sequence[Value], Context], Value]]] = {
    "TO_DATE": (1, 2, _reader(Family.DATE)),
    "TO_TIMESTAMP": (1, 2, _reader(Family.TIMESTAMP)),
    "TO_TIMESTAMP_TZ": (1, 2, _reader(Family.DATETIME)),
    "ADD_MONTHS": (2, 2, _add_months),
    "LAST_DAY": (1, 1, _last_day),
    "MONTHS_BETWEEN": (2, 2, _months_between),
    "SYS_EXTRACT_UTC": (1, 1, lambda args, context: clock.sys_extract_utc(args[0], context)),
    "FROM_TZ": (2, 2, lambda args, context: clock.from_tz(args[0], args[1], context)),
    "NEW_TIME": (3, 3, clock.new_time),
    "TZ_OFFSET": (1, 1, lambda args, context: clock.tz_offset(args[0], context)),
}
