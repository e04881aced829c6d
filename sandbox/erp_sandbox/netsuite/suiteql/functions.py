"""The functions of SuiteQL, by name; all others are rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql import (
    functions_choice,
    functions_date,
    functions_number,
    functions_text,
)
from erp_sandbox.netsuite.suiteql.coerce import as_number, as_text
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.functions_date import extract
from erp_sandbox.netsuite.suiteql.functions_text import matches, trim
from erp_sandbox.netsuite.suiteql.values import TEMPORAL, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlglot import exp

    from erp_sandbox.netsuite.suiteql.context import Context

    Translate = Callable[[Sequence[Value], Context], Value]


def _by_family(dates: Translate, numbers: Translate) -> Translate:
    """Return the translation of an Oracle name with two meanings."""

    def translate(args: Sequence[Value], context: Context) -> Value:
        chosen = dates if args[0].family in TEMPORAL else numbers
        return chosen(args, context)

    return translate


_masked = _by_family(functions_date.to_char, functions_number.to_char)


def _to_char(args: Sequence[Value], context: Context) -> Value:
    return as_text(args[0], context) if len(args) == 1 else _masked(args, context)


_FUNCTIONS: dict[str, tuple[int, int, Translate]] = {
    **functions_choice.FUNCTIONS,
    **functions_text.FUNCTIONS,
    **functions_number.FUNCTIONS,
    **functions_date.FUNCTIONS,
    "ROUND": (1, 2, _by_family(functions_date.round_off, functions_number.round_off)),
    "TRUNC": (1, 2, _by_family(functions_date.truncate, functions_number.truncate)),
    "TO_CHAR": (1, 2, _to_char),
}


def call(name: str, args: Sequence[Value], context: Context) -> Value:
    """Translate a call of a scalar function.

    Raises:
        SuiteQLError: If SuiteQL has no such function, or not with these arguments.
    """
    if name not in _FUNCTIONS:
        raise unsupported()
    minimum, maximum, translate = _FUNCTIONS[name]
    if not minimum <= len(args) <= maximum:
        raise unsupported()
    return translate(args, context)


def cast(value: Value, target: exp.Expr, context: Context) -> Value:
    """Translate `CAST(value AS type)` for Oracle's text, number and date types.

    Raises:
        SuiteQLError: For other types.
    """
    kind = str(target.args["this"].value).upper()
    if kind in {"VARCHAR", "CHAR", "NVARCHAR"}:
        return as_text(value, context)
    if kind in {"INT", "INTEGER", "SMALLINT"}:
        return functions_number.round_off([as_number(value)], context)
    if kind in {"DECIMAL", "NUMBER"} and not target.expressions:
        return as_number(value)
    raise unsupported()


__all__ = ["call", "cast", "extract", "matches", "trim"]
