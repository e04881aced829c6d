"""The operators + - * / on numbers and dates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from erp_sandbox.netsuite.suiteql.coerce import as_local, as_number, divide, scaled
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import (
    APPROXIMATE,
    NULL,
    TEMPORAL,
    Family,
    Value,
    number,
)

if TYPE_CHECKING:
    from erp_sandbox.netsuite.suiteql.context import Context

_MAX_SCALE = 18
_SAFE_PRODUCT_SCALE = 24
_SECONDS_A_DAY = number("86400")


def binary(operator: type[exp.Expr], left: Value, right: Value, context: Context) -> Value:
    """Translate one of the four operators.

    Raises:
        SuiteQLError: For operands it does not take; `+` does not join texts.
    """
    families = {left.family, right.family}
    if Family.NULL in families:
        return NULL
    if families & TEMPORAL:
        return _with_dates(operator, left, right, context)
    if families == {Family.TEXT}:
        raise unsupported()
    one, two = as_number(left), as_number(right)
    if operator is exp.Div:
        return _quotient(one, two)
    if operator is exp.Mul:
        return _product(one, two)
    symbol = "+" if operator is exp.Add else "-"
    if isinstance(one.constant, Decimal) and isinstance(two.constant, Decimal):
        total = one.constant + two.constant if symbol == "+" else one.constant - two.constant
        return number(f"{total:f}")
    return Value(f"({one.sql} {symbol} {two.sql})", Family.NUMBER, _wider(one, two))


def negative(value: Value) -> Value:
    """Translate the unary minus."""
    if value.family is Family.NULL:
        return NULL
    exact = as_number(value)
    if isinstance(exact.constant, Decimal):
        return number(f"{-exact.constant:f}")
    return replace(exact.computed(), sql=f"(-{exact.sql})")


def _wider(one: Value, two: Value) -> int:
    return APPROXIMATE if APPROXIMATE in {one.scale, two.scale} else max(one.scale, two.scale)


def _product(one: Value, two: Value) -> Value:
    if isinstance(one.constant, Decimal) and isinstance(two.constant, Decimal):
        return number(f"{one.constant * two.constant:f}")
    if APPROXIMATE in {one.scale, two.scale}:
        return Value(f"({one.sql} * {two.sql})", Family.NUMBER, APPROXIMATE)
    if one.scale + two.scale > _SAFE_PRODUCT_SCALE:
        half = _SAFE_PRODUCT_SCALE // 2
        one, two = scaled(one, min(one.scale, half)), scaled(two, min(two.scale, half))
    product = Value(f"({one.sql} * {two.sql})", Family.NUMBER, one.scale + two.scale)
    return product if product.scale <= _MAX_SCALE else scaled(product, _MAX_SCALE)


def _quotient(one: Value, two: Value) -> Value:
    result = divide(one, two)
    if one.scale == 0 and two.scale == 0 and two.constant:
        # TRUNC of such a quotient, as in id buckets, needs no decimals at all.
        return replace(result, whole=f"({one.sql} // {two.sql})")
    return result


def _with_dates(operator: type[exp.Expr], left: Value, right: Value, context: Context) -> Value:
    if operator is exp.Sub and left.family in TEMPORAL and right.family in TEMPORAL:
        return _days_between(left, right, context)
    if operator is exp.Add and right.family in TEMPORAL:
        left, right = right, left
    if operator not in {exp.Add, exp.Sub} or right.family is not Family.NUMBER:
        raise unsupported()
    symbol = "+" if operator is exp.Add else "-"
    if right.scale == 0:
        if left.family is Family.DAY:
            return Value(f"({left.sql} {symbol} CAST({right.sql} AS INTEGER))", Family.DAY)
        step = f"to_days(CAST({right.sql} AS INTEGER))"
    else:
        step = f"to_seconds(CAST(round({right.sql} * 86400) AS BIGINT))"
    return Value(f"({as_local(left, context).sql} {symbol} {step})", Family.DATE)


def _days_between(left: Value, right: Value, context: Context) -> Value:
    if left.family is right.family is Family.DAY:
        return Value(f"({left.sql} - {right.sql})", Family.NUMBER)
    one, two = as_local(left, context).sql, as_local(right, context).sql
    return divide(Value(f"datediff('second', {two}, {one})", Family.NUMBER), _SECONDS_A_DAY)
