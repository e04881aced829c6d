"""Number filters, such as `>5 AND <=10`, `[1,100)`, `not 5` and `NULL`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lark import Lark, Transformer, v_args
from lark.exceptions import LarkError

from erp_sandbox.looker.filters.conditions import (
    Between,
    Condition,
    Equals,
    FilterError,
    IsNull,
    Term,
)

_parser = Lark(
    r"""
    start: [item (_separator item)*]
    _separator: "," | _OR
    item: [NOT] (equal | null | greater | less | between | to | interval)
    equal: NUMBER
    null: NULL
    greater: MORE NUMBER
    less: LESS NUMBER
    between: MORE NUMBER _AND LESS NUMBER -> rising
        | LESS NUMBER _AND MORE NUMBER    -> falling
    to: NUMBER _TO NUMBER -> span
        | NUMBER _TO      -> span_from
        | _TO NUMBER      -> span_to
    interval: OPEN [NUMBER | LOWEST] "," [NUMBER | HIGHEST] CLOSE
    NOT: /not\b/i | "!=" | "<>"
    NULL: /null\b/i
    MORE: ">=" | ">"
    LESS: "<=" | "<"
    OPEN: "(" | "["
    CLOSE: ")" | "]"
    LOWEST: /-inf\b/i
    HIGHEST: /inf\b/i
    _OR: /or\b/i
    _AND: /and\b/i
    _TO: /to\b/i
    NUMBER: /[-+]?(\d+(\.\d*)?|\.\d+)/
    %import common.WS
    %ignore WS
    """,
    parser="lalr",
)


@v_args(inline=True)
class _Terms(Transformer[Any, Any]):
    NUMBER = Decimal

    def start(self, *items: tuple[bool, Term] | None) -> list[tuple[bool, Term]]:
        return [item for item in items if item is not None]

    def item(self, negation: str | None, term: Term) -> tuple[bool, Term]:
        return negation is not None, term

    def equal(self, value: Decimal) -> Term:
        return Equals(value)

    def null(self, _: str) -> Term:
        return IsNull()

    def greater(self, symbol: str, value: Decimal) -> Between:
        return Between(value, None, low_inclusive=symbol == ">=")

    def less(self, symbol: str, value: Decimal) -> Between:
        return Between(None, value, high_inclusive=symbol == "<=")

    def rising(self, more: str, low: Decimal, less: str, high: Decimal) -> Term:
        return Between(low, high, more == ">=", less == "<=")

    def falling(self, less: str, high: Decimal, more: str, low: Decimal) -> Term:
        return Between(low, high, more == ">=", less == "<=")

    def span(self, low: Decimal, high: Decimal) -> Term:
        return Between(low, high, high_inclusive=True)

    def span_from(self, low: Decimal) -> Term:
        return Between(low, None)

    def span_to(self, high: Decimal) -> Term:
        return Between(None, high, high_inclusive=True)

    def interval(self, opening: str, low: Any, high: Any, closing: str) -> Term:
        return Between(
            low if isinstance(low, Decimal) else None,
            high if isinstance(high, Decimal) else None,
            opening == "[",
            closing == "]",
        )


def parse_number(text: str) -> Condition:
    """Return the condition of a number filter.

    Raises:
        FilterError: If the expression does not parse.
    """
    try:
        items = _Terms().transform(_parser.parse(text))
    except LarkError as error:
        raise FilterError(f'Invalid number filter expression: "{text}"') from error
    return _condition(items)


def _condition(items: list[tuple[bool, Term]]) -> Condition:
    """Return the terms in their roles.

    A plain value after a negated one continues the negation of all values: `not 66, 99, 4`.
    """
    values = [negated for negated, term in items if isinstance(term, Equals)]
    if True in values and not values[-1]:
        items = [(negated or isinstance(term, Equals), term) for negated, term in items]
    return Condition(
        tuple(term for negated, term in items if not negated),
        tuple(term for negated, term in items if negated),
    )
