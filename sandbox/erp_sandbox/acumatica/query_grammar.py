"""The grammar of `$filter`: OData 3 of the contract API, and OData 4 of inquiries and DACs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, UnexpectedInput, VisitError

from erp_sandbox.acumatica.errors import invalid_filter

if TYPE_CHECKING:
    from collections.abc import Callable

_COMMON = r"""
    ?start: either
    ?either: both (_OR both)*
    ?both: test (_AND test)*
    ?test: _NOT test        -> negation
        | comparison
    ?comparison: operand
        | operand OPERATOR operand -> compare
    ?operand: literal
        | call
        | path
        | "(" either ")"
    call: NAME "(" [either ("," either)*] ")"
    path: NAME ("/" NAME)*
    _OR.3: /or\b/
    _AND.3: /and\b/
    _NOT.3: /not\b/
    OPERATOR.3: /(eq|ne|gt|ge|lt|le)\b/
    TRUE.3: /true\b/
    FALSE.3: /false\b/
    NULL.3: /null\b/
    STRING.1: /'([^']|'')*'/
    NUMBER.2: /-?\d+(\.\d+)?([eE][-+]?\d+)?[dDfFlLmM]?(?![\w:.-])/
    NAME: /[A-Za-z_@]\w*/
    %import common.WS
    %ignore WS
"""
_VERSION_3 = r"""
    ?literal: STRING      -> text
        | NUMBER          -> number
        | TRUE            -> true
        | FALSE           -> false
        | NULL            -> null
        | TYPED           -> typed
        | CUSTOM          -> custom
    TYPED.4: /(datetimeoffset|datetime|date|guid|time)'[^']*'/
    CUSTOM.4: /cf\.[A-Za-z]+\(\s*f\s*=\s*'[^']*'\s*\)/
