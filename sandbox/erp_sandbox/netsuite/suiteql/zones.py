"""Conversion of UTC and local time: of constants in Python, of columns in DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import quote


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of an IANA name.

    Raises:
        SuiteQLError: If there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise unsupported() from error


def to_local(utc: datetime, zone: str) -> datetime:
    """Return naive local time of a naive UTC time."""
    return utc.replace(tzinfo=UTC).astimezone(zone_of(zone)).replace(tzinfo=None)


def to_utc(local: datetime, zone: str) -> datetime:
    """Return naive UTC time of a naive local time.

    An hour that occurs twice is its first occurrence; one that is skipped is shifted forward by
    the length of the gap, as Java does and Oracle with default error handling.
    """
    aware = local.replace(tzinfo=zone_of(zone), fold=0)
    return aware.astimezone(UTC).replace(tzinfo=None)


def offset_at(utc: datetime, zone: str) -> timedelta:
    """Return the zone's offset from UTC at a naive UTC time."""
    return to_local(utc, zone) - utc


def to_local_sql(sql: str, zone: str) -> str:
    """Return DuckDB text of the local time of a naive UTC timestamp."""
    if zone == "UTC":
        return sql
    return f"timezone({quote(zone)}, timezone('UTC', {sql}))"


def to_utc_sql(sql: str, zone: str) -> str:
    """Return DuckDB text of the UTC time of a naive local timestamp.

    DuckDB takes the second occurrence of a repeated hour: if an hour earlier shows the same
    local time, that is the one.
    """
    if zone == "UTC":
        return sql
    late = f"timezone('UTC', timezone({quote(zone)}, {sql}))"
    early = f"({late} - INTERVAL 1 HOUR)"
    return f"(CASE WHEN {to_local_sql(early, zone)} = {sql} THEN {early} ELSE {late} END)"
