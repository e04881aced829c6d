"""The session's current time in its SQL notations, and zones named in a query."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import zones
from erp_sandbox.netsuite.suiteql.coerce import as_datetime, as_local
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import TEMPORAL, Family, Value, moment, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.suiteql.context import Context


def now(context: Context, *, sysdate: bool = False) -> Value:
    """Translate CURRENT_TIMESTAMP and SYSTIMESTAMP (zoned) and SYSDATE (zoneless)."""
    if sysdate:
        return today(context)
    return moment(context.now, Family.DATETIME)


def local_now(context: Context) -> Value:
    """Translate LOCALTIMESTAMP: the session's zoneless timestamp."""
    return moment(zones.to_local(context.now, context.zone), Family.TIMESTAMP)


def today(context: Context) -> Value:
    """Translate CURRENT_DATE and SYSDATE: the session's date with its time."""
    return moment(zones.to_local(context.now, context.zone), Family.DATE)


def sys_extract_utc(value: Value, context: Context) -> Value:
    """Return the UTC time of a datetime, without a zone.

    Raises:
        SuiteQLError: For dates, and for stored datetimes in an account that refuses them.
    """
    is_stored = value.family is Family.DATETIME and value.constant is None
    if value.family not in {Family.DATETIME, Family.TIMESTAMP}:
        raise unsupported()
    zoneless = value.column is not None and value.column.zoneless
    if is_stored and (zoneless or not context.account.preferences.utc_on_dates):
        raise unsupported()
    utc = as_datetime(value, context)
    if isinstance(utc.constant, datetime):
        return moment(utc.constant, Family.TIMESTAMP)
    return Value(utc.sql, Family.TIMESTAMP)


def at_time_zone(value: Value, zone: Value, context: Context) -> Value:
    """Return the same time, shown in another zone."""
    name = _named(zone)
    return replace(as_datetime(value, context), zone=name)


def from_tz(value: Value, zone: Value, context: Context) -> Value:
    """Return a zoneless timestamp read in a named zone.

    Raises:
        SuiteQLError: If the value has a zone already or is a date.
    """
    name = _named(zone)
    if value.family is not Family.TIMESTAMP:
        raise unsupported()
    if isinstance(value.constant, datetime):
        return moment(zones.to_utc(value.constant, name), Family.DATETIME, name)
    return Value(zones.to_utc_sql(as_local(value, context).sql, name), Family.DATETIME, zone=name)


def new_time(args: Sequence[Value], context: Context) -> Value:
    """Return a date in one zone as the date it is in another."""
    value, source, target = args
    if value.family not in TEMPORAL:
        raise unsupported()
    utc = zones.to_utc_sql(as_local(value, context).sql, _named(source))
    return Value(zones.to_local_sql(utc, _named(target)), Family.DATE)


def tz_offset(zone: Value, context: Context) -> Value:
    """Return a zone's present offset, such as `-08:00`."""
    minutes = round(zones.offset_at(context.now, _named(zone)).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return text(f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}")


def _named(zone: Value) -> str:
    if not isinstance(zone.constant, str):
        raise unsupported()
    name = zone.constant.strip()
    if name[:1] in {"+", "-"}:
        # POSIX zone names count westwards.
        hours, _, minutes = name[1:].partition(":")
        if not hours.isdigit() or minutes.strip("0"):
            raise unsupported()
        name = f"Etc/GMT{'-' if name[0] == '+' else '+'}{int(hours)}"
    zones.zone_of(name)
    return name