"""
_VERSION_4 = r"""
    ?literal: STRING      -> text
        | NUMBER          -> number
        | TRUE            -> true
        | FALSE           -> false
        | NULL            -> null
        | MOMENT          -> moment
        | DAY             -> day
        | GUID            -> identity
    MOMENT.5: /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:\d\d)/
    DAY.4: /\d{4}-\d\d-\d\d(?![\dT])/
    GUID.6: /[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/
"""
_FUNCTIONS = {
    3: {"substringof": 2, "startswith": 2, "endswith": 2},
    4: {"contains": 2, "startswith": 2, "endswith": 2, "tolower": 1, "toupper": 1},
}
_CUSTOM_TYPES = {
    "String": "Edm.String",
    "Int": "Edm.Int32",
    "Short": "Edm.Int16",
    "Long": "Edm.Int64",
    "Byte": "Edm.Byte",
    "Decimal": "Edm.Decimal",
    "Double": "Edm.Double",
    "Boolean": "Edm.Boolean",
    "DateTime": "Edm.DateTimeOffset",
    "Guid": "Edm.Guid",
}


def _timestamp(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


_TYPED: dict[str, tuple[str, Callable[[str], Any]]] = {
    "datetimeoffset": ("Edm.DateTimeOffset", _timestamp),
    "datetime": ("Edm.DateTime", _timestamp),
    "date": ("Edm.Date", date.fromisoformat),
    "guid": ("Edm.Guid", lambda text: str(UUID(text))),
    "time": ("Edm.Time", str),
}
_parsers = {
    version: Lark(_COMMON + literals, parser="lalr", lexer="contextual")
    for version, literals in ((3, _VERSION_3), (4, _VERSION_4))
}


@dataclass(frozen=True)
class Literal:
    """A constant and its OData type; no type for `null`."""

    value: Any
    kind: str


@dataclass(frozen=True)
class Path:
    """A field, with the linked entities on the way to it."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Custom:
    """A field that is not of the contract: `cf.String(f='View.Field')`."""

    kind: str
    name: str


@dataclass(frozen=True)
class Compare:
    """A comparison."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Call:
    """A function call."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Logic:
    """Conditions that are connected by `and` or `or`, or one that is negated by `not`."""

    operator: str
    conditions: tuple[Expression, ...]


Expression = Literal | Path | Custom | Compare | Call | Logic


def _typed(token: str, text: str, kind: str, read: Callable[[str], Any]) -> Literal:
    try:
        return Literal(read(text), kind)
    except (ValueError, OverflowError):
        raise invalid_filter(f"Unrecognized '{kind}' literal '{token}'.") from None


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    def either(self, *conditions: Expression) -> Logic:
        return Logic("or", conditions)

    def both(self, *conditions: Expression) -> Logic:
        return Logic("and", conditions)

    def negation(self, condition: Expression) -> Logic:
        return Logic("not", (condition,))

    def compare(self, left: Expression, operator: Token, right: Expression) -> Compare:
        return Compare(str(operator), left, right)

    def call(self, name: Token, *arguments: Expression | None) -> Call:
        return Call(str(name), tuple(one for one in arguments if one is not None))

    def path(self, *names: Token) -> Path:
        return Path(tuple(str(name) for name in names))

    def text(self, token: Token) -> Literal:
        return Literal(token[1:-1].replace("''", "'"), "Edm.String")

    def number(self, token: Token) -> Literal:
        digits = token.rstrip("dDfFlLmM")
        whole = digits.lstrip("-").isdecimal() and token[-1] not in "dDfFmM"
        return Literal(Decimal(digits), "Edm.Int32" if whole else "Edm.Decimal")

    def true(self, _: Token) -> Literal:
        return Literal(value=True, kind="Edm.Boolean")

    def false(self, _: Token) -> Literal:
        return Literal(value=False, kind="Edm.Boolean")

    def null(self, _: Token) -> Literal:
        return Literal(None, "")

    def typed(self, token: Token) -> Literal:
        prefix, text, _ = token.split("'")
        return _typed(token, text, *_TYPED[prefix])

    def custom(self, token: Token) -> Custom:
        kind = token.partition("(")[0].removeprefix("cf.")
        if kind not in _CUSTOM_TYPES:
            raise _unknown_function(f"cf.{kind}")
        return Custom(_CUSTOM_TYPES[kind], token.split("'")[1])

    def moment(self, token: Token) -> Literal:
        return _typed(token, token, *_TYPED["datetimeoffset"])

    def day(self, token: Token) -> Literal:
        return _typed(token, token, *_TYPED["date"])

    def identity(self, token: Token) -> Literal:
        return _typed(token, token, *_TYPED["guid"])


@lru_cache(1000)
def parse(text: str, version: int = 3) -> Expression:
    """Parse a `$filter`.

    Args:
        text: The decoded text.
        version: 3 for the contract API, 4 for OData.

    Raises:
        ApiError: 500, if it is not valid.
    """
    try:
        expression: Expression = _Reader().transform(_parsers[version].parse(text))
    except VisitError as error:
        raise error.orig_exc from None
    except UnexpectedInput as error:
        at = error.pos_in_stream or 0
        raise invalid_filter(f"Syntax error at position {at} in '{text}'.") from None
    except LarkError:
        raise invalid_filter(f"Expression expected at position 0 in '{text}'.") from None
    _check_calls(expression, version)
    return expression


def _check_calls(expression: Expression, version: int) -> None:
    if isinstance(expression, Call):
        if _FUNCTIONS[version].get(expression.name) != len(expression.arguments):
            raise _unknown_function(expression.name)
        inner = expression.arguments
    elif isinstance(expression, Compare):
        inner = (expression.left, expression.right)
    elif isinstance(expression, Logic):
        inner = expression.conditions
    else:
        inner = ()
    for one in inner:
        _check_calls(one, version)


def _unknown_function(name: str) -> Exception:
    return invalid_filter(
        f"An unknown function with name '{name}' was found. This may also be a key lookup on a "
        "navigation property, which is not allowed."
    )
