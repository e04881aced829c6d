"""Yes/no filters: `Yes`, `No`, or both."""

from __future__ import annotations

from erp_sandbox.looker.filters.conditions import Condition, FilterError, Truth

_WORDS = {"yes": True, "true": True, "no": False, "false": False}


def parse_yesno(text: str) -> Condition:
    """Return the condition of a yes/no filter.

    Raises:
        FilterError: If the expression does not parse.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in _WORDS]
    if unknown:
        raise FilterError(f'Invalid yesno filter expression: "{text}"')
    return Condition(tuple(Truth(_WORDS[word]) for word in words))
