"""SOQL's grammar, as far as integrations use it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from erp_sandbox.salesforce.errors import ApiError

_GRAMMAR = r"""
    query: "SELECT"i columns "FROM"i NAME where? order? limit? offset?
    ?columns: count | names
    count: "COUNT"i "(" ")"
    names: path ("," path)*
    path: NAME ("." NAME)*
    where: "WHERE"i disjunction
    ?disjunction: conjunction ("OR"i conjunction)*  -> any_of
    ?conjunction: negation ("AND"i negation)*       -> all_of
    ?negation: "NOT"i negation                      -> none_of
        | "(" disjunction ")"
        | condition
    condition: path COMPARATOR value                -> compare
        | path "LIKE"i STRING                       -> like
        | path "NOT"i "IN"i list                    -> not_in
        | path "IN"i list                           -> is_in
    list: "(" value ("," value)* ")"
    ?value: STRING -> string
        | DATETIME  -> datetime
        | NUMBER   -> number
        | "TRUE"i  -> true
        | "FALSE"i -> false
        | "NULL"i  -> null
    order: "ORDER"i "BY"i term ("," term)*
    term: path DIRECTION?
    limit: "LIMIT"i INT
    offset: "OFFSET"i INT
    DIRECTION: /(ASC|DESC)\b/i
    COMPARATOR: "!=" | "<>" | "<=" | ">=" | "=" | "<" | ">"
    STRING: /'(\\.|[^'\\])*'/
    DATETIME: /\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2}))?/
    NUMBER: /-?\d+(\.\d+)?/
    NAME: /(?!(FROM|WHERE|ORDER|LIMIT|OFFSET|AND|OR|NOT|IN|LIKE)\b)[A-Za-z_]\w*/i
    %import common.INT
    %import common.WS
    %ignore WS
"""
_parser = Lark(_GRAMMAR, start="query", parser="earley", lexer="dynamic")


@dataclass
class Query:
    """A parsed statement."""

    columns: list[tuple[str, ...]] | None  # None counts
    source: str
    where: Any = None
    order: list[tuple[tuple[str, ...], bool]] | None = None
    limit: int | None = None
    offset: int = 0


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    """The tree as plain tuples."""

    def query(self, columns: Any, source: Token, *rest: tuple[str, Any]) -> Query:
        return Query(columns, str(source), **dict(rest))

    def count(self) -> None:
        return None

    def names(self, *paths: tuple[str, ...]) -> list[tuple[str, ...]]:
        return list(paths)

    def path(self, *names: Token) -> tuple[str, ...]:
        return tuple(map(str, names))

    def where(self, condition: Any) -> tuple[str, Any]:
        return "where", condition

    def any_of(self, *parts: Any) -> Any:
        return ("any", parts) if len(parts) > 1 else parts[0]

    def all_of(self, *parts: Any) -> Any:
        return ("all", parts) if len(parts) > 1 else parts[0]

    def none_of(self, part: Any) -> Any:
        return "none", (part,)

    def compare(self, path: tuple[str, ...], operator: Token, value: Any) -> Any:
        return "compare", path, str(operator), value

    def like(self, path: tuple[str, ...], text: Token) -> Any:
        return "like", path, _unquoted(text)

    def is_in(self, path: tuple[str, ...], values: list[Any]) -> Any:
        return "in", path, values

    def not_in(self, path: tuple[str, ...], values: list[Any]) -> Any:
        return "none", (("in", path, values),)

    def list(self, *values: Any) -> list[Any]:
        return [*values]

    def string(self, text: Token) -> str:
        return _unquoted(text)

    def datetime(self, text: Token) -> str:
        return str(text)

    def number(self, text: Token) -> Decimal:
        return Decimal(str(text))

    def true(self) -> bool:
        return True

    def false(self) -> bool:
        return False

    def null(self) -> None:
        return None

    def order(self, *terms: tuple[tuple[str, ...], bool]) -> tuple[str, Any]:
        return "order", [*terms]

    def term(self, path: tuple[str, ...], direction: Token | None = None) -> Any:
        return path, direction is not None and direction.lower() == "desc"

    def limit(self, number: Token) -> tuple[str, int]:
        return "limit", int(number)

    def offset(self, number: Token) -> tuple[str, int]:
        return "offset", int(number)


def parse(text: str) -> Query:
    """Read a statement.

    Raises:
        ApiError: 400 `MALFORMED_QUERY`.
    """
    try:
        query: Query = _Reader().transform(_parser.parse(text))
    except UnexpectedInput as error:
        raise ApiError(
            400, "MALFORMED_QUERY", f"unexpected token at line 1, column {error.column}"
        ) from None
    return query


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", str(text)[1:-1])
