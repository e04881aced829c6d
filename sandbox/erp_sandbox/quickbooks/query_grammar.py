"""The query dialect's grammar ("Query operations and syntax")."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from erp_sandbox.quickbooks.errors import ApiError

_GRAMMAR = r"""
    query: _SELECT columns _FROM NAME where? order? range*
    columns: count | star | names
    count: _COUNT "(" "*" ")"
    star: "*" ("," path)*
    names: path ("," path)*
    where: _WHERE condition (_AND condition)*
    ?condition: path OPERATOR value -> compare
        | path _LIKE value       -> like
        | path _IN "(" value ("," value)* ")" -> within
    order: _ORDER_BY term ("," term)*
    term: path DIRECTION?
    ?range: _STARTPOSITION INT -> start
        | _MAXRESULTS INT     -> max_results
    path: NAME ("." NAME)*
    ?value: STRING -> string
        | NUMBER -> bare
        | _TRUE -> true
        | _FALSE -> false
        | _TODAY -> today
    _SELECT: /SELECT\b/i
    _COUNT.2: /COUNT(?=\s*\()/i
    _FROM: /FROM\b/i
    _WHERE: /WHERE\b/i
    _AND: /AND\b/i
    _LIKE: /LIKE\b/i
    _IN: /IN\b/i
    _ORDER_BY: /ORDER\s*BY\b/i
    _STARTPOSITION: /STARTPOSITION\b/i
    _MAXRESULTS: /MAXRESULTS\b/i
    _TRUE: /TRUE\b/i
    _FALSE: /FALSE\b/i
    _TODAY: /CURRENT_DATE\b/i
    DIRECTION: /(ASC|DESC)\b/i
    OPERATOR: "<=" | ">=" | "=" | "<" | ">"
    STRING: /'(\\.|[^'\\])*'/
    NUMBER: /-?\d+(\.\d+)?/
    NAME: /(?!(KEYWORDS)\b)[A-Za-z_]\w*/i
    %import common.INT
    %import common.WS
    %ignore WS
"""
_KEYWORDS = "FROM|WHERE|ORDERBY|ORDER|AND|IN|LIKE|STARTPOSITION|MAXRESULTS|TRUE|FALSE"
_parser = Lark(
    _GRAMMAR.replace("KEYWORDS", _KEYWORDS), start="query", parser="lalr", lexer="contextual"
)
Path = tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """One comparison; `values` has one entry unless the operator is `IN`."""

    path: Path
    operator: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Query:
    """A parsed statement.

    Attributes:
        counts: Whether only a count is requested.
        columns: Properties named; empty for all.
        source: The entity as written.
        where: Conditions that all must hold.
        order: Properties and whether they descend.
        start: Position of the first record, from 1.
        max_results: The requested number of records.
    """

    counts: bool
    columns: tuple[Path, ...]
    source: str
    where: tuple[Condition, ...] = ()
    order: tuple[tuple[Path, bool], ...] = ()
    start: int = 1
    max_results: int = 100
    given: frozenset[str] = field(default_factory=frozenset)


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    def query(self, columns: Any, source: Token, *parts: tuple[str, Any]) -> Query:
        counts, names = columns
        return Query(counts, names, str(source), **dict(parts))

    def columns(self, chosen: Any) -> Any:
        return chosen

    def count(self) -> Any:
        return True, ()

    def star(self, *_: Path) -> Any:
        return False, ()

    def names(self, *paths: Path) -> Any:
        return False, paths

    def where(self, *conditions: Condition) -> tuple[str, Any]:
        return "where", conditions

    def compare(self, path: Path, operator: Token, value: Any) -> Condition:
        return Condition(path, str(operator), (value,))

    def like(self, path: Path, value: Any) -> Condition:
        return Condition(path, "LIKE", (value,))

    def within(self, path: Path, *values: Any) -> Condition:
        return Condition(path, "IN", values)

    def order(self, *terms: Any) -> tuple[str, Any]:
        return "order", terms

    def term(self, path: Path, direction: Token | None = None) -> Any:
        return path, direction is not None and direction.lower() == "desc"

    def start(self, number: Token) -> tuple[str, int]:
        return "start", int(number)

    def max_results(self, number: Token) -> tuple[str, int]:
        return "max_results", int(number)

    def path(self, *names: Token) -> Path:
        return tuple(str(name).lower() for name in names)

    def string(self, text: Token) -> str:
        return re.sub(r"\\(.)", r"\1", str(text)[1:-1])

    def bare(self, text: Token) -> str:
        return str(text)

    def true(self) -> bool:
        return True

    def false(self) -> bool:
        return False

    def today(self) -> str:
        return "CURRENT_DATE"


def parse(text: str) -> Query:
    """Read a statement.

    Raises:
        ApiError: 400 with code 4000 or 4001.
    """
    try:
        query: Query = _Reader().transform(_parser.parse(text))
    except UnexpectedInput as error:
        place = getattr(error, "pos_in_stream", None)
        char = text[place] if place is not None and place < len(text) else "<EOF>"
        raise ApiError(
            "4000",
            "Error parsing query",
            f'QueryParserError: Encountered " {char} "" at line 1, column {error.column}.',
        ) from None
    for value, low in ((query.max_results, 1), (query.start, 0)):
        if value < low:
            raise ApiError(
                "4001",
                "Invalid query",
                f"QueryValidationError: value {value} is too small. Min allowed value is {low}",
            )
    if query.max_results > 1000:  # noqa: PLR2004 - rejected or truncated: sources disagree (unconfirmed)
        raise ApiError(
            "4001",
            "Invalid query",
            f"QueryValidationError: value {query.max_results} is too large. "
            "Max allowed value is 1000",
        )
    return query
