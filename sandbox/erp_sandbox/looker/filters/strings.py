"""String filters, such as `FOO,BAR`, `%FOO%`, `-EMPTY` and `"a,b"`; `^` escapes a character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from erp_sandbox.looker.filters.conditions import (
    Condition,
    Equals,
    FilterError,
    IsBlank,
    IsNull,
    Like,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM = re.compile(
    r'\s*(?P<negated>-)?(?:"(?P<quoted>(?:\\.|[^"\\])*)"\s*|(?P<plain>(?:\^.|[^,])*))(?:,|$)',
    re.DOTALL,
)
_PIECE = re.compile(r"\^(.)|(.)", re.DOTALL)
_WILDCARDS = frozenset("%_")


def parse_string(text: str) -> Condition:
    """Return the condition of a string filter; that of an empty one is any value.

    Raises:
        FilterError: If the expression does not parse.
    """
    items = list(_items(text)) if text else []
    return Condition(
        tuple(term for negated, term in items if not negated),
        tuple(term for negated, term in items if negated),
    )


def _items(text: str) -> Iterator[tuple[bool, Term]]:
    at = 0
    while at < len(text):
        match = _ITEM.match(text, at)
        if match is None:
            raise FilterError(f'Invalid string filter expression: "{text}"')
        negated = match["negated"] is not None
        if match["quoted"] is not None:
            yield negated, Equals(re.sub(r"\\(.)", r"\1", match["quoted"]))
        else:
            yield negated, _term(match["plain"])
        at = match.end()


def _term(plain: str) -> Term:
    word = plain.strip()
    if word.upper() == "NULL":
        return IsNull()
    if word.upper() == "EMPTY":
        return IsBlank()
    pieces = [(escaped, raw) for escaped, raw in _PIECE.findall(plain)]
    while pieces and pieces[0] == ("", " "):
        pieces.pop(0)
    while pieces and pieces[-1] == ("", " "):
        pieces.pop()
    if not any(raw in _WILDCARDS for _, raw in pieces if raw):
        return Equals("".join(escaped or raw for escaped, raw in pieces))
    return Like("".join(raw or _escaped(escaped) for escaped, raw in pieces))


def _escaped(character: str) -> str:
    return f"^{character}" if character in {"%", "_", "^"} else character
