"""The two grammars of `q`: query by example (version 1) and rowmatch expressions (2 and later)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from erp_sandbox.oracle_fusion.errors import bad_query

ROWMATCH = 2
"""The framework version from which on `q` is a rowmatch expression."""

# After `and` or `or` the parser expects another operator for the same attribute: anything else is
# part of the value, so that `A=Y and B=1` compares A with the text `Y and B=1`.
_EXAMPLE = r"""
    start: condition (_SEMICOLON condition)* _SEMICOLON?
    condition: NAME test (JOIN test)*
    test: OPERATOR TEXT
    NAME: /[A-Za-z_][\w.]*/
    OPERATOR: /<=|>=|!=|<|>|=|like\b/i
    TEXT: /(?:'[^']*'|"[^"]*"|[^;'"\s]|\s(?!\s*((and|or)\s+(<=|>=|!=|<|>|=|like\b)|;|$)))+/i
    JOIN: /\s+(and|or)\b\s*/i
    _SEMICOLON: ";"
    %ignore / +/
"""
_MATCH = r"""
    start: either (_SEMICOLON either)* _SEMICOLON?            -> both
    ?either: both (_OR both)*
    ?both: test (_AND test)*
    ?test: comparison | "(" either ")"
    ?comparison: operand COMPARISON literal                    -> compare
        | operand NOT? _IN "(" literal ("," literal)* ")"      -> among
        | operand NOT? _BETWEEN literal _AND literal           -> between
        | operand NOT? _LIKE literal                           -> like
        | operand _IS NOT? _NULL                               -> null
    operand: NAME | UPPER "(" NAME ")"
    literal: STRING | NUMBER | BOOLEAN
    _AND.3: /and\b/i
    _OR.3: /or\b/i
    NOT.3: /not\b/i
    _IN.3: /in\b/i
    _BETWEEN.3: /between\b/i
    _LIKE.3: /like\b/i
    _IS.3: /is\b/i
    _NULL.3: /null\b/i
    UPPER.3: /upper(?=\s*\()/i
    BOOLEAN.3: /(true|false)\b/i
    COMPARISON: /<=|>=|<>|!=|<|>|=/
    STRING: /'([^']|'')*'/
    NUMBER: /-?\d+(\.\d+)?(?![\w:.-])/
    NAME: /[A-Za-z_][\w.]*/
    _SEMICOLON: ";"
    %ignore /\s+/
"""
_parsers = {
    1: Lark(_EXAMPLE, parser="lalr", lexer="contextual"),
    ROWMATCH: Lark(_MATCH, parser="lalr", lexer="contextual"),
}


@dataclass(frozen=True)
class Comparison:
    """A condition on one attribute.

    Attributes:
        path: The attribute, with the children on the way to it.
        operator: `=`, `<>`, `<`, `<=`, `>`, `>=`, `in`, `between`, `like` or `null`.
        values: What it is compared with.
        negated: Whether rows that do not match are meant.
        upper: Whether the attribute is compared in upper case.
    """

    path: tuple[str, ...]
    operator: str
    values: tuple[Any, ...] = ()
    negated: bool = False
    upper: bool = False


@dataclass(frozen=True)
class Logic:
    """Conditions that are connected by `and` or `or`."""

    operator: str
    conditions: tuple[Expression, ...]


@dataclass(frozen=True)
class Unquoted:
    """A value of query by example, whose type is the attribute's."""

    text: str


Expression = Comparison | Logic


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    def either(self, *conditions: Expression) -> Logic:
        return Logic("or", conditions)

    def both(self, *conditions: Expression) -> Logic:
        return Logic("and", conditions)

    def operand(self, *parts: Token) -> tuple[tuple[str, ...], bool]:
        return tuple(parts[-1].split(".")), len(parts) > 1

    def literal(self, token: Token) -> Any:
        if token.type == "STRING":
            return token[1:-1].replace("''", "'")
        return token.lower() == "true" if token.type == "BOOLEAN" else Decimal(token)

    def compare(self, operand: Any, operator: Token, value: Any) -> Comparison:
        path, upper = operand
        return Comparison(path, "<>" if operator == "!=" else str(operator), (value,), upper=upper)

    def among(self, operand: Any, *rest: Any) -> Comparison:
        return _maybe_negated("in", operand, rest)

    def between(self, operand: Any, *rest: Any) -> Comparison:
        return _maybe_negated("between", operand, rest)

    def like(self, operand: Any, *rest: Any) -> Comparison:
        return _maybe_negated("like", operand, rest)

    def null(self, operand: Any, *rest: Any) -> Comparison:
        return _maybe_negated("null", operand, rest)


def _maybe_negated(operator: str, operand: Any, rest: tuple[Any, ...]) -> Comparison:
    path, upper = operand
    negated = any(isinstance(part, Token) for part in rest)
    values = tuple(part for part in rest if part is not None and not isinstance(part, Token))
    return Comparison(path, operator, values, negated=negated, upper=upper)


@v_args(inline=True)
class _ExampleReader(Transformer[Token, Any]):
    def start(self, *conditions: Expression) -> Logic:
        return Logic("and", conditions)

    def condition(self, name: Token, first: Any, *more: Any) -> Expression:
        path = tuple(name.split("."))
        found: Expression = _tested(path, *first)
        for join, test in zip(more[::2], more[1::2], strict=True):
            found = Logic(join.strip().lower(), (found, _tested(path, *test)))
        return found

    def test(self, operator: Token, text: Token) -> tuple[str, str]:
        return operator.lower(), text.strip()


def _tested(path: tuple[str, ...], operator: str, text: str) -> Comparison:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text.count(text[0]) == 2  # noqa: PLR2004
    value = text[1:-1] if quoted else text
    pattern = value.replace("*", "%")
    if operator == "like" or (operator in {"=", "!="} and "%" in pattern):
        return Comparison(path, "like", (pattern,), negated=operator == "!=")
    return Comparison(path, "<>" if operator == "!=" else operator, (Unquoted(value),))


@lru_cache(1000)
def parse(text: str, version: int, *, semicolon: bool = False) -> Expression:
    """Parse a `q`.

    Args:
        text: The decoded text.
        version: The framework version of the request.
        semicolon: Whether `;` connects conditions of a rowmatch expression.

    Raises:
        ApiError: 400, if it is not valid in the version's grammar.
    """
    grammar = 1 if version < ROWMATCH else ROWMATCH
    reader: Transformer[Token, Any] = _ExampleReader() if grammar == 1 else _Reader()
    try:
        expression: Expression = reader.transform(_parsers[grammar].parse(text))
    except UnexpectedInput as error:
        at = error.pos_in_stream or 0
        raise bad_query(f"The q parameter is not valid at position {at}.") from None
    if grammar == ROWMATCH and not semicolon and _has_semicolon(text):
        raise bad_query("The q parameter is not valid: ; is not an operator.")
    return expression


def _has_semicolon(text: str) -> bool:
    return ";" in "".join(text.split("'")[::2])
