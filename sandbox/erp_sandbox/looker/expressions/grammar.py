"""The grammar of Looker expressions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lark import Lark, Transformer, v_args
from lark.exceptions import LarkError

if TYPE_CHECKING:
    from collections.abc import Iterator


class ExpressionError(ValueError):
    """An expression that does not parse, or cannot be computed."""


@dataclass(frozen=True)
class Constant:
    """A number, a text, yes or no, or null."""

    value: Decimal | str | bool | None


@dataclass(frozen=True)
class Reference:
    """A field: `${view.field}`; `total` or `row_total` of it with a colon."""

    name: str
    of: str | None = None


@dataclass(frozen=True)
class Call:
    """A function or an operator with its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node = Constant | Reference | Call

_parser = Lark(
    r"""
    ?start: either
    ?either: both (_OR both)*             -> either
    ?both: test (_AND test)*              -> both
    ?test: _NOT test                      -> negation
        | comparison
    ?comparison: sum
        | sum COMPARE sum                 -> infix
    ?sum: product
        | sum ADD product                 -> infix
    ?product: unary
        | product MULTIPLY unary          -> infix
    ?unary: "-" unary                     -> minus
        | atom
    ?atom: NUMBER                         -> number
        | TEXT                            -> text
        | REFERENCE                       -> reference
        | YES                             -> yes
        | NO                              -> no
        | NULL                            -> null
        | "(" either ")"
        | NAME "(" [either ("," either)*] ")" -> call
    _OR.2: /or\b/i
    _AND.2: /and\b/i
    _NOT.2: /not\b/i
    YES.2: /(yes|true)\b(?!\s*\()/i
    NO.2: /(no|false)\b(?!\s*\()/i
    NULL.2: /null\b/i
    COMPARE: "<=" | ">=" | "!=" | "<>" | "=" | "<" | ">"
    ADD: "+" | "-"
    MULTIPLY: "*" | "/"
    NUMBER: /\d+(\.\d+)?/
    TEXT: /"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|`[^`]*`/
    REFERENCE: /\$\{[^}]+\}/
    NAME: /[a-z_]\w*/i
    COMMENT: /#[^\n]*/
    %import common.WS
    %ignore WS
    %ignore COMMENT
    """,
    parser="lalr",
)


@v_args(inline=True)
class _Nodes(Transformer[Any, Any]):
    def number(self, token: str) -> Node:
        return Constant(Decimal(token))

    def text(self, token: str) -> Node:
        return Constant(token[1:-1].replace("\\" + token[0], token[0]))

    def reference(self, token: str) -> Node:
        name, _, of = token[2:-1].strip().partition(":")
        return Reference(name, of or None)

    def yes(self, _: str) -> Node:
        return Constant(value=True)

    def no(self, _: str) -> Node:
        return Constant(value=False)

    def null(self, _: str) -> Node:
        return Constant(None)

    def either(self, first: Node, *rest: Node) -> Node:
        return Call("or", (first, *rest)) if rest else first

    def both(self, first: Node, *rest: Node) -> Node:
        return Call("and", (first, *rest)) if rest else first

    def negation(self, node: Node) -> Node:
        return Call("not", (node,))

    def minus(self, node: Node) -> Node:
        return Call("-", (Constant(Decimal(0)), node))

    def infix(self, left: Node, operator: str, right: Node) -> Node:
        return Call("!=" if operator == "<>" else str(operator), (left, right))

    def call(self, name: str, *arguments: Node | None) -> Node:
        return Call(name.lower(), tuple(each for each in arguments if each is not None))


@lru_cache(maxsize=256)
def parse_expression(text: str) -> Node:
    """Return the tree of an expression.

    Raises:
        ExpressionError: If it does not parse.
    """
    try:
        return _Nodes().transform(_parser.parse(text))  # type: ignore[no-any-return]
    except LarkError as error:
        raise ExpressionError(f'The expression "{text}" is not valid.') from error


def references(node: Node) -> Iterator[Reference]:
    """Yield the fields that an expression refers to."""
    if isinstance(node, Reference):
        yield node
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from references(argument)
