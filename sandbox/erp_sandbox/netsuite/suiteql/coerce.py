"""Implicit conversions between the families of values, as in Oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import zones
from erp_sandbox.netsuite.suiteql.dates import DATE_FORMATS
from erp_sandbox.netsuite.suiteql.errors import unreadable_date, unsupported
from erp_sandbox.netsuite.suiteql.values import (
    APPROXIMATE,
    NULL,
    TEMPORAL,
    TEXTUAL,
    Family,
    Value,
    moment,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.suiteql.context import Context

_QUOTIENT_SCALE = 12


def digits(value: Value) -> str:
    """Return DuckDB text of a number's digits: no fixed scale or exponent, `0.5` for a half."""
    if value.scale == 0:
        return f"CAST({value.sql} AS VARCHAR)"
    exact = f"printf('%.12f', {value.sql})"
    if value.scale != APPROXIMATE:
        exact = f"CAST({value.sql} AS VARCHAR)"
    return f"rtrim(rtrim({exact}, '0'), '.')"


def as_text(value: Value, context: Context) -> Value:
    """Return the value as text: numbers as TO_CHAR shows them, dates in the user's format."""
    if value.family in {Family.TEXT, Family.NULL}:
        return value
    if value.family is Family.BOOLEAN:
        return Value(f"CASE {value.sql} WHEN true THEN 'T' WHEN false THEN 'F' END", Family.TEXT)
    if value.family is Family.NUMBER:
        shown = digits(value)
        if value.scale:
            # Oracle shows no zero before the point.
            shown = f"regexp_replace({shown}, '^(-?)0\\.', '\\1.')"
        return Value(shown, Family.TEXT)
    chosen = DATE_FORMATS[context.account.preferences.date_format]
    return Value(f"strftime({as_local(value, context).sql}, '{chosen.strftime}')", Family.TEXT)


def render(value: Value, context: Context) -> str:
    """Return DuckDB text of the value on the wire: VARCHAR, NULL where SuiteQL omits the key."""
    if value.family is Family.NULL:
        return "CAST(NULL AS VARCHAR)"
    if value.family is Family.TEXT:
        return f"NULLIF({value.sql}, '')"
    if value.family is Family.NUMBER:
        return digits(value)
    return as_text(value, context).sql


def as_number(value: Value) -> Value:
    """Return the value as a number, converting text.

    Raises:
        SuiteQLError: If it is a date, or a text literal that is no number.
    """
    if value.family in {Family.NUMBER, Family.NULL}:
        return value
    if value.family is not Family.TEXT:
        raise unsupported()
    if value.constant is not None:
        try:
            exact = Decimal(str(value.constant).strip())
        except InvalidOperation as error:
            raise unsupported() from error
        if not exact.is_finite():
            raise unsupported()
        return number(str(exact))
    return Value(f"CAST({value.sql} AS DECIMAL(38, 10))", Family.NUMBER, scale=10)


def scaled(value: Value, scale: int) -> Value:
    """Return the number rounded to `scale` decimals."""
    if value.scale == scale:
        return value
    cast = f"CAST({value.sql} AS DECIMAL(38, {scale}))"
    return replace(value.computed(), sql=cast, scale=scale)


def divide(left: Value, right: Value) -> Value:
    """Return Oracle's quotient: exact to 12 decimals, an error for a zero divisor."""
    divisor = f"(CASE WHEN {right.sql} = 0 THEN error('divisor is equal to zero') ELSE 1 END)"
    guarded = right.constant is not None and right.constant != 0
    if APPROXIMATE in {left.scale, right.scale}:
        quotient = f"(CAST({left.sql} AS DOUBLE) / {right.sql})"
        return Value(
            quotient if guarded else f"({quotient} / {divisor})", Family.NUMBER, APPROXIMATE
        )
    # Beyond that the scaled numerator would leave HUGEINT for everyday amounts.
    right = scaled(right, min(right.scale, _QUOTIENT_SCALE))
    shift = _QUOTIENT_SCALE + 1 - left.scale + right.scale
    numerator = _integral(left)
    numerator = f"{numerator} * {10**shift}" if shift >= 0 else f"{numerator} // {10**-shift}"
    denominator = _integral(right)
    if not guarded:
        denominator = f"({denominator} * CAST({divisor} AS HUGEINT))"
    unscaled = f"CAST(({numerator}) // {denominator} AS DECIMAL(38, 0))"
    # One digit more than is kept, to round by.
    unit = f"0.{'1':0>{_QUOTIENT_SCALE + 1}}"
    exact = f"round({unscaled} * {unit}, {_QUOTIENT_SCALE})"
    return Value(exact, Family.NUMBER, _QUOTIENT_SCALE)


def _integral(value: Value) -> str:
    if value.scale == 0:
        return f"CAST({value.sql} AS HUGEINT)"
    return f"CAST({value.sql} * {10**value.scale} AS HUGEINT)"


def as_local(value: Value, context: Context) -> Value:
    """Return a date or datetime as a zoneless timestamp: a datetime as its zone shows it.

    Raises:
        SuiteQLError: If it is neither.
    """
    if value.family is Family.NULL:
        return Value("CAST(NULL AS TIMESTAMP)", Family.TIMESTAMP)
    if value.family not in TEMPORAL:
        raise unsupported()
    if value.family is Family.DAY:
        return Value(f"CAST({value.sql} AS TIMESTAMP)", Family.DATE)
    if value.family is Family.DATETIME:
        zone = value.zone or context.zone
        if isinstance(value.constant, datetime):
            return moment(zones.to_local(value.constant, zone), Family.TIMESTAMP)
        return Value(zones.to_local_sql(value.sql, zone), Family.TIMESTAMP)
    return value


