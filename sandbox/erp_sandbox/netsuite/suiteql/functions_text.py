"""Text functions. Oracle has no empty text: it is NULL."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql.coerce import as_number, as_text
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import Family, Value, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.netsuite.suiteql.context import Context

_FLAGS = {"i": "i", "c": "c", "n": "s", "m": "m"}


def _made(sql: str) -> Value:
    return Value(f"NULLIF({sql}, '')", Family.TEXT)


def _counted(sql: str) -> Value:
    return Value(f"CAST({sql} AS BIGINT)", Family.NUMBER)


def _texts(args: Sequence[Value], context: Context) -> list[str]:
    return [f"CAST({as_text(value, context).sql} AS VARCHAR)" for value in args]


def _integer(value: Value) -> str:
    return f"CAST(trunc({as_number(value).sql}) AS BIGINT)"


def _plain(function: str) -> Callable[[Sequence[Value], Context], Value]:
    def translate(args: Sequence[Value], context: Context) -> Value:
        return _made(f"{function}({', '.join(_texts(args, context))})")

    return translate


def _initcap(args: Sequence[Value], context: Context) -> Value:
    words = f"regexp_extract_all({_texts(args, context)[0]}, '[\\pL\\pN]+|[^\\pL\\pN]+')"
    capital = "lambda word: upper(left(word, 1)) || lower(substr(word, 2))"
    return _made(f"array_to_string(list_transform({words}, {capital}), '')")


def _length(args: Sequence[Value], context: Context) -> Value:
    return _counted(f"length(NULLIF({_texts(args, context)[0]}, ''))")


def _substr(args: Sequence[Value], context: Context) -> Value:
    subject = _texts(args[:1], context)[0]
    start = f"(CASE {_integer(args[1])} WHEN 0 THEN 1 ELSE {_integer(args[1])} END)"
    if len(args) == 2:  # noqa: PLR2004  # SUBSTR(text, start)
        return _made(f"substr({subject}, {start})")
    return _made(f"substr({subject}, {start}, greatest({_integer(args[2])}, 0))")


def _instr(args: Sequence[Value], context: Context) -> Value:
    subject, wanted = _texts(args[:2], context)
    if len(args) == 2:  # noqa: PLR2004  # INSTR(text, wanted)
        return _counted(f"instr({subject}, {wanted})")
    start = args[2].constant
    if not isinstance(start, Decimal) or start < 1 or start != int(start):
        raise unsupported()
    found = f"instr(substr({subject}, {start}), {wanted})"
    return _counted(f"(CASE {found} WHEN 0 THEN 0 ELSE {found} + {int(start) - 1} END)")


def _padded(function: str) -> Callable[[Sequence[Value], Context], Value]:
    def translate(args: Sequence[Value], context: Context) -> Value:
        padding = _texts(args[2:], context)[0] if len(args) > 2 else "' '"  # noqa: PLR2004  # LPAD(text, width, padding)
        width = f"CAST(greatest({_integer(args[1])}, 0) AS INTEGER)"
        return _made(f"{function}({_texts(args[:1], context)[0]}, {width}, {padding})")

    return translate


def _replace(args: Sequence[Value], context: Context) -> Value:
    subject, wanted, *by = _texts(args, context)
    replacement = f"coalesce({by[0]}, '')" if by else "''"
    replaced = f"replace({subject}, {wanted}, {replacement})"
    return _made(f"(CASE WHEN {wanted} IS NULL THEN {subject} ELSE {replaced} END)")


def _concat(args: Sequence[Value], context: Context) -> Value:
    return _made(f"concat({', '.join(_texts(args, context))})")


def _chr(args: Sequence[Value], _: Context) -> Value:
    return Value(f"chr(CAST({_integer(args[0])} AS INTEGER))", Family.TEXT)


def _ascii(args: Sequence[Value], context: Context) -> Value:
    return _counted(f"ascii({_texts(args, context)[0]})")


def trim(position: object, subject: Value, characters: Value | None, context: Context) -> Value:
    """Translate TRIM, its long form `TRIM(LEADING '0' FROM code)` included."""
    function = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(str(position).upper(), "trim")
    args = [subject] if characters is None else [subject, characters]
    return _made(f"{function}({', '.join(_texts(args, context))})")


def matches(args: Sequence[Value], context: Context) -> str:
    """Return DuckDB text of the condition `REGEXP_LIKE(text, pattern[, flags])`.

    Raises:
        SuiteQLError: For other arguments.
    """
    if len(args) not in {2, 3}:
        raise unsupported()
    subject, pattern = _texts(args[:2], context)
    return f"regexp_matches({subject}, {pattern}{_flags(args[2:])})"


def _flags(args: Sequence[Value]) -> str:
    if not args:
        return ""
    letters = str(args[0].constant or "-")
    if not set(letters) <= set(_FLAGS):
        raise unsupported()
    return f", {quote(''.join(_FLAGS[letter] for letter in letters))}"


def _regexp_replace(args: Sequence[Value], context: Context) -> Value:
    subject, pattern, *by = _texts(args, context)
    return _made(f"regexp_replace({subject}, {pattern}, {by[0] if by else quote('')}, 'g')")


def _regexp_substr(args: Sequence[Value], context: Context) -> Value:
    subject, pattern = _texts(args[:2], context)
    position, occurrence = (args[index].constant if len(args) > index else 1 for index in (2, 3))
    if position != 1 or not isinstance(occurrence, int | Decimal):
        raise unsupported()
    return _made(f"list_extract(regexp_extract_all({subject}, {pattern}), {int(occurrence)})")


def _regexp_count(args: Sequence[Value], context: Context) -> Value:
    subject, pattern = _texts(args, context)
    return _counted(f"len(regexp_extract_all({subject}, {pattern}))")


def _regexp_instr(args: Sequence[Value], context: Context) -> Value:
    subject, pattern = _texts(args, context)
    found = f"instr({subject}, regexp_extract({subject}, {pattern}))"
    return _counted(f"(CASE WHEN regexp_matches({subject}, {pattern}) THEN {found} ELSE 0 END)")


FUNCTIONS = {
    "UPPER": (1, 1, _plain("upper")),
    "LOWER": (1, 1, _plain("lower")),
    "INITCAP": (1, 1, _initcap),
    "LENGTH": (1, 1, _length),
    "SUBSTR": (2, 3, _substr),
    "INSTR": (2, 3, _instr),
    "LPAD": (2, 3, _padded("lpad")),
    "RPAD": (2, 3, _padded("rpad")),
    "LTRIM": (1, 2, _plain("ltrim")),
    "RTRIM": (1, 2, _plain("rtrim")),
    "REPLACE": (2, 3, _replace),
    "TRANSLATE": (3, 3, _plain("translate")),
    "CONCAT": (2, 2, _concat),
    "CHR": (1, 1, _chr),
    "ASCII": (1, 1, _ascii),
    "REGEXP_REPLACE": (2, 3, _regexp_replace),
    "REGEXP_SUBSTR": (2, 4, _regexp_substr),
    "REGEXP_COUNT": (2, 2, _regexp_count),
    "REGEXP_INSTR": (2, 2, _regexp_instr),
}
