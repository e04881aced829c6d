"""Removes the literals from a query text, so that queries of one shape are parsed once.

A tap sends the same query with other numbers page after page. Parsing costs milliseconds,
scanning costs microseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from erp_sandbox.netsuite.suiteql.errors import unsupported

MAX_IN_ITEMS = 1000

_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_TEXT = r"'(?:[^']|'')*'"
_TOKEN = re.compile(
    rf"""
    (?P<skip>\s+|--[^\n]*|/\*.*?\*/)
  | (?P<list>\bIN\s*\(\s*(?:(?:-?{_NUMBER}\s*,\s*)+-?{_NUMBER}|(?:{_TEXT}\s*,\s*)+{_TEXT})\s*\))
  | (?P<dated>\b(?:DATE|TIMESTAMP|INTERVAL|N|Q|NQ)\s*')
  | (?P<word>[A-Za-z_][\w$\#]*)
  | (?P<quoted>"[^"]*")
  | (?P<text>{_TEXT})
  | (?P<number>{_NUMBER})
  | (?P<symbol>\|\||<>|!=|\^=|<=|>=|[-+*/(),.<>]|=(?!=))
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(rf"-?{_NUMBER}|{_TEXT}", re.DOTALL)
_TRAILING_COMMA = re.compile(r",\s+(?:from|where|group|order)\b|,\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Shaped:
    """A query without its literals.

    Attributes:
        text: The query with `:n0` for numbers, `:s1` for texts, `:l2` for whole IN lists.
        literals: Their values in order: number texts, unquoted texts, or tuples of items.
        numeric: For a list, whether its items are numbers.
    """

    text: str
    literals: tuple[str | tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def unquote(text: str) -> str:
    """Return the value of a SQL text literal, without its quotes."""
    return text[1:-1].replace("''", "'")


def shape(query: str) -> Shaped:
    """Split a query into its shape and its literals.

    Raises:
        SuiteQLError: On characters outside the dialect (bind markers, `;`, `==`...), on date
            literals and on IN lists above 1,000 items.
    """
    parts: list[str] = []
    literals: list[str | tuple[str, ...]] = []
    numeric: list[bool] = []
    position = 0
    while position < len(query):
        found = _TOKEN.match(query, position)
        if found is None or found.lastgroup == "dated":
            raise unsupported()
        position = found.end()
        kind, token = found.lastgroup, found.group()
        if kind == "skip":
            parts.append(" ")
        elif kind == "list":
            items = _ITEM.findall(token[token.index("(") :])
            if len(items) > MAX_IN_ITEMS:
                raise unsupported()
            is_text = items[0].startswith("'")
            parts.append(f"IN (:l{len(literals)})")
            literals.append(tuple(map(unquote, items)) if is_text else tuple(items))
            numeric.append(not is_text)
        elif kind in {"text", "number"}:
            parts.append(f" :{'s' if kind == 'text' else 'n'}{len(literals)} ")
            literals.append(unquote(token) if kind == "text" else token)
            numeric.append(kind == "number")
        else:
            parts.append(token)
    text = "".join(parts)
    if _TRAILING_COMMA.search(text):
        raise unsupported()
    return Shaped(text, tuple(literals), tuple(numeric))