def as_datetime(value: Value, context: Context) -> Value:
    """Return a date or datetime as UTC, zoneless ones read in the session zone.

    Raises:
        SuiteQLError: If it is neither.
    """
    if value.family is Family.DATETIME:
        return value
    local = as_local(value, context)
    if isinstance(local.constant, datetime):
        return moment(zones.to_utc(local.constant, context.zone), Family.DATETIME)
    return Value(zones.to_utc_sql(local.sql, context.zone), Family.DATETIME)


def reject_as_date(value: Value, context: Context) -> None:
    """Reject a text that is not a date where a date is expected."""
    preferences = context.account.preferences
    raise unreadable_date(
        str(value.constant if value.constant is not None else ""),
        DATE_FORMATS[preferences.date_format].pattern,
        preferences.time_zone,
    )


def unify(values: Sequence[Value], context: Context) -> list[Value]:
    """Convert operands (of a comparison, the branches of a CASE, ...) to one family.

    Raises:
        SuiteQLError: If the families do not go together.
    """
    families = {value.family for value in values} - {Family.NULL}
    if families & TEMPORAL:
        return _unify_dates(values, families, context)
    if not families or families in ({Family.NUMBER}, {Family.TEXT}, {Family.BOOLEAN}):
        return list(values)
    if families <= TEXTUAL:
        return [as_text(value, context) for value in values]
    if Family.BOOLEAN in families:
        raise unsupported()
    return [as_number(value) for value in values]


def _unify_dates(values: Sequence[Value], families: set[Family], context: Context) -> list[Value]:
    for value in values:
        if value.family is Family.TEXT:
            reject_as_date(value, context)
    if not families <= TEMPORAL:
        raise unsupported()
    if Family.DATETIME in families:
        return [v if v.family is Family.NULL else as_datetime(v, context) for v in values]
    if families == {Family.DAY}:
        return list(values)
    midnights = [_as_day(value) for value in values]
    if all(midnight is not None for midnight in midnights):
        return [midnight for midnight in midnights if midnight is not None]
    return [v if v.family is Family.NULL else as_local(v, context) for v in values]


def _as_day(value: Value) -> Value | None:
    """Return a DAY, or a constant midnight as one: comparing stored dates is fast."""
    if value.family in {Family.DAY, Family.NULL}:
        return value
    if isinstance(value.constant, datetime) and value.constant.time() == time():
        return Value(f"DATE '{value.constant.date().isoformat()}'", Family.DAY)
    return None


def like_first(values: Sequence[Value], context: Context) -> list[Value]:
    """Convert all to the family of the first that is not NULL, as NVL and DECODE do.

    Raises:
        SuiteQLError: If one cannot be converted.
    """
    first = next((value.family for value in values if value.family is not Family.NULL), None)
    if first in TEXTUAL:
        return [as_text(value, context) for value in values]
    if first is Family.NUMBER:
        return [as_number(value) for value in values]
    return unify(values, context)


def one_kind(values: Sequence[Value]) -> None:
    """Reject numbers with texts where Oracle converts nothing (CASE, COALESCE, UNION).

    Raises:
        SuiteQLError: If a number meets another family.
    """
    kinds = {value.family for value in values} - {Family.NULL}
    if Family.NUMBER in kinds and len(kinds) > 1:
        raise unsupported()


def cases(conditions: Sequence[str], results: Sequence[Value], context: Context) -> Value:
    """Return a CASE over translated branches; `results` has the default last."""
    unified = unify(results, context)
    branches = [
        f"WHEN {condition} THEN {result.sql}"
        for condition, result in zip(conditions, unified, strict=False)
    ]
    sql = f"(CASE {' '.join(branches)} ELSE {unified[-1].sql} END)"
    return replace(common(unified), sql=sql)


def common(values: Sequence[Value]) -> Value:
    """Return the family and scale that hold all of `values`, as `unify` returned them."""
    known = [value for value in values if value.family is not Family.NULL]
    if not known:
        return NULL
    scales = [value.scale for value in known]
    scale = APPROXIMATE if APPROXIMATE in scales else max(scales)
    family = known[0].family
    if family in TEMPORAL and any(value.family is not family for value in known):
        family = Family.TIMESTAMP
    return Value("", family, scale, zone=known[0].zone)


def compare(operator: str, left: Value, right: Value, context: Context) -> str:
    """Return DuckDB text of a comparison.

    Raises:
        SuiteQLError: If the operands cannot be compared, such as a date and a bare text.
    """
    if Family.NULL in {left.family, right.family}:
        return "CAST(NULL AS BOOLEAN)"
    for stored, other in ((left, right), (right, left)):
        is_flag = stored.family is Family.BOOLEAN and other.constant in {"T", "F"}
        if is_flag and operator in {"=", "<>"}:
            return f"({stored.sql} {operator} {'true' if other.constant == 'T' else 'false'})"
    one, two = unify((left, right), context)
    return f"({one.sql} {operator} {two.sql})"
