"""Expressions of mappings: those of the SDK's stream maps, checked before a record is read."""

from __future__ import annotations

import ast

from singer_erp.errors import ConfigError

# Names that stream maps define in addition to the record's properties (SDK documentation,
# "Stream Maps").
_BUILT_IN_NAMES = {"_", "record", "config", "self", "fake", "datetime", "json", "__stream_name__"}


def check_expression(setting: str, expression: str) -> None:
    """Check the syntax of an expression.

    Args:
        setting: Path of the setting, for the message.
        expression: The expression.

    Raises:
        ConfigError: It is not valid.
    """
    try:
        _parse(expression)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: too nested
        shown = expression if len(expression) <= _SHOWN else f"{expression[:_SHOWN]}…"
        raise ConfigError(
            f"`{setting}` has the expression {shown!r}, which is not valid",
            "Write it as in the SDK's stream maps: a property's name, 'text', str(id)",
        ) from None


def property_names(expression: str) -> set[str]:
    """Return the properties that a valid expression reads."""
    tree = _parse(expression)
    functions = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    targets = {node.id for node in names if isinstance(node.ctx, ast.Store)}  # of comprehensions
    return {node.id for node in names} - functions - targets - _BUILT_IN_NAMES


def _parse(expression: str) -> ast.Expression:
    return ast.parse(expression, mode="eval")


_SHOWN = 100
