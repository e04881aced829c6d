"""Number functions; decimals stay exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import number_masks
from erp_sandbox.netsuite.suiteql.coerce import as_number, as_text
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import APPROXIMATE, NULL, Family, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.netsuite.suiteql.context import Context


def _places(args: Sequence[Value]) -> int:
    if len(args) == 1:
        return 0
    places = args[1].constant
    if not isinstance(places, Decimal) or places != int(places):
        raise unsupported()
    return int(places)


def _cut(function: str, args: Sequence[Value]) -> Value:
    value, places = as_number(args[0]), _places(args)
    if value.family is Family.NULL or (value.scale != APPROXIMATE and places >= value.scale):
        return value.computed() if value.family is Family.NUMBER else NULL
    scale = value.scale if value.scale == APPROXIMATE else max(places, 0)
    sql = f"{function}({value.sql}, {places})" if places else f"{function}({value.sql})"
    if scale != APPROXIMATE:
        sql = f"CAST({sql} AS DECIMAL(38, {scale}))"
    return Value(sql, Family.NUMBER, scale)


def round_off(args: Sequence[Value], _: Context) -> Value:
    """Translate ROUND(number[, places]), half away from zero."""
    return _cut("round", args)


def truncate(args: Sequence[Value], _: Context) -> Value:
    """Translate TRUNC(number[, places])."""
    if args[0].whole is not None and _places(args) == 0:
        return Value(args[0].whole, Family.NUMBER)
    return _cut("trunc", args)


def _whole(function: str) -> Callable[[Sequence[Value], Context], Value]:
    def translate(args: Sequence[Value], _: Context) -> Value:
        value = as_number(args[0])
        if value.scale == 0:
            return value.computed()
        return Value(f"CAST({function}({value.sql}) AS DECIMAL(38, 0))", Family.NUMBER)

    return translate


def _abs(args: Sequence[Value], _: Context) -> Value:
    value = as_number(args[0])
    return replace(value.computed(), sql=f"abs({value.sql})")


def _sign(args: Sequence[Value], _: Context) -> Value:
    return Value(f"CAST(sign({as_number(args[0]).sql}) AS BIGINT)", Family.NUMBER)


def _mod(args: Sequence[Value], _: Context) -> Value:
    """Translate MOD; MOD(n, 0) is n."""
    one, two = as_number(args[0]), as_number(args[1])
    approximate = APPROXIMATE in {one.scale, two.scale}
    scale = APPROXIMATE if approximate else max(one.scale, two.scale)
    sql = f"(CASE WHEN {two.sql} = 0 THEN {one.sql} ELSE {one.sql} % {two.sql} END)"
    return Value(sql, Family.NUMBER, scale)


def _float(function: str) -> Callable[[Sequence[Value], Context], Value]:
    def translate(args: Sequence[Value], _: Context) -> Value:
        listed = ", ".join(f"CAST({as_number(value).sql} AS DOUBLE)" for value in args)
        return Value(f"{function}({listed})", Family.NUMBER, APPROXIMATE)

    return translate


def _to_number(args: Sequence[Value], context: Context) -> Value:
    if len(args) == 1:
        return as_number(args[0])
    mask = args[1].constant
    if not isinstance(mask, str) or not number_masks.MASK.fullmatch(mask):
        raise unsupported()
    bare = f"replace({as_text(args[0], context).sql}, ',', '')"
    return as_number(Value(bare, Family.TEXT))


def to_char(args: Sequence[Value], _: Context) -> Value:
    """Translate TO_CHAR(number, mask).

    Raises:
        SuiteQLError: For a mask that is no literal or has unknown elements.
    """
    if not isinstance(args[1].constant, str):
        raise unsupported()
    return number_masks.render(as_number(args[0]), args[1].constant)


FUNCTIONS = {
    "ABS": (1, 1, _abs),
    "SIGN": (1, 1, _sign),
    "FLOOR": (1, 1, _whole("floor")),
    "CEIL": (1, 1, _whole("ceil")),
    "MOD": (2, 2, _mod),
    "POWER": (2, 2, _float("pow")),
    "SQRT": (1, 1, _float("sqrt")),
    "TO_NUMBER": (1, 2, _to_number),
}
