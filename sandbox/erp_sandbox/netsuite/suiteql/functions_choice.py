"""NVL, DECODE and the other functions that choose among their arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql.coerce import (
    as_text,
    cases,
    common,
    compare,
    like_first,
    one_kind,
    unify,
)
from erp_sandbox.netsuite.suiteql.values import NULL, Family, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.suiteql.context import Context

_MANY = 255


def _first_known(values: Sequence[Value]) -> Value:
    listed = ", ".join(value.sql for value in values)
    return replace(common(values).computed(), sql=f"coalesce({listed})")


def _nvl(args: Sequence[Value], context: Context) -> Value:
    return _first_known(unify(like_first(args, context), context))


def _nvl2(args: Sequence[Value], context: Context) -> Value:
    present, absent = like_first(args[1:], context)
    return cases([f"{args[0].sql} IS NOT NULL"], [present, absent], context)


def _coalesce(args: Sequence[Value], context: Context) -> Value:
    one_kind(args)
    return _first_known(unify(args, context))


def _nullif(args: Sequence[Value], context: Context) -> Value:
    same = compare("=", args[0], args[1], context)
    return cases([same], [NULL, args[0]], context)


def _decode(args: Sequence[Value], context: Context) -> Value:
    subject, pairs = args[0], args[1:]
    default = pairs[-1] if len(pairs) % 2 else NULL
    searches = pairs[0 : len(pairs) - len(pairs) % 2 : 2]
    results = [*pairs[1 : len(pairs) : 2][: len(searches)], default]
    conditions = [_matches(subject, search, context) for search in searches]
    return cases(conditions, like_first(results, context), context)


def _matches(subject: Value, search: Value, context: Context) -> str:
    """Compare as DECODE does, for which NULL equals NULL."""
    if search.family is Family.NULL:
        return f"{subject.sql} IS NULL"
    return compare("=", subject, search, context)


def _extreme(function: str, args: Sequence[Value], context: Context) -> Value:
    """Return NULL if any argument is NULL; DuckDB's own function would skip it."""
    values = unify(like_first(args, context), context)
    if common(values).family is Family.BOOLEAN:
        values = [as_text(value, context) for value in values]
    missing = " OR ".join(f"{value.sql} IS NULL" for value in values)
    listed = ", ".join(value.sql for value in values)
    sql = f"(CASE WHEN {missing} THEN NULL ELSE {function}({listed}) END)"
    return replace(common(values).computed(), sql=sql)


FUNCTIONS = {
    "NVL": (2, 2, _nvl),
    "NVL2": (3, 3, _nvl2),
    "COALESCE": (2, _MANY, _coalesce),
    "NULLIF": (2, 2, _nullif),
    "DECODE": (3, _MANY, _decode),
    "GREATEST": (1, _MANY, lambda args, context: _extreme("greatest", args, context)),
    "LEAST": (1, _MANY, lambda args, context: _extreme("least", args, context)),
}
